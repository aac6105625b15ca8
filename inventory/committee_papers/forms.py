"""Forms of the committee's papers."""

from typing import Any

from django import forms

from district.forms import ModelForm
from inventory.committee_papers.selectors import agreements_to_advise
from inventory.models import BoardRecommendation, BoardReport


class ReportForm(ModelForm):
    """A report's period and the words of whoever writes it."""

    class Meta:
        model = BoardReport
        fields = ("title", "first_day", "last_day", "board_meets_on", "opening", "outlook")
        widgets = {
            **{
                name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                for name in ("first_day", "last_day", "board_meets_on")
            },
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("opening", "outlook")},
        }


class RecommendationForm(ModelForm):
    """Advice on one agreement."""

    class Meta:
        model = BoardRecommendation
        fields = ("agreement", "advice", "reason")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, report: BoardReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.report = report
        fields: dict[str, Any] = self.fields
        fields["agreement"].queryset = agreements_to_advise(report)


class GiveOutForm(forms.Form):
    """Giving minutes out; what is corrected, from the second paper on."""

    why = forms.CharField(label="What is corrected", max_length=300, required=False)
