"""What does not come from Python's index: libraries for letters as PDF, a browser for the journeys, and tesseract."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local.paths import Problem, say, var, warn

# What WeasyPrint loads, with the Debian package of each. The last only makes files smaller, but its lack is a warning,
# and tests take warnings as errors.
LETTER_LIBRARIES = {
    "libgobject-2.0.so.0": "libpango-1.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpango-1.0-0",
    "libfontconfig.so.1": "libpango-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_system_packages(packages: Sequence[str], log: Path) -> bool:
    """Whether apt-get installed them; its lists are fetched first where they do not know the packages."""
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return _quietly(install, log) or (_quietly(["apt-get", "update"], log) and _quietly(install, log))


def _quietly(command: Sequence[str], log: Path) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with log.open("ab") as output:
        try:
            return (
                subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, check=False
                ).returncode
                == 0
            )
        except OSError as error:
            output.write(f"{command[0]}: {error}\n".encode())
            return False


def missing_letter_packages() -> list[str]:
    """Debian packages without which no letter becomes a PDF."""
    if sys.platform != "linux":
        return []  # no sonames to look for: a missing library is named when the first letter is made
    return sorted({package for library, package in LETTER_LIBRARIES.items() if not _loads(library)})


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_letter_libraries() -> None:
    """Install them where we may; else name the command and go on: everything but PDF letters works without."""
    missing = missing_letter_packages()
    if not missing:
        return
    if can_install():
        say(f"Installing {', '.join(missing)} (for letters as PDF) ...")
        if install_system_packages(missing, var() / "log" / "bootstrap.log"):
            return
    warn("Letters cannot be made as PDF until these libraries are installed (Debian, Ubuntu); all else works:")
    warn(f"  sudo apt-get install --no-install-recommends {' '.join(missing)}")


def browser() -> str | None:
    """The browser for the journeys: CHROMIUM where set, else the first that is installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def ensure_browser() -> str | None:
    """The browser's path, installed where we may; None where the journeys must be skipped.

    Raises Problem in place of None where CI is set: there nothing may be skipped unseen.
    """
    missing = missing_browser_packages()
    if missing and can_install():
        say(f"Installing {', '.join(missing)} (for the browser journeys) ...")
        install_system_packages(missing, var() / "log" / "bootstrap.log")
        missing = missing_browser_packages()
    if not missing:
        return browser()
    command = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
    sentence = f"The browser journeys cannot run without {' and '.join(missing)}. On Debian: {command}"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise Problem(sentence)
    warn(f"{sentence} (skipped now)")
    return None


def ensure_text_recognition() -> None:
    """Install tesseract where we may; else name the command. Without it scans ask for a text, and tests say so.

    Raises Problem where CI is set: there nothing may be skipped unseen.
    """
    if shutil.which("tesseract"):
        return
    if can_install():
        say("Installing tesseract-ocr (recognises the text of scans) ...")
        if install_system_packages(["tesseract-ocr"], var() / "log" / "bootstrap.log") and shutil.which("tesseract"):
            return
    command = "sudo apt-get install --no-install-recommends tesseract-ocr"
    sentence = f"Scans cannot be recognised without tesseract. On Debian: {command}"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        raise Problem(sentence)
    warn(f"{sentence} (its tests are skipped now)")


def missing_browser_packages() -> list[str]:
    """Debian packages: a browser, and what the program that drives it is linked against."""
    driver = [] if sys.platform != "linux" or _loads("libatomic.so.1") else ["libatomic1"]
    return ([] if browser() else ["chromium"]) + driver
