"""Every letter in both languages: whole, without an empty place, tagged, and the same words on paper as on the page."""

import re
from datetime import date, time
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from district.models import District, User
from requests_portal.decisions.drafting import blanks_in, blocks_of, draft_made, letter_pdf, named
from requests_portal.decisions.kinds import QUESTIONS
from requests_portal.models import Hearing, PortalSettings, PrivacyRequest, Result
from tests.factories.district import AdoptedPackFactory
from tests.factories.requests import DETAILS
from tests.requests_portal.decision_cast import MONDAY, certificate_of, decided, known, task_of

pytestmark = pytest.mark.django_db
REASON = {"reason": "We compared it.", "reason_es": "Lo comparamos."}
PARTS = [
    {"what": "Maple Reader", "task": None, "elements": "recordings", "done": True, "why": ""},
    {"what": "The district", "task": None, "elements": "", "done": False, "why": "The law keeps it."},
]
WHOLE: dict[str, Any] = {
    **REASON,
    "right": "Grade 5",
    "holders": ["district", "Maple Reader Fictional, Inc.", "state_board"],
    "how": "A download.",
    "purpose": "A concert.",
    "disclosed": "Names",
    "recipient": "Choir Friends",
}
LETTERS = sorted(
    {(kind, answer.letter) for kind, questions in QUESTIONS.items() for one in questions for answer in one.answers}
)
HEARINGS = ("hearing_set", "hearing_corrects", "hearing_stands")
DENY = "il-soppa.deletion.deny"


@pytest.fixture(autouse=True)
def packs(district: District) -> None:
    for pack in ("il-soppa", "il-school-records", "us-ferpa"):
        AdoptedPackFactory(pack=pack)
    PortalSettings.objects.create(hearing_en="Write to the custodian.", hearing_es="Escriba al custodio.")


@pytest.fixture
def rita(person: Any) -> User:
    return person("Rita Fictional", "records_custodian")


def text_of(content: bytes) -> str:
    """The words of a PDF, parted by single blanks."""
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def draft_of(request: PrivacyRequest, letter: str, language: str, rita: User) -> Any:
    """The draft of a letter with everything known that it could say."""
    question, answer = next(
        (one, answer) for one in QUESTIONS[request.kind] for answer in one.answers if answer.letter == letter
    )
    if question.about in ("correction", "erasure"):
        first = ("inaccuracy", "exists") if question.about == "correction" else ("deletion", "granted")
        decided(request, *first, rita, facts=WHOLE)
    task = task_of(request, state="done", name="Maple Reader Fictional, Inc.")
    certificate_of(task)
    gone, left = PARTS
    parts = [gone] if answer.result == Result.DELETED else [gone, left]
    ground = DENY if request.kind == "delete" and answer.refuses else ""
    facts = {**WHOLE, "parts": parts}
    row = decided(request, question.about, answer.result, rita, facts=facts, ground=ground)
    return draft_made(request, letter, language, determination=row)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("kind", "letter"), LETTERS)
def test_a_letter_of_a_whole_decision_has_no_empty_place(rita: User, kind: str, letter: str, language: str) -> None:
    request = known(kind=kind, language=language)
    draft = draft_of(request, letter, language, rita)
    assert draft.subject.startswith(f"{request.number}: ")
    assert blanks_in(draft.subject, draft.body) == []
    assert "{%" not in draft.body
    assert "\n\n\n" not in draft.body
    assert ("Lo comparamos." if language == "es" else "We compared it.") in draft.body
    for word in re.findall(r"[A-Za-zÀ-ÿ]+", draft.body):
        assert word not in ("None", "True", "False")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("letter", HEARINGS)
def test_a_letter_about_a_hearing_has_no_empty_place(rita: User, letter: str, language: str) -> None:
    request = known(language=language)
    row = decided(request, "inaccuracy", "not_inaccurate", rita, facts=WHOLE)
    hearing = Hearing.objects.create(
        request=request,
        determination=row,
        asked_at=MONDAY,
        asked_through="portal",
        held_on=date(2026, 3, 10),
        held_time=time(9, 5),
        place="Room 4",
        officer="Hanna Fictional",
        note={"findings": "So it is.", "findings_es": "Así es."},
    )
    draft = draft_made(request, letter, language, hearing=hearing, determination=row if "corrects" in letter else None)
    assert blanks_in(draft.subject, draft.body) == []
    if letter == "hearing_set":
        assert ("9:05 a. m." if language == "es" else "9:05 a.m.") in draft.body
        assert ("10 de marzo de 2026" if language == "es" else "March 10, 2026") in draft.body


@pytest.mark.parametrize(("kind", "letter"), LETTERS)
def test_what_is_not_known_stands_as_a_place_to_fill(kind: str, letter: str) -> None:
    draft = draft_made(known(kind=kind), letter, "en")
    assert "{the reason}" in blanks_in(draft.body)


@pytest.mark.parametrize(
    ("language", "closing", "marked"),
    [("en", "Sincerely,", "Draft. Not sent."), ("es", "Atentamente,", "Borrador. No enviado.")],
)
def test_the_pdf_says_what_the_page_says_is_tagged_and_names_its_language(
    rita: User, language: str, closing: str, marked: str
) -> None:
    request = known(language=language)
    draft = draft_of(request, "correct_refused", language, rita)
    for is_draft in (True, False):
        content = letter_pdf(
            request,
            subject=draft.subject,
            body=draft.body,
            language=language,
            day=date(2026, 3, 4),
            signer=rita,
            draft=is_draft,
        )
        text = text_of(content)
        for block in blocks_of(draft.body):
            for words in (block.text, *block.entries):
                assert " ".join(words.split()) in text
        assert closing in text
        assert "7 Fictional Street" in text
        assert (marked in text) is is_draft
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).startswith(language)
            assert pdf.docinfo["/Title"] == draft.subject


def test_words_of_people_are_shown_as_they_are_and_never_run(rita: User) -> None:
    request = known(details={**DETAILS["correct"], "wrong": "<script>x</script> & {{ number }} {% now %}"})
    row = decided(request, "inaccuracy", "not_inaccurate", rita, facts={"reason": "<b>No</b> & {{ pupil }}"})
    draft = draft_made(request, "correct_refused", "en", determination=row)
    assert "<script>x</script> & {{ number }} {% now %}" in draft.body
    assert "Our reason: <b>No</b> & {{ pupil }}" in draft.body
    content = letter_pdf(
        request,
        subject="<i>x</i>",
        body=draft.body,
        language="en",
        day=date(2026, 3, 4),
        signer=rita,
        draft=False,
    )
    assert "<b>No</b> &" in text_of(content)


def test_without_a_hearing_in_the_packs_or_for_what_is_no_school_record_the_letter_offers_none(rita: User) -> None:
    request = known()
    row = decided(request, "inaccuracy", "not_inaccurate", rita)
    request.school_record, request.school_record_because = False, "Only reading levels of an app."
    row.request = request
    draft = draft_made(request, "correct_refused", "en", determination=row)
    assert "hearing" not in draft.body


def test_blocks_are_paragraphs_and_lists() -> None:
    blocks = blocks_of("One\nline\r\n\r\nBefore:\n- a\n- b\nafter\n\n\n\n")
    assert [(block.text, block.entries) for block in blocks] == [
        ("One\nline", ()),
        ("Before:", ()),
        ("", ("a", "b")),
        ("after", ()),
    ]
    assert blocks_of("  \n \n") == []


def test_names_are_listed_in_either_language() -> None:
    assert named([], "en") == ""
    assert named(["A"], "en") == "A"
    assert named(["A", "B", "C"], "en") == "A, B and C"
    assert named(["A", "B"], "es") == "A y B"
