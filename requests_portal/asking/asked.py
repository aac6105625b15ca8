"""What a question's form needs to know: the answers so far, and what can be chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from district.models import District, School
from district.selectors import schools_all
from requests_portal.asking.selectors import App, Element, apps_of, elements_of
from requests_portal.models import PortalSettings, RequestKind

Answers = dict[str, dict[str, Any]]


@dataclass
class Asked:
    """The answers so far on a day in a district. Lists are read once, and only by the pages that show them."""

    answers: Answers
    day: date
    packs: tuple[str, ...]
    district: District | None
    read_settings: Callable[[], PortalSettings]

    @cached_property
    def settings(self) -> PortalSettings:
        return self.read_settings()

    @cached_property
    def schools(self) -> list[School]:
        return list(schools_all())

    @cached_property
    def apps(self) -> list[App]:
        """Apps of the school and grade that were answered."""
        return apps_of(self.school_id, str(self.given("school").get("grade", "")), self.day)

    @cached_property
    def elements(self) -> list[Element]:
        return elements_of(self.apps)

    def given(self, question: str) -> dict[str, Any]:
        """What was answered to a question; empty where nothing was yet."""
        return self.answers.get(question, {})

    @property
    def kind(self) -> str:
        return str(self.given("what").get("kind", ""))

    @property
    def own(self) -> bool:
        """Whether the student asks in person."""
        return self.given("who").get("relationship") == "student"

    @property
    def school_id(self) -> int | None:
        chosen = str(self.given("school").get("school", ""))
        return int(chosen) if chosen.isdecimal() else None

    @property
    def scope(self) -> str:
        return str(self.given("scope").get("scope", ""))

    @property
    def on_paper(self) -> bool:
        return self.kind == RequestKind.COPY and self.given("copy").get("form") == "paper"
