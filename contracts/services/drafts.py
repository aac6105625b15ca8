"""Drafting: a paper is built, written out as Word and PDF, checked, and kept with all it was made from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from contracts import draftfacts, storage
from contracts.draftchecking import draft_check
from contracts.drafting.addendum import addendum
from contracts.drafting.model import model_agreement
from contracts.drafting.paper import Paper, paper_kept, paper_of, paper_printable
from contracts.drafting.printed import pdf_file
from contracts.drafting.provisions import Asked
from contracts.drafting.word import word_file
from contracts.models import Agreement, AgreementState, Document, DocumentState, Draft, DraftKind
from contracts.readiness import review_state
from contracts.selectors import document_text
from contracts.services.documents import content_lock, file_discard_if_unused
from district.audit import Actor, actor_label, audited
from district.clock import local_day
from district.models import User
from district.selectors import district_current, packs_adopted
from rulebook.loading import load_packs
from rulebook.model import Pack
from vendors.models import Contact, Operator, Product, Subcontractor

OVER = (AgreementState.ENDED, AgreementState.VOID)


class DraftRefused(Exception):
    """The paper cannot be drafted or released; the message says why, for people."""


def addendum_paper(
    *, agreement: Agreement, provisions: Collection[str], answers: Mapping[str, str], now: datetime
) -> tuple[Paper, Document, list[Asked]]:
    """The addendum with these provisions, the version that it amends, and what it holds.

    Raises DraftRefused, and FieldsRefused by field where an answer does not fit.
    """
    review = review_state(agreement, now=now)
    if review.document is None or review.check is None:
        raise DraftRefused("Upload the agreement first: an addendum holds what its check found missing.")
    if agreement.state in OVER:
        raise DraftRefused("This agreement is no longer in force: an addendum could not amend it.")
    chosen = [gap for gap in draftfacts.gaps_of(review) if gap.provision in provisions and gap.asked is not None]
    if not chosen:
        raise DraftRefused("Choose at least one provision that the addendum is to hold.")
    asked = [gap.asked for gap in chosen if gap.asked is not None]
    superseded = dict.fromkeys(quote for gap in chosen for quote in gap.superseded)
    paper = addendum(
        district=draftfacts.district_side(district_current()),
        operator=draftfacts.operator_side(agreement.operator),
        agreement=draftfacts.agreement_facts(agreement, review.document),
        asked=asked,
        superseded=list(superseded),
        answers=answers,
    )
    return paper, review.document, asked


def addendum_make(
    *, agreement: Agreement, provisions: Collection[str], answers: Mapping[str, str], actor: Actor, now: datetime
) -> Draft:
    """Draft the addendum and keep it. Its verdicts are the checker's on the agreement's text with the addendum."""
    paper, document, asked = addendum_paper(agreement=agreement, provisions=provisions, answers=answers, now=now)
    return draft_keep(
        kind=DraftKind.ADDENDUM,
        paper=paper,
        operator=agreement.operator,
        agreement=agreement,
        document=document,
        products=agreement.products.all(),
        asked=asked,
        answers=answers,
        before=document_text(document) if document.state == DocumentState.READ else "",
        actor=actor,
        now=now,
    )


def model_packs(now: datetime) -> list[Pack]:
    """The adopted packs that ask for something in agreements."""
    adopted = packs_adopted(local_day(now, district_current().time_zone))
    known = load_packs().packs
    return [known[pack_id] for pack_id in adopted if pack_id in known and known[pack_id].provisions]


def model_paper(
    *, operator: Operator, products: Sequence[Product], begins: date, ends: date | None, answers: Mapping[str, str],
    now: datetime,
) -> tuple[Paper, list[Asked]]:  # fmt: skip
    """The model agreement that satisfies every adopted pack. Raises DraftRefused and FieldsRefused."""
    if not products:
        raise DraftRefused("Choose at least one product that the agreement is to cover.")
    if any(product.operator_id != operator.pk for product in products):
        raise DraftRefused("An agreement covers only products of its own operator.")
    packs = model_packs(now)
    if not packs:
        raise DraftRefused("The district has adopted no pack that asks for something in agreements. Adopt one first.")
    asked = draftfacts.asked_by(packs)
    district = district_current()
    reached = draftfacts.district_contact(district)
    paper = model_agreement(
        district=draftfacts.district_side(district),
        operator=draftfacts.operator_side(operator),
        products=draftfacts.product_lines(products),
        subcontractors=[(one.name, one.purpose) for one in Subcontractor.objects.filter(operator=operator)],
        contacts=[*([(district.name, reached)] if reached else []), *_contacts(operator)],
        begins=draftfacts.day(begins),
        ends=draftfacts.day(ends) if ends else "",
        asked=asked,
        answers=answers,
    )
    return paper, asked


def model_make(
    *, operator: Operator, products: Sequence[Product], begins: date, ends: date | None, answers: Mapping[str, str],
    actor: Actor, now: datetime,
) -> Draft:  # fmt: skip
    """Draft the model agreement and keep it, with the checker's verdicts on it."""
    paper, asked = model_paper(operator=operator, products=products, begins=begins, ends=ends, answers=answers, now=now)
    return draft_keep(
        kind=DraftKind.MODEL,
        paper=paper,
        operator=operator,
        products=products,
        asked=asked,
        answers={**answers, "begins": begins.isoformat(), "ends": ends.isoformat() if ends else ""},
        actor=actor,
        now=now,
    )


def draft_release(*, draft: Draft, opinion: str, actor: User, now: datetime) -> Draft:
    """Counsel releases a draft: a new row whose files say by whom and when. The draft itself stays as it was."""
    if not actor.has_role("counsel"):
        raise DraftRefused("Only counsel releases a draft.")
    if not opinion.strip():
        raise DraftRefused("Write the opinion, in a sentence at least: it stands with the release.")
    today = local_day(now, district_current().time_zone)
    head = f"Released by counsel on {draftfacts.day(today)}"
    notice = f"{head}: {actor.name}."
    with audited(actor=actor, reason=f"Counsel releases {draft.title}"):
        locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        if locked.released or Draft.objects.filter(releases=locked).exists():
            raise DraftRefused("This draft is released already.")
        return _draft_released(locked, head, notice, opinion.strip(), actor, now)


def _draft_released(draft: Draft, head: str, notice: str, opinion: str, actor: User, now: datetime) -> Draft:
    return _draft_written(
        replace(paper_of(draft.content), head=head, notice=notice),
        kind=draft.kind,
        operator=draft.operator,
        agreement=draft.agreement,
        document=draft.document,
        products=list(draft.products.all()),
        values={
            **{name: getattr(draft, name) for name in ("packs", "provisions", "fields", "verdicts", "checker_version")},
            "releases": draft,
            "opinion": opinion,
            "released_by": actor,
        },
        reason=f"Counsel released {draft.title}",
        actor=actor,
        now=now,
    )


def draft_keep(
    *,
    kind: str,
    paper: Paper,
    operator: Operator,
    products: Iterable[Product],
    asked: Sequence[Asked],
    answers: Mapping[str, str],
    actor: Actor,
    now: datetime,
    agreement: Agreement | None = None,
    document: Document | None = None,
    before: str = "",
) -> Draft:
    """Check a paper, write it out and keep it. `before` is the text that it is read together with."""
    packs = {one.pack.id: one.pack for one in asked}
    printable = paper_printable(paper)
    verdicts, checker = draft_check(paper=printable, before=before, packs=list(packs)) if asked else ({}, "")
    wanted = {one.provision.id for one in asked}
    return _draft_written(
        paper,
        kind=kind,
        operator=operator,
        agreement=agreement,
        document=document,
        products=list(products),
        values={
            "packs": {pack.id: pack.version for pack in packs.values()},
            "provisions": list(paper.provisions),
            "fields": dict(answers),
            "verdicts": {name: verdict for name, verdict in verdicts.items() if name in wanted},
            "checker_version": checker,
        },
        reason=f"Drafted {paper.title}",
        actor=actor,
        now=now,
    )


def _draft_written(
    paper: Paper,
    *,
    kind: str,
    operator: Operator,
    agreement: Agreement | None,
    document: Document | None,
    products: list[Product],
    values: dict[str, Any],
    reason: str,
    actor: Actor,
    now: datetime,
) -> Draft:
    """Both files go to the store and the row is written with them, or neither."""
    paper = paper_printable(paper)
    hashes: list[str] = []
    try:
        with ExitStack() as stack:
            files = [stack.enter_context(storage.received([made])) for made in (word_file(paper), pdf_file(paper))]
            hashes = [incoming.sha256 for incoming in files]
            with audited(actor=actor, reason=reason):
                for incoming in sorted(
                    files, key=lambda one: one.sha256
                ):  # one order, so that two never wait crosswise
                    content_lock(incoming.sha256)
                    storage.keep(incoming)
                draft = Draft.objects.create(
                    kind=kind,
                    title=paper.title[:300],
                    operator=operator,
                    agreement=agreement,
                    document=document,
                    content=paper_kept(paper),
                    docx_sha256=hashes[0],
                    pdf_sha256=hashes[1],
                    made_at=now,
                    made_by=actor_label(actor),
                    **values,
                )
                draft.products.set(products)
    except BaseException:
        for sha256 in hashes:
            file_discard_if_unused(sha256)
        raise
    return draft


def _contacts(operator: Operator) -> list[tuple[str, str]]:
    """Those who answer for breaches first."""
    contacts = Contact.objects.filter(operator=operator).filter(~Q(email="")).order_by("-for_breaches", "name")
    return [(f"{one.name} ({operator.name})", ", ".join(filter(None, (one.email, one.telephone)))) for one in contacts]
