"""From provisions of packs to clauses: each wording once, with the citation of every law that asks for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.drafting.paper import Article, Clause
from rulebook.drafting import DraftField, DraftingRefused, Parties
from rulebook.model import Pack, Provision


@dataclass(frozen=True, slots=True)
class Asked:
    """A provision that the paper is to hold, with the pack that asks for it."""

    pack: Pack
    provision: Provision

    @property
    def cite(self) -> str:
        return f"{self.pack.short_title}: {self.provision.cite.at}"


@dataclass(frozen=True, slots=True)
class FieldAsked:
    """A field of the form: asked once, whoever asks. `for_laws` are the citations of all that do."""

    field: DraftField
    parties: Parties
    for_laws: tuple[str, ...]


class FieldsRefused(ValueError):
    """What was entered does not fit: `problems` by field, in words."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def worded(asked: Iterable[Asked]) -> list[Asked]:
    """Those that have a wording: a district's own pack may give none."""
    return [one for one in asked if one.provision.drafting is not None]


def fields_asked(asked: Sequence[Asked]) -> list[FieldAsked]:
    """Every field that these provisions leave open, once, in their order."""
    fields: dict[str, FieldAsked] = {}
    for one in worded(asked):
        for field in one.provision.drafting.fields if one.provision.drafting else ():
            before = fields.get(field.name)
            cites = (*before.for_laws, one.cite) if before else (one.cite,)
            fields[field.name] = FieldAsked(
                before.field if before else field, before.parties if before else one.pack.parties, cites
            )
    return list(fields.values())


def articles_for(asked: Sequence[Asked], answers: Mapping[str, str]) -> tuple[Article, ...]:
    """One article a law, in the order given. Raises FieldsRefused, with a sentence for every field that does not fit.

    Where several laws have the same wording it is said once, in the words of the first, with all their citations.
    """
    kept: dict[str, list[Asked]] = {}
    for one in worded(asked):
        if one.provision.drafting is not None:
            kept.setdefault(one.provision.drafting.text, []).append(one)
    problems = answers_refused([same[0] for same in kept.values()], answers)
    if problems:
        raise FieldsRefused(problems)
    by_pack: dict[str, tuple[Pack, list[Clause]]] = {}
    for same in kept.values():
        by_pack.setdefault(same[0].pack.id, (same[0].pack, []))[1].append(_clause(same, answers))
    return tuple(Article(pack.short_title, tuple(clauses)) for pack, clauses in by_pack.values())


def answers_refused(asked: Iterable[Asked], answers: Mapping[str, str]) -> dict[str, str]:
    """What does not fit in what was entered, by field."""
    problems: dict[str, str] = {}
    for entry in fields_asked(list(asked)):
        try:
            entry.field.accepted(answers.get(entry.field.name, ""), entry.parties)
        except DraftingRefused as refusal:
            problems[entry.field.name] = str(refusal)
    return problems


def _clause(same: Sequence[Asked], answers: Mapping[str, str]) -> Clause:
    first = same[0]
    drafting = first.provision.drafting
    assert drafting is not None  # noqa: S101 -- worded() left the others out
    return Clause(
        text=drafting.written(answers, first.pack.parties),
        heading=drafting.heading,
        cites=tuple(one.cite for one in same),
        provisions=tuple(one.provision.id for one in same),
    )


def names_used(packs: Iterable[Pack]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What the laws call the operator, the district and the agreement: the plain word first, each once."""
    parties = [Parties(), *(pack.parties for pack in packs)]
    return (
        tuple(dict.fromkeys(one.operator for one in parties)),
        tuple(dict.fromkeys(one.district for one in parties)),
        tuple(dict.fromkeys(one.agreement for one in parties)),
    )
