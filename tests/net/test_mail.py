"""Letters against a real mail server: what arrives, what is tried again, what is given up."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import trio
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from actors.clock import Clock
from actors.letters import Letters
from actors.outgoing import Undeliverable
from net.mail import Security, Smtp, SmtpMailer
from store.database import Store
from store.queries import letters
from store.queries.letters import LetterRow, NewLetter

NOBODY = ("nobody@example.com", "550 5.1.1 No such user")
BUSY = ("busy@example.com", "451 4.3.2 Come back later")


class Postbox:
    """Takes letters, or says what it was told to say."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self,
        _server: object,
        _session: object,
        envelope: Any,  # noqa: ANN401
        address: str,
        _options: list[str],
    ) -> str:
        for named, answer in (NOBODY, BUSY):
            if address == named:
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        return "250 Taken"


@contextmanager
def mail_server(postbox: Postbox, **options: Any) -> Iterator[int]:  # noqa: ANN401 - the library's own
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def smtp(port: int, security: Security = "none", user: str | None = None, password: str | None = None) -> Smtp:
    return Smtp("127.0.0.1", port, security, user, password, "chat@shop.example")


def letter(recipient: str = "mia@example.com", subject: str = "Your chat", text: str = "Hello Mia") -> NewLetter:
    return NewLetter(kind="transcript", recipient=recipient, subject=subject, text=text)


async def sent_by(store: Store, mailer: SmtpMailer, *new: NewLetter) -> list[LetterRow]:
    """The letters after each was tried once."""
    box = Letters(store, Clock(), mailer)
    for each in new:
        await box.post(each)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(box.run)
        with trio.fail_after(30):
            while any(  # noqa: ASYNC110 - the database has no event
                row.tries == 0 for row in await store.read(letters.page, None, None, 99)
            ):
                await trio.sleep(0.01)
        nursery.cancel_scope.cancel()
    return await store.read(letters.page, None, None, 100)


async def test_a_letter_arrives_as_it_was_written(store: Store) -> None:
    postbox = Postbox()
    new = NewLetter(
        kind="transcript", recipient="mia@example.com", subject="Søk på grønn 🐟", text="Hei\n", html="<p>Hei</p>"
    )
    with mail_server(postbox) as port:
        (row,) = await sent_by(store, SmtpMailer(smtp(port)), new)

    (arrived,) = postbox.letters
    assert (row.status, postbox.recipients) == ("sent", ["mia@example.com"])
    assert (arrived["subject"], arrived["from"], arrived["to"]) == (
        "Søk på grønn 🐟", "chat@shop.example", "mia@example.com",
    )  # fmt: skip
    assert arrived["auto-submitted"] == "auto-generated"
    assert arrived["message-id"] == f"<{row.number}.{row.created_at}@shop.example>"
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert (plain.get_content().strip(), html.get_content().strip()) == ("Hei", "<p>Hei</p>")


@pytest.mark.parametrize(
    "bad",
    [
        letter(subject="Hello\r\nBcc: all@example.com"),
        letter(subject="Hello\nX-Evil: yes"),
        letter(recipient="mia@example.com\r\nBcc: all@example.com"),
        letter(recipient="mia@example.com, all@example.com"),
        letter(recipient="<mia@example.com> RCPT TO:<all@example.com>"),
        letter(recipient="nothing"),
    ],
)
async def test_nothing_that_is_written_in_a_letter_becomes_a_header_or_a_recipient(
    store: Store, bad: NewLetter
) -> None:
    postbox = Postbox()
    with mail_server(postbox) as port:
        (row,) = await sent_by(store, SmtpMailer(smtp(port)), bad)

    assert row.status == "failed"
    assert row.error is not None
    assert postbox.letters == []


async def test_what_the_server_will_never_take_is_given_up_and_what_it_cannot_take_now_waits(store: Store) -> None:
    with mail_server(Postbox()) as port:
        later, never = await sent_by(store, SmtpMailer(smtp(port)), letter(NOBODY[0]), letter(BUSY[0]))

    assert (never.status, never.error) == ("failed", f"the mail server said {NOBODY[1]}")
    assert (later.status, later.error) == ("waiting", f"the mail server said {BUSY[1]}")
    assert later.next_at > later.created_at


async def test_a_server_that_is_not_there_loses_nothing(store: Store) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        (row,) = await sent_by(store, SmtpMailer(smtp(taken.getsockname()[1])), letter())
    assert row.status == "waiting"

    await store.write(letters.again, row.number, 0)
    postbox = Postbox()
    with mail_server(postbox) as port:
        await sent_by(store, SmtpMailer(smtp(port)))
    assert len(postbox.letters) == 1


async def test_without_settings_letters_wait_and_are_sent_once_there_are_some(store: Store) -> None:
    box = Letters(store, Clock(), SmtpMailer(None))
    await box.post(letter())
    assert not box.are_sent

    postbox = Postbox()
    with mail_server(postbox) as port:
        await sent_by(store, SmtpMailer(smtp(port)))
    assert [str(arrived["to"]) for arrived in postbox.letters] == ["mia@example.com"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_wrong_password_is_a_fault_of_the_settings_and_not_of_the_letter(store: Store) -> None:
    def check(_server: object, _session: object, _way: object, _how: str, said: Any) -> AuthResult:  # noqa: ANN401
        return AuthResult(success=said.password == b"right", handled=False)

    postbox = Postbox()
    with mail_server(postbox, authenticator=check, auth_required=True, auth_require_tls=False) as port:
        (row,) = await sent_by(store, SmtpMailer(smtp(port, user="chat", password="wrong")), letter())
        assert row.status == "waiting"
        assert "signing in failed" in (row.error or "")
        await store.write(letters.again, row.number, 0)
        (row,) = await sent_by(store, SmtpMailer(smtp(port, user="chat", password="right")))
    assert row.status == "sent"


async def test_a_server_without_tls_is_not_told_anything_where_tls_is_wanted(store: Store) -> None:
    postbox = Postbox()
    with mail_server(postbox) as port:
        (row,) = await sent_by(store, SmtpMailer(smtp(port, "starttls")), letter())
    assert (row.status, postbox.letters) == ("waiting", [])


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(store: Store) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("tests/net/localhost.pem")
    postbox = Postbox()
    with mail_server(postbox, tls_context=context, require_starttls=True) as port:
        (row,) = await sent_by(store, SmtpMailer(smtp(port, "starttls")), letter())
        assert (row.status, postbox.letters) == ("waiting", [])
        await store.write(letters.again, row.number, 0)
        vouched = ssl.create_default_context(cafile="tests/net/localhost.pem")
        vouched.check_hostname = False
        (row,) = await sent_by(store, SmtpMailer(smtp(port, "starttls"), context=vouched))
    assert row.status == "sent"


async def test_a_mailer_without_settings_says_which_one_is_missing() -> None:
    row = LetterRow(
        number=1,
        kind="notice",
        recipient="a@b.example",
        subject="",
        text="",
        html=None,
        chat=None,
        status="waiting",
        tries=0,
        next_at=0,
        error=None,
        created_at=0,
        sent_at=None,
    )
    with pytest.raises(Undeliverable, match="smtp_host"):
        await SmtpMailer(None).send(row)
