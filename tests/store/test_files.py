"""Files: rows that say whose they are, and a folder in which nothing is half."""

import re
from pathlib import Path
from typing import Any

import pytest

from store import bound, tables
from store.database import Store
from store.files import FileFolder
from store.journal import Append, Journal
from store.queries import files
from store.queries.files import File
from tests.store.rows import row_of

SOURCE = Path(files.__file__).read_text()
ID = "0123456789abcdef0123456789abcdef"


def file_of(file: str, **changes: Any) -> File:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "id": file,
        "chat": "c1",
        "agent": None,
        "name": "photo.png",
        "size": 10,
        "media_type": "image/png",
        "has_thumbnail": True,
        "created_at": 100,
        "width": 80,
        "height": 40,
    }
    return File(**values | changes)


# --- rows ---


async def test_a_file_is_read_as_it_was_added(store: Store) -> None:
    file = file_of("f1", agent="kari")
    await store.write(files.add, file)

    assert await store.read(files.get, "f1") == file
    assert await store.read(files.get, "f2") is None


async def test_a_file_is_sent_at_one_time_however_often_that_is_said(store: Store) -> None:
    await store.write(files.add, file_of("f1"))

    assert await store.write(files.send, "f1", 200)
    assert await store.write(files.send, "f1", 300)
    assert not await store.write(files.send, "f2", 200)

    found = await store.read(files.get, "f1")
    assert found is not None
    assert found.sent_at == 200


async def test_only_what_was_never_sent_and_is_old_is_forgotten(store: Store) -> None:
    for file, at in (("old", 100), ("older", 50), ("sent", 10), ("new", 900)):
        await store.write(files.add, file_of(file, created_at=at))
    await store.write(files.send, "sent", 20)

    assert await store.read(files.unsent, 900, 10) == ["older", "old"]
    assert await store.read(files.unsent, 900, 1) == ["older"]
    assert await store.write(files.forget_unsent, "old")
    assert not await store.write(files.forget_unsent, "sent")
    assert not await store.write(files.forget_unsent, "old")


async def test_what_a_chat_has_is_counted_sent_or_not(store: Store) -> None:
    for file, size in (("f1", 10), ("f2", 25)):
        await store.write(files.add, file_of(file, size=size))
    await store.write(files.add, file_of("f3", chat="c2"))
    await store.write(files.send, "f1", 200)

    assert await store.read(files.usage, "c1") == (2, 35)
    assert await store.read(files.usage, "none") == (0, 0)


async def test_the_files_of_a_deleted_chat_are_as_if_never_sent(store: Store, journal: Journal) -> None:
    await journal.append(Append((), row_of("c1")))
    await store.write(files.add, file_of("f1"))
    await store.write(files.add, file_of("f2", chat="c2"))
    for file in ("f1", "f2"):
        await store.write(files.send, file, 200)

    await store.write(lambda: tables.Chat.erase(tables.Chat.id == "c1"))

    assert await store.read(files.unsent, 1, 10) == ["f1"]


async def test_no_question_about_files_reads_them_all(store: Store) -> None:
    statements = re.findall(r'"((?:SELECT|UPDATE|DELETE)[^"]+)"', SOURCE)

    def plans() -> list[str]:
        connection = bound.connection()
        asked = [each.replace("{IS_UNSENT}", tables.IS_UNSENT).replace("?", "1") for each in statements]
        return [row[3] for each in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {each}")]

    assert len(statements) == 4
    assert [step for step in await store.read(plans) if not step.startswith("SEARCH")] == []


# --- bytes ---


@pytest.fixture
def folder(tmp_path: Path) -> FileFolder:
    return FileFolder(tmp_path / "files")


def written(folder: FileFolder, data: bytes = b"data", *, thumbnail: bool = False) -> None:
    with folder.begin(ID) as out:
        out.write(data)
    if thumbnail:
        folder.incoming(ID, thumbnail=True).write_bytes(b"small")


def test_a_file_has_its_final_name_once_it_is_kept_and_only_the_owner_may_look(
    folder: FileFolder, tmp_path: Path
) -> None:
    written(folder, thumbnail=True)
    assert not folder.path(ID).exists()

    folder.keep(ID, thumbnail=True)

    assert folder.path(ID) == tmp_path / "files" / "01" / "23" / ID
    assert folder.path(ID).read_bytes() == b"data"
    assert folder.path(ID, thumbnail=True).read_bytes() == b"small"
    assert list((tmp_path / "files" / "new").iterdir()) == []
    assert (tmp_path / "files" / "01" / "23").stat().st_mode & 0o777 == 0o700


def test_an_id_is_used_once(folder: FileFolder) -> None:
    written(folder)

    with pytest.raises(FileExistsError):
        folder.begin(ID)


@pytest.mark.parametrize("file", ["", "..", "../../lock", ID.upper(), ID + "0", ID + "\n", "a" * 31 + "/"])
def test_what_is_no_id_is_no_path(folder: FileFolder, file: str) -> None:
    for use in (folder.begin, folder.path, folder.incoming, folder.remove):
        with pytest.raises(ValueError, match="not the id of a file"):
            use(file)


def test_a_file_is_removed_wherever_it_is_and_one_that_is_not_is_no_error(folder: FileFolder) -> None:
    folder.remove(ID)
    written(folder, thumbnail=True)
    folder.remove(ID)
    written(folder, thumbnail=True)
    folder.keep(ID, thumbnail=True)

    folder.remove(ID)

    assert not folder.path(ID).exists()
    assert not folder.path(ID, thumbnail=True).exists()


def test_what_was_coming_in_when_the_server_was_killed_is_forgotten_and_nothing_else(folder: FileFolder) -> None:
    folder.forget_incoming()
    written(folder)
    folder.keep(ID, thumbnail=False)
    with folder.begin("f" * 32) as out:
        out.write(b"half")

    folder.forget_incoming()

    assert folder.path(ID).exists()
    assert not folder.incoming("f" * 32).exists()


def test_a_copy_is_a_file_of_its_own_that_outlives_what_it_was_made_of(tmp_path: Path) -> None:
    folder = FileFolder(tmp_path)
    other = "f" * 32
    with folder.begin(ID) as out:
        out.write(b"picture")
    folder.incoming(ID, thumbnail=True).write_bytes(b"small")
    folder.keep(ID, thumbnail=True)

    folder.copy(ID, other, thumbnail=True)
    folder.keep(other, thumbnail=True)
    folder.remove(ID)

    assert folder.path(other).read_bytes() == b"picture"
    assert folder.path(other, thumbnail=True).read_bytes() == b"small"
    assert not folder.path(ID).exists()
    with pytest.raises(FileNotFoundError):
        folder.copy(ID, "e" * 32, thumbnail=False)
