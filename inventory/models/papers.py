"""The committee's report to the board and its recommendations on agreements (B4; Illinois superintendent 2 and 3)."""

from django.conf import settings
from django.db import models

from district.history import tracked

USER = settings.AUTH_USER_MODEL


class BoardAdvice(models.TextChoices):
    APPROVE = "approve", "approve it"
    CONDITIONS = "conditions", "approve it with conditions"
    RENEW = "renew", "renew it"
    AMEND = "amend", "amend it"
    END = "end", "end it"
    REFUSE = "refuse", "do not approve it"


@tracked()
class BoardReport(models.Model):
    """One report of the committee's progress to the board, over a period. Finished, its files never change."""

    title = models.CharField(max_length=200)
    first_day = models.DateField("from")
    last_day = models.DateField("to")
    board_meets_on = models.DateField("for the board's meeting on", null=True, blank=True)
    opening = models.TextField("opening words", blank=True, help_text="In your own words, before the figures.")
    outlook = models.TextField("what comes next", blank=True, help_text="In your own words, at the end.")
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    finished_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    docx_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-last_day", "-pk"]
        verbose_name = "report to the board"
        verbose_name_plural = "reports to the board"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="inventory_report_ends_after_start",
                violation_error_message="The period ends before it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | (~models.Q(pdf_sha256="") & ~models.Q(docx_sha256="")),
                name="inventory_report_finished_has_files",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class BoardRecommendation(models.Model):
    """What the committee advises the board to do with one agreement, and why."""

    report = models.ForeignKey(BoardReport, models.CASCADE, related_name="recommendations")
    agreement = models.ForeignKey("contracts.Agreement", models.PROTECT, related_name="recommendations")
    advice = models.CharField(max_length=10, choices=BoardAdvice.choices)
    reason = models.TextField(help_text="In the words that the board will read.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "agreement"],
                name="inventory_recommended_once",
                violation_error_message="This report recommends something on that agreement already.",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="inventory_recommendation_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_advice_display()}"


@tracked()
class MinutesPaper(models.Model):
    """The minutes of a meeting as they were given out, in both files. A corrected paper is a new row."""

    meeting = models.ForeignKey("inventory.Meeting", models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField(help_text="1 is the first; a later one corrects it.")
    why = models.CharField("what was corrected", max_length=300, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(editable=False)
    pdf_sha256 = models.CharField(max_length=64, editable=False)
    docx_sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["-number"]
        verbose_name = "minutes as given out"
        verbose_name_plural = "minutes as given out"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="inventory_minutes_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(why=""), name="inventory_minutes_corrected_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}, {self.number}"
