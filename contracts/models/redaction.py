"""Parts of the posted copy that the district and the operator agree to hide (Illinois director 3)."""

from django.db import models
from django.db.models import F, Q

from district.history import tracked


class RedactionState(models.TextChoices):
    DRAFT = "draft", "draft"
    ASKED = "asked", "operator asked"
    AGREED = "agreed", "agreed with the operator"
    REFUSED = "refused", "refused by the operator"
    DONE = "done", "done"
    WITHDRAWN = "withdrawn", "withdrawn"


OPEN_STATES = ("draft", "asked", "agreed")


@tracked()
class Redaction(models.Model):
    """One attempt at hiding parts of one file: its places, its steps, and the copy that came out."""

    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="redactions")
    source_sha256 = models.CharField(max_length=64, help_text="The PDF on whose pages the places are marked.")
    state = models.CharField(max_length=10, choices=RedactionState.choices, default=RedactionState.DRAFT)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=254)
    working_since = models.DateTimeField(null=True, blank=True, help_text="A worker took it up at this moment.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often making the copy was begun.")
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True, help_text="Why the copy could not be made, and what to do.")
    result_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    result_name = models.CharField(max_length=255, blank=True, help_text="Neutral: it repeats nothing that is hidden.")
    result_size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    result_made_at = models.DateTimeField(null=True, blank=True)
    result_report = models.JSONField(default=dict, blank=True, help_text="What was compared after the copy was made.")

    class Meta:
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=Q(state__in=OPEN_STATES), name="contracts_one_open_redaction"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state="done"), name="contracts_one_done_redaction"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(result_sha256=""), name="contracts_done_redaction_has_its_copy"
            ),
        ]

    def __str__(self) -> str:
        return f"Redaction of {self.document_id}: {self.get_state_display()}"


@tracked()
class RedactionMark(models.Model):
    """One place to hide, with its reason: a quote where it stands, or a box drawn on a page."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="marks")
    page = models.PositiveIntegerField(help_text="The first page that it touches, counted from 1.")
    boxes = models.JSONField(help_text="[[page, x0, y0, x1, y1]]: shares 0..1 of the page as shown, from its top left.")
    quote = models.TextField(blank=True, help_text="The words that were chosen; empty for a box.")
    start = models.PositiveIntegerField(
        null=True, blank=True, help_text="Offset in the file's text, where it is known."
    )
    end = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["page", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="contracts_redaction_mark_says_why"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__lt=F("end")), name="contracts_redaction_mark_span"
            ),
        ]

    def __str__(self) -> str:
        return f"page {self.page}: {self.quote[:60] or 'box'}"


@tracked()
class RedactionStep(models.Model):
    """One step of a redaction: which state, who, when. The operator's answer carries its evidence. Never changed."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=RedactionState.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    reason = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True, help_text="Who said it for the operator.")
    answered_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What the operator said or wrote.")
    evidence_name = models.CharField(max_length=255, blank=True)
    evidence_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    evidence_media_type = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a redaction"
        verbose_name_plural = "steps of redactions"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "refused"])
                | (~Q(answered_by="") & ~Q(words="") & Q(answered_on__isnull=False)),
                name="contracts_operators_answer_has_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.redaction_id}: {self.get_state_display()}"


@tracked()
class StatedEvidence(models.Model):
    """Where a provision that must stay readable stands, as a person states it: for verdicts that quote nothing.

    Empty words: the person states that the file does not say it. The newest row of a provision counts.
    """

    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="stated_evidence")
    provision = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["stated_at", "pk"]
        verbose_name = "stated place of a provision"
        verbose_name_plural = "stated places of provisions"
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(reason=""), name="contracts_stated_absence_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.provision}: {self.text[:60] or 'not said'}"
