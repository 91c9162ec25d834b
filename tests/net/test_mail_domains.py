"""E-mail addresses: how they are written, and whether their domain takes mail, as DNS says."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
import trio

from actors.domain.errors import Invalid
from net.mail_domains import AWAY_S, NO_S, YES_S, MailDomains

ZONE = {
    ("mx.nordlys.no", "MX"): "10 mail.nordlys.no.",
    ("plain.nordlys.no", "A"): "192.0.2.1",
    ("six.nordlys.no", "AAAA"): "2001:db8::1",
    ("null.nordlys.no", "MX"): "0 .",
    ("xn--blbr-roah.no", "MX"): "10 mail.nordlys.no.",
}
NAMES = {name for name, _ in ZONE} | {"nothing.nordlys.no"}


class Stub:
    """A DNS server. `silent` hears and says nothing; `broken` says that it cannot."""

    def __init__(self, socket: trio.socket.SocketType) -> None:
        self.socket = socket
        self.asked: Counter[str] = Counter()
        self.silent = False
        self.broken = False

    async def serve(self) -> None:
        while True:
            wire, peer = await self.socket.recvfrom(4_096)
            query = dns.message.from_wire(wire)
            self.asked[query.question[0].name.to_text(omit_final_dot=True)] += 1
            if not self.silent:
                await self.socket.sendto(self._answer(query).to_wire(), peer)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        if self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (found := ZONE.get((name, kind))) is not None:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, found))
        elif name not in NAMES:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asking() -> AsyncIterator[tuple[MailDomains, Stub, Time]]:
    with trio.socket.socket(trio.socket.AF_INET, trio.socket.SOCK_DGRAM) as socket:
        await socket.bind(("127.0.0.1", 0))
        stub, time = Stub(socket), Time()
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = socket.getsockname()[1]
        resolver.lifetime = 0.3
        async with trio.open_nursery() as nursery:
            nursery.start_soon(stub.serve)
            yield MailDomains(resolver=resolver, clock=time), stub, time
            nursery.cancel_scope.cancel()


async def taken(domains: MailDomains, address: str) -> bool:
    try:
        await domains.check(address)
    except Invalid as refused:
        return refused.details != {"field": "email"}
    return True


async def test_a_domain_takes_mail_with_an_mx_or_by_its_own_address_unless_it_says_that_it_takes_none() -> None:
    async with asking() as (domains, _, _):
        found = {
            name: await taken(domains, f"mia@{name}.nordlys.no")
            for name in ("mx", "plain", "six", "null", "nothing", "absent")
        }
        assert await taken(domains, " mia@blåbær.no ")

    assert found == {"mx": True, "plain": True, "six": True, "null": False, "nothing": False, "absent": False}


@pytest.mark.parametrize(
    "address",
    ["", "mia", "mia@", "@nordlys.no", "mia@nordlys", "a b@nordlys.no", "mia@no\r\nBcc: x@x.no", "a@b@c.no"],
)
async def test_what_is_no_address_is_refused_and_nobody_is_asked(address: str) -> None:
    async with asking() as (domains, stub, _):
        assert not await taken(domains, address)
        assert not stub.asked


async def test_answers_are_remembered_for_a_while() -> None:
    async with asking() as (domains, stub, time):
        for at in (0, NO_S - 1, NO_S + 1, YES_S + 1):
            time.now = at
            await taken(domains, "mia@mx.nordlys.no")
            await taken(domains, "mia@null.nordlys.no")

    assert (stub.asked["mx.nordlys.no"], stub.asked["null.nordlys.no"]) == (2, 3)


async def test_where_dns_does_not_answer_nobody_waits_twice_and_how_it_is_written_decides() -> None:
    async with asking() as (domains, stub, time):
        stub.silent = True
        assert await taken(domains, "mia@absent.nordlys.no")
        asked = stub.asked.total()
        assert await taken(domains, "mia@other.nordlys.no")
        assert stub.asked.total() == asked
        stub.silent, time.now = False, AWAY_S + 1
        assert not await taken(domains, "mia@absent.nordlys.no")


async def test_a_server_that_cannot_say_decides_nothing() -> None:
    async with asking() as (domains, stub, _):
        stub.broken = True
        assert await taken(domains, "mia@absent.nordlys.no")
        stub.broken = False
        assert not await taken(domains, "mia@other.nordlys.no"), "others are asked for all the same"


async def test_the_names_that_are_set_aside_for_examples_are_not_looked_up_nor_any_where_it_is_off() -> None:
    async with asking() as (domains, stub, _):
        assert await taken(domains, "mia@example.com")
        assert await taken(domains, "mia@shop.example")
        assert await taken(MailDomains(on=False), "mia@absent.nordlys.no")
        assert not stub.asked
