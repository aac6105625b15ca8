"""The list of agreements by what was found in them: which lack a provision, which are weaker under a law."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contracts.models import Agreement, Document, DocumentStanding
from contracts.services import decision_record
from district.models import District, User
from tests.factories.contracts import (
    MARCH,
    AgreementFactory,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/office/contracts/agreement/"


@pytest.fixture
def client_of_dana(district: District, dana: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(dana)


def checked(title: str, **verdicts: str) -> Agreement:
    """An agreement with one check; verdicts by provision, `il_soppa__e="found"` for il-soppa.e."""
    agreement = AgreementFactory(title=title)
    found(agreement, **verdicts)
    return agreement


def found(agreement: Agreement, version: int = 1, signed_copy: bool = False, /, **verdicts: str) -> None:
    document = DocumentFactory(agreement=agreement, version=version, signed_copy=signed_copy)
    check = CheckFactory(document=document, ran_at=MARCH + timedelta(days=version))
    for name, verdict in verdicts.items():
        provision = name.replace("__", ".").replace("_", "-")
        FindingFactory(review_check=check, provision=provision, verdict=verdict)


def listed(client: Client, query: str) -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return sorted(agreement.title for agreement in answer.context["cl"].result_list)


def counts(client: Client, query: str, title: str) -> dict[str, int]:
    """The numbers beside a filter's choices."""
    changes = client.get(LIST + query).context["cl"]
    spec = next(spec for spec in changes.filter_specs if spec.title == title)
    shown = [choice["display"].rpartition(" (") for choice in spec.choices(changes)][1:]
    return {words: int(number.rstrip(")")) for words, _, number in shown}


def test_which_agreements_lack_a_provision(client_of_dana: Client) -> None:
    checked("Lacks it", il_soppa__e="not_found", il_soppa__a="found")
    checked("Weaker", il_soppa__e="weaker")
    checked("Has it", il_soppa__e="found", il_soppa__a="not_found")
    assert listed(client_of_dana, "?law=il-soppa&provision=il-soppa.e&verdict=lacking") == ["Lacks it", "Weaker"]
    assert listed(client_of_dana, "?provision=il-soppa.e&verdict=not_found") == ["Lacks it"]


@pytest.mark.parametrize("standing", [DocumentStanding.OFFERED, DocumentStanding.ADDENDUM])
def test_a_file_that_is_no_version_of_the_agreement_does_not_speak_for_it(
    client_of_dana: Client, standing: str
) -> None:
    agreement = checked("Lacks it", il_soppa__e="not_found")
    found(agreement, 2, il_soppa__e="found")
    Document.objects.filter(agreement=agreement, version=2).update(standing=standing)
    assert listed(client_of_dana, "?provision=il-soppa.e&verdict=not_found") == ["Lacks it"]
    assert listed(client_of_dana, "?provision=il-soppa.e&verdict=found") == []


def test_law_and_verdict_are_those_of_one_finding(client_of_dana: Client) -> None:
    checked("Weaker under Connecticut", ct_student_data__1="weaker", il_soppa__e="found")
    checked("Weaker under Illinois", ct_student_data__1="found", il_soppa__e="weaker")
    assert listed(client_of_dana, "?law=ct-student-data&verdict=weaker") == ["Weaker under Connecticut"]
    assert len(listed(client_of_dana, "?verdict=weaker")) == 2
    assert len(listed(client_of_dana, "?law=ct-student-data")) == 2
    assert listed(client_of_dana, "?law=mt-pupil-data") == []


def test_what_people_decided_counts_and_not_what_the_checker_said(client_of_dana: Client, dirk: User) -> None:
    agreement = checked("Overruled", il_soppa__e="not_found")
    finding = agreement.documents.get().checks.get().findings.get()
    decision_record(
        finding=finding, kind="overrule", verdict="found", reason="In Exhibit B.", last_seen=0, actor=dirk, now=MARCH
    )
    assert listed(client_of_dana, "?law=il-soppa&verdict=not_found") == []
    assert listed(client_of_dana, "?law=il-soppa&verdict=found") == ["Overruled"]
    told = counts(client_of_dana, "?law=il-soppa", "verdict")
    assert (told["found"], told["not found"], told["not as asked"]) == (1, 0, 0)


def test_only_the_newest_check_of_the_reviewed_version_counts(client_of_dana: Client) -> None:
    agreement = checked("Cured", il_soppa__e="not_found")
    found(agreement, 2, il_soppa__e="found")
    found(agreement, 3, True, il_soppa__e="weaker")
    assert listed(client_of_dana, "?verdict=found") == ["Cured"]
    assert listed(client_of_dana, "?verdict=lacking") == []
    DocumentFactory(agreement=agreement, version=4)
    assert listed(client_of_dana, "?verdict=found") == [], "the newest version is not checked yet"


def test_each_choice_says_how_many_agreements_it_leads_to(client_of_dana: Client) -> None:
    checked("One", il_soppa__e="not_found", il_soppa__a="not_found", ct_student_data__1="weaker")
    checked("Two", il_soppa__e="found")
    laws = counts(client_of_dana, "", "law")
    assert (laws["Illinois SOPPA"], laws["Connecticut student data"], laws["Montana pupil data"]) == (2, 1, 0)
    assert counts(client_of_dana, "?law=il-soppa", "verdict")["not found"] == 1
    assert counts(client_of_dana, "", "verdict")["not as asked"] == 1
    provisions = counts(client_of_dana, "?law=il-soppa&verdict=found", "provision")
    assert [number for words, number in provisions.items() if words.startswith("il-soppa.e ")] == [1]


def test_the_numbers_are_those_under_the_other_filters(client_of_dana: Client) -> None:
    checked("Maple", il_soppa__e="weaker")
    checked("Copper", il_soppa__e="weaker")
    assert counts(client_of_dana, "?q=copper", "verdict")["weaker"] == 1
    assert counts(client_of_dana, "?state__exact=signed", "verdict")["weaker"] == 0


def test_provisions_are_offered_once_a_law_is_chosen(client_of_dana: Client) -> None:
    checked("One", il_soppa__e="weaker")
    assert "By provision" not in client_of_dana.get(LIST).content.decode()
    page = client_of_dana.get(f"{LIST}?law=il-soppa").content.decode()
    assert "provision=il-soppa.e" in page
    assert "ct-student-data.1" not in page


def test_agreements_are_narrowed_to_one_operator(client_of_dana: Client) -> None:
    one, two = checked("One", il_soppa__e="weaker"), checked("Two", il_soppa__e="weaker")
    page = client_of_dana.get(LIST).content.decode()
    assert f"operator__id__exact={two.operator_id}" in page
    assert listed(client_of_dana, f"?operator__id__exact={one.operator_id}&verdict=weaker") == ["One"]


def test_numbers_stand_once_beside_an_operator_where_all_filters_are_counted(client_of_dana: Client) -> None:
    checked("One", il_soppa__e="weaker")
    checked("Two", il_soppa__e="weaker")
    page = client_of_dana.get(f"{LIST}?_facets=True").content.decode()
    assert "(1) (1)" not in page
    assert "(2) (2)" not in page


@pytest.mark.parametrize(
    "query",
    ["?law=of-nowhere", "?law=%00", "?provision=il-soppa.zz", "?verdict=grand", "?operator__id__exact=x",
     "?operator__id__exact=99999999999999", "?law=il-soppa&law=ct-student-data"],
)  # fmt: skip
def test_a_crooked_filter_finds_nothing_or_is_passed_over(query: str, client_of_dana: Client) -> None:
    checked("One", il_soppa__e="weaker")
    assert listed(client_of_dana, query) in ([], ["One"])


def test_the_list_with_its_counts_asks_a_bounded_number_of_questions(
    client_of_dana: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(30):
        checked(f"Agreement {number}", il_soppa__e="weaker", ct_student_data__1="found")
    with django_assert_max_num_queries(15):
        client_of_dana.get(f"{LIST}?law=il-soppa&verdict=lacking")


def test_the_list_by_findings_turns_strangers_away(refusals: Callable[..., None]) -> None:
    refusals(f"{LIST}?law=il-soppa&verdict=lacking")
