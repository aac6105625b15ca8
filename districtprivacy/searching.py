"""Search everything: by name, in what the person may see; apps and operators by their other names, too.

Four queries, whatever is found; one more for a number.

Families' requests are found here by their number alone: names are sealed, and search words stand in addresses.
"""

from dataclasses import dataclass

from django.db.models import Q

from contracts.selectors import agreements_visible_to
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import deadlines_visible_to
from district.models import User
from districtprivacy.addresses import list_address, record_address
from inventory.othernames import operator_known_as, product_known_as
from requests_portal.desk.finding import requests_numbered
from vendors.selectors import operators_visible_to, products_visible_to

MOST = 8  # of a kind; the rest is one link away


@dataclass(frozen=True, slots=True)
class Found:
    """One record: its name, a line about it, and where it is (empty: it has no page for this person)."""

    title: str
    about: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one kind of record has to say. `more_url` is empty where everything found is shown."""

    title: str
    found: tuple[Found, ...]
    more_url: str


def search_everything(user: User, words: str) -> list[Answer]:
    """Kinds that have something, in the order of the navigation; nothing for no words."""
    if not words:
        return []
    kinds = (requests, operators, products, agreements, clocks)
    answers = [kind(user, words) for kind in kinds]
    return [answer for answer in answers if answer.found]


def requests(user: User, words: str) -> Answer:
    rows = [(row.pk, str(row), row.get_state_display()) for row in requests_numbered(user, words)]
    return answer("Requests", "requests_portal.privacyrequest", words, rows)


def operators(user: User, words: str) -> Answer:
    rows = operators_visible_to(user).filter(Q(name__icontains=words) | operator_known_as(words))[: MOST + 1]
    return answer("Operators", "vendors.operator", words, [(row.pk, row.name, row.get_kind_display()) for row in rows])


def products(user: User, words: str) -> Answer:
    named = Q(name__icontains=words) | Q(operator__name__icontains=words) | product_known_as(words)
    rows = products_visible_to(user).filter(named)[: MOST + 1]
    return answer("Products", "vendors.product", words, [(row.pk, row.name, row.operator.name) for row in rows])


def agreements(user: User, words: str) -> Answer:
    named = Q(title__icontains=words) | Q(operator__name__icontains=words)
    rows = agreements_visible_to(user).filter(named).select_related("operator")[: MOST + 1]
    lines = [(row.pk, row.title, f"{row.operator.name}, {row.get_state_display()}") for row in rows]
    return answer("Agreements", "contracts.agreement", words, lines)


def clocks(user: User, words: str) -> Answer:
    named = Q(title__icontains=words) | Q(subject_name__icontains=words)
    rows = deadlines_visible_to(user).filter(named)[: MOST + 1]
    return answer("Clocks", "deadlines.deadline", words, [(row.pk, str(row), clock_line(row)) for row in rows])


def clock_line(row: Deadline) -> str:
    if row.state != DeadlineState.OPEN:
        return row.get_state_display()
    return f"{'held' if row.held else 'open'}, last day {row.last_day:%-d %B %Y}"


def answer(title: str, label: str, words: str, rows: list[tuple[int, str, str]]) -> Answer:
    found = tuple(Found(name, about, record_address(label, pk)) for pk, name, about in rows[:MOST])
    return Answer(title, found, list_address(label, q=words) if len(rows) > MOST else "")
