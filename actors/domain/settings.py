"""What an admin sets for a channel: its look, its forms, its limits. Defaults are a channel that works at once.

Stored as JSON in the channel's row and decoded into these structs, so that a setting has one name everywhere.
"""

from typing import Literal

from msgspec import Struct

from actors.domain.files import FILE_TYPES, FileType, extensions_of
from actors.domain.warnings import WarningTimes
from actors.messages import (
    FILE_BYTES,
    ChannelState,
    ChannelView,
    FileRules,
    Look,
    OfflineForm,
    PostChatForm,
    PreChatForm,
)

MINUTE_MS = 60_000


class Limits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Times and sizes that the rules of a chat ask for."""

    # A reload on a slow phone takes seconds, a lost train tunnel a minute; then the customer has left.
    leave_grace_ms: int = MINUTE_MS
    # A customer who says nothing to an agent's last message. Peers end after 10 to 30 minutes.
    idle_ms: int = 20 * MINUTE_MS
    idle_warning_ms: int = 2 * MINUTE_MS
    # The way back after the end (SPEC.md section 1).
    return_ms: int = 30 * MINUTE_MS
    transfer_ms: int = 2 * MINUTE_MS
    # An agent whose last console is gone keeps her chats for this long.
    reconnect_ms: int = 2 * MINUTE_MS
    # Chats waiting at once; None for no limit.
    queue_max: int | None = None


class FileSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be sent as a file in a channel. No `types` is no files at all."""

    # Customers need no agent's leave.
    always: bool = False
    max_bytes: int = FILE_BYTES
    types: tuple[FileType, ...] = FILE_TYPES

    def rules(self) -> FileRules:
        """As clients want to know it before they send."""
        extensions = tuple(f".{extension}" for extension in extensions_of(self.types))
        return FileRules(always=self.always, max_bytes=self.max_bytes, extensions=extensions)


class SuggestionSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """FAQs that customers are shown before their chat starts: of `folder` with all below it, or of all folders."""

    on: bool = False
    folder: str | None = None


class ChannelSettings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of a channel but its key, name, language and members."""

    limits: Limits = Limits()
    warnings: WarningTimes = WarningTimes()
    # "pull": agents take the next one. "offer": it is put before the least busy of them for `offer_ms`.
    assignment: Literal["pull", "offer"] = "pull"
    offer_ms: int = MINUTE_MS // 2
    # Most chats at once that an agent is offered; she may take more herself. None for no limit.
    chats_per_agent: int | None = None
    welcome: str = ""
    show_typing: bool = True
    look: Look = Look()
    suggestions: SuggestionSettings = SuggestionSettings()
    pre_chat: PreChatForm = PreChatForm()
    post_chat: PostChatForm = PostChatForm()
    offline: OfflineForm = OfflineForm()
    files: FileSettings = FileSettings()
    # Pages that may carry the widget, as origins ("https://example.com"); empty for any.
    origins: tuple[str, ...] = ()


def channel_view(
    name: str,
    language: str,
    settings: ChannelSettings,
    *,
    state: ChannelState,
    waiting: int,
    average_wait_ms: int | None,
) -> ChannelView:
    """The channel as a customer sees it."""
    return ChannelView(
        state=state,
        name=name,
        language=language,
        waiting=waiting,
        average_wait_ms=average_wait_ms,
        return_ms=settings.limits.return_ms,
        suggestions=settings.suggestions.on,
        look=settings.look,
        pre_chat=settings.pre_chat,
        post_chat=settings.post_chat,
        offline=settings.offline,
        files=settings.files.rules(),
    )
