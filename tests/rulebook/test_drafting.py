"""Model wording: parties in the pack's words, fields for what the law leaves open, and nothing left blank."""

from pathlib import Path

import pytest

from rulebook.drafting import DraftField, Drafting, DraftingRefused, Parties
from rulebook.loading import PackError, load_packs

BOOK = load_packs()
DAYS = DraftField("deletion_days", "days", "Days for deleting")
HOW = DraftField("means", "text", "How it is kept")
KINDS = DraftField("kinds", "lines", "Kinds of information")
COSTS = DraftField(
    "costs", "choice", "Who pays", options=("the {operator} pays", "the {operator} and the {district} pay half each")
)
CONNECTICUT = Parties("Contractor", "Board", "contract")

PACK = """\
pack: lantern
version: "1"
title: Prairie Lantern's own rule
short_title: Lantern
state: IL
authority: Prairie Lantern board rule 1
read: {on: 2026-11-21, by: nobody yet}
sources:
  - {id: rule, kind: policy, title: Rule 1}
parties: {operator: Keeper}
provisions:
  - id: lantern.1
    title: Deletion
    text: The agreement says when the oil is poured out.
    applies: {from: 2024-01-01, to: all agreements}
    cite: {in: rule, at: rule 1, quote: poured out}
    verified: yes
    needs: delete-or-transfer
    drafting:
      heading: Oil
      text: The {operator} pours out the oil of the {district} within {oil_days} days.
      fields:
        oil_days: {asks: Days for pouring, kind: days, help: The rule names none.}
"""


def loaded(tmp_path: Path, text: str = PACK, old: str = "", new: str = "") -> Drafting | None:
    assert old in text
    (tmp_path / "lantern.yaml").write_text(text.replace(old, new) if old else text, encoding="utf-8")
    return load_packs(tmp_path).provision("lantern.1").drafting


def written(text: str, *fields: DraftField, **answers: str) -> str:
    return Drafting("Heading", text, fields).written(answers, CONNECTICUT)


def test_a_wording_speaks_of_the_parties_as_its_law_does() -> None:
    words = "The {operator} tells the {district} under this {agreement}."
    assert written(words) == "The Contractor tells the Board under this contract."


def test_a_field_is_put_in_where_the_wording_names_it() -> None:
    assert written("Within {deletion_days} days.", DAYS, deletion_days=" 60 ") == "Within 60 days."


def test_lines_become_one_list_each_once() -> None:
    kinds = written("They are: {kinds}.", KINDS, kinds="Name;\n\n Grade  level\nName\n")
    assert kinds == "They are: Name; Grade level."


@pytest.mark.parametrize("chosen", [COSTS.options[0], "the Contractor pays"])
def test_a_choice_is_taken_as_offered_and_as_shown(chosen: str) -> None:
    assert written("Of costs, {costs}.", COSTS, costs=chosen) == "Of costs, the Contractor pays."


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (DAYS, "", "must be filled in"),
        (DAYS, "soon", "whole number of days"),
        (DAYS, "0", "whole number of days"),
        (DAYS, "99999", "whole number of days"),
        (DAYS, "²", "whole number of days"),
        (HOW, "   ", "must be filled in"),
        (HOW, "by ____", "without blanks"),
        (HOW, "as {operator} likes", "without blanks"),
        (KINDS, "\n \n", "must be filled in"),
        (COSTS, "nobody pays", "those that are offered"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(field: DraftField, value: str, says: str) -> None:
    with pytest.raises(DraftingRefused, match=says) as refused:
        written(f"Words {{{field.name}}}.", field, **{field.name: value})
    assert refused.value.field == field.name


def test_what_a_person_entered_is_not_read_for_placeholders_again() -> None:
    kinds, means = DraftField("kinds", "text", "Kinds"), DraftField("means", "text", "Means")
    said = written("{kinds} by {means}.", kinds, means, kinds="paper (means)", means="post")
    assert said == "paper (means) by post."


def test_a_pack_declares_its_parties_and_fields(tmp_path: Path) -> None:
    drafting = loaded(tmp_path)
    assert drafting == Drafting(
        "Oil",
        "The {operator} pours out the oil of the {district} within {oil_days} days.",
        (DraftField("oil_days", "days", "Days for pouring", "The rule names none."),),
    )
    assert load_packs(tmp_path).pack("lantern").parties == Parties("Keeper", "District", "Agreement")


def test_plain_words_are_a_wording_under_the_provision_s_title(tmp_path: Path) -> None:
    words = PACK[: PACK.index("    drafting:")] + "    drafting: The {operator} pours it out.\n"
    assert loaded(tmp_path, words) == Drafting("Deletion", "The {operator} pours it out.")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{oil_days} days", "____ days", "lantern.yaml:21: provisions[0].drafting.text: leaves a blank"),
        ("{oil_days} days", "{oil_weeks} weeks", "{oil_weeks} is neither a party nor one of its fields"),
        ("{oil_days} days", "sixty days", "fields.oil_days: the wording has no place for it"),
        ("{oil_days} days", "{oil_days} days }", "a brace that is no placeholder"),
        ("kind: days", "kind: weeks", "'weeks' is not one of days, text, lines, choice"),
        ("kind: days", "kind: choice", "two 'options' or more"),
        ("kind: days", "kind: days, options: [a, b]", "two 'options' or more"),
        ("kind: days", "kind: choice, options: [a]", "two 'options' or more"),
        ("kind: days", "kind: days, default: 30", "a default says under 'because' whose choice it is"),
        ("kind: days", "kind: days, because: ours", "a default says under 'because' whose choice it is"),
        ("kind: days", "kind: days, because: ours, default: soon", "whole number of days"),
        ("kind: days", "kind: days, filled: guesses", "'guesses' is not one of data elements"),
        ("kind: days", "kind: days, colour: red", "colour: is not a known key here"),
        ("asks: Days for pouring, ", "", "the key 'asks' is missing"),
        ("oil_days", "operator", "cannot be a field's name"),
        ("oil_days: {asks", "Oil-Days: {asks", "cannot be a field's name"),
        ("heading: Oil", "title: Oil", "drafting.title: is not a known key here"),
        ("parties: {operator: Keeper}", "parties: {keeper: Keeper}", "parties.keeper: is not a known key here"),
    ],
)
def test_a_wrong_wording_is_refused_by_file_line_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(PackError) as refused:
        loaded(tmp_path, old=old, new=new)
    assert says in str(refused.value)
    assert str(refused.value).startswith("lantern.yaml:")


def test_a_default_stands_with_its_reason(tmp_path: Path) -> None:
    drafting = loaded(tmp_path, old="kind: days", new="kind: days, default: 30, because: The district's choice")
    assert drafting is not None
    assert (drafting.fields[0].default, drafting.fields[0].because) == ("30", "The district's choice")


def test_a_field_of_the_same_name_is_the_same_field_in_every_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"lantern.1: drafting.fields.deletion_days: il-soppa.e has a field"):
        loaded(tmp_path, PACK.replace("oil_days", "deletion_days").replace("kind: days", "kind: text"))


DRAFTED = [(pack, one) for pack in BOOK.packs.values() for one in pack.provisions]


def test_no_number_of_days_is_proposed_that_no_law_names() -> None:
    fields = [field for _, one in DRAFTED if one.drafting for field in one.drafting.fields]
    assert {field.name for field in fields if field.kind == "days"} == {"deletion_days", "answer_days"}
    assert not [field.name for field in fields if field.kind == "days" and field.default]


@pytest.mark.parametrize(
    ("rule_id", "period"),
    [
        ("ct-student-data.6", "forty-eight hours"),
        ("ct-student-data.12", "thirty days"),
        ("ne-hosted-service.5", "256-bit"),
    ],
)
def test_what_the_law_fixes_stands_in_the_wording(rule_id: str, period: str) -> None:
    drafting = BOOK.provision(rule_id).drafting
    assert drafting is not None
    assert period in drafting.text
