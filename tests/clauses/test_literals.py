"""The first look that spares searches never loses a passage."""

import re

import pytest

from contracts.clauses.lexicon import PIECES_FROM, mask_of, pieces
from contracts.clauses.literals import MOST_WAYS, PIECES, Pieces, needed, ways
from contracts.clauses.promises.finding import RULES, answers
from contracts.clauses.promises.listing import KINDS, MAY_BE_KIND
from contracts.clauses.structure import units_of
from tests.clauses.test_agreements import AGREEMENTS
from tests.clauses.test_wordings import WORDINGS


@pytest.mark.parametrize(
    ("expression", "groups"),
    [
        (r"\bdelet\w* .{0,9}records?", {("delet",), ("record",)}),
        (r"(?:erase|purge)s?\b", {("erase", "purge")}),
        (r"(?:erase|it)\b", set()),  # "it" is too short to be looked for, so nothing is asked
        (r"(?:very )?(?:safe){2}", {("safe",)}),
        (r"(?:safe)?(?:cold)*[a-z]+", set()),
        (r"99\.33", set()),
        (r"irrecoverably", {("irrecovera",)}),
    ],
)
def test_only_what_an_expression_cannot_do_without_is_asked(expression, groups):
    assert {tuple(sorted(group)) for group in needed(expression)} == groups


@pytest.mark.parametrize(
    ("expression", "asked"),
    [
        (r"(?:we delete|provider erases) data", {("data", "delete"), ("data", "erases", "provider")}),
        (r"(?:delete|erase)s? data", {("data", "delete|erase")}),
        (r"(?:we delete the|provider erases|erases) data", {("data", "delete", "the"), ("data", "erases")}),
        (r"(?:we delete|it) (?:is|was)", set()),  # "it" asks for nothing
    ],
)
def test_each_choice_of_an_expression_asks_for_its_own_words(expression, asked):
    assert {tuple(sorted("|".join(sorted(group)) for group in way)) for way in ways(expression)} == asked


def test_an_expression_of_very_many_choices_asks_no_more_than_it_is_worth():
    choice = "(?:" + "|".join(f"{letter * 3} {letter * 4}" for letter in "abcdefghij") + ")"

    assert len(ways(choice)) == 10
    assert len(ways(f"{choice} {choice}")) <= MOST_WAYS


def test_no_rule_loses_a_passage_of_any_agreement_by_the_first_look():
    texts = [path.read_text() for path in AGREEMENTS] + [text for _, _, text in WORDINGS]
    units = [unit for text in texts for unit in units_of(text, comments=True)]
    found = 0
    for unit in units:
        said = mask_of(unit.full)
        mask = said | mask_of(unit.heading)
        for rule in RULES:
            if rule.says.search(unit.full) and (
                rule.also is None or rule.also.search(unit.full) or rule.also.search(unit.heading)
            ):
                found += 1
                assert mask & rule.pieces == rule.pieces, (rule.says.pattern, unit.full)
                assert answers(said, list(rule.ways or (0,))), (rule.says.pattern, unit.full)
    assert found > 1_000


def test_no_kind_of_data_is_overlooked_by_the_first_look():
    texts = [text for _, _, text in WORDINGS] + ["their log-in", "each page viewed", "the school", "free or reduced"]
    kinds = [(low, KINDS.search(low)) for low in map(str.lower, texts)]

    assert all(mask_of(low) & MAY_BE_KIND for low, found in kinds if found)
    assert sum(found is not None for _, found in kinds) > 50


def test_most_rules_ask_for_something():
    asking = [rule for rule in RULES if rule.pieces]

    assert len(asking) > 0.9 * len(RULES)


def test_a_group_made_after_the_first_word_is_refused_rather_than_overlooked():
    made = Pieces()
    made.bits_for([frozenset(("delet",))])
    made.of_word("deleted")

    with pytest.raises(RuntimeError, match="after the first text"):
        made.bits_for([frozenset(("sell",))])


def test_an_expression_known_before_is_given_its_bits_at_any_time():
    known = next(rule.says for rule in RULES if rule.pieces)

    assert pieces(known) >> PIECES_FROM == PIECES.bits_for(needed(known.pattern))
    assert pieces(None, re.compile(r"\d+")) == 0
