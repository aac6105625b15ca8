"""Other pupils are found by the roster, hidden where a person says so, and truly gone from what is given."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given as for_all
from hypothesis import strategies

from district.models import User
from district.storage import stored_path
from requests_portal.copies.delivering import link_give
from requests_portal.copies.names import chosen, proposals
from requests_portal.copies.redacting import (
    LOST_AFTER,
    file_check,
    file_take_off,
    file_uncheck,
    mark_box,
    mark_lines,
    mark_places,
    mark_remove,
    mark_words,
    printed_add,
    redaction_begin,
    redaction_claim,
    redaction_make,
    redactions_waiting,
    words_on,
)
from requests_portal.copies.standing import file_standing, files_that_may_be_given
from requests_portal.copies.texts import HIDDEN, hidden_in
from requests_portal.models import FileMark, FileRedaction, PrivacyRequest, RedactionState, RequestFile
from requests_portal.services.files import file_keep, file_read
from requests_portal.services.steps import RequestRefused, family_actor
from tests.factories.contracts import pdf_bytes
from tests.factories.requests import MONDAY
from tests.requests_portal.copies_cast import (
    CSV,
    SECOND,
    asked,
    checked,
    copy_made_of,
    gathered,
    given,
    packs_adopted,
    pdf_raw,
    pdf_text,
    pupils,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(district: object, settings: LazySettings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    packs_adopted()
    pupils()


@pytest.fixture
def case() -> PrivacyRequest:
    return asked()


def code_of(file: RequestFile) -> str:
    standing = file_standing(file.request, file.pk)
    assert standing is not None
    return standing.code


def test_other_pupils_are_proposed_by_name_and_number_and_the_asked_one_is_not(
    case: PrivacyRequest, dana: User
) -> None:
    found = proposals(words_on(gathered(case, dana), [1, 2]), case)
    sure = [place.plain for place in found if place.sure]
    assert sure == ["Ben Otherchild", "Otherchild, Ben", "Cleo de la Ensample", "100777"]
    assert [place.plain for place in found if not place.sure] == ["Ben’s"]
    assert all("Ana" not in place.words for place in found)


def test_names_that_a_person_types_are_found_in_any_spelling(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana, pdf_bytes("With ZOE Nobody-Special and Special, Zoe; not Zoe alone."))
    found = proposals(words_on(file, [1, 2]), case, ["Zoë Special"])
    assert [place.plain for place in found] == ["Special, Zoe"]
    found = proposals(words_on(file, [1, 2]), case, ["zoe nobody special", " ", ",;"])
    assert [place.plain for place in found] == ["ZOE Nobody-Special"]


@for_all(strategies.lists(strategies.text(max_size=12), max_size=6))
def test_whatever_a_form_names_as_places_is_either_a_place_or_left_out(keys: list[str]) -> None:
    from requests_portal.copies.names import FileWord

    words = [FileWord(f"w{number}", 1) for number in range(5)]
    assert all(0 <= place.first <= place.last < 5 for place in chosen(words, keys))


def test_what_was_marked_is_gone_from_the_copy_and_the_rest_is_there(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana)
    places = proposals(words_on(file, [1, 2]), case)
    assert mark_places(file=file, places=places, actor=dana, now=MONDAY) == len(places)
    redaction = copy_made_of(file, dana)
    assert (redaction.state, redaction.problem) == (RedactionState.MADE, "")
    copy = redaction.result
    assert copy is not None
    content = file_read(copy)
    text, raw = pdf_text(content), pdf_raw(content)
    for gone in ("Otherchild", "Cleo", "Ensample", "100777"):
        assert gone not in text
        assert gone.encode() not in raw
        assert gone.encode("utf-16-be") not in raw
    assert "Ana Fictional reads at level 5." in text
    assert "Scores of Ana Fictional alone" in text
    assert redaction.report["names_left"] == 0
    assert copy.name == f"{case.number}-copy-{file.pk}.pdf"
    assert "group" not in copy.name


def test_the_original_is_not_given_once_a_part_of_it_is_marked(case: PrivacyRequest, dana: User) -> None:
    file = checked(case, dana)
    assert files_that_may_be_given(case) == [file]
    mark_box(file=file, page=1, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY)
    assert (code_of(file), files_that_may_be_given(case)) == ("marked", [])
    with pytest.raises(RequestRefused, match="marked to be hidden"):
        file_check(file=file, actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="was not checked"):
        link_give(request=case, files=[file], outcome="granted", actor=dana, now=MONDAY)
    redaction = copy_made_of(file, dana)
    assert code_of(file) == "made"
    assert files_that_may_be_given(case) == []  # the copy is to be looked through as well
    assert redaction.result is not None
    copy = file_check(file=redaction.result, actor=dana, now=MONDAY)
    assert files_that_may_be_given(case) == [copy]
    with pytest.raises(RequestRefused, match="was not checked"):
        link_give(request=case, files=[file, copy], outcome="granted", actor=dana, now=MONDAY)


def test_another_mark_makes_the_copy_out_of_date(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana)
    mark_box(file=file, page=1, box=(0.05, 0.05, 0.5, 0.1), actor=dana, now=MONDAY)
    first = copy_made_of(file, dana).result
    assert first is not None
    mark_box(file=file, page=2, box=(0.05, 0.05, 0.5, 0.1), actor=dana, now=MONDAY)
    first.refresh_from_db()
    assert first.removed_at is not None
    assert code_of(file) == "marked"


def test_a_file_that_was_given_is_not_changed_under_the_family(case: PrivacyRequest, dana: User) -> None:
    file = checked(case, dana)
    given(case, dana, file)
    for change in (
        lambda: mark_box(file=file, page=1, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY),
        lambda: file_uncheck(file=file, actor=dana),
        lambda: file_take_off(file=file, actor=dana, now=MONDAY),
    ):
        with pytest.raises(RequestRefused, match="take that back first"):
            change()


def test_the_last_mark_taken_back_leaves_a_file_to_look_through(case: PrivacyRequest, dana: User) -> None:
    file = checked(case, dana)
    mark = mark_box(file=file, page=1, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY)
    mark_remove(file=file, mark_id=mark.pk, actor=dana)
    assert code_of(file) == "unchecked"
    assert not FileRedaction.objects.exists()


@pytest.mark.parametrize("box", [(0.2, 0.1, 0.1, 0.2), (-0.1, 0.1, 0.2, 0.2), (0.1, 0.1, 1.2, 0.2)])
def test_a_box_lies_on_a_page(case: PrivacyRequest, dana: User, box: tuple[float, float, float, float]) -> None:
    file = gathered(case, dana)
    with pytest.raises(RequestRefused, match="does not lie on a page"):
        mark_box(file=file, page=1, box=box, actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="does not lie on a page"):
        mark_box(file=file, page=3, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY)


def test_what_a_family_sent_is_never_given_as_a_copy(case: PrivacyRequest, dana: User) -> None:
    proof = file_keep(
        request=case,
        content=pdf_bytes("A proof."),
        name="proof.pdf",
        purpose="proof",
        actor=family_actor(case),
        now=MONDAY,
        from_family=True,
    )
    with pytest.raises(RequestRefused, match="correspondence"):
        file_check(file=proof, actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="stays with the request"):
        file_take_off(file=proof, actor=dana, now=MONDAY)


def test_lines_and_words_of_a_table_are_replaced(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana, CSV.encode(), "marks.csv")
    mark_lines(file=file, lines=[3], actor=dana, now=MONDAY)
    mark_words(file=file, words="cleo  DE LA ensample", actor=dana, now=MONDAY)
    mark_words(file=file, words="100777", actor=dana, now=MONDAY)
    redaction = copy_made_of(file, dana)
    assert redaction.result is not None
    assert file_read(redaction.result).decode() == (
        f"Name,Number,Level\nAna Fictional,100234,5\n{HIDDEN}\n{HIDDEN},{HIDDEN},3\n"
    )
    assert redaction.report == {"lines": 1, "words": 2, "names_left": 0}
    assert redaction.result.name.endswith(".csv")


def test_names_that_remain_in_a_copy_are_counted(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana, CSV.encode(), "marks.csv")
    mark_lines(file=file, lines=[3], actor=dana, now=MONDAY)
    assert copy_made_of(file, dana).report["names_left"] == 2


def test_words_that_stand_nowhere_are_said(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana, CSV.encode(), "marks.csv")
    with pytest.raises(RequestRefused, match="stand nowhere"):
        mark_words(file=file, words="Nobody Atall", actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="Tick the lines"):
        mark_lines(file=file, lines=[0, 99], actor=dana, now=MONDAY)
    assert not FileMark.objects.exists()


@for_all(
    strategies.text(strategies.characters(exclude_characters="\x00"), max_size=200),
    strategies.text(alphabet="abcXYZ ", min_size=1, max_size=10),
)
def test_hidden_words_are_never_in_the_copy(text: str, words: str) -> None:
    try:
        made, _counts = hidden_in(text.encode("utf-8", "replace"), [], [words])
    except ValueError:
        return
    assert " ".join(words.split()).lower() not in made.decode().lower().split(HIDDEN.lower())


def test_in_a_file_of_another_kind_nothing_is_hidden_but_its_pdf_takes_its_place(
    case: PrivacyRequest, dana: User
) -> None:
    from tests.requests_portal.test_files_kept import DOCX, packed

    file = gathered(case, dana, packed(DOCX), "notes.docx")
    with pytest.raises(RequestRefused, match="Print it to a PDF"):
        mark_box(file=file, page=1, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="This is no PDF"):
        printed_add(file=file, content=b"words", name="notes.txt", actor=dana, now=MONDAY)
    printed = printed_add(file=file, content=pdf_bytes(SECOND), name="notes.pdf", actor=dana, now=MONDAY)
    assert (code_of(file), code_of(printed)) == ("printed", "unchecked")
    file_check(file=file, actor=dana, now=MONDAY)
    assert files_that_may_be_given(case) == []


def test_a_lost_worker_is_noticed_and_a_person_may_try_again(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana)
    mark_box(file=file, page=1, box=(0.05, 0.05, 0.5, 0.1), actor=dana, now=MONDAY)
    redaction = redaction_begin(file=file, actor=dana, now=MONDAY)
    assert redactions_waiting(now=MONDAY) == [redaction.pk]
    assert redaction_claim(redaction_id=redaction.pk, now=MONDAY) is not None
    assert redaction_claim(redaction_id=redaction.pk, now=MONDAY) is None
    assert redactions_waiting(now=MONDAY) == []
    late = MONDAY + LOST_AFTER + timedelta(seconds=1)
    assert redactions_waiting(now=late) == [redaction.pk]
    assert redaction_claim(redaction_id=redaction.pk, now=late) is None
    redaction.refresh_from_db()
    assert redaction.state == RedactionState.FAILED
    assert copy_made_of(file, dana, late).state == RedactionState.MADE


def test_a_file_changed_on_disk_makes_no_copy(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana)
    mark_box(file=file, page=1, box=(0.05, 0.05, 0.5, 0.1), actor=dana, now=MONDAY)
    stored_path(file.stored).write_bytes(b"something else")
    redaction = copy_made_of(file, dana)
    assert redaction.state == RedactionState.FAILED
    assert "cannot be read any more" in redaction.problem
    assert redaction.result is None


def test_nothing_is_marked_while_the_copy_is_made(case: PrivacyRequest, dana: User, client: Client) -> None:
    file = gathered(case, dana)
    mark_box(file=file, page=1, box=(0.05, 0.05, 0.5, 0.1), actor=dana, now=MONDAY)
    redaction_begin(file=file, actor=dana, now=MONDAY)
    with pytest.raises(RequestRefused, match="being made at this moment"):
        mark_box(file=file, page=1, box=(0.1, 0.1, 0.2, 0.2), actor=dana, now=MONDAY)


def test_files_and_their_copies_are_locked_after_their_request(case: PrivacyRequest, dana: User) -> None:
    file = gathered(case, dana, CSV.encode(), "group.csv")
    with CaptureQueriesContext(connection) as marking:
        mark_words(file=file, words="Ben Otherchild", actor=dana, now=MONDAY)
    redaction = redaction_claim(redaction_id=redaction_begin(file=file, actor=dana, now=MONDAY).pk, now=MONDAY)
    assert redaction is not None
    with CaptureQueriesContext(connection) as making:
        redaction_make(redaction=redaction, actor=dana, now=MONDAY)
    for asked_for in (marking, making):
        locked = [query["sql"] for query in asked_for if "FOR UPDATE" in query["sql"]]
        assert 'OF "requests_portal_privacyrequest"' in locked[0]
