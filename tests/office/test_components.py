"""The shared pieces of pages: what they say, and that a screen reader is told the same."""

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

TONES = (
    "late",
    "soon",
    "open",
    "done",
    "held",
    "waiting",
    "found",
    "weaker",
    "contradicted",
    "not_found",
    "needs_person",
)


def component(name: str, **context: Any) -> str:
    return " ".join(render_to_string(f"components/{name}.html", context).split())


class Question(forms.Form):
    name = forms.CharField(help_text="As the agreement names it.")
    kind = forms.ChoiceField(choices=[("a", "An operator"), ("b", "A consultant")], widget=forms.RadioSelect)
    notes = forms.CharField(required=False)
    agreed = forms.BooleanField(label="I have read it")


@pytest.mark.parametrize("tone", TONES)
def test_a_status_is_a_shape_and_a_word(tone: str) -> None:
    html = component("status", tone=tone, text="the word")
    assert "the word" in html
    assert '<svg class="dp-status__shape"' in html
    assert 'aria-hidden="true"' in html


def test_every_tone_of_urgency_has_its_own_shape() -> None:
    shapes = {component("shape", tone=tone) for tone in ("late", "soon", "open", "done", "held", "waiting")}
    assert len(shapes) == 6


def test_a_date_carries_its_reason() -> None:
    html = component(
        "date_with_reason",
        text="Friday 27 November 2026",
        steps=["The first step."],
        citation="105 ILCS 85/27",
        verified=False,
    )
    assert html.index("Friday 27 November 2026") < html.index("why this date") < html.index("The first step.")
    assert "has not been verified" in html


def test_a_date_without_reasons_offers_none() -> None:
    assert "<details" not in component("date_with_reason", text="Friday 27 November 2026")


def test_errors_are_said_first_with_a_link_to_each_field() -> None:
    html = " ".join(render_to_string("form_page.html", {"form": Question({}), "title": "Add an operator"}).split())
    assert "<title>Error: Add an operator" in html
    assert html.index("There is a problem") < html.index("<h1>")
    assert 'href="#id_name">Name: This field is required.' in html
    assert 'href="#id_kind_0"' in html


def test_a_form_without_errors_says_nothing_of_them() -> None:
    html = render_to_string("form_page.html", {"form": Question(), "title": "Add an operator"})
    assert "Error" not in html
    assert "There is a problem" not in html


def test_a_field_names_its_hint_and_its_error() -> None:
    html = " ".join(str(Question({})["name"].as_field_group()).split())
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_may_be_left_out_says_so() -> None:
    assert "optional" in Question()["notes"].as_field_group()
    assert "optional" not in Question()["name"].as_field_group()


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    html = str(Question()["kind"].as_field_group())
    assert "<fieldset" in html
    assert "<legend" in html


def test_input_is_kept_and_escaped() -> None:
    html = render_to_string("form_page.html", {"form": Question({"name": "<b>Maple</b>"}), "title": "Add an operator"})
    assert "&lt;b&gt;Maple&lt;/b&gt;" in html
    assert "<b>Maple" not in html


def test_pages_are_numbered_with_gaps_and_keep_the_query() -> None:
    html = component("pagination", page=Paginator(range(200), 10).page(9), query="q=maple")
    assert '<span aria-current="page">9</span>' in html
    assert "…" in html
    assert 'href="?q=maple&amp;page=10"' in html


def test_one_page_needs_no_numbers() -> None:
    assert component("pagination", page=Paginator(range(5), 10).page(1)) == component("pagination", page=None)


def test_a_table_names_each_cell_for_the_phone() -> None:
    html = component("table", caption="Apps", columns=["App", "Operator"], rows=[["Maple Reader", "Maple & Co"]])
    assert '<td role="cell" data-label="Operator">Maple &amp; Co</td>' in html


def test_an_empty_page_says_what_to_do_first() -> None:
    html = component("empty", title="No operators yet", text="Add the first.", url="/add/", action="Add operator")
    assert 'href="/add/">Add operator</a>' in html


@pytest.mark.parametrize("name", ["400", "403", "404", "413", "500"])
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert "style=" not in html
