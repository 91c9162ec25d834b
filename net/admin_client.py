"""`run.py admin …`: the operators' socket for people.

It knows no command. The server's own `help` says what there is (where none runs, that of this version), words
become a request by it (`net/admin_words.py`), and answers are printed by the names of their fields, which carry
their units: `oldest_ms` as "2 min", `log_bytes` as "1.5 MiB", `started_at` as a time, a list of objects as a
table. `--json` prints the server's lines as they are, and what is wrong as `{"error":{"message":…}}`.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from socket import socket
from typing import Any, Final

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from net import admin_socket
from net.admin_words import Asked, Described, Unclear, read_words, usage
from net.log_lines import printable, readable
from net.log_output import wants_colors

# What the command line is told, besides 0: it failed, or it was not understood.
FAILED: Final = 1
UNCLEAR: Final = 2
# Columns where the output is no terminal, so that nothing is folded in a file or a pipe.
WIDTH_OF_A_FILE: Final = 200

_Line = dict[str, Any]


class Trouble(Exception):  # noqa: N818 - a sentence for the operator
    pass


class NobodyThere(Trouble):
    """No server runs with this folder."""


def main(argv: list[str], data: Path) -> int:
    """Carry out one command on the server of this data folder; the exit status of the process."""
    raw = "--json" in argv
    words = [word for word in argv if word != "--json"]
    try:
        with admin_socket_of(data) as connection:
            return _Session(connection, raw=raw).run(words)
    except Unclear as unclear:
        return _complain(str(unclear), UNCLEAR, raw=raw)
    except NobodyThere as nobody:
        if not _wants_help(words):
            return _complain(str(nobody), FAILED, raw=raw)
        return _help_without_server(words, str(nobody), raw=raw)
    except Trouble as trouble:
        return _complain(str(trouble), FAILED, raw=raw)
    except BrokenPipeError:  # `| head` has seen enough
        _forget_output()
        return 0
    except KeyboardInterrupt:
        return 0


def admin_socket_of(data: Path) -> socket:
    """A connection to the server of this folder. Raises `Trouble`."""
    path = data / admin_socket.NAME
    try:
        return admin_socket.connect(path)
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
        raise NobodyThere(
            f"No server runs with the data folder {data}: nobody answers at {path}. "
            "Start one with `serve`, or name its folder with --data."
        ) from None
    except PermissionError:
        raise Trouble(f"{path} is for the user who runs the server; use that account, or root.") from None
    except OSError as error:
        raise Trouble(f"The server at {path} does not answer: {error.strerror or error}.") from None


class _Session:
    def __init__(self, connection: socket, *, raw: bool) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb")
        self._raw = raw
        self._screen = Screen()

    def run(self, words: Sequence[str]) -> int:
        commands = msgspec.convert(self._first("help")["commands"], tuple[Described, ...])
        asked = _asked(words, commands)
        if asked is None and self._raw:
            asked = Asked("help", {})
        if asked is None:
            self._screen.commands(commands, words)
            return 0
        self._ask(asked)
        return self._print_raw() if self._raw else self._print(asked)

    def _ask(self, asked: Asked) -> None:
        request = {"id": 1, "cmd": asked.cmd, "args": asked.args}
        try:
            self._connection.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise Trouble("The server closed the connection.") from error

    def _first(self, cmd: str) -> _Line:
        self._ask(Asked(cmd, {}))
        for line in self._answers():
            return _data_of(line)
        raise Trouble("The server closed the connection.")

    def _answers(self) -> Iterator[_Line]:
        for line in self._raw_answers():
            yield json.loads(line)

    def _raw_answers(self) -> Iterator[bytes]:
        """The server's lines; the end of the connection ends them too."""
        try:
            while line := self._lines.readline():
                yield line
        except OSError as error:
            raise Trouble("The server closed the connection.") from error

    def _print_raw(self) -> int:
        for line in self._raw_answers():
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            match json.loads(line):
                case {"ok": ok}:
                    return 0 if ok else FAILED
                case {"end": True}:
                    return 0
        return _complain("The server closed the connection.", FAILED, raw=True)

    def _print(self, asked: Asked) -> int:
        for answer in self._answers():
            match answer:
                case {"event": event}:
                    self._screen.log_line(event)
                case {"dropped": count}:
                    self._screen.note(f"… {count} lines were lost here: this reader was too slow for them …")
                case {"end": True}:
                    return 0
                case _ if asked.cmd == "help":
                    self._screen.commands(msgspec.convert(_data_of(answer)["commands"], tuple[Described, ...]))
                    return 0
                case _:
                    self._screen.data(_data_of(answer))
                    return 0
        raise Trouble("The server closed the connection.")


def _help_without_server(words: Sequence[str], why: str, *, raw: bool) -> int:
    from net.admin_commands import COMMANDS  # with the server itself behind them: only where there is none to ask

    commands = [command.described() for command in COMMANDS.values()]
    if raw:  # as a server would answer
        answer = {"id": 1, "ok": True, "data": {"commands": msgspec.to_builtins(commands)}}
        sys.stdout.write(f"{json.dumps(answer)}\n")
        return 0
    Screen().commands(commands, () if words[:1] == ["help"] else words)
    return _complain(f"These are the commands of this version. {why}", 0, raw=False)


def _wants_help(words: Sequence[str]) -> bool:
    return not words or words[0] == "help" or bool({"--help", "-h"} & set(words))


def _asked(words: Sequence[str], commands: Sequence[Described]) -> Asked | None:
    """None where help is wanted; for one command, if the words name one."""
    if not words or {"--help", "-h"} & set(words):
        return None
    return read_words(words, commands)


def _data_of(answer: _Line) -> _Line:
    match answer:
        case {"ok": True, "data": dict() as data}:
            return data
        case {"error": {"code": str(code), "message": str(message)}}:
            raise Trouble(f"{printable(message)} ({code})")
        case _:
            raise Trouble("The server said something that this client does not understand; is it much newer?")


def _complain(sentence: str, status: int, *, raw: bool) -> int:
    said = json.dumps({"error": {"message": sentence}}, ensure_ascii=False) if raw else sentence
    sys.stderr.write(f"{said}\n")
    return status


def _forget_output() -> None:
    """Python flushes at the end, and would complain once more about the reader that has gone."""
    sys.stdout = open("/dev/null", "w")  # noqa: SIM115, PTH123 - for the rest of the process


# --- on the screen ---


class Screen:
    """Answers by the names of their fields."""

    def __init__(self) -> None:
        terminal = sys.stdout.isatty()
        self._console = Console(highlight=False, width=None if terminal else WIDTH_OF_A_FILE)
        self._colors = terminal and wants_colors(sys.stdout.fileno())

    def commands(self, commands: Sequence[Described], words: Sequence[str] = ()) -> None:
        """All commands, or the one that the words begin with."""
        named = [
            each for each in commands if words and list(words)[: len(each.words.split())] == each.words.split()
        ]
        for each in named or commands:
            self._console.print(Text(usage(each), style="bold"), Text(f"    {each.says}"), sep="\n")
            if named:
                for argument in each.arguments:
                    self._console.print(Text(f"    {argument.name}: {argument.says}", style="dim"))

    def log_line(self, event: _Line) -> None:
        sys.stdout.write(readable(json.dumps(event).encode(), colors=self._colors) + "\n")
        sys.stdout.flush()

    def note(self, sentence: str) -> None:
        self._console.print(Text(sentence, style="yellow"))

    def data(self, data: Mapping[str, Any]) -> None:
        """Single values first, then what has several, each under its name."""
        single = {key: value for key, value in data.items() if not _is_several(value)}
        if single:
            self._pairs(single)
        several = {key: value for key, value in data.items() if _is_several(value)}
        for key, value in several.items():
            if single:
                self._console.print()
            if len(several) > 1:
                self._console.print(Text(_title(key), style="bold"))
            if isinstance(value, dict):
                self._pairs(value)
            else:
                self._rows(value)

    def _pairs(self, pairs: Mapping[str, Any]) -> None:
        if not pairs:
            self._nothing()
            return
        grid = Table.grid(padding=(0, 2))
        grid.add_column()
        grid.add_column(justify="right" if all(_is_number(value) for value in pairs.values()) else "left")
        for key, value in pairs.items():
            grid.add_row(Text(_title(key), style="dim"), Text(shown(key, value)))
        self._console.print(grid)

    def _nothing(self) -> None:
        self._console.print(Text("none", style="dim"))

    def _rows(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if not rows:
            self._nothing()
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        keys = list(dict.fromkeys(key for row in rows for key in row))
        for key in keys:
            right = all(_is_number(row.get(key)) for row in rows)
            table.add_column(_title(key), justify="right" if right else "left", no_wrap=True)
        for row in rows:
            table.add_row(*(Text(shown(key, row.get(key))) for key in keys))
        self._console.print(table)


def _is_several(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(each, dict) for each in value))


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _title(key: str) -> str:
    """The name without its unit, which the value shows."""
    for unit in ("_ms", "_at", "_bytes"):
        key = key.removesuffix(unit)
    return key.replace("_", " ")


def shown(key: str, value: object) -> str:
    """A value as people read it, by the unit in its name."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int() | float() if key.endswith("_ms"):
            return span(value)
        case int() if key.endswith("_at") or key == "at":
            return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(value / 1_000))
        case int() if key.endswith("_bytes"):
            return size(value)
        case int() | float():
            return str(value)
        case list():
            return ", ".join(shown("", each) for each in value) or "–"
        case _:
            return printable(str(value))


def span(ms: float) -> str:
    """So much time: 350 ms, 12 s, 2 min, 3 h 20 min, 5 d 4 h."""
    seconds = round(ms / 1_000)
    if ms < 1_000:  # noqa: PLR2004
        return f"{ms:.3g} ms"
    minutes, hours, days = seconds // 60, seconds // 3_600, seconds // 86_400
    if minutes < 1:
        return f"{seconds} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} d {hours % 24} h"


def size(of: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if of < 1_024:  # noqa: PLR2004
            return f"{of:.0f} B" if unit == "B" else f"{of:.1f} {unit}"
        of /= 1_024
    return f"{of:.1f} GiB"
