"""Dates in sentences: a moment ends with a full stop of its own, and a sentence with one."""

from datetime import UTC, datetime

from django.template import Context, Template

from district.templatetags.words import closed

EVENING = datetime(2026, 11, 28, 2, 35, tzinfo=UTC)


def test_a_sentence_that_ends_in_a_moment_has_one_full_stop() -> None:
    page = Template("Written {{ at|moment_in_words:zone|closed }}")
    written = page.render(Context({"at": EVENING, "zone": "America/Chicago"}))
    assert written == "Written Friday 27 November 2026, 8:35 p.m."


def test_a_sentence_that_ends_in_a_word_gets_its_full_stop() -> None:
    assert closed("by the end of Friday") == "by the end of Friday."
