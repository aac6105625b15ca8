"""What a product's record lacks, each with the place where it is put right: what the law asks first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.urls import reverse

from district.models import User
from inventory.models.uses import UnderThirteen
from inventory.products.selectors import Known

FACTS: Final = "vendors.change_product"
USE: Final = "inventory.change_productuse"
ELEMENTS: Final = "inventory.change_elementuse"
OPERATORS: Final = "vendors.view_operator"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing, in words; where it is entered and how that link is called.

    `right`: what opens that place, none where it is empty. `asked`: by law.
    """

    words: str
    url: str
    action: str
    right: str = ""
    asked: bool = True


def lacks_for(user: User, lacks: Iterable[Lack]) -> list[Lack]:
    """The same, without the way (an empty `url`) where it would end at a refusal for this person."""
    return [lack if not lack.right or user.has_perm(lack.right) else replace(lack, url="") for lack in lacks]


def lacks_of(known: Known) -> list[Lack]:
    """What is missing, what the law asks first; nothing for general audience but its reason."""
    found = list(_use_lacks(known)) if not known.product.general_audience else []
    return sorted([*found, *_facts_lacks(known)], key=lambda lack: not lack.asked)


def spanish_left(known: Known) -> int:
    """How many texts that families read have no Spanish words yet."""
    pairs = [(known.product.description, known.product.description_es)]
    if known.use is not None:
        pairs.append((known.use.purpose, known.use.purpose_es))
    for row in known.elements:
        pairs += [(row.how_used, row.how_used_es), (row.purpose, row.purpose_es)]
        pairs.append((row.disclosed_to, row.disclosed_to_es))
    return sum(bool(words.strip()) and not spanish.strip() for words, spanish in pairs)


def _use_lacks(known: Known) -> Iterator[Lack]:
    pk = known.product.pk
    if known.use is None:
        yield Lack("It is not recorded what it is used for.", reverse("products:use", args=[pk]), "Say what for", USE)
        return
    if known.drafts:
        number = len(known.drafts)
        words = "1 proposal waits for a person." if number == 1 else f"{number} proposals wait for a person."
        yield Lack(words, reverse("products:drafts", args=[pk]), "Read and confirm", ELEMENTS)
    elif not known.elements:
        words = "It is not recorded which information it holds."
        yield Lack(words, reverse("products:propose", args=[pk]), "Choose what it holds", ELEMENTS)
    for row in known.elements:
        if not row.how_used.strip() or not row.purpose.strip():
            words = f"{row.element.name} has no plain explanation."
            address = reverse("products:element", args=[pk, row.element_id])
            yield Lack(words, address, f"Explain {row.element.name}", ELEMENTS)
    if known.use.users_under_13 == UnderThirteen.YES and not known.use.under_13_consent.strip():
        words = "Children under 13 use it: it is not recorded who consents for them."
        yield Lack(words, reverse("products:use", args=[pk]), "Record the consent", USE)
    if known.standing.code != "in_force":
        address = reverse("operators:operator", args=[known.product.operator_id])
        yield Lack("No agreement is in force.", f"{address}#agreements", "Look at the operator's agreements", OPERATORS)


def _facts_lacks(known: Known) -> Iterator[Lack]:
    product, use = known.product, known.use
    facts = reverse("products:facts", args=[product.pk])
    if not product.sign_in:
        yield Lack("It is not known how people sign in.", facts, "Say how they sign in", FACTS, asked=False)
    if not product.data_location and not product.general_audience:
        yield Lack("It is not known where the data is.", facts, "Say where the data is", FACTS, asked=False)
    if use is not None and use.users_under_13 == UnderThirteen.UNKNOWN:
        address = reverse("products:use", args=[product.pk])
        yield Lack("It is not known whether children under 13 use it.", address, "Say who uses it", USE, asked=False)
    if left := spanish_left(known):
        words = "1 text has no Spanish yet." if left == 1 else f"{left} texts have no Spanish yet."
        yield Lack(words, facts, "Begin with the description", FACTS, asked=False)
