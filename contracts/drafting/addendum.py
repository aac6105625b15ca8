"""The addendum that would cure an agreement: what it lacks, and which of its words no longer hold."""

from collections.abc import Mapping, Sequence

from contracts.drafting.facts import AgreementFacts, Side, Superseded
from contracts.drafting.paper import DRAFT_MARK, DRAFT_WORDS, Article, Clause, Paper
from contracts.drafting.parts import definitions, parties_of, signatures
from contracts.drafting.provisions import Asked, articles_for, worded


def addendum(
    *,
    district: Side,
    operator: Side,
    agreement: AgreementFacts,
    asked: Sequence[Asked],
    superseded: Sequence[Superseded],
    answers: Mapping[str, str],
) -> Paper:
    """An addendum with these provisions. Raises FieldsRefused where an answer is missing or does not fit."""
    packs = list({one.pack.id: one.pack for one in worded(asked)}.values())
    written = articles_for(asked, answers)
    meant = f"the agreement “{agreement.title}” together with this Addendum"
    return Paper(
        title=f"Addendum to “{agreement.title}”",
        head=DRAFT_MARK,
        notice=DRAFT_WORDS,
        parties=parties_of(district, operator, packs),
        recitals=_recitals(agreement),
        articles=(definitions(district, operator, meant, packs), _effect(), *_taken_back(superseded), *written),
        schedules=(),
        signatures=signatures(district, operator),
    )


def _recitals(agreement: AgreementFacts) -> tuple[str, ...]:
    return (
        f"The parties have made, or are about to make, the agreement “{agreement.title}” ({agreement.dated}). This "
        "Addendum "
        f"refers to its version {agreement.version}, the file {agreement.file_name} with the SHA-256 "
        f"{agreement.sha256}.",
        "The laws and policies named below ask for provisions that this version does not hold, or words otherwise. "
        "The parties add them by this Addendum.",
    )


def _effect() -> Article:
    return Article(
        "Effect and order of precedence",
        (
            Clause("This Addendum is a part of the Agreement from the day of its last signature."),
            Clause(
                "Where this Addendum conflicts with another part of the Agreement, with terms of service, a privacy "
                "policy "
                "or any other paper that the Agreement refers to, this Addendum governs, whatever order of precedence "
                "stands elsewhere."
            ),
            Clause(
                "This Addendum is changed only in writing, signed by both parties. All else in the Agreement stands."
            ),
        ),
    )


def _taken_back(superseded: Sequence[Superseded]) -> tuple[Article, ...]:
    """The clauses that conflict, word for word, so that nobody has to guess which are meant."""
    if not superseded:
        return ()
    quotes = tuple(f"Page {one.page}: “{' '.join(one.text.split())}”" for one in superseded)
    words = (
        "These words of the Agreement are superseded by this Addendum and have no effect so far as they conflict with "
        "it:"
    )
    return (Article("Words that are superseded", (Clause(words, quotes=quotes),)),)
