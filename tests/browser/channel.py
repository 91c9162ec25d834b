"""Setting up a channel by the API, where a story is not about the screens that do it."""

from typing import Any, Final

from playwright.sync_api import Page

_SAVE: Final = """
async ([tab, changes]) => {
  const address = '/api/v1/channels/support';
  const read = await fetch(address);
  const { tabs } = await read.json();
  const body = JSON.stringify({ ...tabs[tab], ...changes });
  const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') };
  const saved = await fetch(`${address}/${tab}`, { method: 'PUT', headers, body });
  return saved.ok ? '' : await saved.text();
}
"""


def set_up(admin: Page, tab: str, **changes: Any) -> None:  # noqa: ANN401 - whatever a tab can hold
    """Of the channel `support`, by somebody who is signed in."""
    refused = admin.evaluate(_SAVE, [tab, changes])
    assert refused == "", refused
