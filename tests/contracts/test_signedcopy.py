"""The file as signed against the text that was reviewed."""

import pytest

from contracts.models import Document, DocumentState
from contracts.services import document_add, document_claim, document_read
from contracts.signedcopy import difference_warning
from district.audit import SystemActor
from district.models import User
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, DocumentFactory


def test_spacing_and_letter_case_are_no_difference() -> None:
    assert difference_warning("THE PROVIDER\n shall delete.", "The provider shall delete", 1) == ""


def test_each_changed_word_is_counted() -> None:
    says = difference_warning("The provider may delete and sell.", "The provider shall delete.", 2)
    assert says.startswith("The signed file is not word for word version 2, which was reviewed: 4 words differ.")


def test_one_word_is_one() -> None:
    assert "1 word differs" in difference_warning("We do not sell.", "We do not ever sell.", 1)


def test_very_long_texts_are_only_told_apart() -> None:
    says = difference_warning("a " * 60_000, "b " * 60_000, 1)
    assert "reviewed. Compare the two" in says


@pytest.mark.django_db
def test_a_signed_copy_with_other_words_warns_when_it_is_read(dana: User) -> None:
    reviewed: Document = DocumentFactory()
    changed = AGREEMENT_TEXT.replace("sixty (60)", "ninety (90)")
    signed = document_add(
        agreement=reviewed.agreement, name="signed.txt", chunks=[changed.encode()], actor=dana, now=MARCH,
        signed_copy=True,
    )  # fmt: skip
    claimed = document_claim(document_id=signed.pk, now=MARCH)
    assert claimed is not None
    read = document_read(document=claimed, actor=SystemActor("worker:test"), now=MARCH)
    assert read.state == DocumentState.READ
    assert read.warnings == [
        "The signed file is not word for word version 1, which was reviewed: 4 words differ. "
        "Compare the two before it is posted."
    ]
