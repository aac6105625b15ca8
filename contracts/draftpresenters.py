"""What the pages of drafts say."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from contracts.draft_selectors import offer_of
from contracts.draftfacts import asked_or_none
from contracts.models import Agreement, Draft, DraftKind, Verdict
from district.models import User


@dataclass(frozen=True, slots=True)
class DraftLine:
    draft: Draft
    tone: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a paper goes once counsel has released it: the page, its words, and what to do before."""

    url: str
    action: str
    after: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    provision: str
    title: str
    verdict: str
    words: str


def addendum_offered(agreement: Agreement, user: User) -> bool:
    """Whether the agreement's page leads this person to drafting an addendum."""
    return user.has_perm("contracts.add_draft") and agreement.state not in ("ended", "void")


def onward(draft: Draft, user: User) -> Onward | None:
    """The page that takes the signed paper in; None where this person may not open it."""
    if draft.kind == DraftKind.MODEL:
        address = f"{reverse('admin:contracts_agreement_add')}?operator={draft.operator_id}"
        after = "Send it to the operator. Enter it as an agreement; its file is then read and checked like any other."
        return Onward(address, "Enter it as an agreement", after) if user.has_perm("contracts.add_agreement") else None
    if draft.agreement is None:
        return None
    if draft.kind == DraftKind.ACCEPTANCE:
        offer = offer_of(draft.agreement)
        after = "Have it signed, then record the acceptance with the signed page."
        if offer is None or offer.accepted_at is not None or not user.has_perm("contracts.sign_agreement"):
            return None
        return Onward(reverse("contracts:offer-accept", args=[offer.pk]), "Record the acceptance", after)
    address = reverse("contracts:upload", args=[draft.agreement_id])
    after = "Send it to the operator. Once both have signed, upload it: it is read and checked like any other file."
    may = user.has_perm("contracts.add_document") and draft.agreement.state not in ("ended", "void")
    return Onward(address, "Upload it as the agreement's next version", after) if may else None


def draft_lines(drafts: Iterable[Draft]) -> list[DraftLine]:
    return [
        DraftLine(
            one,
            "done" if one.released else "open",
            "released by counsel" if one.released else "draft for counsel",
            checked_in_words(one),
        )
        for one in drafts
    ]


def checked_in_words(draft: Draft) -> str:
    """How many of the provisions that it was made for the checker finds; nothing where there were none."""
    if not draft.provisions:
        return ""
    if not draft.verdicts:
        return "not checked: the two texts together could not be read"
    found = sum(verdict == Verdict.FOUND for verdict in draft.verdicts.values())
    together = " with the agreement" if draft.kind == "addendum" else ""
    return f"the checker finds {found} of {len(draft.verdicts)} provisions{together}"


def verdict_lines(draft: Draft) -> list[VerdictLine]:
    lines = []
    for provision, verdict in draft.verdicts.items():
        asked = asked_or_none(provision)
        title = f"{asked.provision.title} ({asked.pack.short_title})" if asked else provision
        lines.append(VerdictLine(provision, title, verdict, Verdict(verdict).label))
    return lines


def answers_in_words(draft: Draft) -> list[tuple[str, str]]:
    """What was entered: (question, answer), in the packs' words where a pack still asks."""
    labels = {"begins": "It begins on", "ends": "It ends on"}
    for provision in draft.provisions:
        if (asked := asked_or_none(provision)) is not None and asked.provision.drafting is not None:
            labels |= {field.name: field.asks for field in asked.provision.drafting.fields}
    return [(labels[name], value) for name, value in draft.fields.items() if name in labels and value]
