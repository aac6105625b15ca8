"""Which questions are asked, in which order: a table by kind, shortened and lengthened by the answers so far."""

from collections.abc import Mapping
from typing import Final

from requests_portal.asking import detailforms, forms
from requests_portal.asking.asked import Asked
from requests_portal.asking.forms import Question, needs_address
from requests_portal.models import RequestKind

FORMS: Final[Mapping[str, type[Question]]] = {
    "what": forms.WhatForm,
    "who": forms.WhoForm,
    "child": forms.ChildForm,
    "school": forms.SchoolForm,
    "scope": forms.ScopeForm,
    "apps": forms.AppsForm,
    "elements": forms.ElementsForm,
    "inspect": detailforms.InspectForm,
    "copy": detailforms.CopyForm,
    "correct": detailforms.CorrectForm,
    "proof": detailforms.ProofForm,
    "delete": detailforms.DeleteForm,
    "content": detailforms.ContentForm,
    "directory": detailforms.DirectoryForm,
    "you": forms.YouForm,
    "address": forms.AddressForm,
}
FIRST: Final = "what"


def questions_of(asked: Asked) -> list[str]:
    """The questions in order, as far as the answers so far decide it; without a kind, those of most kinds."""
    kind = asked.kind or RequestKind.COPY
    if kind == RequestKind.DIRECTORY:
        return [FIRST, "directory", "you"]
    found = [FIRST, "who", "child", "school", "scope"]
    if asked.scope in ("apps", "elements"):
        found.append(asked.scope)
    found.append(kind)
    if kind == RequestKind.CORRECT:
        found.append("proof")
    found.append("you")
    if needs_address(asked):
        found.append("address")
    return found


def first_open(asked: Asked) -> str:
    """The first question without a standing answer; empty where every one has one."""
    return next((name for name in questions_of(asked) if not answered(name, asked)), "")


def answered(name: str, asked: Asked) -> bool:
    """Whether a question has an answer that still stands."""
    given = asked.given(name)
    return bool(given) and FORMS[name].stands(given, asked)


def reachable(name: str, asked: Asked) -> bool:
    """Whether a question's turn has come: every one before it is answered."""
    names = questions_of(asked)
    return name in names and all(answered(one, asked) for one in names[: names.index(name)])


def before(name: str, asked: Asked) -> str:
    """The question before one; empty before the first."""
    names = questions_of(asked)
    place = names.index(name) if name in names else 0
    return names[place - 1] if place else ""


def after(name: str, asked: Asked) -> str:
    """The question after one; empty after the last, where the answers are checked."""
    names = questions_of(asked)
    place = names.index(name) + 1 if name in names else 0
    return names[place] if place < len(names) else ""
