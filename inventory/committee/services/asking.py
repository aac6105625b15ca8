"""Staff ask, take back and answer questions; the committee's keepers sort what came in."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from district.audit import Actor, audited
from district.models import User
from inventory.committee.errors import CommitteeRefused
from inventory.committee.mails import address, asked_told, evaluating_told, note_told, requester_of, tell
from inventory.committee.people import electorate_of, keepers, settings_current
from inventory.committee.rubric import version_current
from inventory.committee.services.common import (
    keeper_needed,
    next_ordinal,
    request_locked,
    request_locked_in,
    said,
    unconcerned_needed,
)
from inventory.models import OPEN_REQUESTS, AppRequest, AppRequestNote, AppRequestState, CommitteeDecision, DataElement
from vendors.models import Product

ASKED_FIELDS: Final = (
    *("product", "product_name", "operator_name", "website", "purpose", "content_area", "lowest_grade"),
    *("highest_grade", "school", "under_13", "data_note", "need_by"),
)


def app_request_ask(
    *, values: Mapping[str, Any], elements: Iterable[DataElement] = (), actor: User, now: datetime
) -> AppRequest:
    """A member of staff asks for an app. `values` are ASKED_FIELDS; ValidationError, by field, where one is wrong.

    The same person asking for the same product again while it is open is refused, with the number that it has.
    """
    given = {name: values[name] for name in ASKED_FIELDS if name in values}
    with audited(actor=actor, reason=f"App asked for: {given.get('product_name', '')}"):
        ordinal = next_ordinal()
        _not_twice(given, actor)
        request = AppRequest(number=f"A-{ordinal}", ordinal=ordinal, requester=actor, asked_at=now, **given)
        request.full_clean(exclude=["elements"])
        request.save()
        request.elements.set(elements)
        asked_told(request=request, keepers=keepers(settings_current()), actor=actor, now=now)
    return request


def _not_twice(given: Mapping[str, Any], actor: User) -> None:
    mine = AppRequest.objects.filter(requester=actor, state__in=OPEN_REQUESTS)
    same = mine.filter(product_name__iexact=str(given.get("product_name", "")).strip()).first()
    if same is not None:
        raise CommitteeRefused(
            f"You asked for it already: {same.number} is {same.get_state_display()}.", "product_name"
        )


def review_open(*, decision: CommitteeDecision, actor: Actor, now: datetime) -> AppRequest:
    """The committee looks again at an approval: a request that nobody asked for. Doing it again answers the same.

    Of two who open it at once the second waits for the first, and gets the first one's review.
    """
    product, before = decision.product, decision.request
    if product is None or not decision.approves:
        raise CommitteeRefused("Only an approval is looked at again.")
    use = getattr(product, "use", None)
    with audited(actor=actor, reason=f"Review of the approval of {product}"):
        CommitteeDecision.objects.select_for_update().get(pk=decision.pk)
        standing = AppRequest.objects.filter(reviews=decision, state__in=OPEN_REQUESTS).first()
        if standing is not None:
            return standing
        ordinal = next_ordinal()
        request = AppRequest.objects.create(
            number=f"A-{ordinal}",
            ordinal=ordinal,
            asked_at=now,
            product=product,
            product_name=product.name,
            operator_name=product.operator.name,
            purpose=before.purpose if before else (use.purpose if use else product.description),
            content_area=before.content_area if before else (use.content_area if use else ""),
            lowest_grade=decision.lowest_grade or (use.lowest_grade if use else "PK"),
            highest_grade=decision.highest_grade or (use.highest_grade if use else "12"),
            need_by=decision.expires_on,
            reviews=decision,
        )
        tell(
            people=keepers(settings_current()),
            key=f"review.{request.pk}",
            subject=f"{request.number}: review of {product.name}",
            lines=[f"The approval of {product.name} is due for review.", address("committee:item", request.pk)],
            actor=actor,
            now=now,
        )
    return request


def app_request_withdraw(*, request: AppRequest, because: str, actor: User, now: datetime) -> AppRequest:
    """Whoever asked takes it back, before the vote is open."""
    if request.requester_id != actor.pk:
        raise CommitteeRefused("Whoever asked for it takes it back.")
    with audited(actor=actor, reason=f"{request.number}: withdrawn"):
        locked = request_locked_in(request, AppRequestState.ASKED, AppRequestState.EVALUATING)
        locked.answer = because.strip()
        return _over(locked, AppRequestState.WITHDRAWN, now)


def app_request_answer(*, request: AppRequest, answer: str, actor: User, now: datetime) -> AppRequest:
    """End it without a vote: it is approved already, or no decision of the committee is needed. The reason is told."""
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    words = said(answer, "answer", "Write what the requester is told.")
    with audited(actor=actor, reason=f"{request.number}: answered without a vote"):
        locked = request_locked_in(request, AppRequestState.ASKED, AppRequestState.EVALUATING)
        locked.answer = words
        done = _over(locked, AppRequestState.ANSWERED, now)
        _closed_told(done, [words], actor, now)
    return done


def app_request_join(*, request: AppRequest, into: AppRequest, actor: User, now: datetime) -> AppRequest:
    """Somebody asked for the same before: it goes on there, and this requester hears the decision too.

    Whoever asked for either, or has an interest in it, does not join them: it would take the other's vote away.
    """
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    unconcerned_needed(into, actor, "into")
    if into.pk == request.pk:
        raise CommitteeRefused("Join it to another request.", "into")
    with audited(actor=actor, reason=f"{request.number}: joined to {into.number}"):
        first, second = sorted((request, into), key=lambda one: one.pk)
        rows = {one.pk: request_locked(one) for one in (first, second)}
        locked, kept = rows[request.pk], rows[into.pk]
        if not locked.is_open or not kept.is_open:
            raise CommitteeRefused("Both requests must be open to be joined.", "into")
        locked.joined_to = kept
        AppRequest.objects.filter(joined_to=locked).update(joined_to=kept)
        done = _over(locked, AppRequestState.JOINED, now)
        _closed_told(done, [f"Somebody asked for the same before: it goes on as {kept.number}."], actor, now)
    return done


def app_request_triage(
    *, request: AppRequest, product: Product, owner: User | None, actor: User, now: datetime
) -> AppRequest:
    """Name the product that is meant and open the evaluations: the members are told."""
    keeper_needed(actor)
    unconcerned_needed(request, actor)
    with audited(actor=actor, reason=f"{request.number}: to be evaluated"):
        locked = request_locked_in(request, AppRequestState.ASKED, AppRequestState.EVALUATING)
        _same_where_passed_over(locked, product)
        locked.product, locked.owner = product, owner
        locked.rubric_version = locked.rubric_version or version_current(now=now, actor=actor)
        locked.state = AppRequestState.EVALUATING
        locked.save(update_fields=["product", "owner", "rubric_version", "state"])
        evaluating_told(request=locked, members=electorate_of(locked).voters, actor=actor, now=now)
    return locked


def _same_where_passed_over(request: AppRequest, product: Product) -> None:
    """An exception was written for one product: it does not let another one through."""
    if request.product_id not in (None, product.pk) and request.exceptions.exists():
        raise CommitteeRefused(
            f"A gate was passed over for {request.product} under a person's name. Answer this request, and let the "
            "other app be asked for by itself.",
            "product",
        )


def note_add(*, request: AppRequest, text: str, shown: bool, actor: User, now: datetime) -> AppRequestNote:
    """A word on a request: among the committee, or shown to the requester, who is told of it. The requester's own
    words are always shown, and told to those who keep the book."""
    words = said(text, "text", "Write something.")
    own = request.requester_id == actor.pk
    with audited(actor=actor, reason=f"{request.number}: note"):
        locked = request_locked(request)
        note = AppRequestNote.objects.create(
            request=locked, written_by=actor, written_at=now, text=words, shown=shown or own
        )
        if own:
            people = [locked.owner] if locked.owner else keepers(settings_current())
            note_told(note=note, people=people, to_staff=False, actor=actor, now=now)
        elif shown:
            note_told(note=note, people=requester_of(locked), to_staff=True, actor=actor, now=now)
    return note


def _over(locked: AppRequest, state: AppRequestState, now: datetime) -> AppRequest:
    locked.state, locked.closed_at = state, now
    locked.save(update_fields=["state", "closed_at", "answer", "joined_to"])
    return locked


def _closed_told(request: AppRequest, lines: list[str], actor: Actor, now: datetime) -> None:
    tell(
        people=requester_of(request),
        key=f"closed.{request.pk}",
        subject=f"{request.number}: {request.product_name}",
        lines=[*lines, address("apps:request", request.pk)],
        actor=actor,
        now=now,
    )
