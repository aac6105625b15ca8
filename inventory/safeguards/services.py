"""Writes of safeguards: evidence with its expiry, words without evidence, questions to operators, consents (C13)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from deadlines.models import DeadlineState
from deadlines.selectors import clocks_of
from deadlines.services import deadline_meet, deadline_open_until, deadline_withdraw
from district.audit import actor_label, audited
from district.clock import local_day
from district.models import User
from district.refusals import Refused
from district.selectors import district_current
from inventory.asking.acting import Acting
from inventory.asking.files import file_keep
from inventory.asking.mails import operator_mailed
from inventory.asking.services import ask_put, link_new
from inventory.asking.services.asking import LINK
from inventory.asking.services.locking import ask_row_locked, reason_given, step_add
from inventory.asking.words import RULE_EVIDENCE
from inventory.models import (
    AskKind,
    ConsentRecord,
    KeptFile,
    OperatorAsk,
    SafeguardAnswer,
    SafeguardEvidence,
    SafeguardMark,
)
from inventory.safeguards.selectors import UNDER_WAY, marks_newest
from inventory.sealing import GivenFile
from vendors.models import Contact, Product


def evidence_add(
    *,
    product: Product | None,
    rules: Sequence[str],
    actor: User,
    now: datetime,
    given: GivenFile | None = None,
    file: KeptFile | None = None,
    **values: Any,
) -> SafeguardEvidence:
    """Enter evidence for one or more safeguards (ids of rules) of a product, or of the district itself (None).

    `values`: kind, title, words, address, dated, expires_on, ask. `given` is looked at and kept, `file` lies there.
    Its expiry gets a clock; clocks of evidence that nothing rests on any more are met. Refused, by field, for a day
    ahead, for evidence of nothing, and for what shows nothing.
    """
    today = local_day(now, district_current().time_zone)
    if not rules:
        raise Refused("Choose what it shows.", "rules")
    if values["dated"] > today:
        raise Refused("This day has not come yet.", "dated")
    with audited(actor=actor, reason=f"Evidence of safeguards: {values['title']}"):
        kept = file_keep(given=given, actor=actor, now=now) if given is not None else file
        evidence = SafeguardEvidence(
            product=product, file=kept, entered_at=now, entered_by=actor_label(actor), **values
        )
        _checked(evidence)
        evidence.save(force_insert=True)
        before = _rested_on(product, rules)
        for rule in dict.fromkeys(rules):
            SafeguardMark.objects.create(
                product=product,
                rule=rule,
                answer=SafeguardAnswer.SHOWN,
                evidence=evidence,
                marked_by=actor,
                marked_at=now,
            )
        _expiry_open(evidence, today, Acting(actor, now))
        _expiries_replaced(product, before, f"Replaced by: {evidence.title}.", Acting(actor, now))
    return evidence


def safeguard_mark(
    *, product: Product | None, rule: str, answer: str, reason: str, actor: User, now: datetime
) -> SafeguardMark:
    """Say without evidence that a safeguard is not shown, or does not apply. Refused without the reason."""
    if answer not in (SafeguardAnswer.NOT_SHOWN, SafeguardAnswer.NOT_APPLICABLE):
        raise Refused("Choose one of the two.", "answer")
    words = reason_given(reason, "reason")
    with audited(actor=actor, reason=f"{rule}: {SafeguardAnswer(answer).label}"):
        before = _rested_on(product, [rule])
        mark = SafeguardMark.objects.create(
            product=product, rule=rule, answer=answer, reason=words, marked_by=actor, marked_at=now
        )
        _expiries_replaced(
            product, before, f"{SafeguardAnswer(answer).label.capitalize()}: {words}", Acting(actor, now)
        )
    return mark


def safeguard_ask(
    *,
    product: Product,
    rule: str,
    asks: str,
    last_day: date,
    citation: str,
    actor: User,
    now: datetime,
    contact: Contact | None = None,
    how: str = LINK,
    asked_at: datetime | None = None,
) -> OperatorAsk:
    """Ask the operator to show a safeguard, such as for an intrusion analysis or the access log, by a private link.

    Refused while the same is being asked, and for another operator's contact. No law names days: the district does.
    """
    at = Acting(actor, now)
    if how == LINK and (contact is None or contact.operator_id != product.operator_id):
        raise Refused("This contact is not one of this operator.", "contact")
    with audited(actor=actor, reason=f"{product}: the operator is asked about {rule}"):
        Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
        if OperatorAsk.objects.filter(product=product, rule=rule, state__in=UNDER_WAY).exists():
            raise Refused("This is being asked already.")
        made = OperatorAsk.objects.create(
            product=product, kind=AskKind.SAFEGUARD, rule=rule, asks=asks.strip() or "?", made_at=now
        )
        ask = ask_row_locked(made.pk)
        ask_put(
            ask,
            asks=asks,
            last_day=last_day,
            because="The district set this day. No law names one.",
            citation=citation,
            how=how,
            contact=contact,
            asked_at=asked_at or now,
            at=at,
        )
        if how == LINK and contact is not None:
            operator_mailed(
                asks=[ask], link=link_new(ask, contact=contact, last_day=last_day, at=at), what="asked", at=at
            )
    return ask


def consent_add(
    *, product: Product, actor: User, now: datetime, given: GivenFile | None = None, **values: Any
) -> ConsentRecord:
    """Record verifiable parental consent and the district's authorization. `values`: the record's own fields.

    Refused, by field, for days ahead and where one half of the authorization is missing.
    """
    today = local_day(now, district_current().time_zone)
    for name in ("given_on", "authorised_on"):
        if values.get(name) is not None and values[name] > today:
            raise Refused("This day has not come yet.", name)
    if bool(values.get("authorised_by")) != bool(values.get("authorised_on")):
        field = "authorised_on" if values.get("authorised_by") else "authorised_by"
        raise Refused("Give both who authorized it and on which day, or neither.", field)
    with audited(actor=actor, reason=f"Consent for {product}: {values['covers']}"):
        file = file_keep(given=given, actor=actor, now=now) if given is not None else None
        record = ConsentRecord(product=product, file=file, entered_at=now, entered_by=actor_label(actor), **values)
        _checked(record)
        record.save(force_insert=True)
    return record


def consent_withdraw(*, record: ConsentRecord, because: str, actor: User, now: datetime) -> ConsentRecord:
    """It does not hold any more, such as where it was given for too few, or taken back. Refused twice."""
    reason = reason_given(because)
    with audited(actor=actor, reason=f"Consent withdrawn: {reason}"):
        locked = ConsentRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if locked.withdrawn_at is not None:
            raise Refused("It was withdrawn already.")
        locked.withdrawn_at, locked.withdrawn_because = now, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_because"])
    return locked


def _checked(row: SafeguardEvidence | ConsentRecord) -> None:
    """The table's own rules, said at the form's fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], "" if field == "__all__" else field) from error


def _rested_on(product: Product | None, rules: Sequence[str]) -> list[SafeguardEvidence]:
    """The evidence that these safeguards rested on until now."""
    pk = product.pk if product is not None else None
    newest = marks_newest([pk])
    found = [newest[pk, rule].evidence for rule in rules if (pk, rule) in newest]
    return list({one.pk: one for one in found if one is not None}.values())


def _expiries_replaced(product: Product | None, before: Sequence[SafeguardEvidence], words: str, at: Acting) -> None:
    """The clock of evidence on which nothing rests any more is met."""
    pk = product.pk if product is not None else None
    standing = {mark.evidence_id for mark in marks_newest([pk]).values()}
    for evidence in before:
        if evidence.pk in standing:
            continue
        for clock in clocks_of(evidence).filter(state=DeadlineState.OPEN):
            deadline_meet(deadline=clock, at=at.now, actor=at.actor, now=at.now, evidence=words)


def _expiry_open(evidence: SafeguardEvidence, today: date, at: Acting) -> None:
    """A clock to its last day, where that is ahead: what expired already is said by the checklist."""
    if evidence.expires_on is None or evidence.expires_on < today:
        return
    deadline_open_until(
        subject=evidence,
        rule=RULE_EVIDENCE,
        title="Renew the evidence of a safeguard",
        event="evidence_entered",
        last_day=evidence.expires_on,
        started_at=at.now,
        role="privacy_officer",
        because=f"The evidence itself is good until this day: {evidence.title}.",
        citation="The evidence itself",
        actor=at.actor,
        now=at.now,
        source="evidence",
    )


def evidence_expiry_change(
    *, evidence: SafeguardEvidence, expires_on: date | None, because: str, actor: User, now: datetime
) -> SafeguardEvidence:
    """Correct until when it is good, with the reason; its clock follows, where something still rests on it."""
    reason = reason_given(because)
    at = Acting(actor, now)
    with audited(actor=actor, reason=f"{evidence}: {reason}"):
        locked = SafeguardEvidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        locked.expires_on = expires_on
        _checked(locked)
        locked.save(update_fields=["expires_on"])
        for clock in clocks_of(locked).filter(state=DeadlineState.OPEN):
            deadline_withdraw(deadline=clock, reason=reason, actor=actor, now=now)
        if any(mark.evidence_id == locked.pk for mark in marks_newest([locked.product_id]).values()):
            _expiry_open(locked, local_day(now, district_current().time_zone), at)
        if locked.ask is not None:
            step_add(locked.ask, f"Good until changed: {reason}", at)
    return locked
