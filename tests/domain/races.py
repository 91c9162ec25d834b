"""Everything that can race with a transfer, and what comes of each pair in each order.

Anna has a chat and has offered it to Bjorn; the time to accept is up; Marit and Karin manage the channel. The
rules are held to this square by tests of the domain, and the whole server is by a story.
"""

from typing import Final

# One line for each that comes first, in it a place for each that comes second, in the same order. The letter is
# who has the chat then: Anna, Bjorn, Marit, Karin; q: it waits in the queue; x: it is over. And the second one is
# told: "+" that it is done; "=" the same, there was nothing left to do; "!" that the state does not allow it now;
# "-" that she may not, since it is not hers any more. A manager's offer comes too late as long as another stands.
# Whom Anna has asked may accept also when she is lost; what she does herself, she does because she is back.
SQUARE: Final = """
accept         B! B! B! B= B! B= x+ B- x+ M+ K+ B+
reject         A! A! A! A= A! q+ x+ x+ x+ M+ K+ A+
cancel         A! A! A! A= A! q+ x+ x+ x+ M+ K+ A+
time_out       A! A! A! A= A! q+ x+ x+ x+ M+ K+ A+
receiver_lost  A! A! A! A= A! q+ x+ x+ x+ M+ K+ A+
sender_lost    B+ q+ A+ q+ q+ A= x+ x+ x+ M+ K+ A!
customer_ends  x! x! x! x= x! x= x= x= x= x! x! x!
agent_ends     x! x! x! x= x! x= x= x= x= x! x! x!
customer_gone  x! x! x! x= x! x= x= x= x= x! x! x!
marit_takes    M! M! M! M= M! M= x+ M- x+ M= K+ M+
karin_takes    K! K! K! K= K! K= x+ K- x+ M+ K= K+
marit_offers   B+ A+ A+ A+ A+ A= x+ x+ x+ M+ K+ A!
"""
DEEDS: Final = tuple(line.split()[0] for line in SQUARE.split("\n") if line)
OUTCOMES: Final = {
    (first, second): outcome
    for first, *outcomes in (line.split() for line in SQUARE.split("\n") if line)
    for second, outcome in zip(DEEDS, outcomes, strict=True)
}
