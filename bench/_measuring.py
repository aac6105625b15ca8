"""What measurements share: how long work lasts, how it compares, and one statement on the server."""

import os
import statistics
from collections.abc import Callable
from time import perf_counter
from urllib.parse import urlsplit, urlunsplit


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def ratio(times: list[float], against: list[float]) -> float:
    """Median against median."""
    return round(statistics.median(times) / statistics.median(against), 2)


def server(statement: str) -> None:
    """One statement on the server, from the database that DATABASE_URL named at the start."""
    import psycopg2

    parts = urlsplit(os.environ.get("BENCH_SERVER") or os.environ["DATABASE_URL"])
    connection = psycopg2.connect(urlunsplit(parts._replace(scheme="postgresql")))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
