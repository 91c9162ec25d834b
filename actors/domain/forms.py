"""What a customer fills in before a chat, or in place of one: whether it is what the channel's form asks for.

Only what the form asks is looked at: a page may say more about its customer than the form does, and where the form
is off nobody could put right what is wrong.
"""

from collections.abc import Mapping, Sequence

from actors.domain.errors import Invalid
from actors.messages import FormField

EMAIL = "email"


def must_be_filled_in(
    fields: Sequence[FormField], consent: str | None, filled: Mapping[str, str], *, agreed: bool
) -> None:
    """Raises Invalid with the first field that is missing or is none of the choices; last comes the consent."""
    must_be_choices(fields, filled)
    for field in fields:
        if field.required and not filled.get(field.name, "").strip():
            raise Invalid(field.name, f"Please fill in: {name_of(field)}.")
    if consent is not None and not agreed:
        raise Invalid("consent", "This has to be agreed to first.")


def must_be_choices(fields: Sequence[FormField], filled: Mapping[str, str]) -> None:
    """Where a field has options, what is filled in is one of them. Raises Invalid."""
    for field in fields:
        value = filled.get(field.name, "")
        if field.options and value and value not in field.options:
            raise Invalid(field.name, f"Choose one of those offered for: {name_of(field)}.")


def asks_for(fields: Sequence[FormField], name: str) -> bool:
    return any(field.name == name for field in fields)


def name_of(field: FormField) -> str:
    """What a person calls it."""
    return field.label or {EMAIL: "e-mail address"}.get(field.name, field.name)
