"""The families' portal under load, and the desk with many past requests.

gunicorn as in production (two processes on this machine's processors) on loopback; 300 requests a second from 50
clients, each with an address, a connection and, for the status page, an open request of its own. Turns of a bare view,
the start page and the status page follow each other, so that the machine's moods fall on all; p95 is from sending to
the last byte, the median of the turns.

    p95_vs_bare_view     the slower of the two pages against a view of bare Django, without any middleware
    *_vs_behind          the same against a view that does nothing behind the product's middleware
    failures             answers that were not the page, in all turns
    rate_*               requests a second that were answered: below 300 the machine could not keep up
    desk_100k_vs_1k      the desk's list with 100,000 past requests against 1,000, by the wall; *_own in processor time

QUICK=1 takes shorter turns and fewer of them. It ends by itself; what it started is ended with it.
Needs DATABASE_URL; makes and drops a database of its own beside it. BENCH_TEMPLATE names a migrated, empty database
beside it that is copied then, for making one anew takes longer than everything else.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

import django
from django.conf import settings

django.setup()

from django.contrib.auth.models import Group  # noqa: E402 - models can be imported only after setup
from django.db import connection  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import get_runner  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench._portal_data import district_make, requests_open, requests_past  # noqa: E402
from bench._portal_load import Taken, Visit, load  # noqa: E402
from bench._portal_site import BARE, BEHIND  # noqa: E402
from district.audit import SystemActor  # noqa: E402
from district.clock import now as clock_now  # noqa: E402
from district.models import User  # noqa: E402
from district.sessions import SessionStore  # noqa: E402
from local.ports import free_port  # noqa: E402
from local.processes import web  # noqa: E402
from requests_portal.following.links import follow_path, request_link_issue  # noqa: E402
from requests_portal.following.session import portal_session_open  # noqa: E402
from requests_portal.models import PrivacyRequest  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
CLIENTS, RATE = 50, 300.0
TURNS, LASTING = (3, 4.0) if QUICK else (6, 10.0)
DESK_TURNS = 15 if QUICK else 60
BENCH = SystemActor("bench")


@contextmanager
def database() -> Iterator[None]:
    """A database of its own, migrated, dropped at the end."""
    if template := os.environ.get("BENCH_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template
    runner = get_runner(settings)(verbosity=0, interactive=False)
    old = runner.setup_databases()
    try:
        yield
    finally:
        connection.close()
        runner.teardown_databases(old)


@contextmanager
def server() -> Iterator[int]:
    """gunicorn on the bench's database, in a group of its own, ended whatever happens; its port."""
    port = free_port()
    command = web({"HOST": "127.0.0.1", "PORT": str(port)})
    command[command.index("districtprivacy.wsgi:application")] = "bench._portal_site:application"
    name = settings.DATABASES["default"]["NAME"]
    address = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    process = subprocess.Popen(
        [sys.executable, *command],
        env={**os.environ, "DATABASE_URL": address},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        if process.poll() is not None:
            raise SystemExit("gunicorn did not start")
        if not load([Visit(BARE, holds=b"ok")], port=port, rate=5, lasting=0.3).failures:
            return
        time.sleep(0.5)
    raise SystemExit("gunicorn did not answer within a minute")


def browser_of(request: PrivacyRequest) -> Visit:
    """A browser in which the request is open, as after the code."""
    now = clock_now()
    _, token = request_link_issue(request, BENCH, now)
    http = HttpRequest()
    http.session = SessionStore()
    http.session.create()
    http.user = _Nobody()  # type: ignore[assignment]
    portal_session_open(http, request, now)
    http.session.save()
    cookies = {settings.SESSION_COOKIE_NAME: str(http.session.session_key)}
    return Visit(follow_path(token), cookies, request.number.encode())


class _Nobody:
    is_authenticated = False


def under_load(asked: list[PrivacyRequest]) -> dict[str, list[Taken]]:
    """What each page took, turn by turn."""
    pages = {
        "bare": [Visit(BARE, holds=b"ok")] * CLIENTS,
        "behind": [Visit(BEHIND, holds=b"ok")] * CLIENTS,
        "start": [Visit(reverse("portal:start"), holds=b"</html>")] * CLIENTS,
        "status": [browser_of(request) for request in asked[:CLIENTS]],
    }
    taken: dict[str, list[Taken]] = {name: [] for name in pages}
    with server() as port:
        for visits in pages.values():  # each process renders each page before anything counts
            load(visits, port=port, rate=RATE / 3, lasting=1.5)
        for _ in range(TURNS):
            for name, visits in pages.items():
                taken[name].append(load(visits, port=port, rate=RATE, lasting=LASTING))
    return taken


def load_figures(taken: dict[str, list[Taken]]) -> dict[str, Any]:
    p95 = {name: median(turn.p95 for turn in turns) for name, turns in taken.items()}
    failed = [failure for turns in taken.values() for turn in turns for failure in turn.failures]
    for name, turns in taken.items():
        rates = median(turn.rate for turn in turns)
        middle = median(median(turn.seconds) for turn in turns if turn.seconds)
        print(f"{name:8} p95 {p95[name] * 1000:8.2f} ms, median {middle * 1000:7.2f} ms, {rates:6.1f} requests/s")
    if failed:
        print("failed:", {why: failed.count(why) for why in sorted(set(failed))})
    return {
        "p95_vs_bare_view": round(max(p95["start"], p95["status"]) / p95["bare"], 2),
        **{f"p95_{name}_vs_bare_view": round(p95[name] / p95["bare"], 2) for name in ("start", "status")},
        **{f"p95_{name}_vs_behind": round(p95[name] / p95["behind"], 2) for name in ("start", "status")},
        **{f"rate_{name}": round(median(turn.rate for turn in turns), 1) for name, turns in taken.items()},
        "failures": len(failed),
    }


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Medians by the wall and of this process's own processor time."""
    walls, owns = [], []
    for turn in range(DESK_TURNS + 3):
        wall, own = time.perf_counter(), time.process_time()
        work()
        if turn >= 3:
            walls.append(time.perf_counter() - wall)
            owns.append(time.process_time() - own)
    return median(walls), median(owns)


def desk(asked: list[PrivacyRequest]) -> dict[str, float]:
    """The custodian's list before and after 99,000 more past requests."""
    user = User.objects.create_user("dana@prairie-lantern.example", None, name="Dana Fictional")
    user.groups.set(Group.objects.filter(name="privacy_officer"))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    figures: dict[str, float] = {}
    views = {"desk": "", "desk_past": "?view=past"}
    sizes = {"1k": (1_000, 1_000_000), "100k": (99_000, 2_000_000)}
    taken = {}
    for size, (number, first) in sizes.items():
        requests_past(number, first=first, like=asked[0])
        for name, query in views.items():
            address = reverse("requests:list") + query
            assert client.get(address).status_code == 200
            taken[name, size] = timed(lambda address=address: client.get(address))  # type: ignore[misc]
            print(f"{name:10} {size:>5} past: {taken[name, size][0] * 1000:8.2f} ms")
    for name in views:
        (few, few_own), (many, many_own) = taken[name, "1k"], taken[name, "100k"]
        figures |= {f"{name}_100k_vs_1k": round(many / few, 2), f"{name}_100k_vs_1k_own": round(many_own / few_own, 2)}
    return figures


def main() -> int:
    """Load, measure, print; the last line is RESULT with the ratios."""
    with database():
        district_make()
        asked = requests_open(CLIENTS + 10, now=clock_now() - timedelta(hours=1))
        figures = load_figures(under_load(asked)) | desk(asked)
    about = {"clients": CLIENTS, "asked_per_second": RATE, "turns": TURNS, "seconds_a_turn": LASTING}
    print("RESULT " + json.dumps(about | figures, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
