"""Folders and programs that a server without root can reach.

PostgreSQL refuses to run as root, so root starts it as another user; and that user cannot enter a checkout in root's
own home. Then the state lies under /var/lib and the programs are copied there once. Nothing is ever opened up with
chmod on folders that are not ours, and no user is made.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from local.children import Account
from local.paths import Problem

ELSEWHERE = Path("/var/lib/districtprivacy")
UNPRIVILEGED = ("postgres", "nobody")


def is_open(path: Path) -> bool:
    """Whether every folder above lets anyone through."""
    return all(parent.stat().st_mode & 0o001 for parent in path.parents if parent.exists())


def reachable(folder: Path) -> Path:
    """The folder itself, or one under /var/lib that stands for it where the servers could not get to it."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or is_open(folder / "x") or folder.stat().st_uid != 0:
        return folder
    return made_open(ELSEWHERE / hashlib.sha256(str(folder).encode()).hexdigest()[:16])


def made_open(folder: Path) -> Path:
    for each in (ELSEWHERE, folder):
        each.mkdir(parents=True, exist_ok=True)
        each.chmod(0o755)  # whatever the umask
    return folder


def account_for(folder: Path) -> Account | None:
    """Whom a server with files in `folder` runs as: ourselves; for root, their owner, else a user without rights."""
    if os.geteuid() != 0:
        return None
    for owned in (
        folder,
        folder.parent,
    ):  # data stay readable to the user who made them, whoever starts the server today
        if owned.exists() and (owner := owned.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(user.pw_uid, user.pw_gid)
    raise Problem(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody. Run as another user."
    )


def give(path: Path, account: Account | None) -> None:
    if account:
        os.chown(path, account.uid, account.gid)


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it (some act on import).

    Raises Problem where it is not installed.
    """
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise Problem(f"The package {name} is not installed. Run `make run` once: it installs everything.")
    return Path(next(iter(spec.submodule_search_locations)))


def program_folder(package: str) -> Path:
    """The package's folder, or a copy of it where a user without root could not get to the original."""
    folder = package_folder(package)
    if os.geteuid() != 0 or is_open(folder / "x"):
        return folder
    parts = [folder, *folder.parent.glob(f"{package}.libs"), *folder.parent.glob(f"{package}-*.dist-info")]
    version = next((part.name.removesuffix(".dist-info") for part in parts if part.suffix == ".dist-info"), package)
    copy = made_open(ELSEWHERE / "programs") / version
    if not copy.exists():
        _copy_together(parts, copy)
    return copy / package


def _copy_together(parts: list[Path], target: Path) -> None:
    """Side by side as they were, since programs find their libraries by relative path; whole or not at all."""
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        for part in parts:
            shutil.copytree(part, Path(scratch) / "new" / part.name)
        _open_up(Path(scratch) / "new")
        try:
            (Path(scratch) / "new").rename(target)
        except OSError:  # another start was quicker
            if not target.exists():
                raise


def _open_up(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
