"""Prints the path of a Chromium for the browser tests, and brings one when the machine has none.

Whichever is there is good enough, whoever installed it, if it starts: nothing is installed beside it. Of several
the shell without windows comes first, being the same engine with less around it. Where there is none the
distribution's packages are tried, because they come with the libraries they need, the shell again first;
the driver's download is last. Progress goes to standard error, the path to standard output.
"""

import os
import shutil
import subprocess
import sys
from typing import Final

SHELL: Final = "chromium-headless-shell"
CHROMIUM: Final = "chromium"
COMMANDS: Final = (SHELL, CHROMIUM, "chromium-browser", "google-chrome", "google-chrome-stable")
# A mirror that does not answer is no reason to wait: there are other ways. And nothing is removed for our sake.
APT: Final = ("--quiet", "--yes", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=0", "--no-remove")
# A cold disk; a browser that takes longer to say its version would fail the tests anyway.
START_TIMEOUT_S: Final = 30


def main() -> None:
    path = there() or drivers_own() or from_distribution(SHELL) or from_distribution(CHROMIUM) or from_driver()
    if path is None:
        sys.exit("No Chromium starts here and none could be installed: install one, or name it in CHROMIUM.")
    print(path)


def there() -> str | None:
    """On the path, without installing anything."""
    return named() or on_path(*COMMANDS)


def named() -> str | None:
    name = os.environ.get("CHROMIUM")
    if not name:
        return None
    path = shutil.which(name)
    if path is None or not starts(path):
        sys.exit(f"CHROMIUM names {name}, which does not start.")
    return path


def on_path(*commands: str) -> str | None:
    found = (shutil.which(command) for command in commands)
    return next((path for path in found if path is not None and starts(path)), None)


def starts(path: str) -> bool:
    """Some distributions put a script there that only says where to get a browser: ask it for its version.

    What is for another machine, or is no program at all, does not start either.
    """
    try:
        return run([path, "--version"], timeout_s=START_TIMEOUT_S)
    except (subprocess.TimeoutExpired, OSError):
        return False


def from_distribution(package: str) -> str | None:
    """Its command has its name. The lists of packages are fetched only where those that are here do not do."""
    become = root_prefix()
    if shutil.which("apt-get") is None or become is None:
        return None
    say(f"installing {package} with apt-get")
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *APT]
    install = [*apt, "install", "--no-install-recommends", package]
    return on_path(package) if run(install) or (run([*apt, "update"]) and run(install)) else None


def from_driver() -> str | None:
    say("installing chromium with playwright")
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    with_libraries = root_prefix() is not None and run([*install, "--with-deps"])
    return drivers_own() if with_libraries or run(install) else None


def drivers_own() -> str | None:
    """The one that the driver has downloaded, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        return on_path(driver.chromium.executable_path)


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
