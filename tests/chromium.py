"""Prints the path of a Chromium for the browser tests, and brings one when the machine has none.

One that starts is good enough, whoever installed it; a distribution's package is next, because it comes with
the libraries it needs; the driver's own download is last. Progress goes to standard error, the path to standard
output.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

COMMANDS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_TIMEOUT_S: Final = (
    30  # a cold disk; a browser that takes longer to say its version would fail the tests anyway
)


def main() -> None:
    path = there() or from_distribution() or from_driver()
    if path is None:
        sys.exit("No Chromium starts here and none could be installed: install one, or name it in CHROMIUM.")
    print(path)


def there() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None or not starts(path):
            sys.exit(f"CHROMIUM names {named}, which does not start.")
        return path
    return next((path for path in on_path() if starts(path)), None)


def on_path() -> Iterator[str]:
    for command in COMMANDS:
        path = shutil.which(command)
        if path is not None:
            yield path


def starts(path: str) -> bool:
    """Some distributions put a script there that only says where to get a browser: ask it for its version."""
    try:
        return run([path, "--version"], timeout_s=START_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return False


def from_distribution() -> str | None:
    become = root_prefix()
    if shutil.which("apt-get") is None or become is None:
        return None
    say("installing chromium with apt-get")
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]
    if not run([*apt, "update"]):
        say("apt-get update failed; trying with the lists that are here")
    return there() if run([*apt, "install", "--no-install-recommends", "chromium"]) else None


def from_driver() -> str | None:
    say("installing chromium with playwright")
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    with_libraries = root_prefix() is not None and run([*install, "--with-deps"])
    if not with_libraries and not run(install):
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if starts(path) else None


def root_prefix() -> list[str] | None:
    """What to put before a command so that it runs as root: nothing, sudo, or None when there is no way."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is not None and run(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def run(command: list[str], timeout_s: float | None = None) -> bool:
    done = subprocess.run(command, stdout=sys.stderr, stderr=sys.stderr, timeout=timeout_s, check=False)
    return done.returncode == 0


def say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
