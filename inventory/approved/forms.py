"""Forms of the approved list: narrowing it, and the places that show it."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from district.forms import ModelForm
from district.grades import CHOICES
from inventory.approved.selectors import Narrowing
from inventory.models import ApprovedListPlace

SITE: Final = re.compile(r"https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?")
MOST_SITES: Final = 10


class NarrowForm(forms.Form):
    """Words, subject and grade, as an address holds them."""

    q = forms.CharField(label="Search", required=False, max_length=200)
    subject = forms.ChoiceField(label="Subject", required=False)
    grade = forms.ChoiceField(label="Grade", required=False, choices=[("", "All grades"), *CHOICES])

    def __init__(self, *args: Any, subjects: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All subjects"), *((one, one) for one in subjects)]
        self.fields["subject"].choices = choices  # type: ignore[attr-defined]

    def narrowing(self) -> Narrowing:
        """What was asked for; what the form does not know is left out, so that an old address still opens."""
        self.is_valid()
        good = self.cleaned_data
        return Narrowing(good.get("q", ""), good.get("subject", ""), good.get("grade", ""))


class PlaceForm(ModelForm):
    """A place and the sites that may hold the list in a frame, one a line."""

    sites = forms.CharField(
        label="Sites that may show it in a frame",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, such as https://staff.prairie-lantern.example. None: it opens as a page of its own.",
    )

    class Meta:
        model = ApprovedListPlace
        fields = ("name", "sites")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["sites"] = "\n".join(self.instance.sites)

    def clean_sites(self) -> list[str]:
        """Only a site's own address: scheme, host, port. Anything else would change the rest of the policy."""
        sites = [line.strip().lower().rstrip("/") for line in self.cleaned_data["sites"].splitlines() if line.strip()]
        wrong = [site for site in sites if not SITE.fullmatch(site)]
        if wrong:
            raise ValidationError(f"{wrong[0]} is not a site. Write it like https://staff.prairie-lantern.example.")
        if len(sites) > MOST_SITES:
            raise ValidationError(f"At most {MOST_SITES} sites.")
        return list(dict.fromkeys(sites))
