"""Filters of the list of agreements by what was found in them, and by operator, each with its counts.

"Weaker under Connecticut" is a law and a verdict of one and the same finding. So law, provision and verdict are three
filters to look at and one condition: each names all three parameters as its own, the first applies them together.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_FACETS_VAR
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from contracts.findings import MISSING
from contracts.models import Agreement, Verdict
from contracts.review_selectors import agreements_by_findings, findings_tally, operators_with_agreements
from rulebook.loading import load_packs

LAW, PROVISION, VERDICT = PARAMETERS = ("law", "provision", "verdict")
OPERATOR = "operator__id__exact"
LACKING = "lacking"
MOST_OPERATORS = 60
Tally = dict[tuple[str, str], set[int]]


class FindingsFilter(admin.ListFilter):
    """One of the three: `parameter` is what its choices set."""

    parameter = ""
    forgets: tuple[str, ...] = ()

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.request = request
        if self.parameter in params:
            self.used_parameters[self.parameter] = params.pop(self.parameter)[-1]
        self.law, self.provision, self.verdict = (_asked(request, name) for name in PARAMETERS)

    def expected_parameters(self) -> list[str | None]:
        return list(PARAMETERS)

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset

    def options(self) -> list[tuple[str, str]]:
        """Values and words to choose from."""
        raise NotImplementedError

    def counted(self, value: str) -> tuple[str, str, str]:
        """The law, provision and verdict whose agreements are counted beside a value."""
        raise NotImplementedError

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        tally = _tally(self.request, changelist)
        chosen = _asked(self.request, self.parameter)
        yield {
            "selected": not chosen,
            "query_string": changelist.get_query_string(remove=[self.parameter, *self.forgets]),
            "display": "Any",
        }
        for value, words in self.options():
            number = len(_agreements(tally, *self.counted(value)))
            yield {
                "selected": value == chosen,
                "query_string": changelist.get_query_string({self.parameter: value}, remove=list(self.forgets)),
                "display": f"{words} ({number})",
            }


class LawFilter(FindingsFilter):
    title = "law"
    parameter = LAW
    forgets = (PROVISION,)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        verdicts = _verdicts(self.verdict)
        return agreements_by_findings(queryset, law=self.law, provision=self.provision, verdicts=verdicts)

    def options(self) -> list[tuple[str, str]]:
        return [(pack.id, pack.short_title) for pack in load_packs().packs.values() if pack.provisions]

    def counted(self, value: str) -> tuple[str, str, str]:
        return value, "", self.verdict


class ProvisionFilter(FindingsFilter):
    """The provisions of the law that is chosen."""

    title = "provision"
    parameter = PROVISION

    def has_output(self) -> bool:
        return self.law in load_packs().packs

    def options(self) -> list[tuple[str, str]]:
        return [(rule.id, f"{rule.id} {rule.title}") for rule in load_packs().packs[self.law].provisions]

    def counted(self, value: str) -> tuple[str, str, str]:
        return self.law, value, self.verdict


class VerdictFilter(FindingsFilter):
    title = "verdict"
    parameter = VERDICT

    def options(self) -> list[tuple[str, str]]:
        return [(LACKING, "not as asked"), *((verdict.value, str(verdict.label)) for verdict in Verdict)]

    def counted(self, value: str) -> tuple[str, str, str]:
        return self.law, self.provision, value


class OperatorFilter(admin.SimpleListFilter):
    """Operators with agreements, those with the most first; the search box finds the others by name."""

    title = "operator"
    parameter_name = OPERATOR

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = self._rows(request, model_admin)
        counted = IS_FACETS_VAR in request.GET  # Django then adds the numbers, under the other filters
        return [(str(pk), name if counted else f"{name} ({number})") for pk, name, number in rows]

    @staticmethod
    def _rows(request: HttpRequest, model_admin: Any) -> list[tuple[int, str, int]]:
        """Read once a request, although the list makes its filters anew to count under them."""
        rows: list[tuple[int, str, int]] | None = getattr(request, "operators_listed", None)
        if rows is None:
            rows = operators_with_agreements(model_admin.get_queryset(request), MOST_OPERATORS)
            request.operators_listed = rows  # type: ignore[attr-defined]
        return rows

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agreement]) -> QuerySet[Agreement]:
        value = self.value()
        if value is None:
            return queryset
        known = value.isascii() and value.isdigit() and len(value) < 10
        return queryset.filter(operator=int(value)) if known else queryset.none()


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "")


def _verdicts(verdict: str) -> tuple[str, ...]:
    if verdict == LACKING:
        return tuple(entry.value for entry in MISSING)
    return (verdict,) if verdict else ()


def _tally(request: HttpRequest, changelist: ChangeList) -> Tally:
    """How findings stand over the agreements that the other filters leave; read once for all three."""
    tally: Tally | None = getattr(request, "findings_tally", None)
    if tally is None:
        tally = findings_tally(changelist.get_queryset(request, exclude_parameters=list(PARAMETERS)))
        request.findings_tally = tally  # type: ignore[attr-defined]
    return tally


def _agreements(tally: Tally, law: str, provision: str, verdict: str) -> set[int]:
    verdicts = _verdicts(verdict)
    sets = (
        agreements
        for (rule, standing), agreements in tally.items()
        if (not law or rule.startswith(f"{law}."))
        and provision in ("", rule)
        and (not verdicts or standing in verdicts)
    )
    return set().union(*sets)
