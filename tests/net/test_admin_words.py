"""What an operator types becomes a request, or an answer that helps."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from net.admin_commands import COMMANDS
from net.admin_words import Asked, Unclear, read_words, usage

ALL = [command.described() for command in COMMANDS.values()]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("status", Asked("status", {})),
        ("chats --status queued --limit 5", Asked("chats", {"status": "queued", "limit": 5})),
        ("chats --limit=5", Asked("chats", {"limit": 5})),
        ("chat show AbC --events 3", Asked("chat.show", {"chat": "AbC", "events": 3})),
        ("chat show --Ab9_xYz12-34567 --events 3", Asked("chat.show", {"chat": "--Ab9_xYz12-34567", "events": 3})),
        ("chat show --chat=--AbC", Asked("chat.show", {"chat": "--AbC"})),
        ("chat show --chat AbC", Asked("chat.show", {"chat": "AbC"})),
        ("log level", Asked("log.level", {})),
        ("log level debug --for 10m", Asked("log.level", {"level": "debug", "for": "10m"})),
        ("follow --event chat.* --since 10m", Asked("follow", {"event": "chat.*", "since": "10m"})),
    ],
)
def test_words_become_a_request(words: str, asked: Asked) -> None:
    assert read_words(words.split(), ALL) == asked


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "no command"),
        ("statsu", "Did you mean `status`?"),
        ("log", "no command `log`"),
        ("status now", "one word too many"),
        ("chats --nothing 1", "no option `--nothing`"),
        ("chat show --evnets 3", "no option `--evnets`"),
        ("chats --limit many", "is a number"),
        ("chats --limit ²", "is a number"),
        ("chats --limit", "needs a value"),
        ("chats --status ended", "is one of bot, queued, active"),
        ("chats --limit 1 --limit 2", "given twice"),
        ("chat show", "needs CHAT"),
        ("chats --limit " + "9" * 5_000, "is a number"),
    ],
)
def test_words_that_are_no_command_get_a_sentence_that_helps(words: str, says: str) -> None:
    with pytest.raises(Unclear) as unclear:
        read_words(words.split(), ALL)

    assert says in str(unclear.value)


WORDS = ("status", "chats", "chat", "show", "log", "level", "follow", "--limit", "--x=1", "5")


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text())))
def test_whatever_is_typed_is_understood_or_answered(words: list[str]) -> None:
    with contextlib.suppress(Unclear):
        assert read_words(words, ALL).cmd in COMMANDS


def test_usage_shows_what_may_be_left_out() -> None:
    by_name = {command.cmd: usage(command) for command in ALL}

    assert by_name["chat.show"] == "chat show CHAT [--events EVENTS]"
    assert by_name["log.level"] == "log level [debug|info|warning|error|critical] [--for FOR]"
    assert by_name["status"] == "status"
