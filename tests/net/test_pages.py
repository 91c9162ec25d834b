"""The pages: what they fetch, what they allow, and who may frame them."""

import gzip
import json
import re
from pathlib import Path

import httpx2
import pytest

from net.bundle import DIST, Bundle
from net.pages import FILES, accepts_gzip

PAGES = ("/console", "/widget/frame?channel=support", "/demo", "/demo/delivery", "/demo/sales")


def policy_of(answer: httpx2.Response) -> dict[str, str]:
    rules = (rule.strip().partition(" ") for rule in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in rules}


async def test_the_console_fetches_its_script_its_chunks_and_its_styles(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/console")).text

    assert '<script type="module" src="/assets/console-CCCC3333.js"></script>' in page
    assert '<link rel="modulepreload" href="/assets/chunk-DDDD4444.js">' in page
    assert '<div id="app"></div>' in page


async def test_the_styles_of_what_is_shown_later_do_not_hold_up_the_first_paint(
    browser: httpx2.AsyncClient,
) -> None:
    page = (await browser.get("/console")).text

    assert '<link rel="stylesheet" media="not all" data-later href="/assets/console-later-FFFF7777.css">' in page


async def test_the_frame_speaks_the_channels_language_in_its_direction(browser: httpx2.AsyncClient) -> None:
    assert '<html lang="nb" dir="ltr">' in (await browser.get("/widget/frame?channel=support")).text
    frame = (await browser.get("/widget/frame?channel=bound")).text
    assert '<html lang="ar" dir="rtl">' in frame
    assert '<link rel="stylesheet" href="/assets/widget-BBBB2222.css">' in frame


async def test_who_typed_a_wrong_address_reads_a_page_and_a_program_reads_json(
    browser: httpx2.AsyncClient,
) -> None:
    looks = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = await browser.get("/consol", headers=looks)

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Not found</h1>" in page.text
    assert policy_of(page)["default-src"] == "'none'"
    for answer in (await browser.get("/consol"), await browser.get("/api/v1/nothing", headers=looks)):
        assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_allows_nothing_but_what_comes_from_here(browser: httpx2.AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert answer.status_code == 200
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]
    # What the policy would block is not there either.
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", answer.text)
    assert not re.search(r"""(?:src|href)="(?:https?:)?//""", answer.text)


async def test_nobody_frames_the_console_and_a_channel_says_who_frames_its_widget(
    browser: httpx2.AsyncClient,
) -> None:
    console = await browser.get("/console")
    assert policy_of(console)["frame-ancestors"] == "'none'"
    assert console.headers["x-frame-options"] == "DENY"
    anywhere = await browser.get("/widget/frame?channel=support")
    assert policy_of(anywhere)["frame-ancestors"] == "*"
    assert "x-frame-options" not in anywhere.headers
    bound = await browser.get("/widget/frame?channel=bound")
    assert policy_of(bound)["frame-ancestors"] == "'self' https://shop.example https://www.shop.example"


async def test_a_channel_that_is_not_there_still_has_a_frame_to_say_so(browser: httpx2.AsyncClient) -> None:
    for channel in ("gone", "", "%3Cscript%3E"):
        answer = await browser.get(f"/widget/frame?channel={channel}")
        assert answer.status_code == 404
        assert '<div id="app"></div>' in answer.text
        assert "<script>" not in answer.text


async def test_the_loader_is_asked_for_again_soon_and_answers_that_it_has_not_changed(
    browser: httpx2.AsyncClient,
) -> None:
    answer = await browser.get("/widget.js", headers={"accept-encoding": "identity"})
    assert answer.text == "loader()"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "max-age=300" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"

    again = await browser.get("/widget.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_packed_file_is_sent_to_whoever_takes_it(browser: httpx2.AsyncClient, dist: Path) -> None:
    (dist / "widget.js.gz").write_bytes(gzip.compress(b"loader()"))
    for accepts, coding in (("gzip, br", "gzip"), ("br", None), ("gzip;q=0", None)):
        answer = await browser.get("/widget.js", headers={"accept-encoding": accepts})
        assert answer.text == "loader()"
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("*", True), ("", False), ("br", False), ("gzip; q=0.0", False)],
)
def test_accept_encoding_is_read_as_written(header: str, *, expected: bool) -> None:
    assert accepts_gzip(header) is expected


async def test_a_file_named_by_its_contents_is_kept_for_ever(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/assets/widget-BBBB2222.css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert (await browser.get("/assets/logo-EEEE5555.svg")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/../manifest.json",
        "/assets/%2e%2e/manifest.json",
        "/assets/..%2f..%2f..%2fpyproject.toml",
        "/assets//etc/passwd",
        "/assets/../secret.env",
        "/assets/",
        "/demo/../console",
        "/demo/%2e%2e%2fdemo-shop",
    ],
)
async def test_no_other_file_can_be_reached(browser: httpx2.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code in {404, 307} or "<title>Switchboard</title>" in answer.text
    assert "not for you" not in answer.text


async def test_a_build_while_serving_is_noticed_and_open_pages_keep_their_files(
    browser: httpx2.AsyncClient, dist: Path
) -> None:
    await browser.get("/console")
    (dist / "assets" / "console-CCCC3333.js").rename(dist / "assets" / "console-FFFF6666.js")
    manifest = json.loads((dist / "manifest.json").read_text())
    manifest["console"]["script"] = "assets/console-FFFF6666.js"
    new = dist / "manifest.part"
    new.write_text(json.dumps(manifest))
    new.replace(dist / "manifest.json")

    assert "console-FFFF6666.js" in (await browser.get("/console")).text
    assert (await browser.get("/assets/console-FFFF6666.js")).text == "console()"
    assert (await browser.get("/assets/console-CCCC3333.js")).text == "console()"


@pytest.mark.parametrize("path", ["/console", "/widget.js", "/widget/frame?channel=support", "/assets/a.js"])
async def test_without_a_build_a_page_says_how_to_make_one(
    browser: httpx2.AsyncClient, dist: Path, path: str
) -> None:
    (dist / "manifest.json").unlink()

    answer = await browser.get(path)

    assert answer.status_code == 503
    assert "make web" in answer.text


def test_everything_the_real_build_names_is_there() -> None:
    bundle = Bundle(DIST)
    for name in ("loader", "widget", "console"):
        entry = bundle.entry(name)
        assert all(bundle.asset(file) for file in (entry.script, *entry.imports, *entry.css, *entry.later))


async def test_the_first_address_leads_to_the_sample_shop(browser: httpx2.AsyncClient) -> None:
    answer = await browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/demo")


def test_every_page_of_the_sample_shop_carries_the_widget() -> None:
    pages = [path.read_text() for path in FILES.glob("demo-*.html")]
    assert len(pages) == 3
    assert all('<script defer src="/widget.js" data-channel="' in page for page in pages)
