"""Which browser the tests drive, and how it gets here where there is none."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Playwright

# The shell is the same browser without the windows' own pages: the walks take two thirds of the time in it.
SHELL: Final = "chromium-headless-shell"
NAMES: Final = (SHELL, "google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome")
MAC: Final = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES: Final = (SHELL, "fonts-noto-cjk")

ARGUMENTS: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Ours in place of Playwright's, which switches off what lets a framed page keep anything: partitioned storage.
    "--disable-features=Translate,OptimizationHints,MediaRouter",
)


class NoBrowser(Exception):
    """None was found and none could be installed; the text says what to type."""


def arguments() -> list[str]:
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, *(["--no-sandbox"] if as_root else [])]


def executable(playwright: Playwright) -> str:
    """The path of the browser: the one that was asked for, one that is here, or one that is installed now."""
    asked = os.environ.get("FIRSTLINE_TEST_BROWSER", "")
    if asked:
        found = shutil.which(asked)
        if not found:
            raise NoBrowser(f"FIRSTLINE_TEST_BROWSER names {asked}, and that cannot be run.")
        return found
    here = next(_here(playwright), None)
    if here:
        return here
    if _is_debian_root() and _runs("apt-get", "update", "-qq") and _runs("apt-get", "install", "-y", "-qq", *PACKAGES):
        return next(_here(playwright))
    _runs(sys.executable, "-m", "playwright", "install", "chromium")
    installed = next(_here(playwright), None)
    if installed:
        return installed
    raise NoBrowser(f"No browser was found. Type this, then try again:  {_line()}")


def _here(playwright: Playwright) -> Iterator[str]:
    yield from (found for name in NAMES if (found := shutil.which(name)))
    for path in (MAC, Path(playwright.chromium.executable_path)):
        if path.exists():
            yield str(path)


def _is_debian_root() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _line() -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install {' '.join(PACKAGES)}"
    return f"{sys.executable} -m playwright install chromium"
