"""Letters to a mail server: SMTP by the standard library, in a thread, one connection for each letter.

`EmailMessage` refuses line ends in headers, so no subject can add a header of its own; an address is one address
or none. What cannot be written here can never be sent. Of a server's answers about a letter 4xx means later and
5xx never; whatever is wrong with the way there (no server, no TLS, a certificate, a password) means later: it
is a fault of settings or of the moment. All that these libraries raise is said as `Undeliverable`.
"""

import smtplib
import socket
import ssl
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import SMTPUTF8 as SMTP_UTF8
from email.utils import format_datetime
from typing import Final, Literal, NamedTuple

import trio
from email_validator import validate_email

from actors.outgoing import Undeliverable
from store.queries.letters import LetterRow

# Of silence of the server, and of a letter in all: a server that says a word now and then holds up the others.
QUIET_S: Final = 30.0
WHOLE_S: Final = 300.0
# Letters being sent at once; each is a thread.
AT_ONCE: Final = 2
FOR_GOOD: Final = range(500, 600)
READY: Final = 220
# With this a word begins that mail programs decode (RFC 2047): what it would say then is not what was written.
ENCODED: Final = "=?"
# Marks that set or turn the direction of what follows.
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Texts go out as seven-bit lines, which need no extension of the server's (8BITMIME).
FOR_ANY_SERVER: Final = SMTP.clone(cte_type="7bit")

Security = Literal["starttls", "tls", "none"]


class Smtp(NamedTuple):
    """Where mail goes out. `sender`: the address that letters are from."""

    host: str
    port: int
    security: Security
    user: str | None
    password: str | None
    sender: str


class SmtpMailer:
    """`Mailer` of the actors; without settings every letter waits."""

    def __init__(
        self,
        smtp: Smtp | None,
        *,
        context: ssl.SSLContext | None = None,
        quiet_s: float = QUIET_S,
        whole_s: float = WHOLE_S,
    ) -> None:
        self._smtp = smtp
        self._context = context
        self._quiet_s = quiet_s
        self._whole_s = whole_s
        self._limiter = trio.CapacityLimiter(AT_ONCE)

    @property
    def is_set_up(self) -> bool:
        return self._smtp is not None

    async def send(self, letter: LetterRow) -> None:
        """Raises Undeliverable."""
        if self._smtp is None:
            raise Undeliverable("no mail server is set (smtp_host)")
        message = message_of(letter, self._smtp)
        call = _Call(self._smtp, self._context, self._quiet_s)
        with trio.move_on_after(self._whole_s) as patience:
            try:
                await trio.to_thread.run_sync(
                    call.hand_over, message, limiter=self._limiter, abandon_on_cancel=True
                )
            finally:
                call.hang_up()
        if patience.cancelled_caught and not call.taken:
            raise Undeliverable(f"{self._smtp.host}: it was not taken within {self._whole_s:g} s")


def message_of(letter: LetterRow, smtp: Smtp) -> EmailMessage:
    """Raises Undeliverable where no letter can be made of it."""
    sender = _sender(smtp)
    message = EmailMessage(policy=FOR_ANY_SERVER)
    try:
        message["To"] = _address(letter.recipient)
        message["From"] = sender
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(datetime.fromtimestamp(letter.created_at / 1000, UTC))
        message["Message-ID"] = f"<{letter.number}.{letter.created_at}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_plain(letter.text))
        if letter.html is not None:
            message.add_alternative(_plain(letter.html), subtype="html")
        message.as_bytes(policy=SMTP_UTF8)  # what is wrong with it is found out here, not while it is sent
    except (ValueError, IndexError, LookupError, MessageError) as wrong:  # line ends, addresses that are none
        raise Undeliverable(f"this letter cannot be written: {type(wrong).__name__}", for_good=True) from None
    return message


def _sender(smtp: Smtp) -> Address:
    """Raises Undeliverable."""
    try:
        return _address(smtp.sender)
    except ValueError:  # a fault of the settings, not of the letter
        raise Undeliverable("no letter can be from the address that is set (smtp_from)") from None


def _address(written: str) -> Address:
    """With its domain as any server takes it. Raises ValueError."""
    taken = validate_email(written, check_deliverability=False)
    return Address(username=taken.local_part, domain=taken.ascii_domain)


def _one_line(subject: str) -> str:
    """Raises ValueError for one that has line ends. What would turn its text around is left out."""
    if any(character in "\r\n" for character in subject):
        raise ValueError("a subject is one line")
    seen = "".join(character for character in _plain(subject) if character not in TURNING)
    return " ".join(seen.split()).replace(ENCODED, "= ?")


def _plain(text: str) -> str:
    """Without NUL and its like, which no letter may have (RFC 5321, 5322), and halves of characters.

    Other ends of lines than our own are one, for a mail program may take them for one.
    """
    lines = "\n".join(text.splitlines())
    clean = "".join(each for each in lines if each in "\t\n" or unicodedata.category(each) not in {"Cc", "Cs"})
    return clean + "\n" if text.endswith(("\n", "\r")) else clean


class _Server(smtplib.SMTP):
    """Made before it is connected, so that somebody else can hang up at any time."""

    def __init__(self, smtp: Smtp, quiet_s: float) -> None:
        super().__init__(timeout=quiet_s)
        self._host = smtp.host  # whose certificate it must be


class _ServerByTls(smtplib.SMTP_SSL):
    def __init__(self, smtp: Smtp, quiet_s: float, context: ssl.SSLContext) -> None:
        super().__init__(timeout=quiet_s, context=context)
        self._host = smtp.host


class _Call:
    """One letter and one connection."""

    def __init__(self, smtp: Smtp, context: ssl.SSLContext | None, quiet_s: float) -> None:
        self._smtp = smtp
        self._context = context
        self._quiet_s = quiet_s
        self._server: smtplib.SMTP | None = None
        self.taken = False  # the letter is the server's now; whatever comes after is of no letter

    def hang_up(self) -> None:
        """From another thread: whoever waits for the server waits no longer."""
        if self._server is not None and self._server.sock is not None:
            with suppress(OSError):
                self._server.sock.shutdown(socket.SHUT_RDWR)

    def hand_over(self, message: EmailMessage) -> None:
        """Raises Undeliverable."""
        try:
            server = self._connected()
            try:
                self._sign_in(server)
                _send(server, message)
                self.taken = True
            finally:
                _leave(server)
        except (smtplib.SMTPException, OSError, ValueError) as trouble:  # also a host that is no name
            raise Undeliverable(f"{self._smtp.host}: {_words(trouble)}") from None

    def _connected(self) -> smtplib.SMTP:
        context = self._context or ssl.create_default_context()
        if self._smtp.security == "tls":
            server: smtplib.SMTP = _ServerByTls(self._smtp, self._quiet_s, context)
        else:
            server = _Server(self._smtp, self._quiet_s)
        self._server = server
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        code, words = server.connect(self._smtp.host, self._smtp.port)
        if code != READY:
            raise Undeliverable(_said(code, words))
        if self._smtp.security == "starttls":
            server.starttls(context=context)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if self._smtp.user is None:
            return
        try:
            server.login(self._smtp.user, self._smtp.password or "")
        except smtplib.SMTPResponseException as refused:  # the settings are wrong, not the letter
            raise Undeliverable(f"signing in failed: {_said(refused.smtp_code, refused.smtp_error)}") from None


def _send(server: smtplib.SMTP, message: EmailMessage) -> None:
    """Raises Undeliverable for what the server says of this letter.

    The bytes are our own: those of `send_message` have a > before each line that begins with From.
    """
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    abroad = not (sender + recipient).isascii()
    options = ("SMTPUTF8", "BODY=8BITMIME") if abroad else ()
    try:
        server.ehlo_or_helo_if_needed()
        if abroad and not server.has_extn("smtputf8"):
            raise _not_taken(recipient)
        server.sendmail(sender, [recipient], message.as_bytes(policy=SMTP_UTF8 if abroad else SMTP), options)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise Undeliverable(_said(code, words), for_good=code in FOR_GOOD) from None
    except smtplib.SMTPSenderRefused as refused:  # the sender is one of the settings
        raise Undeliverable(_said(refused.smtp_code, refused.smtp_error)) from None
    except smtplib.SMTPResponseException as refused:
        code = refused.smtp_code
        raise Undeliverable(_said(code, refused.smtp_error), for_good=code in FOR_GOOD) from None


def _not_taken(recipient: str) -> Undeliverable:
    """Of a server that takes addresses of ASCII alone. Our own is one of the settings, which can be mended."""
    if recipient.isascii():
        return Undeliverable("the mail server does not take an address such as that which is set (smtp_from)")
    return Undeliverable("the mail server does not take such addresses", for_good=True)


def _leave(server: smtplib.SMTP) -> None:
    """Politely, if the server lets us; what it says to that is of no interest."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _words(trouble: Exception) -> str:
    return _readable(str(trouble)) or type(trouble).__name__


def _readable(text: str) -> str:
    """Of somebody else's words as many as a line of a list holds, and nothing that moves a cursor."""
    return " ".join("".join(each for each in text if each.isprintable() or each.isspace()).split())[:200]


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"the mail server said {code} {_readable(text)}"
