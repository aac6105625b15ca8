"""The demonstration's life of the inventory: facts in two languages, proposals, a double, checked links, two cases."""

from datetime import date, datetime, timedelta
from typing import Final

from contracts.models import Agreement, AgreementState
from district.clock import local_day
from district.models import User
from district.printing import PrintingUnavailable
from district.selectors import district_current
from districtprivacy.demo.clocks import STORY
from inventory.conduct.services import (
    answer_enter,
    authority_save,
    case_close,
    case_note,
    case_open,
    notice_send,
)
from inventory.models import Authority, ConductCase, DataElement, ElementUse, ProductUse
from inventory.models.uses import UnderThirteen
from inventory.products.drafts import drafts_propose
from inventory.typical import typical_uses
from vendors.models import LinkCheck, LinkState, Operator, Product, SignIn
from vendors.services import operator_create, product_create

SPANISH: Final = {
    "Maple Reader": (
        "Una aplicación para practicar la lectura en la escuela y en casa.",
        "Practicar la lectura al nivel de cada estudiante y ver quién necesita ayuda.",
    ),
    "Maple Reader Library": (
        "Una biblioteca de libros ilustrados para el teléfono o la tableta.",
        "Pedir prestados libros ilustrados para leer en casa.",
    ),
}
SIGN_INS: Final = (SignIn.DISTRICT, SignIn.DISTRICT, SignIn.OWN, SignIn.BOTH, "")
CONSENT: Final = "The school consents for an educational purpose only; families were told at the start of the year."
ADVERTISING: Final = "operator-conduct.restriction.targeted-advertising"
PROFILING: Final = "operator-conduct.restriction.profiling"
YOUNG: Final = frozenset({"PK", "K", "1", "2", "3", "4", "5", "6"})


def inventory_lived(operators: list[Operator], people: dict[str, User], *, now: datetime) -> None:
    """Fill what the office found out, proposed, checked and suspects. The rest is left for people to find missing."""
    _facts_known()
    _texts_spanish()
    _proposals(now)
    _links_checked(operators, people["dirk"], now)
    _double(now)
    _cases(people, now)


def _facts_known() -> None:
    products = list(Product.objects.order_by("pk"))
    for number, product in enumerate(products):
        product.sign_in = SIGN_INS[number % len(SIGN_INS)]
        if number % 7:
            product.data_location = "United States, with Cloudberry Hosting Fictional"
            product.data_location_es = "Estados Unidos, en Cloudberry Hosting Fictional"
    Product.objects.bulk_update(products, ["sign_in", "data_location", "data_location_es"])
    uses = list(ProductUse.objects.order_by("pk"))
    for number, use in enumerate(uses):
        if number % 5 == 4:
            continue
        young = use.lowest_grade in YOUNG
        use.users_under_13 = UnderThirteen.YES if young else UnderThirteen.NO
        use.under_13_consent = CONSENT if young else ""
    ProductUse.objects.bulk_update(uses, ["users_under_13", "under_13_consent"])


def _texts_spanish() -> None:
    """Families read these products in Spanish too, word for word as in English."""
    typical = typical_uses()
    for name, (description, purpose) in SPANISH.items():
        Product.objects.filter(name=name).update(description_es=description)
        ProductUse.objects.filter(product__name=name).update(purpose_es=purpose)
    rows = list(ElementUse.objects.filter(use__product__name__in=SPANISH).select_related("element"))
    for row in rows:
        words = typical[row.element.code or ""]
        row.how_used, row.purpose = words.how_used, words.purpose
        row.how_used_es, row.purpose_es = words.how_used_es, words.purpose_es
    ElementUse.objects.bulk_update(rows, ["how_used", "purpose", "how_used_es", "purpose_es"])


def _proposals(now: datetime) -> None:
    use = ProductUse.objects.get(product__name="Kettle Field Notes")
    kinds = DataElement.objects.filter(code__in=["location", "device", "cookies"])
    drafts_propose(use=use, elements=list(kinds), actor=STORY, now=now - timedelta(days=1))


def _links_checked(operators: list[Operator], by: User, now: datetime) -> None:
    """Three operators list their subcontractors themselves; one list is gone, one was never looked at."""
    results = [(LinkState.REACHED, 200, ""), (LinkState.MISSING, 404, "The address answered with 404."), None]
    for operator, result in zip(operators[1:4], results, strict=True):
        operator.subcontractors_url = f"{operator.website}/subcontractors"
        operator.save(update_fields=["subcontractors_url"])
        if result is None:
            continue
        state, status, detail = result
        moment = now - timedelta(days=20)
        LinkCheck.objects.create(
            operator=operator,
            url=operator.subcontractors_url,
            asked_at=moment,
            asked_by=by,
            state=state,
            status=status,
            detail=detail,
            finished_at=moment,
        )


def _double(now: datetime) -> None:
    """The same company, entered twice under nearly the same name."""
    double = operator_create(
        name="Abacus Orchard Fictional",
        business_address="400 Counting House Road\nSumwell, NE 68001",
        website="https://abacus-orchard.example",
        actor=STORY,
        now=now,
    )
    product_create(
        operator=double,
        name="Abacus Orchard Home",
        description="Short sets of sums to do at home.",
        general_audience=True,
        general_audience_reason="Sold to everybody in shops; the district gives no accounts and sends no information.",
        actor=STORY,
        now=now,
    )


def _cases(people: dict[str, User], now: datetime) -> None:
    cinder = Operator.objects.get(name="Cinder Block Coding Fictional")
    echo = Operator.objects.get(name="Echo Hall Music Fictional")
    today = local_day(now, district_current().time_zone)
    advertising = _opened(
        cinder,
        "Advertising beside pupils' games",
        "A teacher saw banners for toys beside games that pupils had made, on two days and in two classes. The banners "
        "changed with what the class had built.",
        ADVERTISING,
        people["dana"],
        today - timedelta(days=9),
        now - timedelta(days=8),
    )
    profiling = _opened(
        echo,
        "A rating of pupils' talent",
        "A mail to teachers named a “talent score” for each pupil. The agreement knows of none.",
        PROFILING,
        people["dana"],
        today - timedelta(days=70),
        now - timedelta(days=69),
    )
    try:
        _worked(advertising, profiling, people, today, now)
    except PrintingUnavailable:
        return  # on a machine that cannot lay out letters both stay suspicions


def _opened(
    operator: Operator, title: str, suspicion: str, rule: str, by: User, noticed_on: date, now: datetime
) -> ConductCase:
    return case_open(
        operator=operator,
        title=title,
        suspicion=suspicion,
        restriction=rule,
        noticed_on=noticed_on,
        product=Product.objects.filter(operator=operator).order_by("name").first(),
        agreement=Agreement.objects.filter(operator=operator, state=AgreementState.SIGNED).first(),
        owner=by,
        actor=by,
        now=now,
    )


def _worked(
    advertising: ConductCase, profiling: ConductCase, people: dict[str, User], today: date, now: datetime
) -> None:
    dana = people["dana"]
    written = (
        "We have reason to ask about “{title}”. Please say whether it happened, since when and why, and what you do."
    )
    for case, days_ago, answer_days in ((advertising, 7, 4), (profiling, 65, -50)):
        contact = case.operator.contacts.get()
        notice = notice_send(
            case=case,
            contact=contact,
            words=written.format(title=case.title),
            answer_by=today + timedelta(days=answer_days),
            actor=dana,
            now=now - timedelta(days=days_ago),
        )
    answer_enter(
        notice=notice,
        words="The score came from a trial that was never meant for your district. It is switched off and deleted.",
        by="Otto Pretend, for the operator",
        actor=dana,
        now=now - timedelta(days=58),
    )
    case_note(
        case=profiling, words="Looked at a class: no score is shown any more.", actor=dana, now=now - timedelta(days=52)
    )
    case_close(
        case=profiling, outcome="remedied", because="The score is gone and the operator confirmed it in writing.",
        actor=dana, now=now - timedelta(days=50),
    )  # fmt: skip
    authority = Authority(
        name="Fictional Office of Consumer Affairs",
        address="1 Nowhere Plaza\nFictional Falls, IL 60000",
        matter="Consumer protection",
        source="A fictional page, read by Dana for this demonstration",
    )
    authority_save(authority=authority, actor=dana, now=now)
