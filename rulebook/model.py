"""What a pack holds, as frozen values. Every rule carries its source, its dates and who last read the source."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rulebook.breachpostings import BreachPosting
from rulebook.costkinds import CostKind
from rulebook.drafting import Drafting, Parties
from rulebook.errors import ReckoningError, UnknownRule
from rulebook.needs import Need
from rulebook.spans import Span, Term

SourceKind = Literal["policy", "statute"]
Who = Literal["district", "operator", "state board"]

# Two names for one moment: Connecticut "executes" a contract, Illinois "enters into" it. Either starts the same duties.
EVENT_SYNONYMS: Mapping[str, str] = {"agreement_executed": "agreement_signed"}


@dataclass(frozen=True, slots=True)
class Source:
    """A text that rules are read from: the district's own ("policy"), or the law behind it ("statute")."""

    id: str
    kind: SourceKind
    title: str
    file: str | None
    adopted: str | None
    revised: str | None


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a rule stands. `quote` holds the source's own words, whole and in one piece, or nothing."""

    source: Source
    at: str
    quote: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ReadMark:
    """The day a source was last read, and the person who signs for the reading."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How another source, or the same one elsewhere, words or later amended a rule. `from_date` may not be stated."""

    text: str
    cite: Cite
    from_date: date | None
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What all rules share. `verified` is False where the source itself was not seen; `doubt` then says why."""

    id: str
    title: str
    must: str
    cite: Cite
    effective: date | None
    verified: bool
    doubt: str
    read: ReadMark
    wordings: tuple[Wording, ...]

    @property
    def text(self) -> str:
        return self.must

    @property
    def quote(self) -> str:
        return self.cite.quote


@dataclass(frozen=True, slots=True)
class Provision(Rule):
    """What an agreement must say: a list of promises, with bounds. `costs` are the kinds whose bearer it settles."""

    applies_to: str
    needs: Need
    weaker_if: Need | None
    contradicted_by: tuple[str, ...]
    redactable: bool
    drafting: Drafting | None
    costs: tuple[CostKind, ...] = ()

    @property
    def applies_from(self) -> date | None:
        return self.effective

    def applies_on(self, day: date) -> bool:
        """Whether an agreement entered, renewed or amended on that day must hold this provision."""
        return self.effective is None or self.effective <= day


@dataclass(frozen=True, slots=True)
class DatedTerm:
    """How long one source gives, from a day on. An amendment is a later term of the same source, never an edit."""

    source: SourceKind
    from_date: date | None
    span: Term
    cite: Cite
    verified: bool
    doubt: str

    def in_force(self, day: date) -> bool:
        return self.from_date is None or self.from_date <= day


@dataclass(frozen=True, slots=True)
class HoldRule:
    """When a duty may wait, the document it takes, and what follows when the reason is gone."""

    only_if: str
    needs: str
    when_lifted: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for a stated reason, counted on from the end of the term."""

    span: Span
    reasons: tuple[str, ...]
    cite: Cite
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Duty(Rule):
    """What must be done by when: started by the earliest of its events, met as `met_by` says.

    `met_on` names the event that meets it without a person's word, such as agreement_posted; empty where none does.
    `involves` are the kinds of information that it is about, empty for any. `agreed` is the provision that the
    agreement must hold for the duty to bind; empty where it binds whatever the agreement says.
    """

    who: Who
    role: str
    starts: tuple[str, ...]
    terms: tuple[DatedTerm, ...]
    hold: HoldRule | None
    extension: Extension | None
    met_by: str
    met_on: str = ""
    involves: tuple[str, ...] = ()
    agreed: str = ""

    @property
    def meets(self) -> str:
        return self.met_by

    def terms_on(self, day: date, source: str | None = None) -> tuple[DatedTerm, ...]:
        """The term of each source in force on that day (of one source, if named). Refuses where none is in force."""
        sources = dict.fromkeys(term.source for term in self.terms)
        if source is not None and source not in sources:
            raise ReckoningError(f"{self.id} has no term from the {source}, only from the {' and the '.join(sources)}")
        wanted = [source] if source is not None else list(sources)
        terms = tuple(term for name in wanted if (term := self._term_on(day, name)) is not None)
        if not terms:
            first = min(term.from_date for term in self.terms if term.from_date and term.source in wanted)
            raise ReckoningError(
                f"{self.id} was not in force on {day.isoformat()}: its first term runs from {first.isoformat()}"
            )
        return terms

    def _term_on(self, day: date, source: str) -> DatedTerm | None:
        in_force = [term for term in self.terms if term.source == source and term.in_force(day)]
        return max(in_force, key=lambda term: term.from_date or date.min, default=None)

    def started_by(self, event: str, on: date | None = None) -> bool:
        """Whether the event starts this duty, on a day when at least one term is in force."""
        if EVENT_SYNONYMS.get(event, event) not in {EVENT_SYNONYMS.get(name, name) for name in self.starts}:
            return False
        return on is None or any(term.in_force(on) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Unmet:
    """What the text lets follow where a duty's aim is not reached.

    `outcome` is void (the agreement, once its term for a cure has passed without one) or clause-void (the clause that
    conflicts with what is asked).
    """

    outcome: str
    cite: Cite


@dataclass(frozen=True, slots=True)
class Refusal:
    """Which requests a rule is a ground to refuse, such as delete, and whether they must be refused or may be."""

    request: str
    must: bool


@dataclass(frozen=True, slots=True)
class StandingDuty(Rule):
    """What must be done without a term in hours or days: promptly, always, or before something else.

    `before` names the event that must not come first, such as agreement_signed; empty where there is none. `unmet` is
    there where the text itself says what follows when the other side does not do what the duty asks of it. `upon` names
    the event that calls for it, such as breach_reported, `more_than` the number of people told that it needs, and
    `tells` whoever is to hear of it, such as carrier: it is done once that one was told. `refuses` is there where the
    rule is a ground on which a family's request is refused.
    """

    who: Who
    role: str
    includes: tuple[str, ...]
    before: str = ""
    unmet: Unmet | None = None
    upon: str = ""
    more_than: int = 0
    tells: str = ""
    refuses: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Posting(Rule):
    """What must stand on the public page (or lie open at the office), each part in `includes`.

    `breach` is there where breaches are what is posted. `by` is the duty whose dates it shares, if the text gives any.
    """

    includes: tuple[str, ...]
    breach: BreachPosting | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class LetterContent(Rule):
    """One thing that a letter or notice must say. `letter` names the letter, `when` the condition, if any.

    `when_elements` is the condition that a program reads: "personal" (personal information under the state's breach
    law is involved), "credentials" (what opens an account is), or empty where it is asked always.
    """

    letter: str
    when: str
    when_elements: str = ""


@dataclass(frozen=True, slots=True)
class LawfulException:
    text: str
    cite: Cite
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Restriction(Rule):
    """What must never be done, with the exceptions that are lawful."""

    who: Who
    exceptions: tuple[LawfulException, ...]


@dataclass(frozen=True, slots=True)
class Safeguard(Rule):
    """What a service must have, the evidence that shows it, and the provision that promises it, if any.

    `of_district`: it is the district's own to have, not a service's.
    """

    evidence: str
    on_request: bool
    provision: str | None
    of_district: bool = False


@dataclass(frozen=True, slots=True)
class Gate(Rule):
    """What must be done before an app is approved. `asks` is what a program looks at: one of packreading.GATES."""

    asks: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A term in the source's own words."""

    term: str
    text: str
    cite: Cite
    verified: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One law or policy. `version` is the declared version, a plus sign, and twelve digits of the file's SHA-256."""

    id: str
    version: str
    title: str
    short_title: str
    state: str | None
    authority: str
    read: ReadMark
    sources: tuple[Source, ...]
    parties: Parties
    provisions: tuple[Provision, ...]
    duties: tuple[Duty, ...]
    standing_duties: tuple[StandingDuty, ...]
    postings: tuple[Posting, ...]
    contents: tuple[LetterContent, ...]
    restrictions: tuple[Restriction, ...]
    safeguards: tuple[Safeguard, ...]
    definitions: tuple[Definition, ...]
    gates: tuple[Gate, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that has an id, in the order of the file."""
        return (
            *self.provisions,
            *self.duties,
            *self.standing_duties,
            *self.postings,
            *self.contents,
            *self.restrictions,
            *self.safeguards,
            *self.gates,
        )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All packs that were loaded. Lookups by an id that no pack holds raise UnknownRule."""

    packs: Mapping[str, Pack]
    index: Mapping[str, Rule]

    def pack(self, pack_id: str) -> Pack:
        if pack_id not in self.packs:
            raise UnknownRule(f"no pack is called {pack_id!r}: there are {', '.join(self.packs)}")
        return self.packs[pack_id]

    def rule(self, rule_id: str) -> Rule:
        if rule_id not in self.index:
            raise UnknownRule(f"no rule is called {rule_id!r}")
        return self.index[rule_id]

    def provision(self, rule_id: str) -> Provision:
        rule = self.index.get(rule_id)
        if not isinstance(rule, Provision):
            raise UnknownRule(f"no provision is called {rule_id!r}")
        return rule

    def duty(self, rule_id: str) -> Duty:
        rule = self.index.get(rule_id)
        if not isinstance(rule, Duty):
            raise UnknownRule(f"no duty with a term is called {rule_id!r}")
        return rule

    def pack_of(self, rule_id: str) -> Pack:
        self.rule(rule_id)
        return self.packs[rule_id.partition(".")[0]]

    def duties_started_by(self, event: str, packs: Collection[str] | None = None, on: date | None = None) -> list[Duty]:
        """The duties that an event starts, in the named packs (all, if none are named), in force on that day."""
        chosen: Iterable[Pack] = self.packs.values() if packs is None else (self.pack(pack_id) for pack_id in packs)
        return [duty for pack in chosen for duty in pack.duties if duty.started_by(event, on)]

    def duties_met_on(self, event: str) -> list[Duty]:
        """The duties of all packs that an event meets without a person's word."""
        return [duty for pack in self.packs.values() for duty in pack.duties if duty.met_on == event]

    def breach_postings(self, packs: Collection[str], on: date) -> list[Posting]:
        """What the named packs make public of breaches, in force on that day. A name that no pack has asks nothing."""
        chosen = [self.packs[pack_id] for pack_id in packs if pack_id in self.packs]
        return [
            posting
            for pack in chosen
            for posting in pack.postings
            if posting.breach is not None and (posting.effective is None or posting.effective <= on)
        ]

    def called_for_by(self, event: str, packs: Collection[str]) -> list[StandingDuty]:
        """What the named packs ask for upon an event, without a term. A name that no pack has asks for nothing."""
        chosen = [self.packs[pack_id] for pack_id in packs if pack_id in self.packs]
        return [duty for pack in chosen for duty in pack.standing_duties if duty.upon == event]

    def duty_counting(self, rule_id: str) -> Duty:
        """The duty whose terms count for a rule: its own, or those of the duty whose dates a posting shares."""
        rule = self.index.get(rule_id)
        return self.duty(rule.by if isinstance(rule, Posting) and rule.by else rule_id)

    def standing_unmet(self, outcome: str, packs: Collection[str]) -> list[StandingDuty]:
        """The duties after which the named packs' text lets this outcome follow. Only those whose text was verified."""
        chosen = [self.packs[pack_id] for pack_id in packs if pack_id in self.packs]
        return [
            duty
            for pack in chosen
            for duty in pack.standing_duties
            if duty.verified and duty.unmet is not None and duty.unmet.outcome == outcome
        ]

    def grounds_to_refuse(self, request: str, packs: Collection[str]) -> list[StandingDuty]:
        """The grounds that the named packs give for refusing such requests. A name that no pack has gives none."""
        chosen = [self.packs[pack_id] for pack_id in packs if pack_id in self.packs]
        return [
            duty
            for pack in chosen
            for duty in pack.standing_duties
            if duty.refuses is not None and duty.refuses.request == request
        ]

    def standing_before(self, event: str, packs: Collection[str]) -> list[StandingDuty]:
        """What the named packs ask to be done before an event. A name that no pack has asks for nothing."""
        chosen = [self.packs[pack_id] for pack_id in packs if pack_id in self.packs]
        return [duty for pack in chosen for duty in pack.standing_duties if duty.before == event]

    def gates(self, packs: Collection[str]) -> list[Gate]:
        """What the named packs ask to be done before an app is approved. A name that no pack has asks for nothing."""
        return [gate for name in packs if name in self.packs for gate in self.packs[name].gates]
