"""The end of an agreement opens return, deletion and certificate, each with its reasons and its day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.hooks import agreement_out_of_force
from contracts.models import Agreement
from deadlines.models import Deadline, DeadlineState
from deadlines.selectors import clocks_of
from deadlines.services import deadline_withdraw
from district.audit import SystemActor
from district.models import District, User
from district.refusals import Refused
from inventory.asking.services import (
    ask_answer,
    ask_not_needed,
    ask_prove,
    ask_prove_otherwise,
    ask_send_back,
    ask_take_up,
    ask_unproven,
)
from inventory.asking.words import ask_standing
from inventory.leaving.grounds import grounds_of
from inventory.leaving.services import (
    AskGiven,
    day_proposed,
    leaving_ask,
    leaving_close,
    leaving_open,
    leaving_reopen,
    leaving_withdraw,
    option_choose,
)
from inventory.leaving.words import leaving_standing
from inventory.models import AskKind, AskState, DestructionCertificate, Leaving, LeavingResult, OperatorAsk
from tests.factories.contracts import AgreementFactory, SignedAgreementFactory
from tests.factories.vendors import ContactFactory, ProductFactory
from tests.inventory.leaving_cast import DAY, LAST, MONDAY, PACKS, Ends, asked, ended, ends_made, mails_to, part

ALL = [AskKind.RETURN, AskKind.DELETION, AskKind.TRACKING, AskKind.CERTIFICATE]


@pytest.fixture
def cast(district: District, person: Callable[..., User]) -> Ends:
    return ends_made(district, person)


@pytest.fixture
def leaving(cast: Ends) -> Leaving:
    return ended(cast)


@pytest.fixture
def waiting(cast: Ends, leaving: Leaving) -> Leaving:
    return asked(cast, leaving)


def answered(ask: OperatorAsk, outcome: str = "done") -> OperatorAsk:
    return ask_answer(
        ask=ask,
        outcome=outcome,
        statement="Deleted on 20 March, backups included.",
        by="Pat Fictional",
        actor=SystemActor("operator:link 1"),
        now=MONDAY + 18 * DAY,
    )


def test_ending_an_agreement_opens_its_parts_in_order(leaving: Leaving) -> None:
    assert [ask.kind for ask in leaving.asks.order_by("pk")] == ALL
    assert {ask.state for ask in leaving.asks.all()} == {AskState.OPEN}
    assert leaving.ended_on == date(2026, 3, 2)
    assert "The board chose another product." in leaving.because


def test_tracking_is_asked_only_where_an_adopted_law_names_it(cast: Ends, leaving: Leaving) -> None:
    grounds = grounds_of(cast.agreement, ["il-soppa"])
    assert AskKind.TRACKING not in {ground.part for ground in grounds}


def test_what_the_agreement_counts_from_its_end_has_a_clock_at_once(leaving: Leaving) -> None:
    ask = part(leaving)
    assert ask.last_day == date(2026, 5, 1), "60 days from 2 March"
    assert "60 calendar days, counted from its end (agreement.pdf, page 1)" in ask.day_because
    (clock,) = clocks_of(ask)
    assert (clock.rule, clock.last_day, clock.state) == ("inventory.leaving", date(2026, 5, 1), DeadlineState.OPEN)


def test_an_unconfirmed_finding_is_said_to_be_one(leaving: Leaving) -> None:
    assert "Nobody has confirmed this finding yet." in part(leaving).day_because


def test_reasons_name_the_agreement_and_the_laws(cast: Ends) -> None:
    grounds = grounds_of(cast.agreement, PACKS)
    deletion = [ground for ground in grounds if ground.part == AskKind.DELETION]
    assert deletion[0].law == "The agreement"
    assert "rule 7400.1, III.A" in {ground.citation for ground in grounds}


def test_an_agreement_whose_products_another_one_covers_opens_nothing(cast: Ends) -> None:
    SignedAgreementFactory(operator=cast.maple, products=[cast.reader])
    because = "It expired."
    agreement_out_of_force(agreement=cast.agreement, because=because, actor=SystemActor("timer:x"), now=MONDAY)
    assert not Leaving.objects.exists()


def test_being_told_twice_opens_one(cast: Ends, leaving: Leaving) -> None:
    for _ in range(2):
        agreement_out_of_force(agreement=cast.agreement, because="Again.", actor=SystemActor("timer:x"), now=MONDAY)
    assert Leaving.objects.count() == 1


def test_what_a_person_withdrew_does_not_open_by_itself_again(cast: Ends, leaving: Leaving) -> None:
    leaving_withdraw(leaving=leaving, because="It was renewed.", actor=cast.dana, now=MONDAY)
    agreement_out_of_force(agreement=cast.agreement, because="Again.", actor=SystemActor("timer:x"), now=MONDAY)
    assert Leaving.objects.count() == 1
    assert not Deadline.objects.filter(rule="inventory.leaving", state=DeadlineState.OPEN).exists()


def test_nothing_is_asked_before_the_district_chose(cast: Ends, leaving: Leaving) -> None:
    given = {AskKind.DELETION.value: AskGiven("Delete it.", LAST)}
    with pytest.raises(Refused, match="district's option"):
        leaving_ask(leaving=leaving, given=given, contact=cast.pat, actor=cast.dana, now=MONDAY)


def test_wanting_nothing_back_leaves_the_return_out(cast: Ends, leaving: Leaving) -> None:
    option_choose(leaving=leaving, option="none", words="", actor=cast.dana, now=MONDAY)
    back = part(leaving, AskKind.RETURN)
    assert (back.state, back.settled_because) == (AskState.NOT_NEEDED, "The district wants nothing back.")
    option_choose(leaving=leaving, option="return", words="As CSV.", actor=cast.dana, now=MONDAY)
    assert part(leaving, AskKind.RETURN).state == AskState.OPEN
    assert "As CSV." in part(leaving, AskKind.RETURN).asks


def test_a_transfer_says_to_whom(cast: Ends, leaving: Leaving) -> None:
    with pytest.raises(Refused) as refused:
        option_choose(leaving=leaving, option="transfer", words=" ", actor=cast.dana, now=MONDAY)
    assert refused.value.field == "words"


def test_one_mail_asks_for_everything_and_names_nobody(waiting: Leaving) -> None:
    (mail,) = mails_to("pat@maple-reader.example")
    assert mail.subject == "Student data after the end of an agreement"
    assert "deletion, by the end of Wednesday 1 April 2026" in mail.body
    assert {ask.state for ask in waiting.asks.all()} == {AskState.ASKED}


def test_another_day_than_the_agreements_is_said_to_be_the_districts(waiting: Leaving) -> None:
    ask = part(waiting)
    assert ask.day_because.startswith("The district set this day. The agreement names another:")
    clocks = clocks_of(ask).order_by("pk")
    assert [(clock.last_day, clock.state) for clock in clocks] == [
        (date(2026, 5, 1), DeadlineState.WITHDRAWN),
        (LAST, DeadlineState.OPEN),
    ]


def test_a_contact_of_another_operator_is_refused(cast: Ends, leaving: Leaving) -> None:
    option_choose(leaving=leaving, option="none", words="", actor=cast.dana, now=MONDAY)
    given = {AskKind.DELETION.value: AskGiven("Delete it.", LAST)}
    with pytest.raises(Refused, match="not one of this operator"):
        leaving_ask(leaving=leaving, given=given, contact=ContactFactory(), actor=cast.dana, now=MONDAY)


def test_a_day_that_is_over_is_refused_and_nothing_is_asked(cast: Ends, leaving: Leaving) -> None:
    option_choose(leaving=leaving, option="none", words="", actor=cast.dana, now=MONDAY)
    given = {AskKind.DELETION.value: AskGiven("Delete it.", date(2026, 3, 1))}
    with pytest.raises(Refused, match="over"):
        leaving_ask(leaving=leaving, given=given, contact=cast.pat, actor=cast.dana, now=MONDAY)
    assert part(leaving).state == AskState.OPEN
    assert mails_to("pat@maple-reader.example") == []


def test_overdue_is_a_fact_of_the_day_without_any_timer(waiting: Leaving) -> None:
    ask = part(waiting)
    assert ask_standing(ask, LAST).code == "asked"
    assert ask_standing(ask, LAST + DAY).words == "Overdue since Wednesday 1 April 2026"


def test_an_answer_waits_for_a_person_and_stops_the_clock(waiting: Leaving) -> None:
    ask = answered(part(waiting))
    assert ask.state == AskState.ANSWERED
    assert not clocks_of(ask).filter(state=DeadlineState.OPEN).exists()
    assert ask_standing(ask, LAST + DAY).words == "The operator says that everything was done: to be checked"


def test_the_second_of_two_answers_is_refused(waiting: Leaving) -> None:
    first = part(waiting)
    answered(first)
    with pytest.raises(Refused, match="answered, to be checked now"):
        answered(first)


def test_part_of_it_is_never_proven(cast: Ends, waiting: Leaving) -> None:
    ask = answered(part(waiting), "partly")
    with pytest.raises(Refused, match="Only part"):
        ask_prove(ask=ask, because="The statement.", actor=cast.dana, now=MONDAY + 19 * DAY)


def test_proven_says_what_shows_it(cast: Ends, waiting: Leaving) -> None:
    ask = answered(part(waiting))
    with pytest.raises(Refused, match="what shows it"):
        ask_prove(ask=ask, because=" ", actor=cast.dana, now=MONDAY + 19 * DAY)
    ask_prove(ask=ask, because="The log of the deletion.", actor=cast.dana, now=MONDAY + 19 * DAY)
    assert part(waiting).settled_because == "The log of the deletion."


def test_a_certificate_is_kept_and_shows_the_deletion(cast: Ends, waiting: Leaving) -> None:
    ask_prove(
        ask=answered(part(waiting, AskKind.CERTIFICATE)),
        because="The signed certificate.",
        actor=cast.dana,
        now=MONDAY + 19 * DAY,
    )
    certificate = DestructionCertificate.objects.get()
    assert (certificate.given_by, certificate.operator_name) == ("Pat Fictional", "Maple Reader Fictional, Inc.")
    assert certificate.products == "Maple Reader"
    deletion = part(waiting)
    assert deletion.state == AskState.PROVEN
    assert deletion.settled_because == "The certificate of destruction by Pat Fictional shows it."


def test_a_certificate_against_a_refused_deletion_proves_no_deletion(cast: Ends, waiting: Leaving) -> None:
    answered(part(waiting), "refused")
    certificate = answered(part(waiting, AskKind.CERTIFICATE))
    ask_prove(ask=certificate, because="The certificate.", actor=cast.dana, now=MONDAY + 19 * DAY)
    assert part(waiting).state == AskState.REFUSED


def test_only_the_operator_certifies(cast: Ends, waiting: Leaving) -> None:
    ask = part(waiting, AskKind.CERTIFICATE)
    with pytest.raises(Refused, match="Only the operator"):
        ask_prove_otherwise(ask=ask, because="Seen.", actor=cast.dana, now=MONDAY + DAY)


def test_sent_back_it_is_asked_again_with_the_reason(cast: Ends, waiting: Leaving) -> None:
    ask = answered(part(waiting), "partly")
    again = MONDAY + 20 * DAY
    ask_send_back(ask=ask, because="The backups are left.", last_day=date(2026, 4, 10), actor=cast.dana, now=again)
    mail = mails_to("pat@maple-reader.example")[-1]
    assert "What is missing: The backups are left." in mail.body
    assert (part(waiting).state, part(waiting).last_day) == (AskState.ASKED, date(2026, 4, 10))


def test_shown_after_it_was_sent_back_its_clock_is_met_on_that_day(cast: Ends, waiting: Leaving) -> None:
    ask, again, shown = answered(part(waiting), "partly"), MONDAY + 20 * DAY, MONDAY + 60 * DAY
    ask_send_back(ask=ask, because="The backups.", last_day=date(2026, 4, 10), actor=cast.dana, now=again)
    ask_prove_otherwise(ask=ask, because="Seen by us.", actor=cast.dana, now=shown)
    assert clocks_of(ask).filter(state=DeadlineState.MET, closed_at=shown).exists()


@pytest.mark.parametrize(
    ("silent", "refused", "result"),
    [(False, False, "proven"), (True, False, "unproven"), (True, True, "refused")],
)
def test_the_whole_is_as_bad_as_its_worst_part(
    cast: Ends, waiting: Leaving, *, silent: bool, refused: bool, result: str
) -> None:
    later = MONDAY + 40 * DAY
    for kind in (AskKind.RETURN, AskKind.TRACKING):
        ask_prove_otherwise(ask=part(waiting, kind), because="Seen by us.", actor=cast.dana, now=later)
    if refused:
        answered(part(waiting), "refused")
    elif not silent:
        ask_prove(ask=answered(part(waiting)), because="The log.", actor=cast.dana, now=later)
    else:
        ask_unproven(ask=part(waiting), because="It never answered.", actor=cast.dana, now=later)
    certificate = part(waiting, AskKind.CERTIFICATE)
    if silent:
        ask_unproven(ask=certificate, because="It never answered.", actor=cast.dana, now=later)
    else:
        ask_prove(ask=answered(certificate), because="The certificate.", actor=cast.dana, now=later)
    closed = leaving_close(leaving=waiting, because="Done as far as it goes.", actor=cast.dana, now=later)
    assert closed.result == result
    assert leaving_standing(closed, list(closed.asks.all()), LAST).words == LeavingResult(result).label.capitalize()


def test_nothing_closes_while_a_part_waits(cast: Ends, waiting: Leaving) -> None:
    with pytest.raises(Refused, match=r"Not settled yet: .*deletion"):
        leaving_close(leaving=waiting, because="Enough.", actor=cast.dana, now=MONDAY + DAY)


def test_what_needed_nothing_is_withdrawn_and_not_called_proven(cast: Ends, leaving: Leaving) -> None:
    for ask in leaving.asks.all():
        ask_not_needed(ask=ask, because="It never held any.", actor=cast.dana, now=MONDAY)
    with pytest.raises(Refused, match="withdraw it"):
        leaving_close(leaving=leaving, because="Nothing.", actor=cast.dana, now=MONDAY)


def test_late_proof_can_still_be_entered(cast: Ends, waiting: Leaving) -> None:
    ask_unproven(ask=part(waiting), because="It never answered.", actor=cast.dana, now=MONDAY + 40 * DAY)
    ask_take_up(ask=part(waiting), actor=cast.dana, now=MONDAY + 50 * DAY)
    assert (part(waiting).state, part(waiting).settled_because) == (AskState.OPEN, "")
    assert "Taken up again." in [step.words for step in part(waiting).steps.all()]


def test_a_closed_end_takes_no_more_answers_until_it_is_opened_again(cast: Ends, waiting: Leaving) -> None:
    for ask in waiting.asks.all():
        ask_unproven(ask=ask, because="It never answered.", actor=cast.dana, now=MONDAY + 40 * DAY)
    leaving_close(leaving=waiting, because="Silence.", actor=cast.dana, now=MONDAY + 40 * DAY)
    with pytest.raises(Refused, match="closed"):
        ask_take_up(ask=part(waiting), actor=cast.dana, now=MONDAY + 41 * DAY)
    leaving_reopen(leaving=waiting, because="A certificate came.", actor=cast.dana, now=MONDAY + 42 * DAY)
    assert ask_take_up(ask=part(waiting), actor=cast.dana, now=MONDAY + 43 * DAY).state == AskState.OPEN


def test_opened_again_it_brings_back_the_clocks_that_went_with_it_and_no_other(cast: Ends, waiting: Leaving) -> None:
    alone = clocks_of(part(waiting)).get(state=DeadlineState.OPEN)
    deadline_withdraw(deadline=alone, reason="Counted wrongly.", actor=cast.dana, now=MONDAY + DAY)
    leaving_withdraw(leaving=waiting, because="It was renewed.", actor=cast.dana, now=MONDAY + 2 * DAY)
    leaving_reopen(leaving=waiting, because="It was not renewed.", actor=cast.dana, now=MONDAY + 3 * DAY)
    running = {kind: clocks_of(part(waiting, kind)).filter(state=DeadlineState.OPEN).count() for kind in ALL}
    assert running == dict.fromkeys(ALL, 1) | {AskKind.DELETION: 0}


def test_an_end_by_hand_is_of_the_agreements_own_products(cast: Ends) -> None:
    def opened(agreement: Agreement, products: list[object], **more: object) -> Leaving:
        values = {"because": "Given up.", "ended_on": date(2026, 3, 1), "actor": cast.dana, "now": MONDAY, **more}
        return leaving_open(agreement=agreement, products=products, **values)  # type: ignore[arg-type]

    with pytest.raises(Refused, match="does not cover"):
        opened(cast.agreement, [ProductFactory()])
    with pytest.raises(Refused, match="at least one product"):
        opened(cast.agreement, [])
    with pytest.raises(Refused, match="not come yet"):
        opened(cast.agreement, [cast.reader], ended_on=date(2026, 3, 3))
    with pytest.raises(Refused, match="Nothing was agreed"):
        opened(AgreementFactory(), [cast.reader])
    assert opened(cast.agreement, [cast.reader]).asks.count() == len(ALL)
    with pytest.raises(Refused, match="being dealt with"):
        opened(cast.agreement, [cast.reader])


def test_a_term_from_the_notice_counts_from_being_told(cast: Ends, leaving: Leaving) -> None:
    (first, *_) = grounds_of(cast.agreement, PACKS)
    grounds = [replace(first, quote="Delete within 10 days of notice.", term="10 calendar days")]
    told = MONDAY + timedelta(days=5)
    named = day_proposed(leaving, grounds, AskKind.CERTIFICATE, told)
    assert named is not None
    assert named.last_day == date(2026, 3, 17)
