"""The conditions under which a letter must hold a content stand in the packs as data, beside their words."""

from pathlib import Path

import pytest

from breaches.lettercontents import LETTER, NEEDS
from rulebook.errors import RulebookError
from rulebook.loading import PACKS, load_packs


def test_conditions_are_read_as_kind_and_words() -> None:
    contents = {one.id: one for one in load_packs().packs["il-soppa"].contents}
    assert contents["il-soppa.letter.breach-date"].when_elements == ""
    assert contents["il-soppa.letter.breach-agencies"].when_elements == "personal"
    assert "815 ILCS 530/10" in contents["il-soppa.letter.breach-agencies"].when
    assert contents["il-soppa.letter.breach-passwords"].when_elements == "credentials"


def test_every_content_of_the_breach_letter_has_its_check() -> None:
    for pack in load_packs().packs.values():
        assert {one.id for one in pack.contents if one.letter == LETTER} <= NEEDS.keys()


def test_an_unknown_condition_is_refused(tmp_path: Path) -> None:
    text = (PACKS / "il-soppa.yaml").read_text(encoding="utf-8")
    (tmp_path / "il-soppa.yaml").write_text(text.replace("elements: credentials", "elements: shoes"), encoding="utf-8")
    with pytest.raises(RulebookError, match="shoes"):
        load_packs(tmp_path)
