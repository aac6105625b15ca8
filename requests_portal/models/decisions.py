"""What was determined about a request, the hearing on it, and the words in which the family was told.

None of these tables is tracked: they hold sealed words about a family, and history would keep what retention must
remove. A determination cannot be changed; a newer one takes its place and says why.
"""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from district.sealedfield import SealedField
from requests_portal.models.files import RequestFile
from requests_portal.models.requests import PrivacyRequest


class About(models.TextChoices):
    """What was determined. Corrections and deletions have two: whether it is to be done, and that it was done."""

    INACCURACY = "inaccuracy", "whether the inaccuracy exists"
    CORRECTION = "correction", "what was corrected"
    DELETION = "deletion", "whether it may be deleted"
    ERASURE = "erasure", "what was deleted"
    CONTENT = "content", "the student's own work"
    DIRECTORY = "directory", "directory information"
    INSPECTION = "inspection", "the inspection"
    COPY = "copy", "the copy"


class Result(models.TextChoices):
    """What came of it. `requests_portal/decisions/kinds.py` says which of these each subject has."""

    EXISTS = "exists", "the inaccuracy exists"
    EXISTS_PARTLY = "exists_partly", "part of it is inaccurate"
    NOT_INACCURATE = "not_inaccurate", "no inaccuracy was found"
    CORRECTED = "corrected", "corrected"
    DELETED = "deleted", "deleted"
    PARTLY_DELETED = "partly_deleted", "deleted in part"
    GRANTED = "granted", "to be done"
    ARRANGED = "arranged", "export or transfer arranged"
    SAVED = "saved", "the family has it"
    DISCLOSED = "disclosed", "for school purposes, disclosed"
    WITHHELD = "withheld", "for school purposes, not disclosed"
    NOT_SCHOOL = "not_school", "not for school purposes, not disclosed"
    NOTHING_HELD = "nothing_held", "nothing is held"
    REFUSED = "refused", "refused"


class Determination(models.Model):
    """One decision with its reasons. The newest of a subject counts; those before it stay."""

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="determinations")
    about = models.CharField(max_length=12, choices=About.choices)
    result = models.CharField(max_length=16, choices=Result.choices)
    # The rule of a pack on which a refusal rests, and what it said on that day:
    # {title, must, cite, quote, verified, doubt, version}. Empty where no pack has one.
    ground = models.CharField(max_length=120, blank=True)
    law = models.JSONField(default=dict, blank=True)
    # {reason, because (why it replaces the one before), holders: [...], parts: [{what, elements, done, why}],
    #  disclosed, purpose, recipient, way, saved_by}: what stands there depends on `about`.
    reason = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="replaced_by", verbose_name="takes the place of"
    )

    class Meta:
        ordering = ["request", "at", "pk"]
        indexes = [models.Index(fields=["about", "result", "at"], name="requests_determination_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "about"], condition=Q(replaces=None), name="requests_first_determination_once"
            ),
        ]
        # Changing the key of sealed values rewrites `reason`, and nothing else may be rewritten.
        triggers = [
            pgtrigger.Protect(
                name="determination_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("request", "about", "result", "ground", "law", "by", "at", "replaces"),
            )
        ]

    def __str__(self) -> str:
        return f"determination {self.pk}: {self.get_result_display()}"

    @property
    def words(self) -> dict[str, Any]:
        """What is sealed, as a dict."""
        sealed: Any = self.reason
        return dict(sealed) if isinstance(sealed, dict) else {}


class HearingOutcome(models.TextChoices):
    CORRECTS = "corrects", "the record is corrected"
    STANDS = "stands", "the decision stands"
    WITHDRAWN = "withdrawn", "the family withdrew it"


class Hearing(models.Model):
    """A hearing on a refused correction: asked for, set for a day, held, and what came of it."""

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="hearings")
    determination = models.ForeignKey(Determination, models.CASCADE, related_name="hearings")
    asked_at = models.DateTimeField()
    asked_through = models.CharField(max_length=10, help_text="portal, or how it reached the desk.")
    held_on = models.DateField("day", null=True, blank=True)
    held_time = models.TimeField("time", null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    officer = models.CharField("who holds it", max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=HearingOutcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    # {asked: the family's words, findings: why it ended as it did, by, moved: [{held_on, place, because}]}
    note = SealedField()

    class Meta:
        ordering = ["request", "asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(outcome=""), name="requests_one_open_hearing"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None) | (~Q(outcome="") & Q(outcome_at__isnull=False)),
                name="requests_hearing_outcome_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"hearing {self.pk}"

    @property
    def words(self) -> dict[str, Any]:
        """What is sealed, as a dict."""
        sealed: Any = self.note
        return dict(sealed) if isinstance(sealed, dict) else {}


class DecisionLetter(models.Model):
    """The words in which a decision is told: a draft that staff edit, then, once sent, as it was sent."""

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="decision_letters")
    determination = models.ForeignKey(Determination, models.CASCADE, null=True, blank=True, related_name="letters")
    hearing = models.ForeignKey(Hearing, models.CASCADE, null=True, blank=True, related_name="letters")
    template = models.CharField(max_length=40, help_text="Which of the product's texts it began as.")
    language = models.CharField(max_length=2)
    # {subject, body}: paragraphs parted by empty lines.
    sealed = SealedField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # The PDF as it went out, among the request's files.
    file = models.OneToOneField(RequestFile, models.SET_NULL, null=True, blank=True, related_name="decision_letter")

    class Meta:
        ordering = ["request", "written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(sent_at=None), name="requests_one_decision_draft"),
        ]

    def __str__(self) -> str:
        return f"decision letter {self.pk}"

    @property
    def words(self) -> dict[str, str]:
        """{subject, body}."""
        sealed: Any = self.sealed
        return dict(sealed) if isinstance(sealed, dict) else {}
