"""Safeguards: evidence with its expiry, words without evidence, questions to operators, consents."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from deadlines.models import Deadline, DeadlineState
from deadlines.sweep import sweep
from district.models import District, User
from district.refusals import Refused
from inventory.asking.files import file_read
from inventory.asking.services import ask_answer, ask_prove, ask_send_back
from inventory.models import AskState, ConsentRecord, OperatorAsk, SafeguardEvidence
from inventory.safeguards.checklist import Known, Line, checklist
from inventory.safeguards.rules import safeguards_of_district, safeguards_of_services
from inventory.safeguards.selectors import asks_open, consents_in_force, marks_newest
from inventory.safeguards.services import (
    consent_add,
    consent_withdraw,
    evidence_add,
    evidence_expiry_change,
    safeguard_ask,
    safeguard_mark,
)
from inventory.sealing import GivenFile
from tests.factories.vendors import ContactFactory
from tests.inventory.leaving_cast import DAY, MONDAY, PACKS, Ends, ends_made, mails_to

TODAY = date(2026, 3, 2)
NE = "ne-hosted-service.safeguard."
LOG, ANALYSIS, LOGINS, ENCRYPTION = f"{NE}access-log", f"{NE}intrusion-analysis", f"{NE}logins", f"{NE}encryption"
CONSENT = f"{NE}parental-consent"


@pytest.fixture(autouse=True)
def store(settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


def evidence(cast: Ends, *rules: str, now: Any = MONDAY, **more: Any) -> SafeguardEvidence:
    values = {"kind": "audit", "title": "Audit report", "words": "Read.", "address": "", "dated": TODAY, **more}
    values.setdefault("expires_on", date(2026, 9, 1))
    return evidence_add(product=cast.reader, rules=rules, actor=cast.dana, now=now, **values)


def question(cast: Ends, rule: str = LOG, **more: Any) -> OperatorAsk:
    values = {"asks": "Send the log.", "last_day": date(2026, 3, 20), "citation": "rule 7400.1, I.D", **more}
    values.setdefault("contact", cast.pat)
    return safeguard_ask(product=cast.reader, rule=rule, actor=cast.dana, now=MONDAY, **values)


def consent(cast: Ends, **more: Any) -> ConsentRecord:
    values: dict[str, Any] = {
        "covers": "Grade 3, 24 students",
        "method": "paper",
        "verified_how": "Compared with the roster.",
        "held_where": "Office of the school",
        "given_on": date(2026, 2, 1),
        "good_until": None,
        "authorised_by": "Sonia Imagined, Superintendent",
        "authorised_on": date(2026, 2, 3),
        **more,
    }
    return consent_add(product=cast.reader, actor=cast.dana, now=MONDAY, **values)


def line(cast: Ends, rule: str, today: date = TODAY) -> Line:
    pk = cast.reader.pk
    known = Known(marks_newest([pk]), asks_open([pk]), consents_in_force([pk], today))
    return next(one for one in checklist(pk, safeguards_of_services(PACKS), known, today) if one.asked.id == rule)


def open_clocks() -> list[tuple[str, date]]:
    rows = Deadline.objects.filter(state=DeadlineState.OPEN, rule__startswith="inventory.").order_by("last_day")
    return [(clock.rule, clock.last_day) for clock in rows]


def test_the_checklist_is_what_the_adopted_packs_ask() -> None:
    asked = safeguards_of_services(PACKS)
    assert LOG in {one.id for one in asked}
    assert "il-soppa.safeguard.operator" in {one.id for one in asked}
    assert [one.id for one in safeguards_of_district(PACKS)] == ["il-soppa.safeguard.district"]
    assert safeguards_of_services([]) == []
    assert [one.id for one in asked if one.consent] == [CONSENT]


def test_nothing_is_shown_until_something_shows_it(cast: Ends) -> None:
    assert (line(cast, LOGINS).code, line(cast, LOGINS).words) == ("missing", "Nothing shows it yet")


def test_one_paper_may_show_several_until_its_last_day(cast: Ends) -> None:
    evidence(cast, LOGINS, ENCRYPTION)
    assert line(cast, LOGINS).words == line(cast, ENCRYPTION).words == "Shown until Tuesday 1 September 2026"
    assert line(cast, LOGINS, date(2026, 9, 1)).code == "shown", "the last day counts"
    assert line(cast, LOGINS, date(2026, 9, 2)).words == "Its evidence expired on Tuesday 1 September 2026"
    assert open_clocks() == [("inventory.evidence", date(2026, 9, 1))]


def test_a_newer_paper_meets_the_olders_clock_once_nothing_rests_on_it(cast: Ends) -> None:
    evidence(cast, LOGINS, ENCRYPTION)
    evidence(cast, LOGINS, now=MONDAY + DAY, title="Certificate", expires_on=date(2027, 1, 1))
    assert open_clocks() == [("inventory.evidence", date(2026, 9, 1)), ("inventory.evidence", date(2027, 1, 1))]
    evidence(cast, ENCRYPTION, now=MONDAY + 2 * DAY, title="Certificate 2", expires_on=None)
    assert open_clocks() == [("inventory.evidence", date(2027, 1, 1))]


def test_expired_evidence_gets_no_clock_and_says_so(cast: Ends) -> None:
    evidence(cast, LOGINS, dated=date(2025, 1, 1), expires_on=date(2026, 1, 1))
    assert line(cast, LOGINS).code == "expired"
    assert open_clocks() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"dated": date(2026, 3, 3)}, "dated"),
        ({"expires_on": date(2026, 3, 1)}, ""),
        ({"words": "", "address": ""}, ""),
        ({"address": "javascript:alert(1)"}, "address"),
    ],
)
def test_evidence_that_cannot_be_is_refused(cast: Ends, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        evidence(cast, LOGINS, **values)
    assert refused.value.field == field
    assert not SafeguardEvidence.objects.exists()


def test_evidence_of_nothing_is_refused(cast: Ends) -> None:
    with pytest.raises(Refused, match="Choose what it shows"):
        evidence(cast)


def test_its_expiry_can_be_corrected_and_the_clock_follows(cast: Ends) -> None:
    one = evidence(cast, LOGINS)
    evidence_expiry_change(
        evidence=one, expires_on=date(2026, 6, 1), because="Misread.", actor=cast.dana, now=MONDAY + DAY
    )
    assert open_clocks() == [("inventory.evidence", date(2026, 6, 1))]


def test_correcting_evidence_on_which_nothing_rests_starts_no_clock(cast: Ends) -> None:
    one, why = evidence(cast, LOGINS), "Accounts are shared."
    later = MONDAY + DAY
    safeguard_mark(product=cast.reader, rule=LOGINS, answer="not_shown", reason=why, actor=cast.dana, now=later)
    evidence_expiry_change(
        evidence=one, expires_on=date(2026, 6, 1), because="Misread.", actor=cast.dana, now=later + DAY
    )
    assert open_clocks() == []


def test_a_persons_word_takes_the_place_of_evidence(cast: Ends) -> None:
    evidence(cast, LOGINS)
    with pytest.raises(Refused, match="Say why"):
        safeguard_mark(product=cast.reader, rule=LOGINS, answer="not_shown", reason=" ", actor=cast.dana, now=MONDAY)
    later = MONDAY + DAY
    why = "Accounts are shared in grade 1."
    safeguard_mark(product=cast.reader, rule=LOGINS, answer="not_shown", reason=why, actor=cast.dana, now=later)
    assert line(cast, LOGINS).words == "Not shown: Accounts are shared in grade 1."
    assert open_clocks() == []


def test_nobody_may_say_shown_without_evidence(cast: Ends) -> None:
    with pytest.raises(Refused, match="one of the two"):
        safeguard_mark(product=cast.reader, rule=LOGINS, answer="shown", reason="Sure.", actor=cast.dana, now=MONDAY)


def test_the_operator_is_asked_by_link_once_at_a_time(cast: Ends) -> None:
    question(cast)
    (mail,) = mails_to("pat@maple-reader.example")
    assert mail.subject == "A safeguard of your service"
    assert line(cast, LOG).ask_words == "Asked, by Friday 20 March 2026"
    assert line(cast, LOG).code == "missing", "asking shows nothing"
    with pytest.raises(Refused, match="asked already"):
        question(cast)
    question(cast, ANALYSIS)


def test_another_operators_contact_is_refused(cast: Ends) -> None:
    with pytest.raises(Refused, match="not one of this operator"):
        question(cast, contact=ContactFactory())
    assert not OperatorAsk.objects.exists()


def test_an_answer_that_shows_it_becomes_evidence_with_its_file(cast: Ends) -> None:
    files = [GivenFile("log.csv", b"when,who\n2026-01-01,teacher\n")]
    ask = ask_answer(
        ask=question(cast),
        outcome="done",
        statement="The log.",
        by="Pat Fictional",
        files=files,
        actor=cast.dana,
        now=MONDAY + DAY,
    )
    assert line(cast, LOG).code == "missing", "an answer alone shows nothing"
    ask_prove(ask=ask, because="The log was read.", actor=cast.dana, now=MONDAY + 2 * DAY)
    found = SafeguardEvidence.objects.get()
    assert (found.title, found.dated, found.ask) == ("Answer of 3 March 2026", date(2026, 3, 3), ask)
    assert found.file is not None
    assert file_read(found.file).startswith(b"when,who")
    assert line(cast, LOG).code == "shown"
    assert line(cast, LOG).ask is None
    question(cast)


def test_a_refusal_is_not_forgotten_by_asking_again(cast: Ends) -> None:
    ask = ask_answer(
        ask=question(cast), outcome="refused", statement="We keep no log.", by="Pat", actor=cast.dana, now=MONDAY + DAY
    )
    assert ask.state == AskState.REFUSED
    with pytest.raises(Refused, match="asked already"):
        question(cast)
    ask_send_back(
        ask=ask, because="The rule asks for it.", last_day=date(2026, 4, 1), actor=cast.dana, now=MONDAY + 2 * DAY
    )
    words = [step.words for step in ask.steps.all()]
    assert any("We keep no log." in one for one in words)


def test_an_overdue_question_is_said_and_reminded(cast: Ends) -> None:
    question(cast)
    assert line(cast, LOG, date(2026, 3, 21)).ask_words == "Overdue since Friday 20 March 2026"
    sweep(now=MONDAY + 19 * DAY)
    sweep(now=MONDAY + 19 * DAY)
    overdue = [one for one in mails_to("pat@maple-reader.example") if one.subject.startswith("Overdue")]
    assert len(overdue) == 1


def test_consent_with_authorization_shows_the_safeguard(cast: Ends) -> None:
    consent(cast)
    assert line(cast, CONSENT).words == "Consent with authorization: Grade 3, 24 students"


def test_consent_without_authorization_shows_nothing(cast: Ends) -> None:
    consent(cast, authorised_by="", authorised_on=None)
    assert line(cast, CONSENT).code == "missing"


def test_consent_that_ended_or_was_withdrawn_shows_nothing(cast: Ends) -> None:
    record = consent(cast, good_until=date(2026, 6, 30))
    assert line(cast, CONSENT, date(2026, 7, 1)).code == "missing"
    assert line(cast, CONSENT).code == "shown"
    consent_withdraw(record=record, because="Given for another app.", actor=cast.dana, now=MONDAY)
    assert line(cast, CONSENT).code == "missing"
    with pytest.raises(Refused, match="already"):
        consent_withdraw(record=record, because="Again.", actor=cast.dana, now=MONDAY)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"given_on": date(2026, 3, 3)}, "given_on"),
        ({"authorised_on": date(2026, 3, 3)}, "authorised_on"),
        ({"authorised_on": None}, "authorised_on"),
        ({"authorised_by": ""}, "authorised_by"),
        ({"good_until": date(2026, 1, 1)}, ""),
    ],
)
def test_consent_that_cannot_be_is_refused(cast: Ends, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        consent(cast, **values)
    assert refused.value.field == field
