"""Frames that no client of ours sends: each gets the one answer or close code of docs/protocol.md.

The tests run on both endpoints beside a pair who talk, and who must notice nothing.
"""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from actors.messages import Command
from tests.stories.strangers import (
    EXAMPLES,
    FRAMES,
    SIDES,
    SILENT,
    Side,
    answer_to,
    at_the_door,
    frame,
    inside,
    is_alive,
    undisturbed,
    wrong_frames,
)
from tests.world import Customer, Socket, World, refusal_of, world_of

FRAME_MAX = 64 * 1024
DEEP = 10_000
NO_OBJECTS = {
    "nothing": "",
    "a blank": " ",
    "a word": "hello",
    "half an object": '{"type":"ping"',
    "single quotes": "{'type':'ping'}",
    "a comma too many": '{"type":"ping",}',
    "something behind it": '{"type":"ping"} x',
    "a byte order mark": '\ufeff{"type":"ping"}',
    "no number": '{"type":"read","seq":NaN}',
    "a string": '"ping"',
    "a number": "1",
    "true": "true",
    "null": "null",
    "a list": '[{"type":"ping"}]',
    "deep lists": "[" * DEEP + "]" * DEEP,
    "deep lists in a field": '{"type":"ping","x":' + "[" * DEEP + "]" * DEEP + "}",
    "deep objects in a field": '{"type":"ping","x":' + '{"x":' * DEEP + "1" + "}" * DEEP + "}",
}
Where = Callable[[World, Side], Awaitable[Socket]]
both_sides = pytest.mark.parametrize("side", SIDES)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Without limits on speed: what is wrong with a frame is asked here."""
    async with (
        world_of(tmp_path, commands_per_second=0, address_commands_per_second=0) as world,
        undisturbed(world),
    ):
        yield world


def tag_of(command: type[Command]) -> str:
    return str(command.__struct_config__.tag)


@both_sides
async def test_every_command_has_an_example(side: Side) -> None:
    assert EXAMPLES[side].keys() == {tag_of(command) for command in FRAMES[side]}


@both_sides
async def test_what_is_no_json_object_closes_the_connection(world: World, side: Side) -> None:
    codes = {}
    for name, text in NO_OBJECTS.items():
        socket = await inside(world, side)
        await socket.send_text(text)
        codes[name] = (await socket.closed()).code

    assert codes == dict.fromkeys(NO_OBJECTS, 1007)


@both_sides
async def test_what_is_no_json_object_is_no_hello_either(world: World, side: Side) -> None:
    codes = {}
    for name, text in NO_OBJECTS.items():
        socket = await at_the_door(world, side)
        await socket.send_text(text)
        codes[name] = (await socket.closed()).code

    assert codes == dict.fromkeys(NO_OBJECTS, 1007)


@both_sides
async def test_a_wrong_field_is_refused_by_its_name_and_the_connection_goes_on(world: World, side: Side) -> None:
    socket = await inside(world, side)
    tried = 0
    for command in FRAMES[side]:
        for text, field in wrong_frames(side, command):
            if tag_of(command) == "hello":
                continue
            answer = await answer_to(socket, text, None if field == "id" else "w")
            assert (answer["type"], answer["code"]) == ("error", "invalid"), text[:200]
            assert re.split(r"[.\[]", answer["field"])[0] == field, (text[:200], answer)
            tried += 1
    await is_alive(socket)

    assert tried > 200


@both_sides
async def test_a_hello_with_a_wrong_field_is_refused_by_its_name_and_is_the_last_word(
    world: World, side: Side
) -> None:
    (hello,) = (command for command in FRAMES[side] if tag_of(command) == "hello")
    for text, field in wrong_frames(side, hello):
        socket = await at_the_door(world, side)
        await socket.send_text(text)
        closed = await socket.closed()
        answer = socket._answers.get(None if field == "id" else "w", {})
        refused = ("invalid", field)
        assert (answer.get("code"), answer.get("field", "").partition("[")[0]) == refused, text[:200]
        assert closed.code == 4003


@both_sides
@pytest.mark.parametrize("type_", ["null", "true", "1", "[]", "{}"])
async def test_a_type_that_is_no_string_is_refused_by_its_name(world: World, side: Side, type_: str) -> None:
    socket = await inside(world, side)

    answer = await answer_to(socket, frame({"type": type_, "id": '"w"'}))

    assert (answer["code"], answer["field"]) == ("invalid", "type")
    await is_alive(socket)


@both_sides
async def test_a_frame_without_a_type_is_refused_by_that_name(world: World, side: Side) -> None:
    socket = await inside(world, side)

    answer = await answer_to(socket, '{"id":"w"}')

    assert (answer["code"], answer["field"]) == ("invalid", "type")


@both_sides
async def test_commands_of_the_other_side_of_pushes_and_of_nobody_are_unknown(world: World, side: Side) -> None:
    socket = await inside(world, side)
    (other,) = set(SIDES) - {side}
    unknown = [*(EXAMPLES[other].keys() - EXAMPLES[side].keys()), "event", "ok", "", "\\ud800", "x" * 1_000]

    codes = {(await answer_to(socket, frame({"type": f'"{type_}"', "id": '"w"'})))["code"] for type_ in unknown}

    assert codes == {"unknown_type"}
    await is_alive(socket)


@both_sides
async def test_a_wrong_frame_without_an_id_gets_no_answer(world: World, side: Side) -> None:
    socket = await inside(world, side)

    await socket.send_text('{"type":"nonsense"}')
    await socket.send_text('{"type":"message.send"}')
    await socket.send_text("{}")

    await is_alive(socket)


@both_sides
async def test_unknown_fields_are_nobodys_business(world: World, side: Side) -> None:
    socket = await inside(world, side)

    await socket.send_text('{"type":"ping","from":"the future","deep":[[[{"x":null}]]],"__class__":"os"}')

    await socket.until(lambda: socket.of("pong"))


@both_sides
async def test_a_frame_of_64_kib_is_taken_and_one_byte_more_closes_the_connection(
    world: World, side: Side
) -> None:
    socket = await inside(world, side)
    start = '{"type":"ping","x":"'

    await socket.send_text(start + "x" * (FRAME_MAX - len(start) - 2) + '"}')
    await socket.until(lambda: socket.of("pong"))
    await socket.send_text(start + "x" * (FRAME_MAX - len(start) - 1) + '"}')

    assert (await socket.closed()).code == 1009


@both_sides
@pytest.mark.parametrize("where", [at_the_door, inside])
async def test_a_binary_frame_closes_the_connection(world: World, side: Side, where: Where) -> None:
    socket = await where(world, side)
    assert socket._ws is not None

    await socket._ws.send_message(b'{"type":"ping"}')

    assert (await socket.closed()).code == 1003


@both_sides
async def test_a_first_frame_that_is_no_hello_is_the_last(world: World, side: Side) -> None:
    for type_, fields in EXAMPLES[side].items():
        if type_ == "hello":
            continue
        socket = await at_the_door(world, side)
        refusal = await refusal_of(socket.command(type_, **fields))
        assert refusal.code == "bad_frame"
        assert (await socket.closed()).code == 4003


@both_sides
async def test_a_first_frame_of_an_unknown_type_is_the_last(world: World, side: Side) -> None:
    socket = await at_the_door(world, side)

    refusal = await refusal_of(socket.command("good.day"))

    assert refusal.code == "unknown_type"
    assert (await socket.closed()).code == 4003


@both_sides
async def test_a_second_hello_is_refused_and_changes_nothing(world: World, side: Side) -> None:
    socket = await inside(world, side)

    refusal = await refusal_of(socket.command("hello", **EXAMPLES[side]["hello"]))

    assert refusal.code == "bad_frame"
    await is_alive(socket)


@pytest.mark.parametrize("channel", ["nowhere", "Support", "support/", "a/b", "../support", "chat/1", " support"])
async def test_a_channel_that_is_not_there_is_not_found_and_the_client_shall_stop(
    world: World, channel: str
) -> None:
    eve = await Customer(world, "Eve", channel).open()

    refusal = await refusal_of(eve.command("hello", channel=channel))

    assert refusal.code == "not_found"
    assert (await eve.closed()).code == 4003


@both_sides
async def test_the_examples_are_good(world: World, side: Side) -> None:
    socket = await inside(world, side)
    for type_ in EXAMPLES[side].keys() - SILENT - {"hello"}:
        answer = await answer_to(socket, json.dumps({"type": type_, "id": "w", **EXAMPLES[side][type_]}))
        assert answer.get("code") in (None, "conflict", "not_found")
