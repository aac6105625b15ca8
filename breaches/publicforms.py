"""Forms of the public entry. They parse and complain; services decide and write."""

from typing import Any

from django import forms

MOST_WORDS = 6000
NOTICE_MISSING = "Write the notice: the law asks that it is posted."


class PlainTextField(forms.CharField):
    """Words of several lines. Browsers send each line's end as two characters, whatever they were given."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def text_field(label: str, rows: int, help_text: str, *, spanish: bool = False) -> forms.CharField:
    attrs = {"rows": rows} | ({"lang": "es"} if spanish else {})
    return PlainTextField(
        label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs=attrs), help_text=help_text
    )


class EntryForm(forms.Form):
    """What a person adds to the decision. `mark` says which preview was seen, `standing` which entry was in force."""

    enrolled = forms.IntegerField(
        label="Students enrolled on that day",
        required=False,
        min_value=1,
        max_value=5_000_000,
        help_text="Leave empty to take the district's own count.",
    )
    notice_en = text_field("The notice, in English", 9, "As it will stand on the public page. Plain words, no names.")
    notice_es = text_field("The notice, in Spanish", 9, "May stay empty. The district's own translation.", spanish=True)
    listed_anyway = forms.BooleanField(label="List it although no law asks for it", required=False)
    because = forms.CharField(
        label="Why", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text=""
    )
    mark = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    standing = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, asks_notice: bool, asks_share: bool, asks_listing: bool, corrects: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        wanted = {
            "enrolled": asks_share,
            "notice_en": asks_notice,
            "notice_es": asks_notice,
            "listed_anyway": asks_listing,
            "because": corrects or asks_listing,
        }
        for name in (name for name, is_wanted in wanted.items() if not is_wanted):
            del self.fields[name]
        if asks_notice:
            self.fields["notice_en"].required = True
            self.fields["notice_en"].error_messages["required"] = NOTICE_MISSING
        if "because" in self.fields:
            about = "Why it is corrected" if corrects else "Why it is listed although no law asks for it"
            self.fields["because"].label = about


class WithdrawForm(forms.Form):
    because = forms.CharField(
        label="Why it is withdrawn",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the office's record with what stood there.",
        error_messages={"required": "Say why it is withdrawn: the entry and the reason are kept."},
    )
    standing = forms.IntegerField(required=False, widget=forms.HiddenInput)
