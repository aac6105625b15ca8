"""The command lines of the product's processes: the one definition that `make run` and the containers share.

`python -m local.processes web|worker|beat|migrate` becomes that process (exec: signals reach it directly).
From the environment, all optional:

HOST, PORT            where the web server listens (127.0.0.1, 8000)
WEB_WORKERS           gunicorn processes (2), each with WEB_THREADS threads (4)
WORKER_CONCURRENCY    Celery processes (2)
BEAT_SCHEDULE         beat's own small file (beat-schedule in the folder of DISTRICTPRIVACY_VAR, or var/)
"""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Environment = Mapping[str, str]


def web(environment: Environment) -> list[str]:
    address = f"{environment.get('HOST', '127.0.0.1')}:{environment.get('PORT', '8000')}"
    return [
        *("-m", "gunicorn", "districtprivacy.wsgi:application", "--bind", address),
        *("--workers", environment.get("WEB_WORKERS", "2"), "--threads", environment.get("WEB_THREADS", "4")),
        *("--timeout", "60", "--graceful-timeout", "10", "--max-requests", "10000", "--max-requests-jitter", "1000"),
        *("--worker-tmp-dir", _memory_folder(), "--no-control-socket", "--preload"),
        *("--access-logfile", "-", "--logger-class", "district.weblog.WebLogger"),
    ]


def worker(environment: Environment) -> list[str]:
    concurrency = environment.get("WORKER_CONCURRENCY", "2")
    return [
        "-m",
        "celery",
        "-A",
        "districtprivacy.celery:app",
        "worker",
        "-l",
        "INFO",
        "-c",
        concurrency,
        "--without-gossip",
        "--without-mingle",
    ]


def beat(environment: Environment) -> list[str]:
    folder = environment.get("DISTRICTPRIVACY_VAR", str(ROOT / "var"))
    schedule = environment.get("BEAT_SCHEDULE", str(Path(folder) / "beat-schedule"))
    return [
        "-m",
        "celery",
        "-A",
        "districtprivacy.celery:app",
        "beat",
        "-l",
        "INFO",
        "--schedule",
        schedule,
        "--pidfile=",
    ]


def migrate(environment: Environment) -> list[str]:
    return ["manage.py", "migrate", "--noinput", "--skip-checks"]


def _memory_folder() -> str:
    """Where gunicorn's workers show that they live: on a disk that stalls they would be taken for dead."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"  # noqa: S108


PROCESSES: dict[str, Callable[[Environment], list[str]]] = {
    "web": web,
    "worker": worker,
    "beat": beat,
    "migrate": migrate,
}


def main(arguments: list[str]) -> None:
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        sys.exit(f"One of {', '.join(PROCESSES)} is wanted, not: {' '.join(arguments) or 'nothing'}")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, *PROCESSES[arguments[0]](os.environ)])


if __name__ == "__main__":
    main(sys.argv[1:])
