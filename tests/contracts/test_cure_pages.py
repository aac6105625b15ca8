"""The office's pages of cure notices: the form, the notice, the sending, the decisions; and whom they refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contracts.models import Agreement, AgreementState, CureNotice, CureState
from contracts.services.cure_answers import ItemSeen, cure_answer_record
from district import clock
from district.clock import local_day
from district.models import District, User
from tests.contracts.cure import agreement_with_gaps, all_cured, answered, found_decided, sent_notice
from tests.factories.vendors import ContactFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def connecticut(adopted: Callable[..., None]) -> None:
    adopted("ct-student-data")


@pytest.fixture
def agreement(dirk: User, district: District) -> Agreement:
    return agreement_with_gaps(dirk)


@pytest.fixture
def notice(agreement: Agreement, dirk: User) -> CureNotice:
    """Sent today: the pages read the real clock."""
    now = clock.now()
    return sent_notice(agreement, dirk, now=now, term=local_day(now, "America/Chicago") + timedelta(days=30))


def page(name: str, *args: int) -> str:
    return reverse(f"contracts:{name}", args=args)


def filled(agreement: Agreement, **changed: Any) -> dict[str, Any]:
    day = local_day(clock.now(), "America/Chicago") + timedelta(days=30)
    contact = agreement.operator.contacts.get().pk
    asked = {f"ask.ct-student-data.{number}": "on" for number in (1, 9, 10)}
    return {"contact": contact, "term_ends_on": day.isoformat(), "message": "", **asked, **changed}


def test_the_agreements_page_leads_to_a_notice_on_its_gaps(agreement: Agreement, dirk: User, signed_in: SignIn) -> None:
    body = signed_in(dirk).get(page("agreement", agreement.pk)).content.decode()
    assert "3 provisions are missing, weaker or contradicted" in body
    assert page("cure-add", agreement.pk) in body


def test_the_form_lists_each_gap_with_the_law_and_explains_the_proposed_day(
    agreement: Agreement, dirk: User, signed_in: SignIn
) -> None:
    body = signed_in(dirk).get(page("cure-add", agreement.pk)).content.decode()
    assert "Connecticut law governs" in body
    assert "3520.13" in body
    assert "Says the opposite:" in body
    assert "No text adopted here names a number of days" in body
    assert "Pat Fictional (pat@maple-reader.example)" in body


def test_a_notice_goes_from_the_form_over_its_letter_to_the_outbox(
    agreement: Agreement, dirk: User, signed_in: SignIn
) -> None:
    client = signed_in(dirk)
    written = client.post(page("cure-add", agreement.pk), filled(agreement, message="Call us."))
    notice = CureNotice.objects.get()
    assert written.headers["Location"] == page("cure-send", notice.pk)
    confirm = client.get(written.headers["Location"]).content.decode()
    assert "pat@maple-reader.example" in confirm
    assert "The agreement is void when the term passes without a cure" in confirm
    preview = client.get(page("cure-letter", notice.pk))
    assert (preview.headers["Content-Type"], preview.content[:4]) == ("application/pdf", b"%PDF")
    sent = client.post(page("cure-send", notice.pk), follow=True).content.decode()
    assert "Sent: the message is in the outbox" in sent
    assert "Due by the end of" in sent or "due" in sent.lower()
    letter = client.get(page("cure-letter", notice.pk))
    assert b"".join(letter.streaming_content)[:4] == b"%PDF"  # type: ignore[attr-defined]


def test_a_refused_form_keeps_what_was_typed(agreement: Agreement, dirk: User, signed_in: SignIn) -> None:
    values = filled(agreement, message="Kept words", term_ends_on="2020-01-01")
    del values["ask.ct-student-data.9"]
    answer = signed_in(dirk).post(page("cure-add", agreement.pk), values)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why ct-student-data.9 is left out" in body
    assert "Kept words" in body
    assert not CureNotice.objects.exists()


@pytest.mark.parametrize("day", ["", "soon", "2020-01-01", "9999-12-31", "0001-01-01"])
def test_a_term_that_cannot_be_is_said_at_its_field(
    agreement: Agreement, dirk: User, signed_in: SignIn, day: str
) -> None:
    answer = signed_in(dirk).post(page("cure-add", agreement.pk), filled(agreement, term_ends_on=day))
    assert answer.status_code == 422
    assert 'href="#id_term_ends_on"' in answer.content.decode()


def test_a_draft_is_changed_before_it_goes(agreement: Agreement, dirk: User, signed_in: SignIn) -> None:
    client = signed_in(dirk)
    client.post(page("cure-add", agreement.pk), filled(agreement))
    notice = CureNotice.objects.get()
    values = filled(agreement, **{"why.ct-student-data.10": "Rider B."})
    del values["ask.ct-student-data.10"]
    assert client.post(page("cure-edit", notice.pk), values).status_code == 302
    assert notice.items.get(provision="ct-student-data.10").left_out_because == "Rider B."
    assert "Rider B." in client.get(page("cure", notice.pk)).content.decode()


def test_without_a_contact_the_page_says_where_to_add_one(dirk: User, district: District, signed_in: SignIn) -> None:
    agreement = agreement_with_gaps(dirk, contact=False)
    body = signed_in(dirk).get(page("cure-add", agreement.pk)).content.decode()
    assert "The operator has no contact" in body
    assert reverse("admin:vendors_operator_change", args=[agreement.operator_id]) in body


def test_with_nothing_decided_the_page_leads_to_the_desk(dirk: User, district: District, signed_in: SignIn) -> None:
    agreement = agreement_with_gaps(dirk, decided=False)
    body = signed_in(dirk).get(page("cure-add", agreement.pk)).content.decode()
    assert "3 findings that fall short are not decided yet" in body


def test_a_second_notice_leads_to_the_first(notice: CureNotice, dirk: User, signed_in: SignIn) -> None:
    answer = signed_in(dirk).get(page("cure-add", notice.agreement_id))
    assert answer.headers["Location"] == page("cure", notice.pk)


def test_the_office_decides_until_everything_is_cured(notice: CureNotice, dirk: User, signed_in: SignIn) -> None:
    answered(notice, dirk, now=clock.now())
    client = signed_in(dirk)
    item = notice.items.get(provision="ct-student-data.9")
    prefix = f"item{item.pk}"
    early = client.post(
        page("cure-item", notice.pk, item.pk), {f"{prefix}-outcome": "cured", f"{prefix}-seen": ItemSeen.of(item).at}
    )
    assert early.status_code == 422
    assert "Decide the finding of the answer" in early.content.decode()
    found_decided(notice, dirk, now=clock.now())
    for item in notice.items.all():
        prefix = f"item{item.pk}"
        values = {f"{prefix}-outcome": "cured", f"{prefix}-seen": ItemSeen.of(item).at}
        done = client.post(page("cure-item", notice.pk, item.pk), values, follow=True)
    assert "Everything is cured: the clock is met." in done.content.decode()
    notice.refresh_from_db()
    assert notice.state == CureState.CURED


def test_the_office_enters_an_answer_and_a_bad_file_keeps_its_words(
    notice: CureNotice, dirk: User, signed_in: SignIn
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = signed_in(dirk)
    bad = SimpleUploadedFile("addendum.pdf", b"\x00\x01 no document")
    values = {"given_by": "Pat Fictional", "text": "They agree.", "file": bad}
    answer = client.post(page("cure-answer", notice.pk), values)
    assert answer.status_code == 422
    assert "They agree." in answer.content.decode()
    assert client.post(page("cure-answer", notice.pk), {"given_by": "Pat", "text": "They agree."}).status_code == 302
    assert "entered by" in client.get(page("cure", notice.pk)).content.decode()


def test_more_time_a_new_link_and_withdrawal(notice: CureNotice, dirk: User, signed_in: SignIn) -> None:
    client = signed_in(dirk)
    later = (notice.term_ends_on + timedelta(days=20)).isoformat()
    assert client.post(page("cure-extend", notice.pk), {"term_ends_on": later}).status_code == 422
    longer = client.post(page("cure-extend", notice.pk), {"term_ends_on": later, "reason": "Holidays."}, follow=True)
    assert "The term is longer." in longer.content.decode()
    assert "A new link is on its way" in client.post(page("cure-link", notice.pk), follow=True).content.decode()
    assert client.post(page("cure-withdraw", notice.pk), {"reason": ""}).status_code == 422
    client.post(page("cure-withdraw", notice.pk), {"reason": "Sent in error."})
    notice.refresh_from_db()
    assert notice.state == CureState.WITHDRAWN


def test_a_void_agreement_says_so_and_is_corrected_by_whoever_may_sign(
    notice: CureNotice, dana: User, dirk: User, signed_in: SignIn
) -> None:
    Agreement.objects.update(state=AgreementState.VOID)
    client = signed_in(dana)
    body = client.get(page("agreement", notice.agreement_id)).content.decode()
    assert "This agreement is void." in body
    address = page("void-correct", notice.agreement_id)
    assert address in body
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "It came by mail."}).status_code == 302
    assert signed_in(dirk).post(address, {"reason": "I think so."}).status_code == 403


def test_the_page_reads_no_more_for_more_provisions_or_answers(
    notice: CureNotice, dirk: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    answered(notice, dirk, now=clock.now())
    for number in range(4):
        cure_answer_record(
            notice=notice, given_by="Pat", text=f"Word {number}", file=None, entered_by=dirk, now=clock.now()
        )
    client = signed_in(dirk)
    with django_assert_max_num_queries(40):
        assert client.get(page("cure", notice.pk)).status_code == 200


def test_the_list_has_its_filters_and_reads_a_bounded_number_of_times(
    dana: User, dirk: User, district: District, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        sent_notice(agreement_with_gaps(dirk, title="Lantern agreement"), dirk)
    client = signed_in(dana)
    address = reverse("admin:contracts_curenotice_changelist")
    with django_assert_max_num_queries(20):
        body = client.get(address).content.decode()
    assert body.count("Lantern agreement") == 3
    assert "0 of 3" in body
    assert client.get(address, {"term": "overdue"}).content.decode().count("Lantern agreement") == 0
    notice = CureNotice.objects.first()
    assert notice is not None
    opened = client.get(reverse("admin:contracts_curenotice_change", args=[notice.pk]))
    assert opened.headers["Location"] == page("cure", notice.pk)


def test_whoever_may_not_is_refused(notice: CureNotice, refusals: Callable[..., None]) -> None:
    item = notice.items.first()
    assert item is not None
    for name in ("cure", "cure-edit", "cure-send", "cure-letter", "cure-extend", "cure-withdraw", "cure-answer"):
        refusals(page(name, notice.pk))
    refusals(page("cure-add", notice.agreement_id))
    refusals(page("void-correct", notice.agreement_id))
    refusals(page("cure-link", notice.pk), post=True)
    refusals(page("cure-item", notice.pk, item.pk), post=True)
    refusals(page("cure-replace", notice.pk, 1), post=True)


def test_readers_see_the_notice_and_change_nothing(
    notice: CureNotice, ari: User, dirk: User, signed_in: SignIn
) -> None:
    client = signed_in(ari)
    body = client.get(page("cure", notice.pk)).content.decode()
    assert "Give more time" not in body
    for name in ("cure-extend", "cure-withdraw", "cure-answer", "cure-link"):
        assert client.post(page(name, notice.pk), {"reason": "x"}).status_code == 403


def test_the_business_manager_writes_and_does_not_send(
    agreement: Agreement, person: Callable[..., User], signed_in: SignIn
) -> None:
    client = signed_in(person("Boris Pretend", "business_manager"))
    client.post(page("cure-add", agreement.pk), filled(agreement))
    notice = CureNotice.objects.get()
    assert "does not send them" in " ".join(client.get(page("cure-send", notice.pk)).content.decode().split()).replace(
        "do not send them", "does not send them"
    )
    assert client.post(page("cure-send", notice.pk)).status_code == 403


def test_what_cured_it_may_take_the_place_of_the_file(notice: CureNotice, dirk: User, signed_in: SignIn) -> None:
    answered(notice, dirk, now=clock.now())
    all_cured(notice, dirk, now=clock.now())
    client = signed_in(dirk)
    assert "take the place of the file" in client.get(page("cure", notice.pk)).content.decode()
    document = notice.answers.exclude(document=None).get().document
    assert document is not None
    done = client.post(page("cure-replace", notice.pk, document.pk), follow=True).content.decode()
    assert "takes the place" in done


def test_another_operators_contact_is_no_choice(agreement: Agreement, dirk: User, signed_in: SignIn) -> None:
    answer = signed_in(dirk).post(page("cure-add", agreement.pk), filled(agreement, contact=ContactFactory().pk))
    assert answer.status_code == 422
