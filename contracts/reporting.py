"""The report of one check: one page as PDF, everything as JSON (docs/check-report.md)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from contracts.desk import provision_or_none
from contracts.findings import FindingState, decided_count, finding_states
from contracts.models import Check, DecisionKind, Verdict
from district.models import District
from rulebook.loading import load_packs

SCHEMA: Final = "districtprivacy.check-report/1"
TEMPLATE: Final = "letters/check_report.html"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the page shows it. `pages` counts from 1: where the quotes stand, conflicts after them."""

    state: FindingState
    number: str
    title: str
    citation: str
    verdict: str
    checker: str
    decision: str
    pages: tuple[int, ...]

    @property
    def pages_in_words(self) -> str:
        return ", ".join(str(page) for page in self.pages[:4]) + (" …" if len(self.pages) > 4 else "")


@dataclass(frozen=True, slots=True)
class Law:
    pack_id: str
    title: str
    version: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A check with everything that was decided on it until `made_at`."""

    check: Check
    district: District
    made_at: datetime
    laws: tuple[Law, ...]
    total: int
    decided: int
    verdicts: tuple[tuple[str, str, int], ...]
    deciders: tuple[tuple[str, int], ...]

    @property
    def lines(self) -> list[Line]:
        return [line for law in self.laws for line in law.lines]

    @property
    def name(self) -> str:
        """The file's name, without its ending: plain letters only."""
        document = self.check.document
        return f"check-report-agreement-{document.agreement_id}-version-{document.version}-check-{self.check.pk}"


def report_of(check: Check, *, district: District, now: datetime) -> Report:
    """The report as things stand now: two queries beside the check, its file and its agreement."""
    states = finding_states(check)
    verdicts = Counter(state.verdict for state in states)
    deciders = Counter(str(state.newest.decided_by) for state in states if state.newest is not None and state.decided)
    return Report(
        check=check,
        district=district,
        made_at=now,
        laws=tuple(_laws(check, states)),
        total=len(states),
        decided=decided_count(states),
        verdicts=tuple((verdict.value, str(verdict.label), verdicts[verdict.value]) for verdict in Verdict),
        deciders=tuple(deciders.most_common()),
    )


def report_as_json(report: Report) -> dict[str, Any]:
    """As docs/check-report.md describes it. Moments are ISO 8601 in UTC."""
    check, document = report.check, report.check.document
    agreement = document.agreement
    return {
        "schema": SCHEMA,
        "made_at": report.made_at.isoformat(),
        "district": report.district.name,
        "agreement": {"id": agreement.pk, "title": agreement.title, "operator": agreement.operator.name},
        "file": {
            "name": document.name,
            "version": document.version,
            "sha256": check.document_sha256,
            "pages": len(document.pages),
            "words": document.words,
        },
        "check": {
            "id": check.pk,
            "ran_at": check.ran_at.isoformat(),
            "checker_version": check.checker_version,
            "packs": [{"id": law.pack_id, "title": law.title, "version": law.version} for law in report.laws],
        },
        "totals": {
            "findings": report.total,
            "decided": report.decided,
            "verdicts": {value: count for value, _, count in report.verdicts},
            "decided_by": [{"name": name, "findings": count} for name, count in report.deciders],
        },
        "findings": [_finding(line) for line in report.lines],
    }


def _finding(line: Line) -> dict[str, Any]:
    finding, newest = line.state.finding, line.state.newest
    return {
        "provision": finding.provision,
        "pack": line.state.pack_id,
        "title": line.title,
        "citation": line.citation,
        "verdict": line.state.verdict,
        "checker_verdict": finding.verdict,
        "why": finding.why,
        "quotes": finding.quotes,
        "conflicts": finding.conflicts,
        "decision": None
        if newest is None
        else {
            "kind": newest.kind,
            "verdict": newest.verdict,
            "reason": newest.reason,
            "by": str(newest.decided_by),
            "at": newest.decided_at.isoformat(),
        },
    }


def _laws(check: Check, states: Sequence[FindingState]) -> list[Law]:
    packs = load_packs().packs
    by_law: dict[str, list[Line]] = {}
    for state in states:
        by_law.setdefault(state.pack_id, []).append(_line(state))
    # Packs that ask for nothing in agreements have no findings: they are named all the same, after the others.
    for pack_id in sorted(check.packs):
        by_law.setdefault(pack_id, [])
    return [
        Law(
            pack_id,
            packs[pack_id].short_title if pack_id in packs else pack_id,
            check.packs.get(pack_id, ""),
            tuple(lines),
        )
        for pack_id, lines in by_law.items()
    ]


def _line(state: FindingState) -> Line:
    finding = state.finding
    provision = provision_or_none(finding.provision)
    quotes = [*finding.quotes, *finding.conflicts]
    return Line(
        state=state,
        number=finding.provision.partition(".")[2] or finding.provision,
        title=provision.title if provision is not None else finding.provision,
        citation=provision.cite.at if provision is not None else "",
        verdict=str(Verdict(state.verdict).label),
        checker=str(Verdict(finding.verdict).label) if finding.verdict != state.verdict else "",
        decision=_decision(state),
        pages=tuple(dict.fromkeys(quote["page"] for quote in quotes)),
    )


def _decision(state: FindingState) -> str:
    if state.newest is None:
        return "open"
    kind = str(DecisionKind(state.newest.kind).label)
    return f"{kind}, {state.newest.decided_by}"
