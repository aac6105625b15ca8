"""An agreement's schedule against what is in use: used and not covered first, and a person's word counts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement
from district.models import District, User
from inventory.coverage import coverage_of
from inventory.models import DataElement, ScheduleMark
from inventory.services import elements_sync
from tests.conftest import NOW
from tests.contracts.conftest import refusals
from tests.factories.contracts import AgreementFactory, CheckFactory, DocumentFactory, FindingFactory, quote_of
from tests.factories.inventory import ElementUseFactory, ProductUseFactory

__all__ = ["refusals"]

DAY = NOW.date()
SCHEDULE = """Data agreement
1. Services. An online reading service.
Exhibit B: Schedule of Data
☒ First and last name   ☐ Date of birth
☒ Grade level
☒ Test scores
☒ Demographic information
Exhibit C: Destruction
"""


@pytest.fixture
def agreement(district: District, dana: User) -> Agreement:
    """Names, test scores and grade levels are scheduled; names, dates of birth, gender and attendance are in use."""
    elements_sync(actor=dana, now=NOW)
    agreement: Agreement = AgreementFactory(title="Maple Reader data agreement")
    use = ProductUseFactory(product=agreement.products.get())
    for code in ("name", "birth-date", "gender", "attendance"):
        ElementUseFactory(use=use, element=DataElement.objects.get(code=code))
    DocumentFactory(agreement=agreement, text=SCHEDULE)
    return agreement


def standings(agreement: Agreement) -> dict[str, str]:
    return {line.element.code or line.element.name: line.standing for line in coverage_of(agreement, DAY).lines}


def address(agreement: Agreement, more: str = "") -> str:
    return f"/office/inventory/coverage/{agreement.pk}/{more}"


def send(client: Client, agreement: Agreement, code: str, **values: str) -> Any:
    element = DataElement.objects.get(code=code)
    return client.post(address(agreement), {"element": str(element.pk), "answer": "named", "reason": "", **values})


def test_used_and_not_covered_comes_first(agreement: Agreement) -> None:
    assert list(standings(agreement).items()) == [
        ("attendance", "not_covered"),
        ("birth-date", "not_covered"),
        ("gender", "unclear"),
        ("test-scores", "not_used"),
        ("grade-level", "not_used"),
        ("name", "covered"),
    ]


def test_what_a_product_no_longer_in_use_held_is_not_in_use(agreement: Agreement) -> None:
    use = agreement.products.get().use
    use.ended_on = DAY
    use.save(update_fields=["ended_on"])
    assert "attendance" in standings(agreement), "the last day of use still counts"
    use.ended_on = DAY - timedelta(days=1)
    use.save(update_fields=["ended_on"])
    assert "attendance" not in standings(agreement)


def test_the_checkers_passage_is_read_where_no_heading_leads_to_a_list(district: District, dana: User) -> None:
    elements_sync(actor=dana, now=NOW)
    text = "2. Maple Reader collects the student's name and test scores."
    check = CheckFactory(document=DocumentFactory(text=text))
    FindingFactory(review_check=check, provision="il-soppa.a", quotes=[quote_of(text, text)])
    found = coverage_of(check.document.agreement, DAY)
    assert found.listed
    assert [line.element.code for line in found.lines] == ["test-scores", "name"]


def test_a_kind_of_the_districts_own_is_matched_by_its_name(agreement: Agreement) -> None:
    own = DataElement.objects.create(name="Lantern badge", group="Own", explanation="The colour of a badge.")
    ElementUseFactory(use=agreement.products.get().use, element=own)
    assert standings(agreement)["Lantern badge"] == "not_covered"
    DocumentFactory(agreement=agreement, version=2, text=SCHEDULE.replace("☒ Grade level", "☒ Lantern badges"))
    assert standings(agreement)["Lantern badge"] == "covered"


def test_a_persons_word_counts_and_is_kept_with_who_and_when(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(dirk)
    assert send(client, agreement, "gender", reason="The wider word means it, says the operator.").status_code == 302
    assert standings(agreement)["gender"] == "covered"
    page = client.get(address(agreement)).content.decode()
    assert "The wider word means it, says the operator." in page
    assert "marked by Dirk Fictional" in page
    send(client, agreement, "gender", answer="not_named", reason="It does not, after all.")
    assert standings(agreement)["gender"] == "not_covered"
    assert ScheduleMark.objects.count() == 2, "the earlier word is kept"


def test_a_mark_belongs_to_its_version(agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]) -> None:
    send(signed_in(dirk), agreement, "gender", reason="Exhibit B, last line.")
    DocumentFactory(agreement=agreement, version=2, text=SCHEDULE)
    assert standings(agreement)["gender"] == "unclear"


@pytest.mark.parametrize("values", [{"reason": ""}, {"reason": "x", "answer": "perhaps"}, {"reason": "y" * 301}])
def test_a_mark_without_answer_or_reason_is_refused(
    values: dict[str, str], agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    answer = send(signed_in(dirk), agreement, "gender", **values)
    assert answer.status_code == 422
    assert "Nothing was kept." in answer.content.decode()
    assert not ScheduleMark.objects.exists()


def test_who_only_reads_sees_the_page_and_marks_nothing(
    agreement: Agreement, ari: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(ari)
    page = client.get(address(agreement)).content.decode()
    assert "used and not covered" in page
    assert "Mark by hand" not in page
    assert send(client, agreement, "gender", reason="x").status_code == 403


def test_counsel_who_does_not_read_the_inventory_is_refused(
    agreement: Agreement, cora: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(cora).get(address(agreement)).status_code == 403


def test_strangers_are_turned_away(agreement: Agreement, refusals: Callable[..., None]) -> None:
    refusals(address(agreement))
    refusals(address(agreement), post=True)
    refusals(address(agreement, "coverage.csv"))


def test_the_spreadsheet_says_the_same(agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]) -> None:
    answer = signed_in(dirk).get(address(agreement, "coverage.csv"))
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 7
    assert lines[1].startswith("Attendance,Attendance,used and not covered,")


def test_an_agreement_without_a_file_or_a_list_says_so(
    district: District, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    agreement = AgreementFactory()
    client = signed_in(dirk)
    assert "Upload the agreement first." in client.get(address(agreement)).content.decode()
    assert send_nothing(client, agreement) == 404
    DocumentFactory(agreement=agreement, text="We keep it safe.")
    page = client.get(address(agreement)).content.decode()
    assert "No schedule of data was found in the text." in page
    assert "Nothing to compare" in page


def send_nothing(client: Client, agreement: Agreement) -> int:
    return client.post(address(agreement), {"element": "0"}).status_code


def test_markup_in_a_quote_stays_text(agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]) -> None:
    DocumentFactory(agreement=agreement, version=2, text="Schedule of Data\nName <script>alert(1)</script>\n")
    assert "<script>alert" not in signed_in(dirk).get(address(agreement)).content.decode()


def test_the_agreements_page_leads_here(agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(dirk).get(f"/office/contracts/agreement/{agreement.pk}/").content.decode()
    assert address(agreement) in page


def test_the_page_asks_a_fixed_number_of_questions(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for element in DataElement.objects.exclude(code__in=["name", "birth-date", "gender", "attendance"]):
        ElementUseFactory(use=agreement.products.get().use, element=element)
    client = signed_in(dirk)
    with django_assert_max_num_queries(19):
        client.get(address(agreement))
