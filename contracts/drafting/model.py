"""The model agreement: one paper with every provision of the adopted laws, for one operator and these products."""

from collections.abc import Mapping, Sequence

from contracts.drafting.facts import ProductLine, Side
from contracts.drafting.paper import DRAFT_MARK, DRAFT_WORDS, Article, Clause, Paper, Schedule
from contracts.drafting.parts import definitions, parties_of, schedule_of_data, schedule_of_services, signatures
from contracts.drafting.provisions import Asked, articles_for, worded


def model_agreement(
    *,
    district: Side,
    operator: Side,
    products: Sequence[ProductLine],
    subcontractors: Sequence[tuple[str, str]],
    contacts: Sequence[tuple[str, str]],
    begins: str,
    ends: str,
    asked: Sequence[Asked],
    answers: Mapping[str, str],
) -> Paper:
    """The whole agreement. `ends` is empty for no fixed end; contacts and subcontractors are (name, words) pairs.

    Raises FieldsRefused where an answer is missing or does not fit.
    """
    packs = list({one.pack.id: one.pack for one in worded(asked)}.values())
    written = articles_for(asked, answers)
    names = ", ".join(product.name for product in products)
    return Paper(
        title=f"Student data agreement for {names}",
        head=DRAFT_MARK,
        notice=DRAFT_WORDS,
        parties=parties_of(district, operator, packs),
        recitals=(
            f"The District uses {names} for its schools. In doing so it lets the Operator have information about "
            "students.",
            "The parties agree here on what the Operator does with that information, as the laws and policies named "
            "below ask.",
        ),
        articles=(
            definitions(district, operator, "this agreement with its schedules", packs),
            _services(names, begins, ends),
            *written,
            _general(),
        ),
        schedules=(
            schedule_of_data("A", products),
            schedule_of_services("B", products),
            _people("C", contacts, subcontractors),
        ),
        signatures=signatures(district, operator),
    )


def _services(names: str, begins: str, ends: str) -> Article:
    lasts = f"and ends on {ends}" if ends else "and has no fixed end; either party may end it in writing"
    return Article(
        "Services and term",
        (
            Clause(
                f"The Operator provides {names} to the District, as Schedule B describes. Schedule A lists the data."
            ),
            Clause(f"This Agreement begins on {begins} {lasts}."),
            Clause("What this Agreement asks of the Operator after its end binds the Operator until it is done."),
        ),
    )


def _general() -> Article:
    return Article(
        "General",
        (
            Clause(
                "Where this Agreement conflicts with terms of service, a privacy policy or any other paper of the "
                "Operator, "
                "click-through terms included, this Agreement governs."
            ),
            Clause("This Agreement and its schedules are changed only in writing, signed by both parties."),
            Clause("Notices under this Agreement go to those whom Schedule C names."),
        ),
    )


def _people(letter: str, contacts: Sequence[tuple[str, str]], subcontractors: Sequence[tuple[str, str]]) -> Schedule:
    rows = [("Contact", *pair) for pair in contacts] + [("Subcontractor", *pair) for pair in subcontractors]
    intro = "Whom notices reach, and to whom the Operator may give information in order to provide the service."
    return Schedule(letter, "People and subcontractors", intro, ("As", "Who", "How or what for"), tuple(rows))
