"""Letters against a real mail server: what arrives, what is tried again, what is given up."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Final, Self

import pytest
import trio
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from actors.clock import Clock
from actors.letters import Letters
from actors.outgoing import Mailer, Undeliverable
from net.mail import Security, Smtp, SmtpMailer
from store.database import Store
from store.queries import letters
from store.queries.letters import LetterRow, NewLetter
from tests.hostile import MARKDOWN
from tests.net.logged import lines_of, logged
from tests.patience import PATIENCE_S

NOBODY = ("nobody@example.com", "550 5.1.1 No such user")
BUSY = ("busy@example.com", "451 4.3.2 Come back later")


class Postbox:
    """Takes letters, or says what it was told to say."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []

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
        self.raw.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 Taken"


class MailServer(Controller):
    """On a socket that nobody else can have taken meanwhile, and with all the time that a busy machine needs."""

    def __init__(self, postbox: Postbox, **options: Any) -> None:  # noqa: ANN401 - the library's own
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        super().__init__(postbox, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE_S, **options)

    def _create_server(self) -> Any:  # noqa: ANN401 - the library's own
        return self.loop.create_server(self._factory_invoker, sock=self._listening)

    def _trigger_server(self) -> None:
        """The first call, which the library makes within a second or not at all."""
        with socket.create_connection((self.hostname, self.port), PATIENCE_S) as call:
            call.recv(1024)


@contextmanager
def mail_server(postbox: Postbox, **options: Any) -> Iterator[int]:  # noqa: ANN401 - the library's own
    server = MailServer(postbox, **options)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def smtp(port: int, security: Security = "none", user: str | None = None, password: str | None = None) -> Smtp:
    return Smtp("127.0.0.1", port, security, user, password, "chat@shop.example")


def letter(recipient: str = "mia@example.com", subject: str = "Your chat", text: str = "Hello Mia") -> NewLetter:
    return NewLetter(kind="transcript", recipient=recipient, subject=subject, text=text)


async def sent_by(store: Store, mailer: Mailer, *new: NewLetter) -> list[LetterRow]:
    """The letters after each was tried once. Patience is for each of them, however many there are."""
    box = Letters(store, Clock(), mailer)
    for each in new:
        await box.post(each)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(box.run)
        left = await untried(store)
        while left:
            with trio.fail_after(PATIENCE_S):
                while (now := await untried(store)) == left:  # noqa: ASYNC110 - the database has no event
                    await trio.sleep(0.01)
            left = now
        nursery.cancel_scope.cancel()
    return await store.read(letters.page, None, None, 100)


async def untried(store: Store) -> int:
    return sum(row.tries == 0 for row in await store.read(letters.page, None, None, 99))


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


# --- servers that are slow, broken or rude ---

GREETING = (b"220 ready", b"250 hello", b"250 sender ok", b"250 recipient ok")


class Rude:
    """A mail server on loopback that says these lines, one for each it hears, then closes or keeps silent.

    After 354 the whole letter is one thing heard. `drip`: the last is said letter by letter, for ever.
    """

    def __init__(self, *lines: bytes, then: str = "close") -> None:
        self.lines = lines
        self.then = then
        self.letters = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive(), "whoever called has hung up"

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                with client, suppress(OSError):
                    self._talk(client)

    def _talk(self, client: socket.socket) -> None:
        heard = client.makefile("rb")
        for nth, line in enumerate(self.lines):
            if nth and not self._hears(heard, self.lines[nth - 1]):
                return
            client.sendall(line + b"\r\n")
        if self.then == "close":
            if self.lines:  # else nobody speaks to it before it has greeted
                self._hears(heard, self.lines[-1])
            return
        while self.then == "drip":
            client.sendall(b"2")
            time.sleep(0.02)  # the pace of this server; nobody waits for it
        heard.read()

    def _hears(self, heard: Any, after: bytes) -> bool:  # noqa: ANN401 - a file
        if not after.startswith(b"354"):
            return bool(heard.readline())
        while (line := heard.readline()) not in (b".\r\n", b""):
            pass
        self.letters += bool(line)
        return bool(line)


async def sent_to(store: Store, lines: tuple[bytes, ...], then: str, *, patience: int) -> tuple[LetterRow, int]:
    """A letter to a rude server, and how many that server has heard."""
    with Rude(*lines, then=then) as rude:
        quiet_s, whole_s = patience * 0.5 if then == "silence" else 20, patience * 2 if then == "drip" else 60
        newest, *_ = await sent_by(store, SmtpMailer(smtp(rude.port), quiet_s=quiet_s, whole_s=whole_s), letter())
    return newest, rude.letters


@pytest.mark.parametrize(
    ("lines", "then", "status", "why"),
    [
        ((), "close", "waiting", "unexpectedly closed"),
        ((), "silence", "waiting", "timed out"),
        ((), "drip", "waiting", "not taken within"),
        ((b"421 too busy",), "close", "waiting", "too busy"),
        ((b"554 not you",), "close", "waiting", "not you"),
        ((b"\xff\xfe\x00" * 5_000,), "close", "waiting", ""),
        (GREETING[:2], "close", "waiting", "closed"),
        ((*GREETING[:2], b"553 not from there"), "close", "waiting", "553 not from there"),
        ((*GREETING[:3], b"450 greylisted"), "close", "waiting", "450 greylisted"),
        ((*GREETING[:3], b"550 nobody here"), "close", "failed", "550 nobody here"),
        ((*GREETING, b"354 go on"), "close", "waiting", "closed"),
        ((*GREETING, b"354 go on"), "silence", "waiting", "timed out"),
        ((*GREETING, b"354 go on", b"451 disk full"), "close", "waiting", "451 disk full"),
        ((*GREETING, b"354 go on", b"554 spam"), "close", "failed", "554 spam"),
        ((*GREETING, b"354 go on", b"250 taken"), "close", "sent", None),
        ((*GREETING, b"354 go on", b"250 taken"), "silence", "sent", None),
        ((*GREETING, b"354 go on", b"250 taken", b"421 go away"), "close", "sent", None),
        ((*GREETING, b"354 go on", b"250 taken"), "drip", "sent", None),
    ],
    ids=lambda value: (
        (value[-1][:16].decode("ascii", "replace") if value else "none")
        if isinstance(value, tuple)
        else str(value)
    ),
)
async def test_whatever_a_server_does_to_a_letter_it_waits_is_given_up_or_was_sent_and_says_why(
    store: Store, lines: tuple[bytes, ...], then: str, status: str, why: str | None
) -> None:
    row, letters = await sent_to(store, lines, then, patience=1)
    if row.status != status:  # a busy machine may not hand a letter over within the short time
        row, letters = await sent_to(store, lines, then, patience=20)

    assert (row.status, row.tries) == (status, 1)
    if why is None:
        assert (row.error, letters) == (None, 1)
    else:
        assert why in (row.error or "")
        assert "\n" not in (row.error or "")


@pytest.mark.parametrize(
    "host", ["x" * 70 + ".example", "no such host", "mail..example", "\u00e6\u00f8.invalid", "\r\nx"]
)
async def test_a_wrong_name_of_the_mail_server_is_a_fault_of_the_settings(store: Store, host: str) -> None:
    (row,) = await sent_by(store, SmtpMailer(smtp(1)._replace(host=host)), letter())

    assert row.status == "waiting"
    assert row.error


async def test_a_server_that_stops_in_between_gets_the_rest_after_a_restart_and_none_twice(store: Store) -> None:
    postbox = Tired(3)
    new = [letter(f"mia{n}@example.com") for n in range(8)]
    with mail_server(postbox) as port:
        first = await sent_by(store, SmtpMailer(smtp(port)), *new)
        assert [row.status for row in first].count("sent") == 3
        postbox.takes = 100
        for row in first:
            await store.write(letters.again, row.number, 0)
        rest = await sent_by(store, SmtpMailer(smtp(port)))

    assert {row.status for row in rest} == {"sent"}
    assert sorted(postbox.recipients) == [each.recipient for each in new]


class Tired(Postbox):
    def __init__(self, takes: int) -> None:
        super().__init__()
        self.takes = takes

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ANN401, N802
        if len(self.letters) >= self.takes:
            return "421 4.3.0 Shutting down"
        return await super().handle_DATA(server, session, envelope)


async def test_a_fault_of_ours_in_one_letter_counts_as_a_try_and_the_others_go_on(store: Store) -> None:
    sent: list[str] = []

    class Faulty:
        is_set_up = True

        async def send(self, row: LetterRow) -> None:
            if row.recipient == "bad@example.com":
                raise KeyError("a bug")
            sent.append(row.recipient)

    good, bad = await sent_by(store, Faulty(), letter("bad@example.com"), letter("mia@example.com"))

    assert sent == ["mia@example.com"]
    assert (bad.status, bad.tries, bad.error) == ("waiting", 1, "a fault of this server (KeyError)")
    assert good.status == "sent"


# --- texts that want to be more than text ---

HEADERS: Final = [
    *("Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"),
]
ONE_PART: Final = ("Content-Transfer-Encoding",)
HOSTILE: Final = (
    *MARKDOWN[::7],
    "=?utf-8?q?Bcc:_all=40example.com?= =?utf-8?b?4oCu?=",
    "\u202eexe.txt\u2066",
    "a\u2028Bcc: all@example.com\u2029b\x85c\x0bd\x0ce\x1cf",
    "x" * 5_000,
    "gr\u00f8nn " * 900,
    ".\r\n.\r\nQUIT\r\n",
    "From me\n.\n..\nFrom you",
    "\x00\x1b[2J\x07\x7f",
    "--===============0==\r\nContent-Type: text/html\r\n\r\n<b>",
    "Subject: x\n\nBody",
    "=1+1", "\t", " ", "\U0001f468\u200d\U0001f469", "\r", "a\rb",
)  # fmt: skip


async def test_hostile_texts_are_the_text_of_one_letter_and_nothing_else(store: Store) -> None:
    postbox = Postbox()
    new = [NewLetter(kind="transcript", recipient="mia@example.com", subject="Chat", text=each or " ", html=each)
           for each in HOSTILE]  # fmt: skip
    with mail_server(postbox) as port:
        rows = await sent_by(store, SmtpMailer(smtp(port)), *new)

    assert [row.error for row in rows if row.status != "sent"] == []
    assert postbox.recipients == ["mia@example.com"] * len(HOSTILE)
    for raw, arrived, text in zip(postbox.raw, postbox.letters, HOSTILE, strict=True):
        assert sorted(arrived.keys()) == HEADERS
        assert [part.get_content_type() for part in arrived.walk()] == [
            "multipart/alternative", "text/plain", "text/html",
        ]  # fmt: skip
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert b"\0" not in raw
        assert b"\n" not in raw.replace(b"\r\n", b""), "a lone end of line could end the letter elsewhere"
        assert b"\r" not in raw.replace(b"\r\n", b"")
        plain = arrived.get_body(("plain",))
        assert plain is not None
        assert words_of(plain.get_content()) == words_of(text)


async def test_hostile_subjects_stay_one_subject_or_are_never_sent(store: Store) -> None:
    postbox = Postbox()
    new = [letter(subject=each) for each in HOSTILE]
    with mail_server(postbox) as port:
        rows = await sent_by(store, SmtpMailer(smtp(port)), *new)

    refused = {row.subject for row in rows if row.status == "failed"}
    assert refused == {each for each in HOSTILE if "\n" in each or "\r" in each}
    assert postbox.recipients == ["mia@example.com"] * (len(HOSTILE) - len(refused))
    for arrived in postbox.letters:
        assert {name.lower() for name in arrived} <= {name.lower() for name in (*HEADERS, *ONE_PART)}
        subject = str(arrived["subject"])
        assert not set(subject) & {"\r", "\n", "\0", "\x1b", "\u2028", "\u202e"}, subject
        assert "Bcc" not in arrived


def words_of(text: str) -> list[str]:
    """What can be read of it."""
    seen = "".join(" " if each.isspace() else each for each in text if each.isspace() or each.isprintable())
    return seen.replace("\ufffd", "").split()


async def test_an_address_with_letters_of_the_world_is_written_to_where_the_server_takes_it(store: Store) -> None:
    abroad, near = letter("j\u00f8rgen@example.com"), letter("mia@gr\u00f8nn.example")
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=True) as port:
        rows = await sent_by(store, SmtpMailer(smtp(port)), abroad, near)
    assert [row.error for row in rows] == [None, None]
    assert postbox.recipients == ["j\u00f8rgen@example.com", "mia@xn--grnn-hra.example"]

    with mail_server(Postbox(), enable_SMTPUTF8=False) as port:
        row = (await sent_by(store, SmtpMailer(smtp(port)), abroad))[0]
    assert (row.status, row.error) == ("failed", "the mail server does not take such addresses")


async def test_a_domain_of_ours_with_letters_of_the_world_is_written_as_any_server_takes_it(store: Store) -> None:
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=False) as port:
        ours = smtp(port)._replace(sender="info@b\u00fccher.example")
        (row,) = await sent_by(store, SmtpMailer(ours), letter())

    assert (row.status, row.error) == ("sent", None)
    (arrived,) = postbox.letters
    assert arrived["from"] == "info@xn--bcher-kva.example"
    assert arrived["message-id"] == f"<{row.number}.{row.created_at}@xn--bcher-kva.example>"


async def test_an_address_of_ours_that_the_server_does_not_take_is_a_fault_of_the_settings(store: Store) -> None:
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=False) as port:
        ours = smtp(port)._replace(sender="j\u00f8rgen@shop.example")
        (row,) = await sent_by(store, SmtpMailer(ours), letter())
        assert (row.status, postbox.letters) == ("waiting", [])
        assert "smtp_from" in (row.error or "")
        await store.write(letters.again, row.number, 0)
        (row,) = await sent_by(store, SmtpMailer(ours._replace(sender="no address")))
        assert (row.status, row.tries) == ("waiting", 1)
        assert "smtp_from" in (row.error or "")


@pytest.mark.parametrize(
    "text", ["Hei p\u00e5 deg\n", "\u4f60\u597d " * 300, "\U0001f41f"], ids=["latin", "han", "fish"]
)
async def test_a_text_needs_no_server_that_takes_eight_bits(store: Store, text: str) -> None:
    postbox = Postbox()
    new = NewLetter(
        kind="transcript", recipient="mia@example.com", subject="Chat", text=text, html=f"<p>{text}</p>"
    )
    with mail_server(postbox) as port:
        rows = await sent_by(store, SmtpMailer(smtp(port)), new, letter(text=text))

    assert [row.error for row in rows] == [None, None]
    assert [raw.isascii() for raw in postbox.raw] == [True, True]
    for arrived in postbox.letters:
        plain = arrived.get_body(("plain",))
        assert plain is not None
        assert plain.get_content().strip() == text.strip()


async def test_the_log_says_which_letter_and_nothing_of_whom_or_what(store: Store) -> None:
    class Faulty:
        is_set_up = True

        async def send(self, row: LetterRow) -> None:
            raise ValueError(f"{row.recipient}: {row.subject}: {row.text}")

    told = NewLetter(
        kind="notice", recipient="mia@example.com", subject="Secretly", text="Link: abc#token", html="x"
    )
    with logged() as logs:
        await sent_by(store, Faulty(), told)
        with Rude(*GREETING[:3], b"550 no mia@example.com here, Secretly \x1b[2J") as rude:
            await store.write(letters.again, 1, 0)
            (row,) = await sent_by(store, SmtpMailer(smtp(rude.port)))
        said = str(lines_of(logs))

    assert "letter.fault" in said
    assert "letter.not_sent" in said
    for secret in ("mia@", "Secretly", "Link", "token", "\\x1b"):
        assert secret not in said, secret
    assert row.error == "the mail server said 550 no mia@example.com here, Secretly [2J", "for admins to read"
