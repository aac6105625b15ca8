"""E-mails of a mailing against a bare smtplib loop: the same server, one connection each, the same texts.

    python -m bench.mail          10,000 e-mails a round
    QUICK=1 python -m bench.mail  fewer, within a minute on a busy machine

The bare loop has its bytes made beforehand and does nothing but `smtplib.SMTP.sendmail` on one open connection. Ours
takes messages from PostgreSQL under leases, opens what is sealed, fills the text, hands over, notes what was taken,
seals and hashes what was sent, and books state and evidence. Both take turns; medians. The server is aiosmtpd in a
process of its own, which is much of the time: `own_time_vs_smtplib` compares the two senders' processor time without
it (ours over theirs). `prepare_per_second` is how fast recipients become sealed messages.
Works in a database of its own on DATABASE_URL's server, dropped at the end.
"""

import json
import os
import smtplib
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from bench._measuring import server

QUICK: Final = os.environ.get("QUICK") == "1"
MESSAGES: Final = 1_000 if QUICK else 10_000
ROUNDS: Final = 5
NOW: Final = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
DATABASE: Final = "bench_mail"
BODY: Final = """{salutation}

we write to you about {students}. On a day of last week, a company that keeps records for our schools told us that
strangers had read some of them. Names, grades and e-mail addresses were among them; no addresses of homes, no health
records and no marks.

What you can do: be careful with messages that ask for more, and change passwords that were used elsewhere too. You
may place a fraud alert or a security freeze with the consumer reporting agencies, free of charge.

Whom to ask: the privacy office of the district, at the address above. Please name the reference {reference}.

{date}
"""


def main() -> int:
    make_database()
    with mail_server() as port:
        point_django_at(port)
        bare, ours = rounds(port)
    prepared = statistics.median(one["prepared"] for one in ours)
    rate, rate_bare = median_rate(ours, "lasted"), median_rate(bare, "lasted")
    print(f"bare smtplib loop {rate_bare:8,.0f} a second   ours {rate:8,.0f} a second   prepared {prepared:8,.0f}")
    result = {
        "rate_vs_smtplib": round(rate / rate_bare, 2),
        "own_time_vs_smtplib": round(median_rate(bare, "own") / median_rate(ours, "own"), 2),
        "per_second": round(rate),
        "smtplib_per_second": round(rate_bare),
        "prepare_per_second": round(prepared),
        "messages": MESSAGES,
        "rounds": ROUNDS,
        "quick": QUICK,
    }
    drop_database()
    print("RESULT " + json.dumps(result))
    return 0


def median_rate(rounds: list[dict[str, float]], what: str) -> float:
    return MESSAGES / statistics.median(one[what] for one in rounds)


def rounds(port: int) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    """Seconds of each round, in turn; the first of both warms up and is not counted."""
    officer, superintendent, district = people()
    bare: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    for number in range(ROUNDS + 1):
        mailing, prepared = prepare(district, officer, superintendent)
        payload = payloads(mailing)
        for place in (0, 1) if number % 2 else (1, 0):  # neither goes first every time
            (bare if place else ours).append(
                measured(lambda payload=payload: send_bare(port, payload))
                if place
                else {**measured(lambda mailing=mailing: send_ours(mailing)), "prepared": prepared}
            )
        print(f"round {number}: bare {bare[-1]['lasted']:.2f} s, ours {ours[-1]['lasted']:.2f} s", flush=True)
    return bare[1:], ours[1:]


def measured(work: Any) -> dict[str, float]:
    own, started = process_time(), perf_counter()
    work()
    return {"lasted": perf_counter() - started, "own": process_time() - own}


def send_bare(port: int, payload: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for address, content in payload:
            smtp.sendmail("privacy@district.example", address, content)


def send_ours(mailing: Any) -> None:
    from notices.models import MailingState
    from notices.services.mailings.running import mailing_send_chunk

    while mailing_send_chunk(mailing_id=mailing.pk, now=NOW).tried:
        pass
    mailing.refresh_from_db()
    assert mailing.state == MailingState.DONE


def prepare(district: Any, officer: Any, superintendent: Any) -> tuple[Any, float]:
    """An approved mailing, and how many messages a second its preparing wrote."""
    from notices.services.mailings import Text, mailing_approve, mailing_ask_approval, mailing_prepare
    from roster.families import Recipient

    families = [
        Recipient(
            "guardian", n, (n,), n, f"Ana Fictional {n}", f"ana.{n}@family.example", (), "en", ((n, f"Luis {n}"),)
        )
        for n in range(1, MESSAGES + 1)
    ]
    texts = [Text("en", "email", "About your child's records", BODY)]
    started = perf_counter()
    mailing = mailing_prepare(
        subject=district,
        purpose="breach",
        title="Bench",
        recipients=families,
        texts=texts,
        actor=officer,
        now=NOW,
    )
    rate = MESSAGES / (perf_counter() - started)
    mailing_ask_approval(mailing=mailing, actor=officer, now=NOW)
    return mailing_approve(mailing=mailing, actor=superintendent, now=NOW), rate


def payloads(mailing: Any) -> list[tuple[str, bytes]]:
    """What the bare loop sends: the very bytes that we send, made beforehand."""
    from notices.mailingtexts import writer_of
    from notices.models import Message

    write = writer_of(mailing, now=NOW)
    rows: Any = Message.objects.filter(mailing=mailing).iterator()
    outgoing = [write.written(one, one.sealed) for one in rows]
    return [(one.address, one.as_bytes(at=NOW.timestamp())) for one in outgoing]


@contextmanager
def mail_server() -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench._smtp_sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        yield int(server.stdout.readline())
        server.stdin.close()


def point_django_at(port: int) -> None:
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.CELERY_TASK_ALWAYS_EAGER = False


def people() -> tuple[Any, Any, Any]:
    """The officer who prepares, the superintendent who approves, and the district that it is about."""
    from django.contrib.auth.models import Group

    from district.models import District, User

    district = District.objects.create(
        name="Bench District", address="1 Bench Way", state="IL", time_zone="America/Chicago", enrolment=4000
    )
    found = []
    for role in ("privacy_officer", "superintendent"):
        user = User.objects.create_user(f"{role}@bench-district.example", name=role)
        user.groups.add(Group.objects.get(name=role))
        found.append(user)
    return found[0], found[1], district


def make_database() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.test")
    drop_database()
    server(f'CREATE DATABASE "{DATABASE}"')
    parts = urlsplit(os.environ["DATABASE_URL"])
    os.environ["BENCH_SERVER"] = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{DATABASE}"))
    import django

    django.setup()
    from django.core.management import call_command

    from notices.services.mailings import running

    call_command("migrate", verbosity=0)
    running.run_soon = running_alone  # the chunks run here, and not in a worker


def running_alone(mailing_id: int) -> None:
    """Nothing is queued: the bench runs the chunks itself."""


def drop_database() -> None:
    if "django.db" in sys.modules:
        from django.db import connection

        connection.close()
    server(f'DROP DATABASE IF EXISTS "{DATABASE}"')


if __name__ == "__main__":
    sys.exit(main())
