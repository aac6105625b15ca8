"""What the district itself sets about requests: fees, days, its own words. One row; the law is not among it."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from district.history import tracked
from requests_portal.models.requests import RequestKind

# The packs name no days for these: the district may set an aim of its own.
OWN_DAYS: Final[dict[str, str]] = {
    RequestKind.DELETE: "own_days_delete",
    RequestKind.CONTENT: "own_days_content",
    RequestKind.DIRECTORY: "own_days_directory",
}


def _own_days(words: str) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        words,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="Calendar days. The law names none; empty: the pages say so plainly.",
    )


@tracked()
class PortalSettings(models.Model):
    """Fees, lengths of links and codes, and texts in both languages. Empty texts are left out of the pages."""

    singleton = models.BooleanField(default=True, editable=False, unique=True)
    paper_cents_per_page = models.PositiveSmallIntegerField(
        "fee for a page on paper", null=True, blank=True, help_text="In cents. Empty: paper copies are free."
    )
    most_cents_per_page = models.PositiveSmallIntegerField(
        "most that may be asked", null=True, blank=True, help_text="In cents a page, from the State Board’s schedule."
    )
    fee_source = models.CharField(
        "where that is written", max_length=300, blank=True, help_text="The schedule, with its date."
    )
    own_days_delete = _own_days("days for deletions")
    own_days_content = _own_days("days for a child’s own work")
    own_days_directory = _own_days("days for directory information")
    link_days = models.PositiveSmallIntegerField(
        "days that a family’s link holds", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    code_minutes = models.PositiveSmallIntegerField(
        "minutes that a code holds", default=15, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    confirm_days = models.PositiveSmallIntegerField(
        "days to confirm an e-mail address", default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    copy_days = models.PositiveSmallIntegerField(
        "days that a copy may be downloaded", default=14, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    hearing_en = models.TextField("the way to a hearing, in English", blank=True)
    hearing_es = models.TextField("the way to a hearing, in Spanish", blank=True)
    face_to_face_en = models.TextField("proving who you are at school, in English", blank=True)
    face_to_face_es = models.TextField("proving who you are at school, in Spanish", blank=True)
    directory_en = models.TextField("what is directory information here, in English", blank=True)
    directory_es = models.TextField("what is directory information here, in Spanish", blank=True)

    class Meta:
        verbose_name = "settings of requests"
        verbose_name_plural = "settings of requests"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="requests_settings_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(paper_cents_per_page=None)
                | models.Q(most_cents_per_page=None)
                | models.Q(paper_cents_per_page__lte=models.F("most_cents_per_page")),
                name="requests_fee_within_schedule",
                violation_error_message="The fee is above the most that the State Board’s schedule allows.",
            ),
        ]

    def __str__(self) -> str:
        return "Settings of requests"

    def clean(self) -> None:
        """The most that may be asked is the State Board's, not ours: it needs its source, and a fee needs it."""
        if self.most_cents_per_page is not None and not self.fee_source.strip():
            raise ValidationError({"fee_source": "Say where the most that may be asked is written."})
        if self.paper_cents_per_page and self.most_cents_per_page is None:
            words = "Enter the most that the State Board’s schedule allows before you set a fee."
            raise ValidationError({"most_cents_per_page": words})

    def own_days(self, kind: str) -> int | None:
        """The district's own aim in calendar days, for kinds for which the law names none; else None."""
        field = OWN_DAYS.get(kind)
        days: int | None = getattr(self, field) if field else None
        return days

    def text(self, name: str, language: str) -> str:
        """`name` is hearing, face_to_face or directory. English where no Spanish was written."""
        return str(getattr(self, f"{name}_{language}", "") or getattr(self, f"{name}_en"))
