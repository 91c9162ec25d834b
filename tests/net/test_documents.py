"""Documents over HTTP: who may what, the library as a tree of names, versions, and what is let go of."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest

from net.server import Server
from store.queries.channels import Rights
from tests.net.people import API, Client, client_of, hire
from tests.uploads import DOCX, PAGE, PDF, Answer, Sender, form, picture

DOCUMENTS = f"{API}/documents"

Json = dict[str, Any]


class Person(NamedTuple):
    client: Client
    sender: Sender  # of forms, over the server's own HTTP


class People(NamedTuple):
    anna: Person  # an admin
    bjorn: Person
    nobody: Person


@pytest.fixture
async def people(server: Server) -> AsyncIterator[People]:
    await hire(server.store, "bjorn", support=Rights(respond=True))
    everybody = []
    for login in ("anna", "bjorn", ""):
        client = await client_of(server, login, path="")
        token = client.headers.get("authorization", "").removeprefix("Bearer ") or None
        everybody.append(Person(client, Sender(server, token)))
    yield People(*everybody)
    for person in everybody:
        await person.client.aclose()


async def sent(who: Person, upload: tuple[str, bytes], folder: str = "", to: str = "POST ") -> Answer:
    method, _, path = to.partition(" ")
    body, kind = form({"folder": folder} if folder else {}, upload)
    return await who.sender.asks(method, DOCUMENTS + path, headers={"content-type": kind}, body=body)


async def kept(who: Person, name: str = "Prices.pdf", data: bytes = PDF, folder: str = "") -> Json:
    answer = await sent(who, (name, data), folder)
    assert answer.status_code == 201, answer.text
    document: Json = answer.json()
    return document


async def names(client: Client, **query: Any) -> list[str]:  # noqa: ANN401 - as in a query
    answer = await client.get(DOCUMENTS, params=query)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


# --- rights: who × what ---


class Row(NamedTuple):
    method: str
    path: str
    body: Json | None
    agent: int  # the status an agent gets; an admin gets `admin`
    admin: int
    uploads: bool = False


ROWS = (
    Row("GET", "", None, 200, 200),
    Row("POST", "", None, 403, 201, uploads=True),
    Row("GET", "/folders", None, 200, 200),
    Row("POST", "/folders/move", {"folder": "Prices", "to": "Old"}, 403, 200),
    Row("GET", "/{document}", None, 200, 200),
    Row("PATCH", "/{document}", {"name": "New.pdf"}, 403, 200),
    Row("PUT", "/{document}/file", None, 403, 200, uploads=True),
    Row("DELETE", "/{document}", None, 403, 204),
    # Nobody's right depends on her role: whose the chat is decides. This one is nobody's.
    Row("POST", "/{document}/copies", {"chat": "none"}, 404, 404),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
@pytest.mark.parametrize("who", ["nobody", "bjorn", "anna"])
async def test_every_route_asks_who_it_is(people: People, row: Row, who: str) -> None:
    document = await kept(people.anna, folder="Prices")
    asks: Person = getattr(people, who)
    path = row.path.format(document=document["id"])

    answer = (
        await sent(asks, ("Other.pdf", PDF), to=f"{row.method} {path}")
        if row.uploads
        else await asks.client.request(row.method, DOCUMENTS + path, json=row.body)
    )

    assert answer.status_code == {"nobody": 401, "bjorn": row.agent, "anna": row.admin}[who], answer.text


async def test_every_route_has_its_row(people: People) -> None:
    paths = (await people.nobody.client.get(f"{API}/openapi.json")).json()["paths"]

    operations = {
        (method.upper(), path.removeprefix(DOCUMENTS))
        for path, methods in paths.items()
        if path.startswith(DOCUMENTS)
        for method in methods
    }
    assert operations == {(row.method, row.path) for row in ROWS}


async def test_a_page_elsewhere_changes_nothing(people: People) -> None:
    headers = {"origin": "https://evil.example"}
    for row in ROWS:
        if row.method != "GET":
            answer = await people.anna.client.request(
                row.method, DOCUMENTS + row.path, json=row.body, headers=headers
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), row


async def test_what_is_too_much_for_a_route_without_files_is_still_too_much(people: People) -> None:
    document = await kept(people.anna)
    answer = await people.anna.client.patch(f"{DOCUMENTS}/{document['id']}", json={"name": "x" * 100_000})
    assert answer.status_code == 413


# --- the library ---


async def test_an_admin_keeps_a_document_and_agents_read_it_and_nobody_else(people: People) -> None:
    photo = picture("JPEG", (1600, 800))
    document = await kept(people.anna, "Harbour lamp.jpg", photo, "Pictures/Outdoor")

    assert (document["name"], document["folder"], document["size"]) == (
        "Harbour lamp.jpg",
        "Pictures/Outdoor",
        len(photo),
    )
    assert (document["width"], document["height"]) == (1600, 800)
    assert (await people.bjorn.client.get(DOCUMENTS)).json() == {"items": [document]}
    assert (await people.bjorn.client.get(document["url"])).content == photo
    assert (await people.bjorn.client.get(document["thumbnail_url"])).headers["content-type"] == "image/webp"
    assert (await people.nobody.client.get(document["url"])).status_code == 401


TAKES = "The library takes pictures, PDF, text and office documents."


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("page.html", PAGE, f"page.html cannot be sent here. {TAKES}"),
        ("page.pdf", PAGE, "What is inside page.pdf is not what its name says, so it was not taken."),
        ("a.pdf", b"", "That file is empty."),
    ],
)
async def test_what_is_kept_is_looked_at_as_any_upload(people: People, name: str, data: bytes, says: str) -> None:
    answer = await sent(people.anna, (name, data))
    assert (answer.status_code, answer.json()["message"]) == (422, says)
    assert await names(people.anna.client) == []


async def test_folders_are_there_while_something_lies_in_them_and_narrow_the_list(people: People) -> None:
    await kept(people.anna, "a.pdf")
    await kept(people.anna, "b.pdf", folder="Manuals")
    await kept(people.anna, "c.pdf", folder=" manuals / Lamps ")

    folders = (await people.bjorn.client.get(f"{DOCUMENTS}/folders")).json()["folders"]
    assert folders == [{"path": "Manuals", "documents": 1}, {"path": "manuals/Lamps", "documents": 1}]
    assert await names(people.bjorn.client) == ["a.pdf", "b.pdf", "c.pdf"]
    assert await names(people.bjorn.client, folder="") == ["a.pdf"]
    assert await names(people.bjorn.client, folder="MANUALS") == ["b.pdf"]
    assert await names(people.bjorn.client, folder="Manuals", deep=True) == ["b.pdf", "c.pdf"]
    assert await names(people.bjorn.client, folder="Man", deep=True) == []


async def test_a_search_finds_words_of_names_and_of_folders(people: People) -> None:
    await kept(people.anna, "Preisliste_2026.pdf", folder="Für Händler")
    await kept(people.anna, "Drawing.pdf")

    assert await names(people.bjorn.client, text="2026 preis") == ["Preisliste_2026.pdf"]
    assert await names(people.bjorn.client, text="handler") == ["Preisliste_2026.pdf"]
    assert await names(people.bjorn.client, text="2026 drawing") == []
    assert await names(people.bjorn.client, text="%") == []


async def test_a_list_comes_in_pages(people: People) -> None:
    for name in ("c", "a", "b"):
        await kept(people.anna, f"{name}.pdf")

    first = (await people.bjorn.client.get(DOCUMENTS, params={"limit": 2})).json()
    rest = (await people.bjorn.client.get(DOCUMENTS, params={"limit": 2, "after": first["next"]})).json()

    assert [item["name"] for item in first["items"] + rest["items"]] == ["a.pdf", "b.pdf", "c.pdf"]
    assert "next" not in rest
    assert (await people.bjorn.client.get(DOCUMENTS, params={"after": "?"})).json()["field"] == "after"


async def test_a_name_stands_once_in_a_folder_and_keeps_its_extension(people: People) -> None:
    document = await kept(people.anna, "Prices.pdf", folder="A")
    other = await kept(people.anna, "Prices.pdf", folder="B")
    path = f"{DOCUMENTS}/{document['id']}"

    again = await sent(people.anna, ("PRICES.pdf", PDF), "a")
    moved = await people.anna.client.patch(path, json={"folder": "B"})
    exe = await people.anna.client.patch(path, json={"name": "Prices.exe"})
    renamed = await people.anna.client.patch(path, json={"name": "../New prices.pdf", "folder": "B"})

    assert [again.json()["code"], moved.json()["code"]] == ["conflict", "conflict"]
    assert (exe.json()["code"], exe.json()["field"]) == ("invalid", "name")
    assert (renamed.json()["name"], renamed.json()["folder"]) == ("New prices.pdf", "B")
    assert await names(people.anna.client, folder="B") == ["New prices.pdf", other["name"]]
    got = await people.bjorn.client.get(document["url"])
    assert "New%20prices.pdf" in got.headers["content-disposition"]


async def test_a_folder_is_renamed_with_all_below_it(people: People) -> None:
    await kept(people.anna, "a.pdf", folder="Old")
    await kept(people.anna, "b.pdf", folder="Old/Deep")
    await kept(people.anna, "a.pdf", folder="Taken")

    async def move(folder: str, to: str) -> Json:
        answer = await people.anna.client.post(f"{DOCUMENTS}/folders/move", json={"folder": folder, "to": to})
        said: Json = answer.json()
        return said

    assert (await move("Old", "Old/Deep"))["code"] == "conflict"
    assert (await move("Old", "Taken"))["code"] == "conflict"
    assert (await move("None", "Other"))["code"] == "not_found"
    assert (await move("", "Other"))["field"] == "folder"
    assert (await move("Old", " "))["field"] == "to"
    assert (await move("Old", "1/2/3/4/5/6"))["field"] == "to"
    assert await move("old", "New/Place") == {"documents": 2}
    folders = (await people.bjorn.client.get(f"{DOCUMENTS}/folders")).json()["folders"]
    assert [folder["path"] for folder in folders] == ["New/Place", "New/Place/Deep", "Taken"]


async def test_a_new_version_takes_the_place_of_the_old_whose_bytes_are_let_go(
    people: People, server: Server
) -> None:
    document = await kept(people.anna)
    put = f"PUT /{document['id']}/file"

    same = (await sent(people.anna, ("upload.pdf", PDF + b"%more"), to=put)).json()
    other = (await sent(people.anna, ("prices.docx", DOCX), to=put)).json()

    assert (same["id"], same["name"]) == (document["id"], "Prices.pdf")
    assert (other["id"], other["name"]) == (document["id"], "prices.docx")
    assert (await people.bjorn.client.get(other["url"])).content == DOCX
    assert await server.house.files.sweep() == 2
    assert (await people.bjorn.client.get(document["url"])).status_code == 404
    assert (await people.bjorn.client.get(other["url"])).status_code == 200


async def test_what_is_deleted_goes_with_its_bytes_and_what_was_refused_leaves_none(
    people: People, server: Server
) -> None:
    document = await kept(people.anna)
    await sent(people.anna, ("Prices.pdf", PDF))

    assert (await people.anna.client.delete(f"{DOCUMENTS}/{document['id']}")).status_code == 204
    assert (await people.anna.client.delete(f"{DOCUMENTS}/{document['id']}")).status_code == 404

    assert await server.house.files.sweep() == 1
    assert (await people.bjorn.client.get(document["url"])).status_code == 404
