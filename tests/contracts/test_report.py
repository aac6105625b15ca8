"""The report of a check: one page as PDF, everything as JSON, and only for those who may see the agreement."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdfium2 import PdfDocument

from contracts.models import Check, Decision
from contracts.reporting import SCHEMA
from district.models import District, User
from district.printing import ABSENT, PrintingUnavailable
from rulebook.loading import load_packs
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, CheckFactory, DocumentFactory, FindingFactory, quote_of


@pytest.fixture
def check(district: District, dana: User) -> Check:
    """Every provision of every pack; one confirmed, one overruled."""
    packs = load_packs().packs.values()
    check: Check = CheckFactory(
        document=DocumentFactory(name="Maple Reader – agreement.pdf"),
        packs={pack.id: pack.version for pack in packs if pack.provisions},
    )
    provisions = [provision for pack in packs for provision in pack.provisions]
    quote = quote_of(AGREEMENT_TEXT, "The Provider shall notify the District of a breach within 72 hours")
    rows = [FindingFactory(review_check=check, provision=one.id, quotes=[quote]) for one in provisions]
    Decision.objects.create(finding=rows[0], kind="confirm", verdict="found", decided_by=dana, decided_at=MARCH)
    Decision.objects.create(
        finding=rows[1], kind="overrule", verdict="weaker", reason="No period.", decided_by=dana, decided_at=MARCH
    )
    return check


def get(client: Client, check: Check, ending: str) -> Any:
    return client.get(f"/office/contracts/checks/{check.pk}/report.{ending}")


def words_of(made: bytes) -> tuple[int, str]:
    with PdfDocument(made) as pdf:
        return len(pdf), " ".join("\n".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_every_provision_of_every_pack_stands_on_one_page(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    answer = get(signed_in(dirk), check, "pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    pages, words = words_of(answer.content)
    assert pages == 1
    assert check.document_sha256 in words
    assert "Maple Reader – agreement.pdf, version 1, 1 page" in words
    assert f"checker {check.checker_version}" in words
    assert f"2 of {check.findings.count()} by people: Dana Fictional 2." in words
    assert "Monday 2 March 2026" in words


def test_a_persons_verdict_stands_with_the_checkers_in_brackets(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    _, words = words_of(get(signed_in(dirk), check, "pdf").content)
    assert "weaker overruled, Dana Fictional (found)" in words


def test_the_json_says_everything_under_a_versioned_schema(
    check: Check, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    answer = get(signed_in(dirk), check, "json")
    said = json.loads(answer.content)
    assert said["schema"] == SCHEMA
    assert said["file"]["sha256"] == check.document_sha256
    assert {pack["id"]: pack["version"] for pack in said["check"]["packs"]} == check.packs
    assert said["totals"]["decided_by"] == [{"name": "Dana Fictional", "findings": 2}]
    assert len(said["findings"]) == check.findings.count()
    second = said["findings"][1]
    assert (second["verdict"], second["checker_verdict"]) == ("weaker", "found")
    assert second["decision"]["reason"] == "No period."
    assert said["findings"][2]["decision"] is None
    quote = second["quotes"][0]
    assert AGREEMENT_TEXT[quote["start"] : quote["end"]] == quote["text"]


def test_every_field_of_the_json_is_documented(check: Check, dirk: User, signed_in: Callable[[User], Client]) -> None:
    described = (Path(__file__).parents[2] / "docs" / "check-report.md").read_text(encoding="utf-8")
    assert SCHEMA in described

    def names(value: Any) -> set[str]:
        if isinstance(value, list):
            return set().union(*(names(entry) for entry in value)) if value else set()
        if isinstance(value, dict):
            return set(value) | set().union(*(names(entry) for entry in value.values())) if value else set()
        return set()

    said = json.loads(get(signed_in(dirk), check, "json").content)
    said["totals"]["verdicts"] = {}
    assert [name for name in sorted(names(said)) if f"`{name}`" not in described] == []


def test_a_check_without_findings_and_a_provision_that_left_the_rulebook_are_reported(
    district: District, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    empty = CheckFactory(packs={})
    assert "asks for anything" in words_of(get(signed_in(dirk), empty, "pdf").content)[1]
    gone = FindingFactory(review_check=CheckFactory(packs={"of-nowhere": "1"}), provision="of-nowhere.1").review_check
    assert "of-nowhere.1" in words_of(get(signed_in(dirk), gone, "pdf").content)[1]
    assert get(signed_in(dirk), gone, "json").status_code == 200


def test_markup_in_a_name_stays_text(district: District, dirk: User, signed_in: Callable[[User], Client]) -> None:
    check = CheckFactory(document=DocumentFactory(name="<img src=x>.pdf"))
    assert "<img src=x>.pdf" in words_of(get(signed_in(dirk), check, "pdf").content)[1]


def test_a_machine_that_cannot_print_says_so(
    check: Check, dirk: User, signed_in: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object, **__: object) -> bytes:
        raise PrintingUnavailable(ABSENT)

    monkeypatch.setattr("contracts.views.report.pdf_rendered", absent)
    answer = get(signed_in(dirk), check, "pdf")
    assert answer.status_code == 503
    assert "The same as JSON" in answer.content.decode()


def test_strangers_are_turned_away(check: Check, refusals: Callable[..., None]) -> None:
    refusals(f"/office/contracts/checks/{check.pk}/report.pdf")
    refusals(f"/office/contracts/checks/{check.pk}/report.json")


def test_a_check_that_is_not_there_is_not_found(
    district: District, dirk: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(dirk).get("/office/contracts/checks/99/report.pdf").status_code == 404


def test_a_report_asks_a_fixed_number_of_questions(
    check: Check, dirk: User, signed_in: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    client = signed_in(dirk)
    with django_assert_max_num_queries(13):
        get(client, check, "json")
