"""Parts that several papers share: who is who, which words govern, who signs."""

from collections.abc import Iterable, Sequence

from contracts.drafting.facts import ProductLine, Side
from contracts.drafting.paper import Article, Clause, Party, Schedule, Signature
from contracts.drafting.provisions import names_used
from rulebook.model import Pack

NOTHING = "none recorded"


def parties_of(district: Side, operator: Side, packs: Iterable[Pack]) -> tuple[Party, Party]:
    operator_names, district_names, _ = names_used(packs)
    return (
        Party(district.name, district_names, district.address),
        Party(operator.name, operator_names, operator.address),
    )


def definitions(district: Side, operator: Side, paper: str, packs: Sequence[Pack]) -> Article:
    """Each law speaks of the same two sides by names of its own: all of them are said to mean these two."""
    operator_names, district_names, agreement_names = names_used(packs)
    laws = tuple(f"{pack.short_title}: {'; '.join(source.title for source in pack.sources)}" for pack in packs)
    clauses = [
        Clause(f"{_quoted(district_names)} {_means(district_names)} {_stopped(district.name)}"),
        Clause(f"{_quoted(operator_names)} {_means(operator_names)} {_stopped(operator.name)}"),
        Clause(f"{_quoted(agreement_names)} {_means(agreement_names)} {_stopped(paper)}"),
        Clause("Each article that bears the name of a law uses the words of that law as it defines them:", items=laws),
    ]
    return Article("Definitions", tuple(clauses))


def signatures(district: Side, operator: Side) -> tuple[Signature, Signature]:
    return Signature(district.name, district.signs_as), Signature(operator.name, operator.signs_as)


def schedule_of_data(letter: str, products: Sequence[ProductLine]) -> Schedule:
    rows = tuple(
        (
            line.product,
            line.name,
            ", ".join(line.handled) or NOTHING,
            line.how_used or NOTHING,
            line.disclosed_to or "nobody",
        )
        for product in products
        for line in product.elements
    )
    intro = "The categories or types of information that the Operator is given, and how each is handled."
    columns = ("Product", "Kind of information", "Handled", "How it is used", "Disclosed besides to")
    return Schedule(letter, "Schedule of data", intro, columns, rows)


def schedule_of_services(letter: str, products: Sequence[ProductLine]) -> Schedule:
    rows = tuple(
        (product.name, product.description, product.purpose or NOTHING, product.grades or NOTHING)
        for product in products
    )
    intro = "The products and services that the Operator provides to the District under this paper."
    return Schedule(letter, "Products and services", intro, ("Product", "What it is", "School purpose", "Grades"), rows)


def _stopped(words: str) -> str:
    """A name may end with a full stop of its own, such as Inc."""
    return words if words.endswith(".") else f"{words}."


def _quoted(names: Sequence[str]) -> str:
    marked = [f"“{name}”" for name in names]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"


def _means(names: Sequence[str]) -> str:
    return "means" if len(names) == 1 else "all mean"
