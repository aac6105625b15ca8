"""The evidence file: one tagged PDF of the whole, kept under its hash; pupils are counted in it and never named."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdfium2 import PdfDocument

from breaches.evidence.files import evidence_hashes, files_of
from breaches.evidence.parts import Case
from breaches.evidence.sendings import REGISTER_NAME
from breaches.evidence.telling import CONTENTS, TELLERS, parts_of
from breaches.models import Breach, BreachCost, BreachTask, EvidenceFile, EvidenceState, FactKind
from breaches.services.evidence import FAILED, LOST, LOST_AFTER, evidence_ask, evidence_claim, evidence_make
from breaches.services.facts import breach_fact_add
from breaches.services.public import public_entry_approve
from breaches.services.states import BreachRefused
from breaches.services.tasks import KEEP_EVIDENCE
from deadlines.models import Deadline
from deadlines.selectors import clocks_of
from deadlines.services import deadline_meet, hold_place
from district.audit import SystemActor
from district.models import District, User
from district.printing import PrintingUnavailable
from district.storage import open_verified
from notices.models import MailingText
from notices.services.mailings import mailing_prepare
from tests.factories.breaches import FRIDAY, affected_invented, affected_make
from tests.factories.district import AdoptedPackFactory
from tests.factories.notices import email_text, family
from tests.factories.publicentries import breach_known
from tests.factories.roster import students_make

pytestmark = pytest.mark.django_db
MAKER = SystemActor("worker:breaches.make_evidence")
ZONE = "America/Chicago"
MASTER = "d" * 64


@pytest.fixture(autouse=True)
def illinois(district: District) -> None:
    AdoptedPackFactory(pack="il-soppa")


@pytest.fixture
def breach(dana: User, now: datetime) -> Breach:
    """Determined, with clocks, twelve pupils of the roster, a hold, tasks, a cost, an entry and a mailing."""
    breach = breach_known(dana, affected_total=0)
    breach_fact_add(
        breach=breach, kind=FactKind.OPERATOR_DISCOVERED, at=FRIDAY - timedelta(days=9),
        stated_by="Pat Fictional", actor=dana, now=now,
    )  # fmt: skip
    affected_make(breach, dana, now, pupils=students_make(12))
    public_entry_approve(breach=breach, listed_anyway=True, because="Families asked.", actor=dana, now=now)
    BreachCost.objects.create(
        breach=breach, kind="notifying", amount="1250.50", what="Printing", spent_on=now.date(),
        document_name="invoice.pdf", document_sha256="c" * 64, entered_by=dana, entered_at=now,
    )  # fmt: skip
    mailing = mailing_prepare(
        subject=breach, purpose="breach", title="Letters about B-14", recipients=[family(1), family(2)],
        texts=[email_text()], actor=dana, now=now,
    )  # fmt: skip
    MailingText.objects.create(mailing=mailing, language="en", channel="letter", subject="…", master_sha256=MASTER)
    return breach


def made(breach: Breach, by: User, now: datetime) -> EvidenceFile:
    """Asked for, claimed and made, as the worker does it."""
    asked = evidence_ask(breach=breach, actor=by, now=now)
    claimed = evidence_claim(file_id=asked.pk, actor=MAKER, now=now)
    assert claimed is not None
    return evidence_make(file=claimed, actor=MAKER, now=now)


def pdf_of(file: EvidenceFile) -> bytes:
    with open_verified(file.sha256) as stream:
        return stream.read()


def text_of(pdf: bytes) -> str:
    with PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def squeezed(text: str) -> str:
    """Without spaces: a hash is broken over lines."""
    return "".join(text.split())


def test_the_file_tells_the_whole_and_counts_pupils_without_naming_them(
    breach: Breach, dana: User, now: datetime
) -> None:
    file = made(breach, dana, now)
    text = text_of(pdf_of(file))
    for title, _ in CONTENTS:
        assert title in text
    assert "B-14: evidence file" in text
    assert "Maple Reader Fictional, Inc." in text
    assert "Pat Fictional" in text, "who says so"
    assert "Pupils affected 12" in text
    assert "$1,250.50" in text
    assert "Families asked." in text
    for row in breach.affected.all():
        assert str(row.sealed["name"]) not in text
        assert str(row.sealed["number"]) not in text
    assert "Ana Fictional" not in text, "families are counted too"


def test_making_it_ticks_its_task_unless_somebody_did(breach: Breach, dana: User, now: datetime) -> None:
    file = made(breach, dana, now)
    task = breach.tasks.get(key=KEEP_EVIDENCE)
    assert (task.done_at, task.done_by) == (now, MAKER.name)
    assert task.evidence.endswith(f"{file.pages:,} pages, SHA-256 {file.sha256}.")
    assert made(breach, dana, now).state == EvidenceState.MADE, "a second one is made as well"
    assert breach.tasks.get(key=KEEP_EVIDENCE).evidence == task.evidence


def test_each_clock_stands_with_its_reasons_and_holds(breach: Breach, dana: User, now: datetime) -> None:
    clock = clocks_of(breach).get(rule="il-soppa.breach.notify-parents")
    hold_place(
        deadline=clock, document=b"%PDF-1.4 please wait", document_name="request.pdf",
        requested_by="Prairie Lantern Police (fictional)", actor=dana, now=now,
    )  # fmt: skip
    text = text_of(pdf_of(made(breach, dana, now)))
    for row in clocks_of(breach):
        assert " ".join(row.title.split()) in text
        assert row.reckonings.latest("made_at").citation.split(",")[0] in text
    assert "Prairie Lantern Police (fictional)" in text
    assert hashlib.sha256(b"%PDF-1.4 please wait").hexdigest() in squeezed(text)


def test_letters_and_files_are_named_with_their_hashes(breach: Breach, dana: User, now: datetime) -> None:
    pdf = pdf_of(made(breach, dana, now))
    text = squeezed(text_of(pdf))
    assert MASTER in text
    assert "c" * 64 in text
    with pikepdf.open(BytesIO(pdf)) as document:
        register = document.attachments[REGISTER_NAME].get_file().read_bytes().decode("utf-8-sig")
    lines = register.splitlines()
    assert lines[0].startswith("Reference,Mailing,Channel")
    assert len(lines) == 3
    assert "Ana Fictional" not in register
    assert hashlib.sha256(register.encode("utf-8-sig")).hexdigest() in text


def test_it_is_a_tagged_pdf_whose_contents_lead_to_the_parts(breach: Breach, dana: User, now: datetime) -> None:
    with pikepdf.open(BytesIO(pdf_of(made(breach, dana, now)))) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en"
        assert "/StructTreeRoot" in document.Root
        assert str(document.docinfo.get("/Title") or document.open_metadata().get("dc:title")) == "B-14: evidence file"
        links = [note for note in document.pages[0].get("/Annots", []) if note.Subtype == "/Link"]
        assert len({str(link.Dest) for link in links}) == len(TELLERS)


def test_it_is_kept_under_its_hash_with_its_day_and_cannot_be_changed(
    breach: Breach, dana: User, now: datetime
) -> None:
    file = made(breach, dana, now)
    content = pdf_of(file)
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert file.state == EvidenceState.MADE
    assert file.day == now.date()
    assert file.pages == len(PdfDocument(content))
    assert [title for title, _ in file.contents] == [title for title, _ in CONTENTS]
    assert evidence_hashes() == {file.sha256}
    with pytest.raises(DatabaseError), transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk).update(sha256="0" * 64)


def test_a_second_is_refused_while_one_is_being_made(breach: Breach, dana: User, now: datetime) -> None:
    evidence_ask(breach=breach, actor=dana, now=now)
    with pytest.raises(BreachRefused, match="being made already"):
        evidence_ask(breach=breach, actor=dana, now=now + timedelta(minutes=5))


def test_one_whose_worker_was_lost_is_given_up_and_made_anew(breach: Breach, dana: User, now: datetime) -> None:
    lost = evidence_ask(breach=breach, actor=dana, now=now)
    evidence_claim(file_id=lost.pk, actor=MAKER, now=now)
    again = evidence_ask(breach=breach, actor=dana, now=now + LOST_AFTER)
    lost.refresh_from_db()
    assert (lost.state, lost.problem) == (EvidenceState.FAILED, LOST)
    assert files_of(breach) == [again, lost]


def test_a_file_is_taken_by_one_worker(breach: Breach, dana: User, now: datetime) -> None:
    file = evidence_ask(breach=breach, actor=dana, now=now)
    assert evidence_claim(file_id=file.pk, actor=MAKER, now=now) is not None
    assert evidence_claim(file_id=file.pk, actor=MAKER, now=now) is None


def test_a_machine_that_cannot_print_is_said_on_the_row(
    breach: Breach, dana: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_: object) -> bytes:
        raise PrintingUnavailable("No libraries here.")

    monkeypatch.setattr("breaches.services.evidence.evidence_pdf", cannot)
    file = made(breach, dana, now)
    assert (file.state, file.problem, file.sha256) == (EvidenceState.FAILED, "No libraries here.", "")


def test_what_goes_wrong_otherwise_is_said_too_and_raised(
    breach: Breach, dana: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr("breaches.services.evidence.evidence_pdf", fails)
    with pytest.raises(ZeroDivisionError):
        made(breach, dana, now)
    assert EvidenceFile.objects.get().problem == FAILED


def test_a_breach_of_which_little_is_known_has_a_file_too(dana: User, now: datetime) -> None:
    bare = breach_known(dana, number=15, operator=None, affected_total=0)
    BreachTask.objects.create(breach=bare, key="house.first", title="Find the first thing", what="…", role="director")
    text = text_of(pdf_of(made(bare, dana, now)))
    assert "No family was written to." in text
    assert "none: the district's own systems" in text
    assert "Find the first thing" in text


def test_a_drill_is_marked_on_every_page_and_begins_with_its_report(dana: User, now: datetime) -> None:
    drill = breach_known(dana, drill=True, number=3, affected_total=0)
    with PdfDocument(pdf_of(made(drill, dana, now))) as document:
        for page in document:
            assert "DRILL" in page.get_textpage().get_text_range()
        assert "How the drill went" in document[0].get_textpage().get_text_range()


def test_the_parts_are_told_in_a_number_of_queries_that_pupils_do_not_change(dana: User, now: datetime) -> None:
    drill = breach_known(dana, drill=True, number=4)
    affected_invented(drill, dana, now, 10)
    queries_of(drill, now)  # kinds of content are looked up once a process
    before = queries_of(drill, now)
    affected_invented(drill, dana, now, 3000)
    assert queries_of(drill, now) == before < 45


def queries_of(breach: Breach, now: datetime) -> int:
    with CaptureQueriesContext(connection) as queries:
        parts_of(Case(Breach.objects.get(pk=breach.pk), now, ZONE))
    return len(queries)


def test_a_clock_that_was_met_late_says_by_how_much(breach: Breach, dana: User, now: datetime) -> None:
    clock = clocks_of(breach).exclude(state="met")[0]
    Deadline.objects.filter(pk=clock.pk).update(due_at=now - timedelta(hours=5))
    deadline_meet(deadline=clock, at=now, actor=dana, now=now, evidence="Said by telephone.")
    text = text_of(pdf_of(made(breach, dana, now)))
    assert "Met late, 5 hours late" in text
    assert "Said by telephone." in text
