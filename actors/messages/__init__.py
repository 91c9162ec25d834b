"""The wire contract: every struct that docs/protocol.md names, and nothing else.

One file for each who speaks, and for what the speaking is made of:

    values      bounds and scalars, the states of a chat, and who is who
    contacts    contacts and companies, and who a customer could be
    events      what a chat's log holds
    commands    how a command looks, and the two that every client sends
    customer    what a customer may ask
    agent       what an agent may ask
    chats       a chat as a row of a list, and its log as an audience sees it
    widget      a channel and her chat, as a customer sees them
    desk        channels and colleagues, as an agent sees them
    figures     today in numbers
    answers     what a command is answered with
    pushes      what the server says unasked

Commands come in, answers and pushes go out, events are kept. The structs are frozen, and validated when they are
decoded; `net/wire.py` adds the envelope (`type`, `re`, `chat`, `seq`). Nothing here imports anything of ours but
its own files, so any floor may use it, and others import from the package alone: which file has a name is nobody
else's business. web/shared/protocol.ts is generated from it.

Times are integers, milliseconds since the Unix epoch, named `…_at`; spans are milliseconds, named `…_ms`.
"""

from actors.messages.agent import (
    AgentChatEnd as AgentChatEnd,
    AgentCommand as AgentCommand,
    AgentFrame as AgentFrame,
    AgentMessageSend as AgentMessageSend,
    AgentReadMark as AgentReadMark,
    AgentTypingSet as AgentTypingSet,
    ChatAllowFiles as ChatAllowFiles,
    ChatAnswer as ChatAnswer,
    ChatOpen as ChatOpen,
    ChatTakeOver as ChatTakeOver,
    ContactCreate as ContactCreate,
    ContactLink as ContactLink,
    ContactSearch as ContactSearch,
    ContactSuggest as ContactSuggest,
    ContactUnlink as ContactUnlink,
    DashboardWatch as DashboardWatch,
    DraftSet as DraftSet,
    ListenStart as ListenStart,
    ListenStop as ListenStop,
    NoteAdd as NoteAdd,
    PresenceSet as PresenceSet,
    QueueExplain as QueueExplain,
    QueueNext as QueueNext,
    RequestCreate as RequestCreate,
    TransferAccept as TransferAccept,
    TransferCancel as TransferCancel,
    TransferOffer as TransferOffer,
    TransferReject as TransferReject,
    TransferTo as TransferTo,
)
from actors.messages.answers import (
    Acked as Acked,
    AgentWelcome as AgentWelcome,
    Answer as Answer,
    BotMet as BotMet,
    BotPost as BotPost,
    ChatOpened as ChatOpened,
    ChatStarted as ChatStarted,
    ContactNow as ContactNow,
    ContactsFound as ContactsFound,
    ContactSuggested as ContactSuggested,
    CustomerWelcome as CustomerWelcome,
    Explained as Explained,
    Identified as Identified,
    NextChat as NextChat,
    Ok as Ok,
    RequestMade as RequestMade,
    RequestNumber as RequestNumber,
    StatusNow as StatusNow,
    Suggested as Suggested,
    TakenChat as TakenChat,
    Watching as Watching,
)
from actors.messages.chats import (
    ChatCard as ChatCard,
    EventView as EventView,
    LastMessage as LastMessage,
)
from actors.messages.commands import (
    AgentHello as AgentHello,
    Command as Command,
    CustomerHello as CustomerHello,
    Ping as Ping,
)
from actors.messages.contacts import (
    Candidate as Candidate,
    Company as Company,
    Contact as Contact,
    ContactDraft as ContactDraft,
    Found as Found,
    NewCompany as NewCompany,
    NewContact as NewContact,
    Why as Why,
    Words as Words,
    WordsList as WordsList,
    Workplace as Workplace,
)
from actors.messages.customer import (
    BotMeet as BotMeet,
    ChatEnd as ChatEnd,
    ChatRate as ChatRate,
    ChatReturn as ChatReturn,
    ChatStart as ChatStart,
    CustomerCommand as CustomerCommand,
    CustomerFrame as CustomerFrame,
    FaqOpened as FaqOpened,
    FaqSuggest as FaqSuggest,
    Human as Human,
    MessageSend as MessageSend,
    NotOneOf as NotOneOf,
    ReadMark as ReadMark,
    RequestSubmit as RequestSubmit,
    TranscriptSend as TranscriptSend,
    TypingSet as TypingSet,
)
from actors.messages.desk import (
    AgentCard as AgentCard,
    ChannelOfAgent as ChannelOfAgent,
    ChannelRef as ChannelRef,
    Myself as Myself,
    Rights as Rights,
)
from actors.messages.events import (
    FACTS as FACTS,
    KINDS as KINDS,
    Abandoned as Abandoned,
    AbandonedReason as AbandonedReason,
    Answered as Answered,
    BotHandedOff as BotHandedOff,
    CancelReason as CancelReason,
    ContactLinked as ContactLinked,
    ContactUnlinked as ContactUnlinked,
    Ended as Ended,
    EndedReason as EndedReason,
    Event as Event,
    Fact as Fact,
    FieldsSet as FieldsSet,
    FileRef as FileRef,
    FilesAllowed as FilesAllowed,
    IdleWarned as IdleWarned,
    Message as Message,
    Note as Note,
    Queued as Queued,
    QueuedReason as QueuedReason,
    Rated as Rated,
    RequestCreated as RequestCreated,
    Returned as Returned,
    Started as Started,
    TakenOver as TakenOver,
    TransferAccepted as TransferAccepted,
    TransferCancelled as TransferCancelled,
    TransferOffered as TransferOffered,
    TransferRejected as TransferRejected,
)
from actors.messages.figures import (
    Hero as Hero,
    LiveFigures as LiveFigures,
    Today as Today,
    Traffic as Traffic,
)
from actors.messages.pushes import (
    AllChannelsPush as AllChannelsPush,
    ChannelPush as ChannelPush,
    ChannelStatePush as ChannelStatePush,
    ChatChannelPush as ChatChannelPush,
    ChatsChanged as ChatsChanged,
    DraftPush as DraftPush,
    EventPush as EventPush,
    OfferPush as OfferPush,
    OngoingChanged as OngoingChanged,
    PongPush as PongPush,
    PresencePush as PresencePush,
    Push as Push,
    QueueChanged as QueueChanged,
    QueuePush as QueuePush,
    ReadPush as ReadPush,
    StatsPush as StatsPush,
    TypingPush as TypingPush,
    WarningPush as WarningPush,
)
from actors.messages.values import (
    CHANNELS_MAX as CHANNELS_MAX,
    COLOR_PATTERN as COLOR_PATTERN,
    FIELD_PATTERN as FIELD_PATTERN,
    FIELDS_MAX as FIELDS_MAX,
    FILE_BYTES as FILE_BYTES,
    HEADER_MAX as HEADER_MAX,
    ID_MAX as ID_MAX,
    IDENTITY_MAX as IDENTITY_MAX,
    INT_MAX as INT_MAX,
    KEY_MAX as KEY_MAX,
    OPTION_MAX as OPTION_MAX,
    OPTIONS_MAX as OPTIONS_MAX,
    PICTURE_PATTERN as PICTURE_PATTERN,
    SYSTEM as SYSTEM,
    TEXT_MAX as TEXT_MAX,
    WORDS_MAX as WORDS_MAX,
    AgentRef as AgentRef,
    By as By,
    ChannelState as ChannelState,
    Color as Color,
    Fields as Fields,
    Id as Id,
    Key as Key,
    Line as Line,
    Name as Name,
    Picture as Picture,
    PresenceStatus as PresenceStatus,
    Priority as Priority,
    Seq as Seq,
    Side as Side,
    Status as Status,
    Text as Text,
)
from actors.messages.widget import (
    BotRef as BotRef,
    ChannelView as ChannelView,
    CustomerChat as CustomerChat,
    FileRules as FileRules,
    FormField as FormField,
    FormFields as FormFields,
    Hours as Hours,
    Look as Look,
    OfflineForm as OfflineForm,
    OpenSpan as OpenSpan,
    PostChatForm as PostChatForm,
    PreChatForm as PreChatForm,
    Suggestion as Suggestion,
)
