"""web/shared/protocol.ts says what actors/messages says, and a change of one without the other is noticed."""

import inspect
import re

import msgspec
import pytest

from actors import messages
from web import protocol_types


def test_the_typescript_contract_is_the_one_that_the_structs_give() -> None:
    assert protocol_types.TARGET.read_text(encoding="utf-8") == protocol_types.protocol()


def test_every_struct_of_the_wire_has_its_interface() -> None:
    said = set(re.findall(r"^export (?:interface|type) (\w+)", protocol_types.protocol(), re.MULTILINE))

    assert {struct.__name__ for struct in protocol_types.structs()} <= said
    assert {fact.__name__ for fact in messages.KINDS} <= said


def test_every_file_of_the_contract_is_told() -> None:
    files = {name for name, _ in inspect.getmembers(messages, inspect.ismodule)}

    assert {file.__name__.rpartition(".")[2] for file in protocol_types.FILES} == files


def test_a_field_is_written_with_its_name_on_the_wire() -> None:
    taken_over = interface("TakenOver")

    assert "readonly from: AgentRef;" in taken_over
    assert "sender" not in taken_over


@pytest.mark.parametrize(
    ("struct", "value"),
    [
        ("ChatCard", messages.ChatCard(
            id="c", channel="x", customer="Mia", status=messages.Status.QUEUED, seq=3, started_at=1, last_at=2,
        )),
        ("CustomerChat", messages.CustomerChat(id="c", status=messages.Status.BOT, seq=1)),
        ("QueuePush", messages.QueuePush(position=1, waiting=1)),
        ("Rights", messages.Rights()),
        ("NextChat", messages.NextChat(chat=None)),
        ("QueueChanged", messages.QueueChanged(channel="support")),
    ],
)  # fmt: skip
def test_what_the_server_may_leave_out_is_optional_and_nothing_else(struct: str, value: object) -> None:
    sent = msgspec.json.decode(msgspec.json.encode(value), type=dict)

    assert set(re.findall(r"readonly (\w+):", interface(struct))) == set(sent)


def interface(name: str) -> str:
    found = re.search(
        rf"^export interface {name} \{{\n.*?^\}}", protocol_types.protocol(), re.MULTILINE | re.DOTALL
    )
    assert found is not None
    return found.group()
