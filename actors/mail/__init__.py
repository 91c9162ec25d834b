"""Notes between mailboxes. They never leave the process, and never become frames; actors/messages is for those.

Asks go down (connection → agent → channel → chat → store), tells go up. Each note says who sends it to whom, and
stands in the file of whom it is for: to_chat, to_channel, to_agent, to_others (a bot, the recogniser). What a
client hears goes into its outbox (outbox.py).
"""

from actors.mail.outbox import (
    MustArrive as MustArrive,
    News as News,
    Outbox as Outbox,
)
from actors.mail.to_agent import (
    AgentMail as AgentMail,
    ChannelsNamed as ChannelsNamed,
    CloseWindow as CloseWindow,
    Concerns as Concerns,
    Connect as Connect,
    Connected as Connected,
    Disconnect as Disconnect,
    ListenTo as ListenTo,
    Released as Released,
    SetDraft as SetDraft,
    SetPresence as SetPresence,
    TakeChat as TakeChat,
    TakeNext as TakeNext,
    Transfer as Transfer,
    WhoIs as WhoIs,
)
from actors.mail.to_channel import (
    Admit as Admit,
    AgentIs as AgentIs,
    Bye as Bye,
    ChannelMail as ChannelMail,
    ChannelOverview as ChannelOverview,
    Explain as Explain,
    FoundNobody as FoundNobody,
    Gone as Gone,
    Greet as Greet,
    Head as Head,
    Next as Next,
    OfferTo as OfferTo,
    OfferedHere as OfferedHere,
    Ongoing as Ongoing,
    Overview as Overview,
    ReturnTo as ReturnTo,
    SettingsChanged as SettingsChanged,
    Snapshot as Snapshot,
    TakeFromQueue as TakeFromQueue,
    Waiting as Waiting,
    Watch as Watch,
    Withdrawn as Withdrawn,
)
from actors.mail.to_chat import (
    AttachAgent as AttachAgent,
    AttachCustomer as AttachCustomer,
    Begin as Begin,
    Begun as Begun,
    Behind as Behind,
    ChatMail as ChatMail,
    Detach as Detach,
    Do as Do,
    Listen as Listen,
    MaySendFile as MaySendFile,
    Peek as Peek,
    Placed as Placed,
    SayAgain as SayAgain,
    Seen as Seen,
    StopListening as StopListening,
    Take as Take,
    Typing as Typing,
    Wake as Wake,
    WhyHers as WhyHers,
)
from actors.mail.to_others import (
    HandedOver as HandedOver,
    Heard as Heard,
    RECOGNISER as RECOGNISER,
    Recognise as Recognise,
)
