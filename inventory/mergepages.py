"""The two pages of a merger, for operators and for products alike."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from district.clock import now as clock_now
from district.taskpages import OfficeRequest, sent
from inventory.officepages import Trail, form_page, form_taken
from vendors.merging import Merged, MergeRefused, merge, merge_preview
from vendors.selectors import NearName


class ChooseForm(forms.Form):
    """Which other record is the same."""

    other: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label="The record that is the same", queryset=None, empty_label="Choose one"
    )

    def __init__(self, *args: Any, others: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    """The reason, and the tick of somebody who has read what happens."""

    reason = forms.CharField(
        label="How you know that the two are one",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the audit trail.",
    )
    sure = forms.BooleanField(label="I have read what happens. It cannot be undone.")


def choose_page(
    request: OfficeRequest, *, kept: Any, others: QuerySet[Any], near: list[NearName], address: str, trail: Trail
) -> HttpResponse:
    """Choose the double; those with nearly the same name are links of their own."""
    form = ChooseForm(sent(request)[0], others=others)
    if request.method == "POST" and form.is_valid():
        return redirect(address, kept.pk, form.cleaned_data["other"].pk)
    return form_page(
        request,
        form,
        title=f"Merge a double into {kept.name}",
        submit="See what would happen",
        back=trail[-2][1],
        trail=trail,
        template="staff/inventory/merge_choose.html",
        intro=f"{kept.name} stays. The record that you choose becomes part of it.",
        kept=kept,
        near=near,
        address=address,
    )


def merge_page(request: OfficeRequest, *, kept: Any, gone: Any, back: str, done: str, trail: Trail) -> HttpResponse:
    """What happens, in words, and the form that does it."""
    form = MergeForm(sent(request)[0])

    def write(values: dict[str, Any]) -> object:
        return merge(kept=kept, gone=gone, reason=values["reason"], actor=request.user, now=clock_now())

    if form_taken(request, form, write):
        messages.success(request, f"{gone.name} is now part of {kept.name}. Its old address leads here.")
        return redirect(done)
    found, refused = _previewed(request, kept, gone)
    return form_page(
        request,
        form,
        title=f"{gone.name} becomes part of {kept.name}",
        submit=f"Merge {gone.name} into {kept.name}",
        back=back,
        trail=trail,
        template="staff/inventory/merge.html",
        kept=kept,
        gone=gone,
        found=found,
        refused=refused,
        danger=True,
    )


def _previewed(request: OfficeRequest, kept: Any, gone: Any) -> tuple[Merged | None, str]:
    try:
        return merge_preview(kept=kept, gone=gone, actor=request.user, now=clock_now()), ""
    except MergeRefused as refusal:
        return None, str(refusal)
