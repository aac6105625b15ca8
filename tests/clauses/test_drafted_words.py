"""The packs' own wording is what the checker asks for: each provision alone, and all of them together."""

import pytest

from rulebook.loading import load_packs
from rulebook.model import Pack, Provision
from tests.clauses.checks import check_text, finding_in

ANSWERS = {
    "data_categories": "Student's name\nSchool e-mail address\nGrade level\nReading scores",
    "services": "Maple Reader, a library of graded texts that reads aloud",
    "deletion_days": "60",
    "answer_days": "10",
    "content_means": "downloading it from the account in a common file format",
    "district_contact": "the privacy officer, privacy@prairie-lantern.example, 555 0100",
    "responsible_person": "the head of security of Maple Reader Fictional, Inc.",
}
PROVISIONS = [(pack, one) for pack in load_packs().packs.values() for one in pack.provisions]
MOST_CHOICES = 2


def words_of(pack: Pack, provision: Provision, choice: int) -> str:
    assert provision.drafting is not None
    fields = provision.drafting.fields
    chosen = {field.name: field.options[choice] for field in fields if field.kind == "choice"}
    return provision.drafting.written({**ANSWERS, **chosen}, pack.parties)


@pytest.mark.parametrize("choice", range(MOST_CHOICES))
@pytest.mark.parametrize(("pack", "provision"), PROVISIONS, ids=[one.id for _, one in PROVISIONS])
def test_a_provision_s_wording_alone_is_found(pack: Pack, provision: Provision, choice: int) -> None:
    found = finding_in(words_of(pack, provision, choice), provision.id)
    assert (found.verdict, found.conflicts) == ("found", ()), found.why


@pytest.mark.parametrize("choice", range(MOST_CHOICES))
def test_all_wordings_together_hold_every_provision_and_no_conflict(choice: int) -> None:
    whole = "\n\n".join(words_of(pack, provision, choice) for pack, provision in PROVISIONS)
    findings = check_text(whole).findings
    assert len(findings) == len(PROVISIONS)
    assert [(one.provision, one.why) for one in findings if one.verdict != "found" or one.conflicts] == []


def test_every_choice_is_tried_here() -> None:
    drafted = [one.drafting for _, one in PROVISIONS if one.drafting is not None]
    assert {len(field.options) for drafting in drafted for field in drafting.fields} == {0, MOST_CHOICES}
