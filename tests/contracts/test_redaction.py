"""Hiding parts of a posted agreement: what may not be hidden, who must agree, and what becomes of the copy."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from contracts import redacting, storage
from contracts.clauses.document import Unreadable
from contracts.examination import LimitReached, Limits
from contracts.models import (
    Agreement,
    AgreementState,
    Document,
    DocumentState,
    Finding,
    Redaction,
    RedactionState,
    StatedEvidence,
)
from contracts.pages.locate import Box
from contracts.protection import EvidenceTouched, protection_of
from contracts.redaction_places import occurrences, spans_asked
from contracts.selectors import posted_file
from contracts.services import FileRefused, document_add, document_claim, document_read
from contracts.services.pagecopies import page_copy_make
from contracts.services.redaction import (
    Answer,
    RedactionRefused,
    evidence_state,
    mark_box,
    mark_remove,
    redaction_agree,
    redaction_ask,
    redaction_begin,
    redaction_finish,
    redaction_refuse,
    redaction_withdraw,
)
from contracts.services.redaction_copy import copy_begin, copy_claim, copy_make
from contracts.services.redaction_evidence import AnswerFile
from contracts.storekeeping import store_checked
from contracts.tasks import REDACTOR
from district.models import District, User
from notices.models import Message
from tests.contracts.conftest import stored_files
from tests.factories.contracts import DecisionFactory, SignedAgreementFactory
from tests.factories.redaction import (
    CATEGORIES,
    FIRST,
    MARCH,
    OFFICIAL,
    PRICE,
    SECOND,
    agreed,
    agreement_with_file,
    checked,
    file_stored,
    made,
    place,
    stored_bytes,
    yes,
)
from tests.redaction.files import texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("illinois")]


@pytest.fixture
def document(district: District) -> Document:
    return agreement_with_file()


@pytest.fixture
def draft(document: Document, dirk: User) -> Redaction:
    return redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)


# What must stay readable


@pytest.mark.parametrize(("words", "letter"), [(CATEGORIES, "a"), (OFFICIAL, "c"), ("reading scores", "a")])
def test_the_evidence_of_items_a_b_and_c_cannot_be_marked(
    draft: Redaction, dirk: User, words: str, letter: str
) -> None:
    with pytest.raises(EvidenceTouched) as refusal:
        place(draft, words, dirk)
    assert f"85/15(4)({letter.upper()})" in str(refusal.value)
    assert "page 1" in str(refusal.value)
    assert "“" in str(refusal.value)
    assert not draft.marks.exists()


def test_a_box_that_touches_the_evidence_by_any_part_is_refused(draft: Redaction, dirk: User) -> None:
    line = protection_of(draft.document, now=MARCH).boxes[0][0]
    edge = Box(1, line.x0, line.y0 - 0.05, line.x0 + 0.02, line.y0 + 0.0005)
    with pytest.raises(EvidenceTouched):
        mark_box(redaction=draft, box=edge, reason="Price", actor=dirk, now=MARCH)
    beside = Box(1, line.x0, line.y0 - 0.05, line.x0 + 0.02, line.y0 - 0.0005)
    assert mark_box(redaction=draft, box=beside, reason="Seal", actor=dirk, now=MARCH).page == 1


def test_other_words_can_be_marked_with_a_reason(draft: Redaction, dirk: User) -> None:
    mark = place(draft, "48210 dollars", dirk, reason="The price is a trade secret.")
    assert (mark.quote, mark.page, mark.reason) == ("48210 dollars", 1, "The price is a trade secret.")
    with pytest.raises(RedactionRefused, match="why it is hidden"):
        place(draft, "sixty days", dirk, reason=" ")


def test_without_a_check_the_next_thing_to_do_is_said(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), check=False)
    redaction = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused, match="Check it first"):
        place(redaction, "48210", dirk)
    checked(document)
    place(redaction, "48210", dirk)


def test_a_scan_without_text_is_refused_until_its_text_is_known(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory())
    Document.objects.update(state=DocumentState.NEEDS_TEXT)
    redaction = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused, match="text recognised"):
        mark_box(redaction=redaction, box=Box(1, 0.1, 0.1, 0.2, 0.2), reason="x", actor=dirk, now=MARCH)


def test_where_a_verdict_quotes_nothing_a_person_states_where_it_stands(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), FIRST.replace(CATEGORIES, "Names and marks are collected."))
    redaction = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused, match="State where it stands"):
        place(redaction, "48210", dirk)
    with pytest.raises(RedactionRefused, match="do not stand in the file"):
        state(document, dirk, words="Shoe sizes are collected.")
    state(document, dirk, words="Names and  marks are collected")
    with pytest.raises(EvidenceTouched, match="Names and"):
        place(redaction, "marks are", dirk)
    place(redaction, "48210", dirk)


def state(document: Document, actor: User, *, words: str = "", reason: str = "") -> StatedEvidence:
    return evidence_state(document=document, provision="il-soppa.a", words=words, reason=reason, actor=actor, now=MARCH)


def test_a_person_may_state_that_the_file_does_not_say_it(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), FIRST.replace(CATEGORIES, "Nothing."))
    redaction = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused, match="say why"):
        state(document, dirk)
    state(document, dirk, reason="The categories stand in a separate schedule.")
    place(redaction, "48210", dirk)


def test_a_finding_that_a_person_decided_as_missing_protects_nothing(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), FIRST.replace(CATEGORIES, "Nothing."))
    finding = Finding.objects.get(provision="il-soppa.a")
    DecisionFactory(finding=finding, verdict="not_found", decided_by=dirk)
    assert protection_of(document, now=MARCH).lacking == ()
    DecisionFactory(finding=finding, kind="overrule", verdict="found", reason="It is said.", decided_by=dirk)
    assert [lack.code for lack in protection_of(document, now=MARCH).lacking] == ["state"]


def test_clauses_that_say_the_opposite_are_evidence_too(document: Document) -> None:
    finding = Finding.objects.get(provision="il-soppa.b")
    finding.conflicts, finding.verdict = finding.quotes, "contradicted"
    finding.quotes = []
    finding.save()
    assert {passage.provision.id for passage in protection_of(document, now=MARCH).passages} == {
        "il-soppa.a", "il-soppa.b", "il-soppa.c",
    }  # fmt: skip


def test_where_no_adopted_law_protects_anything_everything_may_be_hidden(document: Document, dirk: User) -> None:
    from district.models import AdoptedPack

    AdoptedPack.objects.all().delete()
    redaction = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    assert place(redaction, CATEGORIES, dirk).page == 1


def test_every_place_of_the_words_is_listed_and_those_that_must_stay_say_why(document: Document) -> None:
    protection = protection_of(document, now=MARCH)
    assert [found.page for found in occurrences(document, "48210", protection)] == [1, 2]
    assert occurrences(document, "4821", protection) == []
    refused = occurrences(document, "reading scores", protection)[0].refused
    assert "must stay readable" in refused


@pytest.mark.parametrize("key", ["", "5", "5-", "9-5", "0-99999999", "a-b", "-1-4", "١-٢"])
def test_places_that_are_none_of_the_text_are_refused(document: Document, key: str) -> None:
    with pytest.raises(Unreadable):
        spans_asked(document, [key])


# The steps


def test_the_operator_is_asked_with_the_list_of_places(draft: Redaction, dirk: User) -> None:
    place(draft, "48210 dollars", dirk, reason="Trade secret")
    redaction_ask(redaction=draft, address="mira@maple.example", message="Please.", actor=dirk, now=MARCH)
    message = Message.objects.get()
    assert message.address == "mira@maple.example"
    for words in ("Page 1", "48210 dollars", "Trade secret", "Please."):
        assert words in message.body
    with pytest.raises(RedactionRefused, match="fixed"):
        mark_remove(redaction=draft, mark_id=draft.marks.get().pk, actor=dirk)


def test_nothing_is_asked_without_a_place(draft: Redaction, dirk: User) -> None:
    with pytest.raises(RedactionRefused, match="at least one place"):
        redaction_ask(redaction=draft, address="mira@maple.example", message="", actor=dirk, now=MARCH)


def test_an_agreement_needs_who_said_it_and_in_which_words(draft: Redaction, dirk: User) -> None:
    place(draft, "48210", dirk)
    for answer in (Answer("", MARCH.date(), "Yes"), Answer("Mira", MARCH.date(), " ")):
        with pytest.raises(RedactionRefused, match="Say who"):
            redaction_agree(redaction=draft, answer=answer, actor=dirk, now=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.steps.create(state="agreed", at=MARCH, actor="nobody")


def test_the_file_that_proves_the_answer_is_kept_and_known_to_the_store(
    draft: Redaction, dirk: User, store: Path
) -> None:
    place(draft, "48210", dirk)
    file = AnswerFile("mail.eml", "message/rfc822", [b"We agree."])
    answer = Answer("Mira", MARCH.date(), "We agree.", file)
    redaction_agree(redaction=draft, answer=answer, actor=dirk, now=MARCH)
    report = store_checked(remove_orphans=True)
    assert (report.orphans, report.problems, report.files) == ((), (), 2)
    step = draft.steps.get(state="agreed")
    assert stored_bytes(step.evidence_sha256) == b"We agree."


def test_a_refused_answer_leaves_no_file(draft: Redaction, dirk: User, store: Path) -> None:
    before = stored_files(store)
    file = AnswerFile("mail.eml", "message/rfc822", [b"We agree."])
    with pytest.raises(RedactionRefused):
        redaction_agree(redaction=draft, answer=Answer("Mira", MARCH.date(), "Yes", file), actor=dirk, now=MARCH)
    assert stored_files(store) == before


def test_a_proof_that_is_too_large_is_refused(draft: Redaction, dirk: User, settings: Any) -> None:
    settings.UPLOAD_MOST_BYTES = 10
    place(draft, "48210", dirk)
    file = AnswerFile("mail.eml", "message/rfc822", [b"x" * 11])
    with pytest.raises(FileRefused):
        redaction_agree(redaction=draft, answer=Answer("Mira", MARCH.date(), "Yes", file), actor=dirk, now=MARCH)


def test_a_refusal_ends_it_and_what_is_posted_stays_whole(draft: Redaction, dirk: User) -> None:
    place(draft, "48210", dirk)
    redaction_ask(redaction=draft, address="mira@maple.example", message="", actor=dirk, now=MARCH)
    refused = redaction_refuse(redaction=draft, answer=yes("No."), actor=dirk, now=MARCH)
    assert refused.state == RedactionState.REFUSED
    assert posted_file(draft.document.agreement).sha256 == draft.document.sha256  # type: ignore[union-attr]
    with pytest.raises(RedactionRefused):
        redaction_agree(redaction=refused, answer=yes(), actor=dirk, now=MARCH)


def test_only_one_redaction_of_a_file_is_under_way(draft: Redaction, dirk: User) -> None:
    with pytest.raises(RedactionRefused, match="under way"):
        redaction_begin(agreement=draft.document.agreement, actor=dirk, now=MARCH)


def test_before_the_signing_and_without_pages_nothing_begins(document: Document, dirk: User) -> None:
    Document.objects.update(page_copy_sha256="")
    with pytest.raises(RedactionRefused, match="pages are not made"):
        redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)
    Agreement.objects.update(state=AgreementState.READY)
    document.agreement.refresh_from_db()
    with pytest.raises(RedactionRefused, match="Record the signing"):
        redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH)


# The copy


def test_the_copy_lacks_the_words_and_takes_the_originals_place(document: Document, dirk: User) -> None:
    redaction = made(agreed(document, dirk, "48210 dollars"), dirk)
    pdf = stored_bytes(redaction.result_sha256)
    first, second = texts(pdf)
    assert "48210" not in first
    assert "[redacted] for all schools" in " ".join(first.split())
    assert "48210" in second
    assert posted_file(document.agreement).sha256 == document.sha256  # type: ignore[union-attr]
    redaction_finish(redaction=redaction, actor=dirk, now=MARCH)
    posted = posted_file(document.agreement)
    assert posted is not None
    assert (posted.sha256, posted.places, posted.reasons) == (redaction.result_sha256, 1, ("Price",))
    assert "48210" not in posted.name
    assert posted.name.endswith("-agreement-2026-03-02.pdf")


def test_the_name_never_repeats_what_is_hidden(document: Document, dirk: User) -> None:
    operator = document.agreement.operator
    operator.name = "Annex Fictional, Inc."
    operator.save()
    redaction = made(agreed(document, dirk, "Annex of prices"), dirk)
    assert redaction.result_name == "agreement-2026-03-02.pdf"
    assert b"Annex" not in stored_bytes(redaction.result_sha256)


def test_nothing_counts_before_somebody_looked_at_the_copy(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk)
    with pytest.raises(RedactionRefused, match="not made yet"):
        redaction_finish(redaction=redaction, actor=dirk, now=MARCH)


def test_evidence_that_is_found_after_the_agreement_stops_the_copy(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk, "48210 dollars")
    finding = Finding.objects.get(provision="il-soppa.b")
    start = document.text.index(PRICE)
    finding.quotes = [{"text": PRICE, "page": 1, "start": start, "end": start + len(PRICE)}]
    finding.save()
    failed = made(redaction, dirk)
    assert "must stay readable" in failed.problem
    assert not failed.result_sha256


def test_a_file_that_was_changed_on_disk_is_not_used(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk)
    path = storage.stored_path(document.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n% changed")
    failed = made(redaction, dirk)
    assert "changed on disk" in failed.problem


def test_another_file_posted_meanwhile_stops_the_redaction(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk)
    file_stored(document.agreement, FIRST + " Amended.", SECOND, check=False)
    assert "Another file is posted" in made(redaction, dirk).problem


def test_a_killed_worker_leaves_the_work_to_the_next_after_a_while(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk)
    assert copy_claim(redaction_id=redaction.pk, now=MARCH) is not None
    assert copy_claim(redaction_id=redaction.pk, now=MARCH + timedelta(minutes=5)) is None
    again = made(redaction, dirk, now=MARCH + timedelta(minutes=30))
    assert again.result_sha256
    assert copy_claim(redaction_id=redaction.pk, now=MARCH + timedelta(hours=9)) is None


def test_a_file_that_loses_three_workers_is_given_up_and_can_be_tried_again(document: Document, dirk: User) -> None:
    redaction = agreed(document, dirk)
    Redaction.objects.update(attempts=3)
    assert "three times" in made(redaction, dirk).problem
    copy_begin(redaction=redaction, actor=dirk)
    assert made(redaction, dirk).result_sha256


def test_a_redaction_that_was_withdrawn_while_the_worker_was_at_it_leaves_no_copy(
    document: Document, dirk: User, store: Path
) -> None:
    redaction = agreed(document, dirk)
    before = stored_files(store)
    claimed = copy_claim(redaction_id=redaction.pk, now=MARCH)
    assert claimed is not None
    redaction_withdraw(redaction=redaction, reason="Not needed.", actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused):
        copy_make(redaction=claimed, actor=REDACTOR, now=MARCH)
    assert stored_files(store) == before


def test_a_withdrawal_needs_a_reason_and_brings_the_whole_file_back(document: Document, dirk: User) -> None:
    redaction = made(agreed(document, dirk), dirk)
    redaction = redaction_finish(redaction=redaction, actor=dirk, now=MARCH)
    with pytest.raises(RedactionRefused, match="Say why"):
        redaction_withdraw(redaction=redaction, reason=" ", actor=dirk, now=MARCH)
    redaction_withdraw(redaction=redaction, reason="No longer secret.", actor=dirk, now=MARCH)
    assert posted_file(document.agreement).sha256 == document.sha256  # type: ignore[union-attr]


def test_another_redaction_begins_with_the_same_places_and_takes_the_first_ones_place(
    document: Document, dirk: User
) -> None:
    first = redaction_finish(redaction=made(agreed(document, dirk), dirk), actor=dirk, now=MARCH)
    second = redaction_begin(agreement=document.agreement, actor=dirk, now=MARCH, like=first)
    assert [mark.quote for mark in second.marks.all()] == ["48210 dollars"]
    place(second, "sixty days", dirk)
    redaction_agree(redaction=second, answer=yes(), actor=dirk, now=MARCH)
    assert posted_file(document.agreement).sha256 == first.result_sha256  # type: ignore[union-attr]
    second = redaction_finish(redaction=made(second, dirk), actor=dirk, now=MARCH)
    first.refresh_from_db()
    assert (first.state, posted_file(document.agreement).sha256) == (  # type: ignore[union-attr]
        RedactionState.WITHDRAWN,
        second.result_sha256,
    )


def test_of_a_text_file_the_typeset_pages_are_hidden_and_posted(district: District, dirk: User) -> None:
    agreement = SignedAgreementFactory()
    document = document_add(
        agreement=agreement, name="a.txt", chunks=[f"{FIRST}\n\n{SECOND}".encode()], actor=dirk, now=MARCH
    )
    claimed = document_claim(document_id=document.pk, now=MARCH)
    assert claimed is not None
    document = document_read(document=claimed, actor=dirk, now=MARCH)
    page_copy_make(document=document, actor=dirk, now=MARCH)
    document.refresh_from_db()
    checked(document)
    redaction = made(agreed(document, dirk, "48210 dollars"), dirk)
    assert redaction.problem == ""
    read = " ".join(" ".join(texts(stored_bytes(redaction.result_sha256))).split())
    assert "48210 dollars" not in read
    assert "for all schools" in read
    redaction_finish(redaction=redaction, actor=dirk, now=MARCH)
    posted = posted_file(agreement)
    assert posted is not None
    assert (posted.media_type, posted.name.endswith(".pdf")) == ("application/pdf", True)


def test_the_maker_is_bounded_in_memory_and_time(document: Document, dirk: User) -> None:
    path = storage.stored_path(document.sha256)
    boxes = [Box(1, 0.1, 0.1, 0.2, 0.2)]
    with pytest.raises(LimitReached):
        redacting.copy_made(path, boxes, [], "T", lambda done, total: None, Limits(memory=1 << 26, seconds=60))


def test_the_maker_sees_no_secret_of_ours(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.Popen

    def watched(*arguments: Any, **given: Any) -> Any:
        seen.update(given["env"])
        return real(*arguments, **given)

    monkeypatch.setattr(subprocess, "Popen", watched)
    path = storage.stored_path(document.sha256)
    redacting.copy_made(path, [Box(2, 0.1, 0.8, 0.2, 0.9)], [], "T", lambda done, total: None)
    assert set(seen) == {"PATH", "LC_ALL", "PYTHONDONTWRITEBYTECODE"}


def test_progress_is_told(district: District, dirk: User) -> None:
    document = file_stored(SignedAgreementFactory(), FIRST, *[f"Page {number}" for number in range(11)])
    redaction = made(agreed(document, dirk), dirk)
    redaction.refresh_from_db()
    assert (redaction.pages_done, redaction.pages_total) == (12, 12)


def test_words_that_must_stay_are_never_hidden_with_their_neighbours(document: Document, dirk: User) -> None:
    protected = protection_of(document, now=MARCH).kept
    over = [Box(box.page, box.x0, box.y0, box.x1, box.y1) for box in protected[:1]]
    with pytest.raises(Unreadable, match="must stay readable"):
        redacting.copy_made(storage.stored_path(document.sha256), over, protected, "T", lambda done, total: None)
