"""The demonstration's ends of agreements and safeguards: proven, refused, overdue, not asked yet; expired and asked."""

from datetime import datetime, timedelta

from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement, AgreementState
from contracts.standing import standing_of
from district.audit import SystemActor
from district.clock import local_day
from district.models import User
from district.selectors import district_current, packs_adopted
from districtprivacy.demo.clocks import STORY
from inventory.asking.services import ask_answer, ask_prove
from inventory.leaving.services import AskGiven, leaving_ask, leaving_close, option_choose
from inventory.models import AskKind, Leaving, OperatorAsk, ReturnOption
from inventory.safeguards.rules import Asked, safeguards_of_services
from inventory.safeguards.services import consent_add, evidence_add, safeguard_ask
from inventory.sealing import GivenFile
from inventory.selectors import in_use_on
from vendors.models import Contact, Operator, Product

DAY = timedelta(days=1)
OPERATOR = SystemActor("operator:link of the demonstration")
CERTIFICATE = (
    "Certificate of destruction\n\nAll known copies of the district's student information have been destroyed, in the "
    "service, in its backups and with its subcontractors.\n\nSigned: Alma Pretend, Counsel. An invented paper.\n"
)


def ends_make(people: dict[str, User], *, now: datetime) -> None:
    """One end is proven and closed, one refused in part and overdue, one was just opened and nobody asked yet."""
    dana, zone = people["dana"], district_current().time_zone
    for agreement in Agreement.objects.filter(state=AgreementState.SIGNED).order_by("pk"):
        standing = standing_of(agreement, local_day(now, zone))
        if standing.code == "expired":
            because = f"The agreement {agreement.title} {standing.words}."
            agreement_out_of_force(agreement=agreement, because=because, actor=STORY, now=now - DAY)
    proven = Leaving.objects.filter(agreement__state=AgreementState.ENDED).order_by("pk").first()
    if proven is not None:
        _proven(proven, dana, now=now)
    refused = Leaving.objects.filter(agreement__state=AgreementState.VOID).order_by("pk").first()
    if refused is not None:
        _refused(refused, dana, now=now)


def _asked(leaving: Leaving, option: str, words: str, dana: User, *, at: datetime, days: int) -> Leaving:
    option_choose(leaving=leaving, option=option, words=words, actor=dana, now=at)
    last_day = local_day(at + days * DAY, district_current().time_zone)
    given = {ask.kind: AskGiven(ask.asks, last_day) for ask in leaving.asks.filter(state="open")}
    contact = _contact(leaving.agreement.operator)
    if contact is None:
        return leaving_ask(leaving=leaving, given=given, how="letter", asked_at=at, actor=dana, now=at)
    return leaving_ask(leaving=leaving, given=given, contact=contact, actor=dana, now=at)


def _proven(leaving: Leaving, dana: User, *, now: datetime) -> None:
    """Everything came back, was deleted and certified."""
    opened = leaving.opened_at
    leaving = _asked(
        leaving, ReturnOption.RETURN, "As CSV files, through the link.", dana, at=opened + 2 * DAY, days=30
    )
    said = {
        AskKind.RETURN: "The export was handed over on the district's own drive, as agreed by telephone.",
        AskKind.TRACKING: "No tracking was used. The script of the player is gone from your pages.",
        AskKind.CERTIFICATE: "All known copies have been destroyed; the signed certificate is attached.",
    }
    for number, (kind, words) in enumerate(said.items()):
        ask = leaving.asks.filter(kind=kind).first()
        if ask is None:
            continue
        at = opened + (12 + 5 * number) * DAY
        files = [GivenFile("certificate.txt", CERTIFICATE.encode())] if kind == AskKind.CERTIFICATE else []
        answered = _answered(ask, "done", words, at=at, files=files)
        ask_prove(ask=answered, because="Looked at and found whole.", actor=dana, now=at + DAY)
    because = "Everything came back, and the certificate names every system."
    leaving_close(leaving=leaving, because=because, actor=dana, now=opened + 25 * DAY)


def _refused(leaving: Leaving, dana: User, *, now: datetime) -> None:
    """Nothing was wanted back; it will not delete its backups, and is silent on the rest. Days follow the story."""
    asked_at = max(leaving.opened_at + DAY / 24, now - 20 * DAY)
    leaving = _asked(leaving, ReturnOption.NONE, "", dana, at=asked_at, days=10)
    deletion = leaving.asks.get(kind=AskKind.DELETION)
    words = "We deleted the live data. Backups are kept for seven years by our own rules; we will not touch them."
    _answered(deletion, "refused", words, at=min(asked_at + 4 * DAY, now - DAY / 24))


def _answered(
    ask: OperatorAsk, outcome: str, words: str, *, at: datetime, files: list[GivenFile] | None = None
) -> OperatorAsk:
    return ask_answer(
        ask=ask, outcome=outcome, statement=words, by="Alma Pretend", files=files or [], actor=OPERATOR, now=at
    )


def safeguards_make(people: dict[str, User], *, now: datetime) -> None:
    """Three services: one shown in full but for what expired, one being asked, one with consents; the rest lack all."""
    dana, today = people["dana"], local_day(now, district_current().time_zone)
    asked = safeguards_of_services(packs_adopted(today))
    products = list(
        Product.objects.filter(in_use_on(today, "use__"), general_audience=False, use__isnull=False).order_by("pk")[:3]
    )
    if not asked or len(products) < 3:
        return
    _shown(products[0], asked, dana, now=now)
    _asking(products[1], asked, dana, now=now)
    consent_add(
        product=products[2],
        covers="Grade 3 at Meadowlark Elementary School, 24 students",
        method="paper",
        verified_how="Each form is signed by a parent whose name the office compared with the roster.",
        held_where="Office of Meadowlark Elementary School, binder of consents",
        given_on=today - 40 * DAY,
        good_until=today + 200 * DAY,
        authorised_by="Sonia Imagined, Superintendent",
        authorised_on=today - 35 * DAY,
        actor=dana,
        now=now - 30 * DAY,
    )


def _shown(product: Product, asked: list[Asked], dana: User, *, now: datetime) -> None:
    today = local_day(now, district_current().time_zone)
    half = len(asked) // 2
    papers = (
        ("audit", "Audit report of the operator's auditor", asked[:half], today + 45 * DAY),
        ("certificate", "Encryption certificate", asked[half : half + 2], today - 12 * DAY),
        ("statement", "Statement of the operator on its security", asked[half + 2 :], None),
    )
    for kind, title, rules, until in papers:
        if rules:
            evidence_add(
                product=product,
                rules=[one.id for one in rules],
                kind=kind,
                title=title,
                words="Read by the privacy officer. An invented paper.",
                address="",
                dated=today - 200 * DAY,
                expires_on=until,
                actor=dana,
                now=now - 60 * DAY,
            )


def _asking(product: Product, asked: list[Asked], dana: User, *, now: datetime) -> None:
    """What the law lets the district ask for: one is overdue, one was answered and waits for a look."""
    on_request = [one for one in asked if one.rule.on_request][:2]
    contact = _contact(product.operator)
    if contact is None:
        return
    for number, one in enumerate(on_request):
        at = now - (25 - number) * DAY
        ask = safeguard_ask(
            product=product,
            rule=one.id,
            asks=f"{one.rule.must}\n\nPlease show it for {product.name}: {one.rule.evidence}.",
            last_day=local_day(at + 14 * DAY, district_current().time_zone),
            citation=f"{one.law}: {one.rule.cite.at}",
            contact=contact,
            actor=dana,
            now=at,
        )
        if number:
            words = "The log of the last six months is attached to our letter of last week. No access stands out."
            _answered(ask, "done", words, at=now - 3 * DAY)


def _contact(operator: Operator) -> Contact | None:
    return operator.contacts.exclude(email="").order_by("pk").first()
