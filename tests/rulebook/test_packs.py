"""The packs that come with the product: complete, whole, and honest about what was not verified."""

import re
from datetime import date

import pytest

from rulebook.errors import ReckoningError, UnknownRule
from rulebook.loading import PACKS, load_packs, pack_load
from rulebook.model import Duty, Pack, Provision, Rule
from rulebook.needs import AllOf, AnyOf, Bound, Promise, promises_in
from rulebook.spans import AnnualDates, SameDay, Span

BOOK = load_packs()
EVERY_PACK = pytest.mark.parametrize("pack", BOOK.packs.values(), ids=BOOK.packs)

PROVISIONS = (
    [f"il-soppa.{letter}" for letter in "abcdef"]
    + [f"ct-student-data.{number}" for number in range(1, 13)]
    + [f"mt-pupil-data.{number}" for number in range(1, 10)]
    + [f"ne-hosted-service.{number}" for number in range(1, 15)]
    + [f"operator-conduct.{number}" for number in range(1, 7)]
)
TERMS = {
    "il-soppa.breach.notify-parents": Span(30, "calendar days"),
    "il-soppa.breach.operator": Span(30, "calendar days"),
    "il-soppa.agreement.post": Span(10, "business days"),
    "il-soppa.posting.refresh": AnnualDates(((1, 31), (7, 31))),
    "il-soppa.notice.school-year": SameDay(),
    "il-soppa.correction.district": Span(90, "calendar days"),
    "il-soppa.correction.operator": Span(90, "calendar days"),
    "il-soppa.correction.confirm": Span(10, "business days"),
    "il-soppa.copy": Span(45, "calendar days"),
    "il-school-records.copy": Span(10, "business days"),
    "ct-student-data.agreement.notify": Span(5, "business days"),
    "ct-student-data.agreement.post": Span(5, "business days"),
    "ct-student-data.breach.operator-student-information": Span(30, "calendar days"),
    "ct-student-data.breach.operator-directory": Span(60, "calendar days"),
    "ct-student-data.breach.operator-aware": Span(48, "hours"),
    "us-ferpa.inspect": Span(45, "calendar days"),
}


def test_all_seven_packs_are_there() -> None:
    assert set(BOOK.packs) == {
        "il-soppa",
        "il-school-records",
        "ct-student-data",
        "mt-pupil-data",
        "ne-hosted-service",
        "operator-conduct",
        "us-ferpa",
    }


def test_every_provision_bears_its_stable_id() -> None:
    assert sorted(provision.id for pack in BOOK.packs.values() for provision in pack.provisions) == sorted(PROVISIONS)


@pytest.mark.parametrize("rule_id", TERMS)
def test_a_duty_gives_the_time_that_its_source_gives(rule_id: str) -> None:
    assert [term.span for term in BOOK.duty(rule_id).terms] == [TERMS[rule_id]]


def test_connecticut_s_two_sources_keep_their_own_dated_terms() -> None:
    duty = BOOK.duty("ct-student-data.breach.notify-families")
    assert [(term.source, term.from_date, str(term.span), term.verified) for term in duty.terms] == [
        ("policy", date(2017, 2, 13), "48 hours", True),
        ("statute", date(2016, 10, 1), "48 hours", False),
        ("statute", date(2017, 7, 1), "2 business days", False),
    ]
    assert [str(term.span) for term in duty.terms_on(date(2017, 6, 30))] == ["48 hours", "48 hours"]
    assert [str(term.span) for term in duty.terms_on(date(2017, 7, 1))] == ["48 hours", "2 business days"]


def test_an_extension_is_five_business_days_for_six_reasons_and_not_verified() -> None:
    extension = BOOK.duty("il-school-records.copy").extension
    assert extension is not None
    assert (extension.span, len(extension.reasons), extension.verified) == (Span(5, "business days"), 6, False)


def test_only_the_breach_letter_may_be_held_and_only_with_a_document() -> None:
    held = [duty for pack in BOOK.packs.values() for duty in pack.duties if duty.hold is not None]
    assert [duty.id for duty in held] == ["il-soppa.breach.notify-parents"]
    assert held[0].hold is not None
    assert "written request" in held[0].hold.needs


@EVERY_PACK
def test_every_rule_says_where_it_stands_who_read_it_and_what_is_in_doubt(pack: Pack) -> None:
    for rule in pack.rules:
        assert rule.cite.at, rule.id
        assert rule.title, rule.id
        assert rule.must, rule.id
        assert rule.text == rule.must
        assert rule.quote == rule.cite.quote
        assert rule.read.on <= date(2026, 11, 21), rule.id
        assert rule.verified != bool(rule.doubt), rule.id


@EVERY_PACK
def test_what_rests_on_a_statute_alone_is_verified_only_where_the_statute_was_seen(pack: Pack) -> None:
    """The notes on the law mark what was seen. Those here were; everything else must carry a doubt."""
    seen = {
        "105 ILCS 85/15(1)",
        "105 ILCS 85/15(3)",
        "105 ILCS 85/15(4)",
        "105 ILCS 85/26",
        "105 ILCS 10/5(c)",
        "815 ILCS 530/10(a)",
        "23 Ill. Adm. Code 380.20",
        "20-7-1326(1), MCA",
        "34 CFR 99.31(a)(1)(i)(B)",
        "34 CFR 99.31(a)(1)(i)(B)(2)",
        "34 CFR 99.31(a)(1)(ii)",
        "34 CFR 99.33(a)",
    }
    claimed = {rule.cite.at for rule in pack.rules if rule.verified and rule.cite.source.kind == "statute"}
    assert claimed <= seen


def test_items_a_b_and_c_of_illinois_may_not_be_redacted() -> None:
    assert [provision.id for provision in BOOK.pack("il-soppa").provisions if not provision.redactable] == [
        "il-soppa.a",
        "il-soppa.b",
        "il-soppa.c",
    ]


def test_a_provision_applies_from_its_day_on() -> None:
    provision = BOOK.provision("il-soppa.a")
    assert not provision.applies_on(date(2021, 6, 30))
    assert provision.applies_on(date(2021, 7, 1))
    assert BOOK.provision("mt-pupil-data.1").applies_on(date(2019, 1, 1))
    assert BOOK.provision("ct-student-data.1").applies_from == date(2016, 10, 1)


def test_every_provision_has_words_for_an_addendum() -> None:
    assert [rule_id for rule_id in PROVISIONS if not BOOK.provision(rule_id).drafting] == []


def test_needs_carry_bounds_and_details() -> None:
    promises = [
        promise
        for pack in BOOK.packs.values()
        for provision in pack.provisions
        for promise in promises_in(provision.needs)
    ]
    bounds = {str(promise.bound) for promise in promises if promise.bound}
    assert {"within 30 days", "at least 256 bits"} <= bounds
    assert all(isinstance(promise, Promise) for promise in promises)


def test_nested_needs_name_their_promises_in_order() -> None:
    need = AnyOf((Promise("a"), AllOf((Promise("b", Bound("within", 30, "days")), Promise("c")))))
    assert [promise.name for promise in promises_in(need)] == ["a", "b", "c"]


def test_executing_and_signing_an_agreement_are_one_event() -> None:
    signed = [duty.id for duty in BOOK.duties_started_by("agreement_signed")]
    assert signed == [duty.id for duty in BOOK.duties_started_by("agreement_executed")]
    assert set(signed) == {
        "il-soppa.agreement.post",
        "ct-student-data.agreement.notify",
        "ct-student-data.agreement.post",
    }


def test_an_event_starts_only_the_adopted_packs_duties() -> None:
    assert [duty.id for duty in BOOK.duties_started_by("operator_notice_received", packs=["il-soppa"])] == [
        "il-soppa.breach.notify-parents"
    ]
    assert BOOK.duties_started_by("operator_notice_received", packs=[]) == []
    with pytest.raises(UnknownRule, match="no pack is called"):
        BOOK.duties_started_by("operator_notice_received", packs=["oh-soppa"])


def test_an_event_starts_no_duty_before_its_day() -> None:
    assert BOOK.duties_started_by("agreement_signed", packs=["il-soppa"], on=date(2021, 6, 30)) == []
    assert BOOK.duties_started_by("agreement_signed", packs=["il-soppa"], on=date(2021, 7, 1))


def test_lookups_of_what_is_not_there_are_refused() -> None:
    for look in (BOOK.rule, BOOK.provision, BOOK.duty, BOOK.pack_of):
        with pytest.raises(UnknownRule):
            look("il-soppa.nothing")
    with pytest.raises(ReckoningError, match="has no term from the statute"):
        BOOK.duty("il-soppa.agreement.post").terms_on(date(2026, 1, 1), "statute")


def test_any_rule_is_found_by_its_id() -> None:
    assert isinstance(BOOK.rule("il-soppa.posting.operators"), Rule)
    assert BOOK.pack_of("il-soppa.posting.operators").id == "il-soppa"
    assert isinstance(BOOK.rule("il-soppa.a"), Provision)
    assert isinstance(BOOK.rule("il-soppa.copy"), Duty)


def test_safeguards_point_at_provisions_that_exist() -> None:
    for pack in BOOK.packs.values():
        for safeguard in pack.safeguards:
            if safeguard.provision is not None:
                assert BOOK.provision(safeguard.provision)


@pytest.mark.parametrize(
    ("pack_id", "section", "count"),
    [
        ("il-soppa", "postings", 8),
        ("il-soppa", "contents", 8),
        ("ct-student-data", "contents", 3),
        ("ct-student-data", "postings", 2),
        ("ct-student-data", "safeguards", 3),
        ("ct-student-data", "definitions", 12),
        ("il-soppa", "definitions", 6),
        ("ne-hosted-service", "safeguards", 10),
        ("operator-conduct", "restrictions", 5),
    ],
)
def test_a_pack_holds_all_of_a_section(pack_id: str, section: str, count: int) -> None:
    assert len(getattr(BOOK.pack(pack_id), section)) == count


def test_disclosure_has_the_five_lawful_exceptions_of_connecticut() -> None:
    restriction = next(item for item in BOOK.pack("operator-conduct").restrictions if item.id.endswith(".disclosure"))
    letters = [item.cite.at[-3:] for item in restriction.exceptions if item.cite.at.endswith(")")]
    assert letters == ["(a)", "(b)", "(c)", "(d)", "(e)"]


def test_a_version_is_the_declared_one_with_the_file_s_own_sum() -> None:
    pack = BOOK.pack("il-soppa")
    declared, _, digits = pack.version.partition("+")
    assert re.search(rf'^version: "{re.escape(declared)}"$', (PACKS / "il-soppa.yaml").read_text(), re.MULTILINE)
    assert len(digits) == 12
    assert pack_load(PACKS / "il-soppa.yaml").version == pack.version


def test_packs_are_read_once_a_process() -> None:
    assert load_packs() is load_packs()
