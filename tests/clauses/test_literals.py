"""The first look that spares searches never loses a passage."""

import re

import pytest

from contracts.clauses.lexicon import PIECES_FROM, mask_of, pieces
from contracts.clauses.literals import PIECES, Pieces, needed
from contracts.clauses.promises.finding import RULES
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


def test_no_rule_loses_a_passage_of_any_agreement_by_the_first_look():
    texts = [path.read_text() for path in AGREEMENTS] + [text for _, _, text in WORDINGS]
    units = [unit for text in texts for unit in units_of(text, comments=True)]
    found = 0
    for unit in units:
        mask = mask_of(unit.full) | mask_of(unit.heading)
        for rule in RULES:
            if rule.says.search(unit.full) and (
                rule.also is None or rule.also.search(unit.full) or rule.also.search(unit.heading)
            ):
                found += 1
                assert mask & rule.pieces == rule.pieces, (rule.says.pattern, unit.full)
    assert found > 1_000


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
