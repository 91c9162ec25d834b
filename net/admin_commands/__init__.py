"""What an operator may ask and do, in one table (`COMMANDS`). The socket is in `net/admin.py`.

What a command is, is in `command`; each other file has those of one subject. Answers name their units (`…_ms`,
`…_at`, `…_bytes`), which is how the client knows how to print them; they hold no text of a chat and no e-mail
address. None of them hangs with what it looks at (`asking`).
"""

from typing import Final

from actors.start import reload_settings
from net.admin_commands.chats import ChatsArgs, ChatShowArgs, chat_show, chats_
from net.admin_commands.command import AdminContext, CannotDo, Command, NoArgs, Stream
from net.admin_commands.logs import FollowArgs, LogLevelArgs, follow, log_level
from net.admin_commands.mailboxes import ActorsArgs, actors
from net.admin_commands.people import agents, queues
from net.admin_commands.status import status

__all__ = ["COMMANDS", "AdminContext", "CannotDo", "Command", "NoArgs", "Stream", "help_"]


async def help_(_context: AdminContext, _args: NoArgs) -> object:
    return {"commands": [command.described() for command in COMMANDS.values()]}


async def reload(context: AdminContext, _args: NoArgs) -> object:
    await reload_settings(context.house)
    await context.recheck()  # sessions of accounts that are disabled by now end with it
    return {"channels": context.house.catalog.channels()}


COMMANDS: Final[dict[str, Command]] = {
    command.cmd: command
    for command in (
        Command(cmd="help", says="Every command and its arguments.", args=NoArgs, run=help_),
        Command(cmd="status", says="The server at a glance.", args=NoArgs, run=status),
        Command(cmd="chats", says="Chats that are not over.", args=ChatsArgs, run=chats_),
        Command(
            cmd="chat.show", says="One chat: how it stands and what happened.", args=ChatShowArgs, run=chat_show
        ),
        Command(cmd="queues", says="Channels: who waits, how long, who could answer.", args=NoArgs, run=queues),
        Command(cmd="agents", says="Accounts: presence, consoles, chats.", args=NoArgs, run=agents),
        Command(
            cmd="actors", says="Mailboxes: how full, how old, how often restarted.", args=ActorsArgs, run=actors
        ),
        Command(cmd="log.level", says="Tell or change how much is logged.", args=LogLevelArgs, run=log_level),
        Command(cmd="follow", says="The log, live, filtered.", args=FollowArgs, stream=follow),
        Command(cmd="reload", says="Read channels, members and accounts again.", args=NoArgs, run=reload),
    )
}
