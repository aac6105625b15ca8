"""The store against its rows."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts import storage
from contracts.services import document_add
from district.models import User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sha256(dana: User) -> str:
    agreement = AgreementFactory()
    return document_add(
        agreement=agreement, name="a.txt", chunks=[AGREEMENT_TEXT.encode()], actor=dana, now=MARCH
    ).sha256


def test_a_store_in_order_is_said_so(sha256: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("checkstore")
    assert capsys.readouterr().out == "1 files are there and unchanged.\n"


@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_a_changed_or_missing_file_fails_the_command(
    harm: str, sha256: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = storage.stored_path(sha256)
    place.write_bytes(b"else") if harm == "changed" else place.unlink()
    with pytest.raises(CommandError, match="1 of 1 files"):
        call_command("checkstore")
    assert harm in capsys.readouterr().err


def test_files_that_no_row_names_are_listed_and_removed_if_asked(
    sha256: str, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with storage.received([b"left over"]) as incoming:
        storage.keep(incoming)
    call_command("checkstore")
    assert len(stored_files(store)) == 2
    call_command("checkstore", "--remove-orphans")
    assert len(stored_files(store)) == 1
    assert capsys.readouterr().out.count("no row names it") == 2
