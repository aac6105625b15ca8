"""The form that begins a drill. It parses and complains; the service decides and writes."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from breaches.drills.scenarios import SCENARIOS
from breaches.services.drills import MOST_PUPILS
from vendors.models import Operator


class DrillForm(forms.Form):
    """A scenario, the operator whose agreement is rehearsed, and how many pupils are invented."""

    scenario = forms.ChoiceField(
        label="What is rehearsed",
        choices=[(one.key, one.title) for one in SCENARIOS],
        widget=forms.RadioSelect,
        initial=SCENARIOS[0].key,
        error_messages={"required": "Choose a scenario."},
    )
    operator = forms.ModelChoiceField(
        label="Operator",
        queryset=Operator.objects.none(),
        required=False,
        empty_label="None: the district's own systems",
        help_text="Its agreement and its products are rehearsed. It hears nothing of it.",
    )
    pupils = forms.IntegerField(
        label="Invented pupils",
        required=False,
        min_value=1,
        max_value=MOST_PUPILS,
        help_text="Left empty: as many as the scenario has. No pupil of the roster takes part.",
    )
    title = forms.CharField(
        label="What it is called", required=False, max_length=200, help_text="Left empty: as the scenario."
    )

    def __init__(self, *args: Any, operators: QuerySet[Operator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["operator"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  tells the type checker what stands above
        field.queryset = operators
