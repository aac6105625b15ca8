"""The list's question, read from its address. What is not understood is left out, never an error."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext_noop

from transparency.selectors import SORTS, Narrowing

LONGEST_WORDS = 120
PARAMETERS = {"q": "words", "subject": "area", "grade": "grade", "school": "school", "information": "element"}
SORT_NAMES = {
    "name": gettext_noop("App"),
    "operator": gettext_noop("Operator"),
    "posted": gettext_noop("Newest agreement first"),
    "information": gettext_noop("Most information first"),
}


def narrowing_read(query: Mapping[str, str]) -> Narrowing:
    """From the parameters q, subject, grade, school, information and sort."""
    asked = {name: _clean(query.get(parameter, "")) for parameter, name in PARAMETERS.items()}
    sort = query.get("sort", "name")
    return Narrowing(**asked, sort=sort if sort in SORTS else "name")


def _clean(value: str) -> str:
    return " ".join(value.replace("\x00", " ").split())[:LONGEST_WORDS]


def narrowing_write(narrowing: Narrowing) -> str:
    """The parameters again, without empty ones: what page links carry on."""
    asked = {parameter: getattr(narrowing, name) for parameter, name in PARAMETERS.items()}
    sort = {"sort": narrowing.sort} if narrowing.sort != "name" else {}
    return urlencode({parameter: value for parameter, value in {**asked, **sort}.items() if value})


def value_of(narrowing: Narrowing, parameter: str) -> str:
    """What was asked by one parameter."""
    value: str = getattr(narrowing, PARAMETERS.get(parameter, parameter))
    return value
