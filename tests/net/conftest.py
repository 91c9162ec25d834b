"""The HTTP side of a whole server, without a port: its application, and a client of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from argon2 import profiles

from actors import setup
from actors.domain.settings import ChannelSettings
from net.bundle import Bundle
from net.server import Server, build
from net.settings import Settings
from store.database import Store
from tests.quick import new_database

PASSWORD = "correct horse"
HOST = "http://desk.example"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What a build leaves behind, in small."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    files = {
        "widget.js": "loader()",
        "assets/widget-AAAA1111.js": "widget()",
        "assets/widget-BBBB2222.css": "a{}",
        "assets/console-CCCC3333.js": "console()",
        "assets/chunk-DDDD4444.js": "chunk()",
        "assets/logo-EEEE5555.svg": "<svg/>",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "widget.js.gz").write_bytes(b"packed loader")
    (folder / "secret.env").write_text("not for you")
    (folder / "manifest.json").write_text(
        """{
        "loader": {"script": "widget.js", "imports": [], "css": [], "gzip_bytes": 1},
        "widget": {"script": "assets/widget-AAAA1111.js", "imports": ["assets/chunk-DDDD4444.js"],
                   "css": ["assets/widget-BBBB2222.css"], "gzip_bytes": 1},
        "console": {"script": "assets/console-CCCC3333.js", "imports": ["assets/chunk-DDDD4444.js"], "css": [],
                    "later": ["assets/console-later-FFFF7777.css"]}
        }"""
    )
    return folder


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(new_database(tmp_path / "test.db"), inline=True) as store:
        yield store


@pytest.fixture
async def server(store: Store, dist: Path, tmp_path: Path) -> AsyncIterator[Server]:
    await setup.add_channel(store, key="support", name="Support", language="nb", now=1)
    bound = ChannelSettings(origins=("https://shop.example", "https://www.shop.example"))
    await setup.add_channel(store, key="bound", name="Bound", language="ar", now=1, settings=bound)
    async with build(
        store, Settings(data=tmp_path), hashing=profiles.CHEAPEST, inline=True, bundle=Bundle(dist), demo=True
    ) as server:
        await setup.add_account(
            store, login="anna", name="Anna Lind", password_hash=server.auth.hash(PASSWORD), now=1, role="admin"
        )
        yield server


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[httpx2.AsyncClient]:
    """Keeps cookies, and says of itself what a page of ours would."""
    transport = httpx2.ASGITransport(server.answers, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=HOST, headers={"origin": HOST}) as client:
        yield client
