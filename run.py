"""The command line, and the only place that knows every part of the house.

What a script reads is on standard output, what a person reads about trouble and the log on standard error. Exit
codes: 0 done, 1 refused or failed, 2 not understood (arguments or settings), 130 interrupted.
"""

import json
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn, TypeVar

import msgspec
import trio
import typer
from typer.exceptions import TyperException

from actors import importing, operators
from actors.domain.errors import Refused
from actors.domain.importing import Kind, Unreadable, parse
from net import auth, logs, server
from net.reload import tell_running
from net.settings import Settings, SettingsWrong, is_loopback, load
from store import schema
from store.database import Store
from store.errors import StoreError
from store.queries.channels import RIGHTS, Rights

T = TypeVar("T")

DEMO_PASSWORD: Final = "SWITCHBOARD_DEMO_PASSWORD"  # noqa: S105 - the name of a variable
FAILED: Final = 1
NOT_UNDERSTOOD: Final = 2
INTERRUPTED: Final = 130
# What we write is for our own user: chats, hashes of passwords and tokens.
UMASK: Final = 0o077


class _Words(typer.core.TyperGroup):
    """What a script has typed wrongly it is told as it is told of all else: `--json` is for complaints too."""

    def main(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the library's
        if "--json" not in (named.get("args") or sys.argv[1:]):
            return super().main(*given, **named)
        try:
            sys.exit(super().main(*given, **{**named, "standalone_mode": False}))
        except typer.Abort:
            sys.exit(INTERRUPTED)
        except TyperException as wrong:
            _print_error({"message": wrong.format_message()})
            sys.exit(NOT_UNDERSTOOD)


app = typer.Typer(
    name="switchboard",
    cls=_Words,
    help="Switchboard, a self-hosted customer chat server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
users = typer.Typer(help="Accounts: who may sign in.", no_args_is_help=True)
channels = typer.Typer(help="Channels, and who does what in them.", no_args_is_help=True)
imports = typer.Typer(help="Bring contacts and companies in from a CSV or JSON file.", no_args_is_help=True)
app.add_typer(users, name="user")
app.add_typer(channels, name="channel")
app.add_typer(imports, name="import")

Data = Annotated[Path | None, typer.Option(help="The data folder. [default: data]", show_default=False)]
Config = Annotated[Path | None, typer.Option(help="A TOML file with settings.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
File = Annotated[Path, typer.Argument(help="CSV or JSON.", exists=True, dir_okay=False, readable=True)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of it, and keep nothing.")]


# --- the server ---


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Listen here. [default: 127.0.0.1]", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(help="0 takes a free one. [default: 8080]", show_default=False)
    ] = None,
    data: Data = None,
    config: Config = None,
    with_demo: Annotated[bool, typer.Option("--demo", help="Fill an empty data folder with samples.")] = False,
) -> None:
    """Serve until SIGTERM or Ctrl-C. The first line on standard output is the URL."""
    with told():
        settings = load(config, host=host, port=port, data=data)
        if with_demo and not is_loopback(settings.host):
            raise server.CannotStart(
                "A demonstration has passwords that everybody knows, so it stays on this machine: "
                f"{settings.host} is not a loopback address."
            )
        people = {"auto": None, "text": True, "json": False}[settings.log_format]
        log = logs.set_up(settings.log_level, for_people=people)
        try:
            trio.run(_serve, settings, log, with_demo)
        finally:
            log.close()


async def _serve(settings: Settings, log: logs.Logs, with_demo: bool) -> None:
    sample = Sample(settings.data / server.UPLOADS) if with_demo else None
    prepare = sample.prepare if sample is not None else None
    async with trio.open_nursery() as nursery:
        serving = await nursery.start(partial(server.serve, settings, log, prepare=prepare, demo=with_demo))
        print(serving.url, flush=True)
        if sample is not None:
            print(sample.says(serving.url), flush=True)


class Sample:
    """The demonstration: filled at the first start, left alone at the next."""

    def __init__(self, uploads: Path) -> None:
        from actors import demo  # with all its texts a fifth of the start of a server that has none of it

        self._demo = demo
        self._uploads = uploads
        self._password = os.environ.get(DEMO_PASSWORD) or secrets.token_urlsafe(9)
        self._chosen = DEMO_PASSWORD in os.environ
        self._was_there = False

    async def prepare(self, store: Store) -> None:
        self._was_there = await self._demo.is_filled(store)
        if not self._was_there:
            hashed = await trio.to_thread.run_sync(auth.new_hash, self._password)
            await self._demo.fill(store, hashed, _now(), self._uploads)

    def says(self, url: str) -> str:
        logins = ", ".join(person.login for person in self._demo.PEOPLE)
        if self._was_there:
            key = "the password of the first start"
        elif self._chosen:
            key = f"the password in {DEMO_PASSWORD}"
        else:
            key = f"password {self._password}"
        return f"A shop with the widget:  {url}/demo\nThe console:             {url}/console ({logins}; {key})"


@app.command()
def migrate(data: Data = None, config: Config = None, as_json: Json = False) -> None:
    """Bring the database to the form this version wants. `serve` does so by itself."""
    with told(as_json):
        folder = load(config, data=data).data
        with server.held(folder):
            applied = schema.migrate(folder / server.DATABASE)
        words = f"Applied {', '.join(applied)}." if applied else "Nothing to do."
        answer(as_json, words, {"applied": applied})


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def admin(context: typer.Context, data: Data = None, config: Config = None) -> None:
    """Look into a running server: `admin help` tells the commands."""
    from net import admin_client

    with told("--json" in context.args):
        folder = load(config, data=data).data
        raise typer.Exit(admin_client.main(context.args, folder))


# --- accounts and channels ---


@users.command("add")
def add_user(
    login: str,
    *,
    name: Annotated[str, typer.Option(help="As customers and colleagues see it.")],
    is_admin: Annotated[bool, typer.Option("--admin", help="May administer.")] = False,
    email: Annotated[str, typer.Option(help="For notices.")] = "",
    password_stdin: FromStdin = False,
    data: Data = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Make an account. Without a terminal and without --password-stdin a password is made up, and printed once."""
    with told(as_json):
        folder = load(config, data=data).data
        password, made_up = _password(from_stdin=password_stdin)
        role: Literal["agent", "admin"] = "admin" if is_admin else "agent"
        account = stored(
            folder,
            lambda store: operators.add_account(
                store,
                login=login,
                name=name,
                email=email,
                role=role,
                password_hash=auth.new_hash(password),
                now=_now(),
            ),
        )
        shown = {"password": password} if made_up else {}
        words = f"Added {login}." + (f" Password, shown this once: {password}" if made_up else "")
        answer(as_json, words, {"id": account.id, "login": login, "role": role, **shown})


@users.command("password")
def set_password(
    login: str,
    *,
    password_stdin: FromStdin = False,
    data: Data = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Give an account a new password, asked for as by `add`, and end its sessions."""
    with told(as_json):
        folder = load(config, data=data).data
        password, made_up = _password(from_stdin=password_stdin)
        hashed = auth.new_hash(password)
        stored(folder, lambda store: operators.set_password(store, login, hashed, now=_now()))
        shown = {"password": password} if made_up else {}
        words = f"{login} has a new password." + (f" Shown this once: {password}" if made_up else "")
        answer(as_json, words, {"login": login, **shown})


@users.command("list")
def list_users(*, data: Data = None, config: Config = None, as_json: Json = False) -> None:
    """The accounts, and the channels each is in. With --json also what it may do there."""
    with told(as_json):
        _show("users", read(load(config, data=data).data, operators.users), as_json)


@channels.command("add")
def add_channel(
    key: str,
    *,
    name: Annotated[str, typer.Option(help="As agents see it.")],
    language: Annotated[str, typer.Option(help="Of the widget's texts, such as en.")] = "en",
    data: Data = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Make a channel. KEY is what the script tag of the widget says."""
    with told(as_json):
        folder = load(config, data=data).data
        stored(
            folder, lambda store: operators.add_channel(store, key=key, name=name, language=language, now=_now())
        )
        words = (
            f'Added {name}. Its widget: <script defer src="https://HOST/widget.js" data-channel="{key}"></script>'
        )
        answer(as_json, words, {"key": key, "name": name, "language": language})


@channels.command("list")
def list_channels(*, data: Data = None, config: Config = None, as_json: Json = False) -> None:
    """The channels, and who is in each. With --json also what they may do there."""
    with told(as_json):
        _show("channels", read(load(config, data=data).data, operators.staffed), as_json)


@channels.command("member")
def set_member(
    key: str,
    login: str,
    *,
    can: Annotated[str, typer.Option(help="respond, notify, listen, manage, with commas; none to remove.")],
    data: Data = None,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Say what an account may do in a channel."""
    with told(as_json):
        folder = load(config, data=data).data
        rights = _rights(can)
        stored(folder, lambda store: operators.set_member(store, key, login, rights, now=_now()))
        granted = operators.granted(rights)
        words = f"{login} may {', '.join(granted)} in {key}." if granted else f"{login} is no member of {key} now."
        answer(as_json, words, {"channel": key, "login": login, "can": granted})


def _show(name: str, rows: Iterable[msgspec.Struct], as_json: bool) -> None:
    """A table for people, of lists that scripts have whole."""
    from net.admin_client import Screen

    values = [msgspec.to_builtins(row) for row in rows]
    if as_json:
        answer(as_json, "", {name: values})
        return
    shown = [{key: list(each) if isinstance(each, dict) else each for key, each in row.items()} for row in values]
    Screen().data({name: [{key: each for key, each in row.items() if key != "id"} for row in shown]})


def _rights(can: str) -> Rights:
    wanted = {word.strip() for word in can.split(",") if word.strip()}
    if wanted == {"none"}:
        return Rights()
    unknown = wanted - set(RIGHTS)
    if unknown or not wanted:
        wrong, known = ", ".join(sorted(unknown)) or "nothing", ", ".join(RIGHTS)
        raise typer.BadParameter(f"{wrong} is no right. There are: {known}, none.", param_hint="--can")
    return Rights(**dict.fromkeys(wanted, True))


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """The password of a new account, and whether we made it up."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        return secrets.token_urlsafe(12), True
    if not auth.PASSWORD_MIN <= len(password) <= auth.PASSWORD_MAX:
        raise typer.BadParameter(f"A password has {auth.PASSWORD_MIN} to {auth.PASSWORD_MAX} characters.")
    return password, False


# --- contacts and companies ---


@imports.command("contacts")
def import_contacts(
    file: File, *, dry_run: DryRun = False, data: Data = None, config: Config = None, as_json: Json = False
) -> None:
    """Contacts, known by their id or e-mail address: those that are there are updated."""
    with told(as_json):
        _import(file, "contacts", load(config, data=data).data, dry_run=dry_run, as_json=as_json)


@imports.command("companies")
def import_companies(
    file: File, *, dry_run: DryRun = False, data: Data = None, config: Config = None, as_json: Json = False
) -> None:
    """Companies, known by their id or name: those that are there are updated."""
    with told(as_json):
        _import(file, "companies", load(config, data=data).data, dry_run=dry_run, as_json=as_json)


def _import(file: Path, kind: Kind, folder: Path, *, dry_run: bool, as_json: bool) -> None:
    """Progress is for people, on standard error. Bad rows keep no other out, and make the exit code 1."""
    from net import import_words

    content = file.read_bytes()
    parsed = parse(content, kind, importing.format_of(file.name, content))

    async def keep(store: Store) -> importing.Report:
        if not dry_run:
            await operators.note_import(store, parsed, now=_now())
        with import_words.progress(file.name, quiet=as_json) as tell:
            async for news in importing.Import(store, parsed, _now(), dry_run=dry_run):
                if isinstance(news, importing.Report):
                    return news
                tell(news)
        raise AssertionError("an import ends with its report")

    report = stored(folder, keep)
    answer(as_json, import_words.readable(report), msgspec.to_builtins(report))
    if report.bad_count:
        raise typer.Exit(FAILED)


# --- what all commands share ---


def stored(folder: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do it in the folder's store, and let a server that runs there know."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise server.CannotStart(f"The data folder {folder} cannot be used: {error.strerror}.") from error
    result = _in_store(folder, work)
    tell_running(folder)
    return result


def read(folder: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    """What stands in the folder's store. One that is not there is not made for that."""
    if not (folder / server.DATABASE).exists():
        raise server.CannotStart(f"There is no database in the folder {folder}. Name the right one with --data.")
    return _in_store(folder, work)


def _in_store(folder: Path, work: Callable[[Store], Awaitable[T]]) -> T:
    async def do() -> T:
        async with Store.open(folder / server.DATABASE) as store:
            return await work(store)

    return trio.run(do)


def answer(as_json: bool, words: str, values: dict[str, Any]) -> None:
    print(json.dumps(values, ensure_ascii=False) if as_json else words)


@contextmanager
def told(as_json: bool = False) -> Iterator[None]:
    """Whatever goes wrong in expected ways is one sentence, not a traceback."""
    try:
        yield
    except BaseExceptionGroup as group:
        if group.subgroup(KeyboardInterrupt) is not None:
            raise typer.Exit(INTERRUPTED) from None
        expected, other = group.split(EXPECTED)
        if expected is None or other is not None:
            raise
        _fail(_first(expected), as_json)
    except EXPECTED as error:
        _fail(error, as_json)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


EXPECTED: Final = (SettingsWrong, server.CannotStart, Refused, StoreError, Unreadable)


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    inner: BaseException = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


def _fail(error: BaseException, as_json: bool) -> NoReturn:
    if as_json:
        problem = {"code": error.code, **error.details} if isinstance(error, Refused) else {}
        _print_error({"message": str(error), **problem})
    else:
        for line in str(error).splitlines():
            print(f"switchboard: {line}", file=sys.stderr)
    raise typer.Exit(NOT_UNDERSTOOD if isinstance(error, SettingsWrong) else FAILED)


def _print_error(problem: dict[str, Any]) -> None:
    print(json.dumps({"error": problem}, ensure_ascii=False), file=sys.stderr)


def _now() -> int:
    return time.time_ns() // 1_000_000


def main() -> None:
    os.umask(UMASK)
    app()


if __name__ == "__main__":
    main()
