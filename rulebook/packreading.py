"""From the nodes of a pack's file to its values. One reader a section; unknown keys and wrong values are refused."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

from rulebook.breachpostings import breach_posting_read
from rulebook.costkinds import CostKind, cost_kind_read
from rulebook.drafting import Parties
from rulebook.draftreading import drafting_read, parties_read
from rulebook.errors import ReckoningError
from rulebook.model import (
    Cite,
    DatedTerm,
    Definition,
    Duty,
    Extension,
    Gate,
    HoldRule,
    LawfulException,
    LetterContent,
    Pack,
    Posting,
    Provision,
    ReadMark,
    Refusal,
    Restriction,
    Safeguard,
    Source,
    SourceKind,
    StandingDuty,
    Unmet,
    Who,
    Wording,
)
from rulebook.needreading import PROMISE, need_read
from rulebook.spans import Span, Term, span_parse
from rulebook.yamlnodes import Node

Fields = dict[str, Node]
T = TypeVar("T")

ROLES: Final = (
    "superintendent",
    "privacy_officer",
    "director",
    "records_custodian",
    "business_manager",
    "committee_member",
    "staff_member",
    "counsel",
    "auditor",
)
WHO: Final = ("district", "operator", "state board")
CONTENT_ELEMENTS: Final = ("personal", "credentials")
OUTCOMES: Final = ("void", "clause-void")
REQUESTS: Final = ("inspect", "copy", "correct", "delete", "content", "directory")
TOLD: Final = ("superintendent", "counsel", "carrier", "board")
# What a program looks at for a gate: the agreement's findings, counsel's clearance, the kinds of information, whether
# pupils under 13 use it and who consents for them, the district's authorization.
GATES: Final = ("agreement-checked", "counsel-cleared", "elements-complete", "under-13-settled", "consent-recorded")
KINDS_OF_INFORMATION: Final = ("student-information", "directory-information", "student-records", "student-content")
NOT_STATED: Final = "not stated"
_PACK_ID: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_EVENT: Final = r"[a-z]+(_[a-z]+)*"
_RULE_KEYS: Final = ("id", "title", "cite", "verified")
_RULE_OPTIONAL: Final = ("doubt", "read", "wordings", "effective")


@dataclass(frozen=True, slots=True)
class Context:
    """What every rule of a pack may lean on: its id, its sources, when it was last read, its words for the parties."""

    pack_id: str
    sources: dict[str, Source]
    read: ReadMark
    parties: Parties


def pack_read(root: Node, content: bytes) -> Pack:
    """The pack in a file. `content` is the file as it lies on disk, for the version."""
    sections = tuple(_SECTIONS)
    fields = root.fields(
        ("pack", "version", "title", "short_title", "state", "authority", "read", "sources"),
        (*sections, "definitions", "parties"),
    )
    context = _context(fields)
    rules = {name: _list(fields, name, _SECTIONS[name], context) for name in sections}
    return Pack(
        id=context.pack_id,
        version=f"{fields['version'].text()}+{sha256(content).hexdigest()[:12]}",
        title=fields["title"].text(),
        short_title=fields["short_title"].text(),
        state=None if fields["state"].value is None else fields["state"].word(r"[A-Z]{2}", "IL"),
        authority=fields["authority"].text(),
        read=context.read,
        sources=tuple(context.sources.values()),
        parties=context.parties,
        definitions=_list(fields, "definitions", _definition, context),
        **cast("dict[str, Any]", rules),
    )


def _context(fields: Fields) -> Context:
    sources: dict[str, Source] = {}
    for node in fields["sources"].items():
        source = _source(node)
        if source.id in sources:
            raise node.error(f"the source {source.id!r} stands twice")
        sources[source.id] = source
    return Context(
        pack_id=fields["pack"].word(_PACK_ID, "il-soppa"),
        sources=sources,
        read=_read_mark(fields["read"]),
        parties=parties_read(fields.get("parties")),
    )


def _list(fields: Fields, name: str, read: Callable[[Node, Context], T], context: Context) -> tuple[T, ...]:
    return tuple(read(node, context) for node in fields[name].items()) if name in fields else ()


def _source(node: Node) -> Source:
    fields = node.fields(("id", "kind", "title"), ("file", "notes", "adopted", "revised"))
    return Source(
        id=fields["id"].word(_PACK_ID, "procedure"),
        kind=cast("SourceKind", fields["kind"].choice(("policy", "statute"))),
        title=fields["title"].text(),
        file=_text(fields, "file") or _text(fields, "notes") or None,
        adopted=_day_or_words(fields.get("adopted")),
        revised=_day_or_words(fields.get("revised")),
    )


def _day_or_words(node: Node | None) -> str | None:
    if node is None:
        return None
    return node.value.isoformat() if isinstance(node.value, date) else node.text()


def _read_mark(node: Node) -> ReadMark:
    fields = node.fields(("on", "by"))
    return ReadMark(on=fields["on"].day(), by=fields["by"].text())


def _text(fields: Fields, key: str) -> str:
    return fields[key].text() if key in fields else ""


def _texts(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(node.text() for node in fields[key].items()) if key in fields else ()


def _from(node: Node | None) -> date | None:
    """A day, or None where it is left out or the source does not state it."""
    return None if node is None or node.value == NOT_STATED else node.day()


def _source_named(node: Node, context: Context) -> Source:
    return context.sources[node.choice(context.sources)]


def _cite(node: Node, context: Context) -> Cite:
    fields = node.fields(("in", "at"), ("quote", "href"))
    href = fields["href"].text() if "href" in fields else None
    return Cite(_source_named(fields["in"], context), fields["at"].text(), _text(fields, "quote"), href)


def _verified(node: Node, fields: Fields) -> dict[str, Any]:
    """`verified` and `doubt`. What is not verified must say why, so that a screen can."""
    verified = fields["verified"].flag()
    if not verified and "doubt" not in fields:
        raise node.error("what is not verified must say why, under 'doubt'")
    if verified and "doubt" in fields:
        raise fields["doubt"].error("what is verified has no doubt")
    return {"verified": verified, "doubt": _text(fields, "doubt")}


def _wording(node: Node, context: Context) -> Wording:
    fields = node.fields(("in", "at", "text", "verified"), ("from", "quote", "doubt"))
    cite = Cite(_source_named(fields["in"], context), fields["at"].text(), _text(fields, "quote"))
    return Wording(
        text=fields["text"].text(), cite=cite, from_date=_from(fields.get("from")), **_verified(node, fields)
    )


def _rule_id(node: Node, context: Context) -> str:
    rule_id = node.word(rf"{_PACK_ID}(\.[a-z0-9]+(-[a-z0-9]+)*)+", "il-soppa.breach.notify-parents")
    if not rule_id.startswith(context.pack_id + "."):
        raise node.error(f"{rule_id!r} must begin with the pack's own name, {context.pack_id + '.'!r}")
    return rule_id


def _rule(node: Node, context: Context, fields: Fields, must: str) -> dict[str, Any]:
    """What all rules share."""
    return {
        "id": _rule_id(fields["id"], context),
        "title": fields["title"].text(),
        "must": fields[must].text(),
        "cite": _cite(fields["cite"], context),
        "effective": _from(fields.get("effective")),
        "read": _read_mark(fields["read"]) if "read" in fields else context.read,
        "wordings": _list(fields, "wordings", _wording, context),
        **_verified(node, fields),
    }


def _provision(node: Node, context: Context) -> Provision:
    fields = node.fields(
        (*_RULE_KEYS, "text", "applies", "needs"),
        ("doubt", "read", "wordings", "weaker_if", "contradicted_by", "redactable", "drafting", "costs"),
    )
    applies = fields["applies"].fields(("from", "to"))
    shared = _rule(node, context, fields, "text") | {"effective": _from(applies["from"])}
    against = fields["contradicted_by"].items() if "contradicted_by" in fields else ()
    return Provision(
        **shared,
        applies_to=applies["to"].text(),
        needs=need_read(fields["needs"]),
        weaker_if=need_read(fields["weaker_if"]) if "weaker_if" in fields else None,
        contradicted_by=tuple(part.word(PROMISE, "may-sell") for part in against),
        redactable=fields["redactable"].flag() if "redactable" in fields else True,
        drafting=drafting_read(fields.get("drafting"), shared["title"], context.parties),
        costs=_list(fields, "costs", _cost_kind, context),
    )


def _cost_kind(node: Node, context: Context) -> CostKind:
    return cost_kind_read(node, cite=partial(_cite, context=context))


def _duty(node: Node, context: Context) -> Duty:
    fields = node.fields(
        ("id", "title", "who", "role", "must", "starts", "terms", "met_by"),
        ("hold", "extension", "read", "wordings", "met_on", "involves", "agreed"),
    )
    terms = tuple(_dated_term(part, context) for part in fields["terms"].items())
    starts = tuple(part.word(_EVENT, "agreement_signed") for part in fields["starts"].items())
    if not terms or not starts:
        raise node.error("a duty needs at least one term and one event that starts it")
    _refuse_same_day_twice(node, terms)
    doubts = dict.fromkeys(term.doubt for term in terms if not term.verified)
    days = [term.from_date for term in terms if term.from_date]
    return Duty(
        id=_rule_id(fields["id"], context),
        title=fields["title"].text(),
        must=fields["must"].text(),
        cite=terms[0].cite,
        effective=min(days, default=None),
        verified=not doubts,
        doubt="; ".join(doubts),
        read=_read_mark(fields["read"]) if "read" in fields else context.read,
        wordings=_list(fields, "wordings", _wording, context),
        who=cast("Who", fields["who"].choice(WHO)),
        role=fields["role"].choice(ROLES),
        starts=starts,
        terms=terms,
        hold=_hold(fields["hold"], context) if "hold" in fields else None,
        extension=_extension(fields["extension"], context) if "extension" in fields else None,
        met_by=fields["met_by"].text(),
        met_on=_event(fields, "met_on"),
        involves=tuple(part.choice(KINDS_OF_INFORMATION) for part in fields["involves"].items())
        if "involves" in fields
        else (),
        agreed=_rule_id(fields["agreed"], context) if "agreed" in fields else "",
    )


def _event(fields: dict[str, Node], key: str) -> str:
    return fields[key].word(_EVENT, "agreement_posted") if key in fields else ""


def _refuse_same_day_twice(node: Node, terms: Collection[DatedTerm]) -> None:
    if len({(term.source, term.from_date) for term in terms}) < len(terms):
        raise node.error("two terms of one source begin on the same day")


def _dated_term(node: Node, context: Context) -> DatedTerm:
    fields = node.fields(("from", "span", "cite", "verified"), ("doubt",))
    cite = _cite(fields["cite"], context)
    return DatedTerm(
        source=cite.source.kind,
        from_date=_from(fields["from"]),
        span=_span(fields["span"]),
        cite=cite,
        **_verified(node, fields),
    )


def _span(node: Node) -> Term:
    try:
        return span_parse(node.text())
    except ReckoningError as problem:
        raise node.error(str(problem)) from problem


def _hold(node: Node, context: Context) -> HoldRule:
    fields = node.fields(("only_if", "needs", "when_lifted", "cite"))
    words = {key: fields[key].text() for key in ("only_if", "needs", "when_lifted")}
    return HoldRule(**words, cite=_cite(fields["cite"], context))


def _extension(node: Node, context: Context) -> Extension:
    fields = node.fields(("span", "reasons", "cite", "verified"), ("doubt",))
    span = _span(fields["span"])
    if not isinstance(span, Span):
        raise fields["span"].error("an extension is a count of hours or days")
    return Extension(
        span=span, reasons=_texts(fields, "reasons"), cite=_cite(fields["cite"], context), **_verified(node, fields)
    )


def _standing_duty(node: Node, context: Context) -> StandingDuty:
    fields = node.fields(
        (*_RULE_KEYS, "must", "who", "role"),
        (*_RULE_OPTIONAL, "includes", "before", "unmet", "upon", "more_than", "tells", "refuses"),
    )
    return StandingDuty(
        **_rule(node, context, fields, "must"),
        who=cast("Who", fields["who"].choice(WHO)),
        role=fields["role"].choice(ROLES),
        includes=_texts(fields, "includes"),
        before=_event(fields, "before"),
        unmet=_unmet(fields["unmet"], context) if "unmet" in fields else None,
        upon=_event(fields, "upon"),
        more_than=fields["more_than"].number() if "more_than" in fields else 0,
        tells=fields["tells"].choice(TOLD) if "tells" in fields else "",
        refuses=_refusal(fields["refuses"]) if "refuses" in fields else None,
    )


def _refusal(node: Node) -> Refusal:
    fields = node.fields(("request", "force"))
    return Refusal(fields["request"].choice(REQUESTS), fields["force"].choice(("must", "may")) == "must")


def _unmet(node: Node, context: Context) -> Unmet:
    fields = node.fields(("outcome", "cite"))
    return Unmet(fields["outcome"].choice(OUTCOMES), _cite(fields["cite"], context))


def _posting(node: Node, context: Context) -> Posting:
    fields = node.fields((*_RULE_KEYS, "must"), (*_RULE_OPTIONAL, "includes", "breach", "by"))
    breach = None
    if "breach" in fields:
        breach = breach_posting_read(fields["breach"], cite=lambda part: _cite(part, context), verified=_verified)
    shared = _rule(node, context, fields, "must")
    by = _rule_id(fields["by"], context) if "by" in fields else ""
    return Posting(**shared, includes=_texts(fields, "includes"), breach=breach, by=by)


def _content(node: Node, context: Context) -> LetterContent:
    fields = node.fields((*_RULE_KEYS, "must", "letter"), (*_RULE_OPTIONAL, "when"))
    shared = _rule(node, context, fields, "must")
    words, elements = _content_when(fields["when"]) if "when" in fields else ("", "")
    return LetterContent(**shared, letter=fields["letter"].text(), when=words, when_elements=elements)


def _content_when(node: Node) -> tuple[str, str]:
    fields = node.fields(("elements", "words"))
    return fields["words"].text(), fields["elements"].choice(CONTENT_ELEMENTS)


def _restriction(node: Node, context: Context) -> Restriction:
    fields = node.fields((*_RULE_KEYS, "must", "who"), (*_RULE_OPTIONAL, "exceptions"))
    return Restriction(
        **_rule(node, context, fields, "must"),
        who=cast("Who", fields["who"].choice(WHO)),
        exceptions=_list(fields, "exceptions", _exception, context),
    )


def _exception(node: Node, context: Context) -> LawfulException:
    fields = node.fields(("text", "cite", "verified"), ("doubt",))
    return LawfulException(text=fields["text"].text(), cite=_cite(fields["cite"], context), **_verified(node, fields))


def _safeguard(node: Node, context: Context) -> Safeguard:
    fields = node.fields((*_RULE_KEYS, "must", "evidence"), (*_RULE_OPTIONAL, "on_request", "provision", "of_district"))
    return Safeguard(
        **_rule(node, context, fields, "must"),
        evidence=fields["evidence"].text(),
        on_request=fields["on_request"].flag() if "on_request" in fields else False,
        provision=_rule_id(fields["provision"], context) if "provision" in fields else None,
        of_district=fields["of_district"].flag() if "of_district" in fields else False,
    )


def _gate(node: Node, context: Context) -> Gate:
    fields = node.fields((*_RULE_KEYS, "must", "asks"), _RULE_OPTIONAL)
    return Gate(**_rule(node, context, fields, "must"), asks=fields["asks"].choice(GATES))


def _definition(node: Node, context: Context) -> Definition:
    fields = node.fields(("term", "text", "cite", "verified"), ("doubt",))
    return Definition(
        term=fields["term"].text(),
        text=fields["text"].text(),
        cite=_cite(fields["cite"], context),
        **_verified(node, fields),
    )


_SECTIONS: Final[dict[str, Callable[[Node, Context], Any]]] = {
    "provisions": _provision,
    "duties": _duty,
    "standing_duties": _standing_duty,
    "postings": _posting,
    "contents": _content,
    "restrictions": _restriction,
    "safeguards": _safeguard,
    "gates": _gate,
}
