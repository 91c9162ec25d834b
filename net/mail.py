"""Letters to a mail server: SMTP by the standard library, in a thread, one connection for each letter.

`EmailMessage` refuses line ends in headers, so no subject can add a header of its own; an address is one address
or none. What is refused here can never be sent. Of a server's answers 4xx means later and 5xx never.
"""

import smtplib
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final, Literal, NamedTuple

import trio
from email_validator import validate_email

from actors.outgoing import Undeliverable
from store.queries.letters import LetterRow

TIMEOUT_S: Final = 30
# Letters being sent at once; each is a thread.
AT_ONCE: Final = 2
FOR_GOOD: Final = range(500, 600)

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

    def __init__(self, smtp: Smtp | None, *, context: ssl.SSLContext | None = None) -> None:
        self._smtp = smtp
        self._context = context
        self._limiter = trio.CapacityLimiter(AT_ONCE)

    @property
    def is_set_up(self) -> bool:
        return self._smtp is not None

    async def send(self, letter: LetterRow) -> None:
        """Raises Undeliverable."""
        if self._smtp is None:
            raise Undeliverable("no mail server is set (smtp_host)")
        message = message_of(letter, self._smtp)
        await trio.to_thread.run_sync(
            _hand_over, message, self._smtp, self._context, limiter=self._limiter, abandon_on_cancel=True
        )


def message_of(letter: LetterRow, smtp: Smtp) -> EmailMessage:
    """Raises Undeliverable where no letter can be made of it."""
    message = EmailMessage()
    domain = smtp.sender.rpartition("@")[2]
    try:
        message["To"] = Address(addr_spec=validate_email(letter.recipient, check_deliverability=False).normalized)
        message["From"] = Address(addr_spec=smtp.sender)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(datetime.fromtimestamp(letter.created_at / 1000, UTC))
        message["Message-ID"] = f"<{letter.number}.{letter.created_at}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        if letter.html is not None:
            message.add_alternative(letter.html, subtype="html")
    except (ValueError, IndexError) as wrong:  # line ends, addresses that are none
        raise Undeliverable(f"this letter cannot be written: {wrong}", for_good=True) from None
    return message


def _hand_over(message: EmailMessage, smtp: Smtp, context: ssl.SSLContext | None) -> None:
    try:
        with _connected(smtp, context) as server:
            if smtp.user is not None:
                server.login(smtp.user, smtp.password or "")
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise Undeliverable(_said(code, words), for_good=code in FOR_GOOD) from None
    except smtplib.SMTPAuthenticationError as refused:  # the settings are wrong, not the letter
        raise Undeliverable(f"signing in failed: {_said(refused.smtp_code, refused.smtp_error)}") from None
    except smtplib.SMTPResponseException as refused:
        code = refused.smtp_code
        raise Undeliverable(_said(code, refused.smtp_error), for_good=code in FOR_GOOD) from None
    except (smtplib.SMTPException, OSError) as trouble:
        raise Undeliverable(f"{smtp.host}: {str(trouble)[:200] or type(trouble).__name__}") from None
    except UnicodeError as wrong:
        raise Undeliverable(f"this letter cannot be sent: {wrong}", for_good=True) from None


def _connected(smtp: Smtp, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if smtp.security == "tls":
        secure = context or ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=TIMEOUT_S, context=secure)
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=TIMEOUT_S)
    if smtp.security == "starttls":
        try:
            server.starttls(context=context or ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"the mail server said {code} {' '.join(text.split())[:200]}"
