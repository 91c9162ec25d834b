"""Whether an e-mail address can be one: how it is written, and whether its domain takes mail.

The second is asked of DNS and helps whoever mistyped her address; it stops no liar. So DNS never stands in
anybody's way: an answer is waited for briefly, and where there is none, how the address is written decides. A
domain takes mail with an MX, or without one by its own address (RFC 5321); a null MX says that it takes none
(RFC 7505).
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

import dns.asyncresolver
import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import structlog
import trio
from email_validator import EmailNotValidError, validate_email

from actors.domain.errors import Invalid

TIME_S: Final = 3.0
# Answers are believed for so long: mail domains come and go by the day, and a typing error is soon put right.
YES_S: Final = 3_600.0
NO_S: Final = 300.0
# After a question that was not answered in time nobody waits again for as long.
AWAY_S: Final = 60.0
KEPT: Final = 10_000
# Questions under way; who comes then is not kept waiting.
AT_ONCE: Final = 50
EXAMPLES: Final = ("example", "example.com", "example.net", "example.org", "test")

log = structlog.get_logger()


class Known(NamedTuple):
    takes_mail: bool
    until: float


class MailDomains:
    """`resolver`: another than that of the machine. Off, no domain is looked up."""

    def __init__(
        self,
        *,
        on: bool = True,
        resolver: dns.asyncresolver.Resolver | None = None,
        clock: Callable[[], float] = trio.current_time,
    ) -> None:
        self._resolver = resolver or (_resolver() if on else None)
        self._clock = clock
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._away_until = 0.0
        self._under_way = 0

    async def check(self, address: str, field: str = "email") -> str:
        """The address without the blanks around it. Raises Invalid."""
        try:
            found = validate_email(address.strip(), check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise Invalid(field, "This is not an e-mail address, such as mia@example.com.") from None
        domain = found.ascii_domain.lower()
        if not await self._takes_mail(domain):
            raise Invalid(field, f"There is no mail at {found.domain}. Is it spelt right?")
        return address.strip()

    async def _takes_mail(self, domain: str) -> bool:
        if self._resolver is None or _is_example(domain):
            return True
        now = self._clock()
        known = self._known.get(domain)
        if known is not None and now < known.until:
            return known.takes_mail
        if now < self._away_until or self._under_way >= AT_ONCE:
            return True
        takes_mail = await self._ask(self._resolver, domain)
        if takes_mail is None:
            return True
        self._keep(domain, Known(takes_mail, self._clock() + (YES_S if takes_mail else NO_S)))
        return takes_mail

    async def _ask(self, resolver: dns.asyncresolver.Resolver, domain: str) -> bool | None:
        """None where nobody knows."""
        self._under_way += 1
        try:
            with trio.fail_after(TIME_S):
                return await _looked_up(resolver, domain)
        except (dns.exception.Timeout, trio.TooSlowError, OSError) as trouble:
            self._away_until = self._clock() + AWAY_S
            log.info("mail_domain.unknown", why=type(trouble).__name__)
        except dns.exception.DNSException as trouble:  # of this domain's own servers
            log.info("mail_domain.unknown", why=type(trouble).__name__)
        finally:
            self._under_way -= 1
        return None

    def _keep(self, domain: str, known: Known) -> None:
        self._known[domain] = known
        self._known.move_to_end(domain)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)


async def _looked_up(resolver: dns.asyncresolver.Resolver, domain: str) -> bool:
    name = dns.name.from_text(domain)
    try:
        answer = await resolver.resolve(name, dns.rdatatype.MX)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return await _has_address(resolver, name)
    return any(each.exchange != dns.name.root for each in answer)


async def _has_address(resolver: dns.asyncresolver.Resolver, name: dns.name.Name) -> bool:
    for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
        try:
            await resolver.resolve(name, kind)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            continue
        return True
    return False


def _resolver() -> dns.asyncresolver.Resolver | None:
    """As the machine is set up, which may be not at all."""
    try:
        resolver = dns.asyncresolver.Resolver()
    except (dns.exception.DNSException, OSError):
        return None
    resolver.lifetime = TIME_S
    return resolver


def _is_example(domain: str) -> bool:
    """Names that are set aside for examples (RFC 2606): whoever types one knows that it is none."""
    return any(domain == each or domain.endswith(f".{each}") for each in EXAMPLES)
