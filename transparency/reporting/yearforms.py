"""Forms of the yearly notice."""

from typing import Any

from django import forms

from district.selectors import schools_all
from transparency.models import GivenHow

MOST_BYTES = 20 * 1024 * 1024
ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".txt", ".eml", ".docx")


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"})


class NoticeForm(forms.Form):
    """The notice in English, and in Spanish where somebody wrote it."""

    title = forms.CharField(label="Title", max_length=200)
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 18}), max_length=20000)
    title_es = forms.CharField(label="Title in Spanish", max_length=200, required=False)
    text_es = forms.CharField(
        label="Text in Spanish",
        widget=forms.Textarea(attrs={"rows": 18, "lang": "es"}),
        max_length=20000,
        required=False,
    )


class YearForm(forms.Form):
    """Which school year the notice is for."""

    starts_on = forms.DateField(
        label="First day of school",
        widget=day_input(),
        help_text="The notice is due at the beginning of the school year.",
    )


class GivenForm(forms.Form):
    """How, when and to whom the notice was given, with what proves it."""

    school = forms.ModelChoiceField(schools_all(), label="School", required=False, empty_label="Every school")
    how = forms.ChoiceField(
        label="How", choices=[choice for choice in GivenHow.choices if choice[0] != GivenHow.MAILING]
    )
    given_on = forms.DateField(label="Day", widget=day_input())
    families = forms.IntegerField(label="Families, where known", required=False, min_value=0, max_value=1_000_000)
    evidence = forms.CharField(
        label="Who gave it how",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="What somebody could check: the page of the handbook, who handed it out, where it was put up.",
    )
    file = forms.FileField(
        label="File that proves it",
        required=False,
        help_text="A page of the handbook, a photograph, a letter: at most 20 MB.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and (file.size > MOST_BYTES or not file.name.lower().endswith(ENDINGS)):
            raise forms.ValidationError("Choose a PDF, picture, text, e-mail or Word file of at most 20 MB.")
        return file
