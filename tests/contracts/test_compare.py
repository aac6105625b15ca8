"""The page that compares two versions of an agreement, or two checks of one version."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contracts import comparison
from contracts.comparing import texts
from contracts.models import Agreement, Check, Decision
from district.models import District, User
from tests.factories.contracts import (
    AGREEMENT_TEXT,
    MARCH,
    AgreementFactory,
    CheckFactory,
    DocumentFactory,
    FindingFactory,
    quote_of,
)

DELETION = "Upon termination the Provider shall delete all student data within sixty (60) days."
LATER_TEXT = AGREEMENT_TEXT.replace("within sixty (60) days", "when it is commercially practical").replace(
    "6. Breach. The Provider shall notify the District of a breach within 72 hours of its discovery.\n", ""
)


@pytest.fixture
def agreement(district: District) -> Agreement:
    """Two versions, each checked: the later one lost its period and its notice of a breach."""
    agreement = AgreementFactory(title="Maple Reader data agreement")
    first = CheckFactory(document=DocumentFactory(agreement=agreement, version=1))
    second = CheckFactory(document=DocumentFactory(agreement=agreement, version=2, text=LATER_TEXT))
    FindingFactory(review_check=first, provision="il-soppa.e", quotes=[quote_of(AGREEMENT_TEXT, DELETION)])
    FindingFactory(
        review_check=second,
        provision="il-soppa.e",
        verdict="weaker",
        quotes=[quote_of(LATER_TEXT, "Upon termination the Provider shall delete all student data when it is")],
    )
    FindingFactory(review_check=first, provision="il-soppa.a")
    FindingFactory(review_check=second, provision="il-soppa.a")
    return agreement


def check_of(agreement: Agreement, version: int) -> Check:
    return Check.objects.get(document__agreement=agreement, document__version=version)


def compare_page(client: Client, agreement: Agreement, query: str = "") -> str:
    answer = client.get(f"/office/contracts/agreement/{agreement.pk}/compare/{query}")
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def test_what_got_worse_is_shown_with_both_quotes(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = compare_page(signed_in(dirk), agreement, "?from=1&to=2")
    assert "compare-change--worse" in page
    assert "within sixty (60) days. <cite>page 1</cite>" in page
    assert "delete all student data when it is <cite>page 1</cite>" in page
    assert "1 finding is the same" in page


def test_the_text_marks_what_was_taken_out_and_put_in_with_words(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = compare_page(signed_in(dirk), agreement, "?from=1&to=2")
    assert (
        '<del><span class="dp-visually-hidden">taken out:</span><span aria-hidden="true">−</span>&nbsp;within sixty'
        in page
    )
    assert '<span aria-hidden="true">+</span>&nbsp;when it is commercially practical.' in page
    assert "6. Breach. The Provider shall notify the District of a breach" in page
    assert "paragraphs unchanged" in page


def test_without_a_choice_the_newest_two_versions_are_compared(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    DocumentFactory(agreement=agreement, version=3, text=LATER_TEXT + "8. More.")
    page = compare_page(signed_in(dirk), agreement)
    assert '<option value="2" selected>version 2' in page
    assert '<option value="3" selected>version 3, not checked' in page
    assert "only the texts are compared" in page


def test_each_side_leads_to_the_desk_and_to_its_place_in_the_text(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    page = compare_page(signed_in(dirk), agreement, "?from=1&to=2")
    finding = check_of(agreement, 2).findings.get(provision="il-soppa.e")
    assert f"/office/contracts/review/{agreement.pk}/?version=2&amp;finding={finding.pk}#finding" in page
    anchor = page.split('href="#after-')[1].split('"')[0]
    assert f'id="after-{anchor}"' in page


def test_a_persons_decision_stands_before_the_checkers_word(
    agreement: Agreement, dirk: User, dana: User, signed_in: Callable[[User], Client]
) -> None:
    finding = check_of(agreement, 2).findings.get(provision="il-soppa.e")
    Decision.objects.create(
        finding=finding,
        kind="overrule",
        verdict="found",
        reason="Section 9 names the period.",
        decided_by=dana,
        decided_at=MARCH,
    )
    page = compare_page(signed_in(dirk), agreement, "?from=1&to=2")
    assert "compare-change--worse" not in page
    assert "decided by Dana Fictional; the checker said: weaker" in page


def test_two_checks_of_one_version_are_compared(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    earlier = check_of(agreement, 2)
    newer = CheckFactory(document=earlier.document, checker_version="2027.1", ran_at=MARCH + timedelta(days=300))
    FindingFactory(review_check=newer, provision="il-soppa.e", verdict="not_found")
    FindingFactory(review_check=newer, provision="il-soppa.f", verdict="not_found")
    page = compare_page(signed_in(dirk), agreement, f"?from=2.{earlier.pk}&to=2")
    assert "Both checks are of the same file" in page
    assert "newly asked" in page
    assert "no longer asked" in page
    assert "Version 2, earlier check" in page
    old = earlier.findings.get(provision="il-soppa.e")
    assert f"version=2&amp;finding={old.pk}#" not in page, "the desk shows the newest check only"


def test_an_agreement_with_one_version_says_what_comparing_takes(
    district: District, dirk: User, ari: User, signed_in: Callable[[User], Client]
) -> None:
    agreement = DocumentFactory().agreement
    assert "Upload another version" in compare_page(signed_in(dirk), agreement)
    assert "Back to the agreement" in compare_page(signed_in(ari), agreement)


@pytest.mark.parametrize("query", ["?from=9", "?from=1&to=99", "?from=1.999999&to=2"])
def test_a_version_that_is_not_there_is_not_found(
    query: str, agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(dirk).get(f"/office/contracts/agreement/{agreement.pk}/compare/{query}").status_code == 404


@pytest.mark.parametrize("query", ["?from=x&to=<b>", "?part=99999", "?part=-1", "?from=1.&to=%00", "?from=٣"])
def test_a_crooked_address_compares_the_newest_two(
    query: str, agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    assert "compare-change--worse" in compare_page(signed_in(dirk), agreement, query)


def test_a_check_of_another_agreement_is_not_found(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    other = CheckFactory(document=DocumentFactory(version=1))
    address = f"/office/contracts/agreement/{agreement.pk}/compare/?from=1.{other.pk}&to=2"
    assert signed_in(dirk).get(address).status_code == 404


def test_a_file_offered_to_cure_it_is_compared_only_when_asked_for(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    DocumentFactory(agreement=agreement, version=3, text="Addendum.", standing="offered")
    client = signed_in(dirk)
    assert '<option value="2" selected>version 2' in compare_page(client, agreement)
    page = compare_page(client, agreement, "?to=3")
    assert '<option value="2" selected>version 2' in page
    assert "version 3, offered to cure it, not taken over" in page


def test_an_earlier_check_is_compared_with_the_one_before_it(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    oldest = check_of(agreement, 2)
    middle = CheckFactory(document=oldest.document, ran_at=MARCH + timedelta(days=1))
    CheckFactory(document=oldest.document, ran_at=MARCH + timedelta(days=2))
    page = compare_page(signed_in(dirk), agreement, f"?to=2.{middle.pk}")
    assert f'<option value="2.{oldest.pk}" selected>' in page


def test_markup_in_the_text_stays_text(district: District, dirk: User, signed_in: Callable[[User], Client]) -> None:
    agreement = AgreementFactory()
    DocumentFactory(agreement=agreement, version=1, text="Nothing.")
    DocumentFactory(agreement=agreement, version=2, text="We <script>alert(1)</script> & more.")
    page = compare_page(signed_in(dirk), agreement)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in page


def test_texts_too_long_still_have_their_findings_compared(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "MOST_CHARACTERS", 100)
    page = compare_page(signed_in(dirk), agreement)
    assert "The findings are compared all the same." in page
    assert "compare-change--worse" in page


def test_many_changes_come_in_portions(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparison, "MOST_CHANGES", 1)
    page = compare_page(signed_in(dirk), agreement, "?from=1&to=2")
    assert "1 more changed paragraph" in page
    assert "Earlier changes" in compare_page(signed_in(dirk), agreement, "?from=1&to=2&part=1")


def test_comparing_asks_a_fixed_number_of_questions(
    agreement: Agreement, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    for check in Check.objects.filter(document__agreement=agreement):
        for number in range(40):
            FindingFactory(review_check=check, provision=f"il-soppa.x{number}", position=100 + number)
    for number in range(3, 12):
        CheckFactory(document=DocumentFactory(agreement=agreement, version=number))
    client = signed_in(dirk)
    with django_assert_max_num_queries(18):
        compare_page(client, agreement, "?from=1&to=2")


def test_the_agreements_page_leads_here(agreement: Agreement, dirk: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(dirk).get(f"/office/contracts/agreement/{agreement.pk}/").content.decode()
    assert f"/office/contracts/agreement/{agreement.pk}/compare/" in page


def test_strangers_are_turned_away(agreement: Agreement, refusals: Callable[..., None]) -> None:
    refusals(f"/office/contracts/agreement/{agreement.pk}/compare/")
