"""Forms of the desk: owners, school student records, endings, and the settings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django import forms

from district.models import User
from requests_portal.models import PortalSettings
from requests_portal.selectors import people_working

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[PortalSettings]
else:
    ModelForm = forms.ModelForm

LONGEST_REASON = 1000


def reason_field(label: str, missing: str, *, required: bool = True) -> forms.CharField:
    """Why: kept, and named nobody in it."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_REASON,
        help_text="The reason is kept with the request. Name nobody in it.",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing},
    )


class OwnerForm(forms.Form):
    """Who has it from now on; a handing over says why."""

    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who has it from now on",
        empty_label="Choose a person",
        error_messages={"required": "Choose who has it from now on."},
    )
    because = reason_field("Why it is handed over", "Say why: the reason is kept.")

    def __init__(self, *args: Any, has_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_working()  # type: ignore[attr-defined]
        if not has_owner:
            self.fields["because"].required = False
            self.fields["because"].label = "Why (if something is to be said)"


class BecauseForm(forms.Form):
    because = reason_field("Why", "Say why: the reason is kept.")


class EndForm(forms.Form):
    """Ending without an answer: by the family's word, or because none is owed."""

    WITHDRAWN, CLOSED = "withdrawn", "closed"
    how = forms.ChoiceField(
        label="How it ends",
        widget=forms.RadioSelect,
        choices=[
            (WITHDRAWN, "The family withdrew it (it said so by telephone, in person or in a message)"),
            (CLOSED, "No answer is owed (such as one that was entered by mistake)"),
        ],
        error_messages={"required": "Choose how it ends."},
    )
    because = reason_field("How you know, or why", "Say why: the clocks are withdrawn with this reason.")


class SettingsForm(ModelForm):
    """The district's own numbers and words."""

    class Meta:
        model = PortalSettings
        exclude = ("singleton",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
                if name.endswith("_es"):
                    field.widget.attrs["lang"] = "es"

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Fields under their headings."""
        for title, names in SETTINGS_GROUPS:
            yield title, [self[name] for name in names]


SETTINGS_GROUPS: Final = (
    ("Copies on paper", ("paper_cents_per_page", "most_cents_per_page", "fee_source")),
    ("The district’s own aims", ("own_days_delete", "own_days_content", "own_days_directory")),
    ("Links and codes", ("confirm_days", "link_days", "copy_days", "code_minutes")),
    (
        "Words of the district",
        ("hearing_en", "hearing_es", "face_to_face_en", "face_to_face_es", "directory_en", "directory_es"),
    ),
)
