"""Follow-ups: what somebody has promised to do for a contact or a company. What is due first comes first."""

from typing import Final, NamedTuple

from store.queries.dealings import DealingRow, Dealings, narrowed


class FollowUpRow(DealingRow, frozen=True, kw_only=True):
    """`done_at` is None while it is to be done."""

    due_at: int
    done_at: int | None


class Wanted(NamedTuple):
    """What a list is narrowed to."""

    contact: str | None = None
    company: str | None = None
    owner: str | None = None
    done: bool | None = None


_FOLLOW_UPS: Final = Dealings("follow_up", FollowUpRow)

create, change, remove, get = _FOLLOW_UPS.create, _FOLLOW_UPS.change, _FOLLOW_UPS.remove, _FOLLOW_UPS.get


def page(after: tuple[int, str] | None, limit: int, wanted: Wanted) -> list[FollowUpRow]:
    """Those after the one with this time and id."""
    conditions = narrowed(contact=wanted.contact, company=wanted.company, owner=wanted.owner)
    if wanted.done is not None:
        conditions[f"done_at IS {'NOT ' * wanted.done}NULL"] = ()
    if after is not None:
        conditions["(due_at, id) > (?, ?)"] = after
    return _FOLLOW_UPS.page(conditions, "due_at, id", limit)


def of_contact(contact: str, company: str | None, limit: int) -> list[FollowUpRow]:
    """The contact's own, and those of the company that are no other's: to be done first, then as they are due."""
    return _FOLLOW_UPS.of_contact(contact, company, "done_at IS NOT NULL, due_at, id", limit)
