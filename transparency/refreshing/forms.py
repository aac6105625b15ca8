"""The form by which a person attests a review."""

from collections.abc import Sequence
from typing import Any

from django import forms

from transparency.refreshing.checklist import Item
from transparency.refreshing.selectors import DueDay
from transparency.refreshing.words import left_out_said


class AttestForm(forms.Form):
    """Every item ticked, with a note where there is one; then name, position and the words that are attested."""

    def __init__(self, *args: Any, items: Sequence[Item], due: DueDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"seen-{item.field}"] = forms.BooleanField(
                label=f"I looked at it: {item.title.lower()}",
                error_messages={"required": f"Look at it, then tick it: {item.title.lower()}."},
            )
            self.fields[f"note-{item.field}"] = forms.CharField(
                label=f"Note on: {item.title.lower()}", required=False, max_length=500
            )
        self.fields["name"] = forms.CharField(label="Your name, as you sign", max_length=200)
        self.fields["position"] = forms.CharField(label="Your position", max_length=200)
        self.fields["text"] = forms.CharField(
            label="What you attest", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
        )
        if due.late or due.left_out:
            self.fields["why_late"] = forms.CharField(
                label="Why the review is late",
                help_text=" ".join(("The public page shows this.", left_out_said(due))).strip(),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Say why the review is late."},
            )

    def rows(self) -> list[tuple[Item, Any, Any]]:
        """(item, the field to tick, the field of the note)."""
        return [(item, self[f"seen-{item.field}"], self[f"note-{item.field}"]) for item in self.items]

    def notes(self) -> dict[str, str]:
        """Notes by the item's id."""
        return {item.id: self.cleaned_data[f"note-{item.field}"] for item in self.items}
