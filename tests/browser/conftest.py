"""A browser for all, a context of its own for each person, a shop for each story; and pictures of what failed."""

from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect, sync_playwright

from tests.browser.launch import launched
from tests.browser.people import PATIENCE_S, Agent, Customer
from tests.browser.shop import Shop, opened
from tests.quick import longest_first, use_quick_folders

# So that a locale or a zone of the machine changes no word on any screen.
HERE: Final = {"locale": "en-GB", "timezone_id": "Europe/Oslo"}
OPEN: Final = pytest.StashKey[list[BrowserContext]]()
SCREENS: Final = pytest.StashKey[Path]()

NewContext = Callable[..., BrowserContext]


def pytest_configure() -> None:
    use_quick_folders()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_S * 1_000)
    with sync_playwright() as driver:
        browser = launched(driver)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a shop as it was filled: what each story begins with."""
    shop = Shop(tmp_path_factory.mktemp("filled")).start()
    shop.stop()
    return shop.data


@pytest.fixture
def shop(tmp_path: Path, filled: Path) -> Iterator[Shop]:
    with opened(tmp_path, filled) as shop:
        yield shop


@pytest.fixture
def new_context(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewContext]:
    """Browsers that know nothing of each other."""
    contexts: list[BrowserContext] = []
    request.node.stash[OPEN] = contexts
    request.node.stash[SCREENS] = tmp_path / "screens"

    def make(**options: Any) -> BrowserContext:  # noqa: ANN401 - as Playwright's
        context = browser.new_context(**{**HERE, **options})
        context.set_default_timeout(PATIENCE_S * 1_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Of what failed each page is photographed, before anything is closed and while the shop is still there."""
    report = yield
    if report.failed and report.when != "teardown" and OPEN in item.stash:
        photograph(item.stash[OPEN], item.stash[SCREENS])
        shops = [each for each in getattr(item, "funcargs", {}).values() if isinstance(each, Shop)]
        kept = [f"screens: {item.stash[SCREENS]}", *(f"the server's log: {shop.log_file}" for shop in shops)]
        report.sections.append(("kept", "\n".join(kept)))
    return report


def photograph(contexts: list[BrowserContext], folder: Path) -> None:
    for at, page in enumerate(page for context in contexts for page in context.pages):
        with suppress(Error):  # one that has crashed is no reason to miss the others
            page.screenshot(path=folder / f"{at}.png")


@pytest.fixture
def customer(new_context: NewContext, shop: Shop) -> Callable[..., Customer]:
    """Somebody new on the shop's page, with the chat open."""

    def make(name: str, **options: Any) -> Customer:  # noqa: ANN401 - as Playwright's
        return Customer(new_context(**options), shop, name).visits().opens_the_chat()

    return make


@pytest.fixture
def new_agent(new_context: NewContext, shop: Shop) -> Callable[..., Agent]:
    """Somebody at a screen of her own, not signed in yet."""

    def make(login: str, **options: Any) -> Agent:  # noqa: ANN401 - as Playwright's
        return Agent(new_context(**options), shop, login)

    return make


@pytest.fixture
def agent(new_agent: Callable[..., Agent]) -> Callable[..., Agent]:
    """Somebody signed in and present."""

    def make(login: str, **options: Any) -> Agent:  # noqa: ANN401 - as Playwright's
        return new_agent(login, **options).signs_in().is_present()

    return make
