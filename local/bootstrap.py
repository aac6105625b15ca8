"""Make .venv and install the locked dependencies into it. Does nothing where that is done already.

The lock files name every package with its hashes; the installer itself (uv, for speed) is locked in the same way, and
where it cannot be had, pip does the same more slowly.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.lock import lock_taken
from local.paths import PYTHON, ROOT, VENV, Problem, say, tail, var
from local.system_packages import can_install, install_system_packages

RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
INSTALLER = ROOT / "local" / "installer.lock"
STAMP = VENV / "installed.json"


def ensure_environment(lock: str) -> None:
    """Afterwards .venv holds what `lock` names; the development lock holds all of the runtime lock too.

    Raises Problem where Python lacks venv, or a package cannot be had.
    """
    if _stamped(lock):
        return
    with lock_taken(var() / "bootstrap.lock", wait=True):  # two starts at once must not install into one folder
        if _stamped(lock):
            return
        if not _venv_works():
            _make_venv()
        say(f"Installing the packages of {lock} (once) ...")
        if not (_install_with_uv(lock) or _install_with_pip(lock)):
            log = _log()
            raise Problem(
                f"The packages could not be installed. Is the package index in reach? The end of {log}:\n{tail(log, 2)}"
            )
        _stamp(lock)


def _log() -> Path:
    return var() / "log" / "bootstrap.log"


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def _stamps() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):  # never installed, or interrupted: install
        return {}


def _stamped(lock: str) -> bool:
    return PYTHON.exists() and _stamps().get(lock) == _digest(lock)


def _stamp(lock: str) -> None:
    covered = [RUNTIME, DEVELOPMENT] if lock == DEVELOPMENT else [RUNTIME]
    STAMP.write_text(json.dumps({name: _digest(name) for name in covered}), encoding="utf-8")


def _run(command: list[str | Path], environment: dict[str, str] | None = None) -> bool:
    """Whether it succeeded; all it says goes to the log."""
    with _log().open("ab") as log:
        quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_ROOT_USER_ACTION": "ignore"}
        environment = {**os.environ, **quiet, **(environment or {})}
        return (
            subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, check=False
            ).returncode
            == 0
        )


def _venv_works() -> bool:
    """False for none, for half of one, and for one whose Python is gone since the system was upgraded."""
    return PYTHON.exists() and _run([PYTHON, "-c", "import pip"])


def _make_venv() -> None:
    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    _have_venv_module()
    if not _run([sys.executable, "-m", "venv", VENV]):
        raise Problem(f"`{sys.executable} -m venv .venv` failed. The end of {_log()}:\n{tail(_log(), 6)}")


def _have_venv_module() -> None:
    """Debian and Ubuntu leave it out of python3."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if not can_install():
        raise Problem(
            f"This Python cannot make virtual environments. Install that first: sudo apt-get install {package}"
        )
    say(f"Installing {package} ...")
    if not install_system_packages([package], _log()):
        raise Problem(
            f"This Python cannot make virtual environments, and apt-get install {package} failed: see {_log()}"
        )


def _install_with_uv(lock: str) -> bool:
    """Without removing anything: packages that a developer added by hand stay."""
    uv = VENV / "bin" / "uv"
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        INSTALLER,
    ]
    if not uv.exists() and not _run(pip):
        return False
    install: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--python",
        PYTHON,
        "--no-deps",
        "--require-hashes",
        "-r",
        ROOT / lock,
    ]
    return _run(install, {"UV_NO_PROGRESS": "1", **_index_as_pip_has_it()})


def _index_as_pip_has_it() -> dict[str, str]:
    """uv does not read pip's configuration, where a school's own package index may stand."""
    if any(name in os.environ for name in ("UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_CONFIG_FILE")):
        return {}
    if url := os.environ.get("PIP_INDEX_URL"):
        return {"UV_DEFAULT_INDEX": url}
    command = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return {"UV_DEFAULT_INDEX": said.stdout.strip()} if said.returncode == 0 else {}


def _install_with_pip(lock: str) -> bool:
    say("The quick installer is not to be had; pip takes a minute or two ...")
    return _run([PYTHON, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", ROOT / lock])
