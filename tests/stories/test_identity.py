"""SPEC.md, section 3: customers whose page has signed who they are, and every way to pretend it."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from actors.domain.errors import Invalid
from actors.domain.settings import ChannelSettings, IdentitySettings
from actors.ids import new_id
from actors.messages import Started
from net import identity
from store import bound
from tests.world import Customer, Refusal, Setting, World, refusal_of, world_of

SECRET = "s" * 43
SHOP = ChannelSettings(identity=IdentitySettings(secret=SECRET, issuer="shop.example"))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    setting = Setting()
    setting.channels = {"support": SHOP, "sales": SHOP, "plain": ChannelSettings()}
    async with world_of(tmp_path, setting, commands_per_second=0) as world:
        yield world


def claims(world: World, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever somebody may claim
    """Those of a good token, but for `changes`; None leaves one out."""
    good = {
        "aud": "support",
        "iss": "shop.example",
        "exp": world.server.house.clock.now_ms() // 1_000 + 300,
        "jti": new_id(),
        "sub": "4711",
        "name": "Mia Berg",
        "email": "mia@example.com",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(wanted: dict[str, Any], secret: str = SECRET, alg: str = "HS256") -> str:
    return jwt.encode({"alg": alg}, wanted, OctKey.import_key(secret), algorithms=[alg])


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def arrives(
    world: World, identity: str, *, channel: str = "support", token: str | None = None, attempt: str | None = None
) -> Customer:
    mia = await Customer(world, "Mia", channel).open()
    said = {"token": token, "attempt": attempt}
    more = {name: value for name, value in said.items() if value is not None}
    mia.welcome = await mia.command("hello", channel=channel, identity=identity, **more)
    return mia


async def refused(world: World, identity: str, channel: str = "support", attempt: str | None = None) -> Refusal:
    return await refusal_of(arrives(world, identity, channel=channel, attempt=attempt))


async def test_who_the_page_has_signed_is_marked_and_named_by_the_page(world: World) -> None:
    kari = await world.agent("Kari")
    mia = await arrives(world, signed(claims(world)))
    chat = await mia.starts("Hello", name="Somebody Else", email="else@example.com")

    row = await kari.answers(chat)

    assert (row["customer"], row["email"], row["verified"]) == ("Mia Berg", "mia@example.com", True)
    started = (await world.server.house.log.events(chat, after=0))[0].data
    assert isinstance(started, Started)
    assert (started.verified, started.user) == (True, "4711")
    leo = await world.customer("Leo")
    other = await leo.starts("Hello")
    assert "verified" not in await kari.answers(other)


async def test_a_token_is_taken_once_and_its_ticket_as_often_as_she_comes_back(world: World) -> None:
    token = signed(claims(world))
    mia = await arrives(world, token)
    ticket = mia.welcome["identity"]["ticket"]

    again = await refused(world, token)

    assert "used before" in str(again)
    for _ in range(2):
        assert (await arrives(world, ticket)).welcome["identity"]["email"] == "mia@example.com"
    assert "another channel" in str(await refused(world, ticket, "sales"))


async def test_a_link_that_breaks_before_the_ticket_came_costs_nothing_and_helps_no_thief(world: World) -> None:
    token, secret = signed(claims(world)), new_id()
    lost = await Customer(world, "Mia", "support").open()
    await lost.mention("hello", channel="support", identity=token, attempt=secret)
    await lost.drop()  # the answer may be on its way
    await world.pass_time(1)

    for attempt in (None, new_id()):
        assert "used before" in str(await refused(world, token, attempt=attempt))
    mia = await arrives(world, token, attempt=secret)
    assert mia.welcome["identity"]["email"] == "mia@example.com"
    await world.pass_time(60)
    assert "used before" in str(await refused(world, token, attempt=secret))


async def test_the_secrets_beside_tokens_are_kept_for_a_minute_and_only_so_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "AGAIN_MOST", 3)
    identities = identity.Identities(world.server.store, world.server.house.clock)
    (first, second), secret = (signed(claims(world)) for _ in range(2)), new_id()

    async def take(token: str) -> None:
        await identities.take("support", SHOP.identity, token, secret)

    for token in (first, second, signed(claims(world))):
        await take(token)
    await take(first)  # a link that broke
    await take(signed(claims(world)))
    assert len(identities._attempts) == 3
    await take(second)
    with pytest.raises(Invalid, match="used before"):
        await take(first)

    await world.pass_time(identity.AGAIN_MS / 1_000)
    await take(signed(claims(world)))
    assert len(identities._attempts) == 1


async def test_a_token_that_was_taken_is_taken_no_more_after_a_restart(tmp_path: Path) -> None:
    setting = Setting()
    setting.channels = {"support": SHOP}
    async with world_of(tmp_path, setting) as world:
        token = signed(claims(world))
        await arrives(world, token)
    async with world_of(tmp_path) as world:
        assert "used before" in str(await refused(world, token))
        assert (await arrives(world, signed(claims(world)))).welcome["identity"]["name"] == "Mia Berg"


async def test_tokens_are_remembered_until_they_have_ended_and_no_longer(world: World) -> None:
    for _ in range(3):
        await arrives(world, signed(claims(world)))
    assert await world.server.store.read(_taken) == 3

    await world.pass_time(3_601)
    assert await world.server.store.read(_taken) == 0


def _taken() -> int:
    count: int = bound.connection().execute("SELECT count(*) FROM identity_taken").fetchone()[0]
    return count


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"aud": "sales"}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": ["support", "sales"]}, "aud"),
        ({"iss": "other.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 1}, "exp"),
        ({"exp": 2**40}, "exp"),
        ({"nbf": 2**40}, "nbf"),
        ({"jti": None}, "jti"),
        ({"jti": ""}, "jti"),
        ({"jti": 7}, "jti"),
        ({"jti": "x" * 201}, "jti"),
        ({"name": None, "email": None}, "neither name nor email"),
        ({"name": {"x": 1}}, "texts"),
        ({"email": "mia@example.com\u202e"}, "shown"),
    ],
    ids=str,
)
async def test_a_token_with_a_wrong_claim_is_refused_by_its_reason(
    world: World, changes: dict[str, Any], why: str
) -> None:
    refusal = await refused(world, signed(claims(world, **changes)))

    assert (refusal.code, refusal.frame["field"]) == ("invalid", "identity")
    assert why in str(refusal)
    assert SECRET not in str(refusal)
    assert "shop.example" not in str(refusal)


async def test_what_is_not_signed_with_the_channels_secret_is_refused(world: World) -> None:
    good = claims(world)
    head, body, signature = signed(good).split(".")
    forged = part({**good, "email": "boss@example.com"})
    tokens = {
        "another secret": signed(good, "x" * 43),
        "no secret": f"{part({'alg': 'none'})}.{part(good)}.",
        "no secret, small print": f"{part({'alg': 'nOnE'})}.{part(good)}.{signature}",
        "another algorithm": signed(good, alg="HS512"),
        "other claims": f"{head}.{forged}.{signature}",
        "no signature": f"{head}.{body}.",
        "a key of its own": f"{part({'alg': 'HS256', 'jwk': {'kty': 'oct', 'k': 'eA'}})}.{body}.{signature}",
        "not a token": "x",
        "three empty parts": "..",
        "no object": f"{head}.{part([1])}.{signature}",
    }

    for what, token in tokens.items():
        assert "not signed" in str(await refused(world, token)), what
    assert (await arrives(world, signed(good))).welcome["identity"]["name"] == "Mia Berg"


async def test_a_token_ends_when_it_says(world: World) -> None:
    token = signed(claims(world))
    await world.pass_time(300 + 31)

    assert "ended" in str(await refused(world, token))


async def test_a_channel_without_a_secret_takes_none_and_the_customer_may_come_without(world: World) -> None:
    assert "takes none" in str(await refused(world, signed(claims(world, aud="plain")), "plain"))
    assert "identity" not in (await world.customer("Mia", "plain")).welcome


async def test_a_chat_of_somebody_else_is_not_shown_to_who_is_signed_in_now(world: World) -> None:
    await world.agent("Kari")
    mia = await arrives(world, signed(claims(world)))
    chat = await mia.starts("My secret")

    herself = await arrives(world, signed(claims(world, email="mia.new@example.com")), token=mia.token)
    leo = await arrives(world, signed(claims(world, sub="1", name="Leo")), token=mia.token)

    assert herself.welcome["chat"]["id"] == chat
    assert "chat" not in leo.welcome
    assert leo.events() == []
