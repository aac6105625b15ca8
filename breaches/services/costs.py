"""What a breach costs, by the kinds that the law names, and the claim that the operator bears it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from breaches.models import Breach, BreachCost, Claim
from breaches.services.tasks import WorkRefused, task_ticked
from contracts.breachclauses import AgreementWord, agreement_word
from deadlines.counting import rulebook_current
from district.audit import Actor, audited
from district.clock import local_day
from district.models import User
from district.printing import pdf_rendered
from district.selectors import district_current, packs_adopted
from district.storage import kept
from district.templatetags.words import day_in_words
from notices.services import message_queue
from rulebook.costkinds import CostKind
from vendors.models import Contact

CLAIM_LETTER: Final = "letters/breach_claim.html"
CLAIM_TITLE: Final = "Claim for the costs of a breach"
CLAIM_TASK: Final = "house.claim"
MOST: Final = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class KindTotal:
    """One kind of costs and what was spent on it."""

    kind: CostKind
    total: Decimal
    rows: tuple[BreachCost, ...]


def cost_kinds(now: datetime) -> tuple[CostKind, ...]:
    """The kinds that the adopted packs name; where none names any, those of every pack: as headings, not as a right."""
    book = rulebook_current()
    adopted = packs_adopted(local_day(now, district_current().time_zone))
    named = {
        pack.id: [kind for provision in pack.provisions for kind in provision.costs] for pack in book.packs.values()
    }
    kinds = [kind for pack in adopted for kind in named.get(pack, ())]
    return tuple(kinds or [kind for found in named.values() for kind in found])


def costs_standing(breach: Breach) -> list[BreachCost]:
    """The costs that were not taken back, by day."""
    return list(breach.costs.filter(taken_back_at=None).select_related("entered_by").order_by("spent_on", "pk"))


def costs_by_kind(kinds: Sequence[CostKind], rows: Sequence[BreachCost]) -> list[KindTotal]:
    """Every kind in the pack's order, with its rows and total; a kind without costs too."""
    found = []
    for kind in kinds:
        mine = tuple(row for row in rows if row.kind == kind.id)
        found.append(KindTotal(kind, sum((row.amount for row in mine), Decimal(0)), mine))
    return found


def cost_add(
    *,
    breach: Breach,
    kind: str,
    amount: Decimal,
    what: str,
    spent_on: date,
    actor: User,
    now: datetime,
    document: bytes = b"",
    document_name: str = "",
) -> BreachCost:
    """Enter a cost. Refused for an unknown kind, nothing or less, a day to come, and an amount without a word."""
    if kind not in {one.id for one in cost_kinds(now)}:
        raise WorkRefused("Choose one of the kinds of costs.", "kind")
    if not Decimal(0) < amount <= MOST or amount != amount.quantize(Decimal("0.01")):
        raise WorkRefused("Enter an amount in dollars and cents, more than nothing.", "amount")
    if not what.strip():
        raise WorkRefused("Say what it was spent on.", "what")
    if spent_on > local_day(now, district_current().time_zone):
        raise WorkRefused("This day is still to come: enter a cost when it has arisen.", "spent_on")
    with audited(actor=actor, reason=f"cost entered: {what.strip()}"):
        return BreachCost.objects.create(
            breach=breach,
            kind=kind,
            amount=amount,
            what=what.strip(),
            spent_on=spent_on,
            document_name=document_name.strip()[:255] if document else "",
            document_sha256=kept(document) if document else "",
            entered_by=actor,
            entered_at=now,
        )


def cost_take_back(*, cost: BreachCost, because: str, actor: Actor, now: datetime) -> BreachCost:
    """A cost that was none. The row stays, with the reason; claims that were made keep what they said."""
    if not because.strip():
        raise WorkRefused("Say why it is taken back: the reason is kept.", "because")
    with audited(actor=actor, reason=f"cost taken back: {because.strip()}"):
        row = BreachCost.objects.select_for_update().get(pk=cost.pk)
        if row.taken_back_at is not None:
            raise WorkRefused("This cost was taken back already.")
        row.taken_back_at, row.taken_back_because = now, because.strip()
        row.save(update_fields=["taken_back_at", "taken_back_because"])
    return row


def claim_make(*, breach: Breach, actor: User, now: datetime) -> Claim:
    """Make the letter from the costs as they stand, and keep it. WorkRefused without an operator, and without costs.

    Raises PrintingUnavailable where this machine cannot lay out pages.
    """
    if breach.operator is None:
        raise WorkRefused("The breach is of the district's own systems: there is no operator to claim from.")
    totals = [one for one in costs_by_kind(cost_kinds(now), costs_standing(breach)) if one.rows]
    if not totals:
        raise WorkRefused("No cost is entered yet: there is nothing to claim.")
    word = agreement_word(breach.agreement)
    with audited(actor=actor, reason=f"{breach.number}: claim made"):
        total = sum((one.total for one in totals), Decimal(0))
        pdf = pdf_rendered(CLAIM_LETTER, _letter_context(breach, totals, total, word, actor, now), title=CLAIM_TITLE)
        return Claim.objects.create(
            breach=breach,
            total=total,
            lines=[[one.kind.title, str(one.total)] for one in totals],
            quote=word.costs.quote if word.costs is not None else "",
            pdf_sha256=kept(pdf),
            made_by=actor,
            made_at=now,
        )


def claim_contact(breach: Breach) -> Contact | None:
    """Whom a claim goes to by e-mail: the operator's contact for breaches, else its first."""
    contacts = Contact.objects.filter(operator=breach.operator).order_by("-for_breaches", "name")
    return contacts.first() if breach.operator is not None else None


def claim_send(*, claim: Claim, actor: User, now: datetime) -> Claim:
    """Send the claim's words to the operator's contact. In a drill it is marked, and no message is written."""
    contact = claim_contact(claim.breach)
    if contact is None:
        raise WorkRefused("The operator has no contact with an e-mail address: add one, or mail the letter.")
    with audited(actor=actor, reason=f"{claim.breach.number}: claim sent"):
        row = _unsent(claim)
        if not claim.breach.drill:
            row.message = message_queue(
                key=f"breaches.claim.{row.pk}",
                address=contact.email,
                subject=" ".join(f"{CLAIM_TITLE}: {row.breach.number}".split()),
                body=claim_words(row, contact),
                at=now,
                now=now,
                actor=actor,
            )
        return _sent(row, "email", contact.email, now, actor)


def claim_mailed(*, claim: Claim, on: date, actor: User, now: datetime) -> Claim:
    """The printed letter went out by post on a day."""
    zone = district_current().time_zone
    if on > local_day(now, zone):
        raise WorkRefused("This day is still to come: mark it when the letter is mailed.", "mailed_on")
    if on < local_day(claim.made_at, zone):
        raise WorkRefused("The letter was not made before that day.", "mailed_on")
    with audited(actor=actor, reason=f"{claim.breach.number}: claim mailed"):
        noon = datetime.combine(on, time(12), ZoneInfo(zone))  # posts keep days, not hours
        at = min(now, max(claim.made_at, noon))
        return _sent(_unsent(claim), "mail", f"by post on {day_in_words(on)}", at, actor)


def claim_words(claim: Claim, contact: Contact) -> str:
    """The message: the letter's figures, and the hash by which the letter itself is known."""
    district = district_current()
    lines = "\n".join(f"- {kind}: {dollars(Decimal(amount))}" for kind, amount in claim.lines)
    parts = [
        f"{contact.name}:",
        f"{district.name} claims from {claim.breach.operator} the costs that it bore for the breach of security "
        f"{claim.breach.number} ({claim.breach.title}):",
        lines,
        f"Together: {dollars(claim.total)}.",
        f"The agreement says: “{claim.quote}”" if claim.quote else "",
        f"The letter itself is kept under SHA-256 {claim.pdf_sha256} and follows by post or on request.",
        "\n".join(line for line in (district.name, district.telephone, district.email) if line),
    ]
    return "\n\n".join(part for part in parts if part)


def dollars(amount: Decimal) -> str:
    """Such as $1,204.50."""
    return f"${amount:,.2f}"


def _unsent(claim: Claim) -> Claim:
    row = Claim.objects.select_for_update(of=("self",)).select_related("breach__operator").get(pk=claim.pk)
    if row.sent_at is not None:
        raise WorkRefused("This claim was sent already.")
    return row


def _sent(row: Claim, how: str, to: str, at: datetime, actor: User) -> Claim:
    row.sent_at, row.sent_how, row.sent_to = at, how, to[:254]
    row.save(update_fields=["message", "sent_at", "sent_how", "sent_to"])
    words = f"Claim of {dollars(row.total)}, {row.get_sent_how_display()}, to {row.sent_to}."
    task_ticked(breach=row.breach, key=CLAIM_TASK, evidence=words, actor=actor, now=at)
    return row


def _letter_context(
    breach: Breach, totals: Sequence[KindTotal], total: Decimal, word: AgreementWord, actor: User, now: datetime
) -> dict[str, Any]:
    return {
        "breach": breach,
        "operator": breach.operator,
        "agreement": breach.agreement,
        "lines": [(one.kind.title, dollars(one.total), [_row(row) for row in one.rows]) for one in totals],
        "total": dollars(total),
        "clause": word.costs,
        "day": now,
        "zone": district_current().time_zone,
        "writer": actor.name,
    }


def _row(row: BreachCost) -> tuple[str, str, str]:
    return day_in_words(row.spent_on), row.what, dollars(row.amount)
