"""Checking again after a pack or the checker changed: one run over many files, and what came of each (C9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from district.history import tracked


@tracked()
class Recheck(models.Model):
    """One run over chosen files. It only adds checks: what was found and decided before stays as it is."""

    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    because = models.TextField(help_text="What had changed when it was started.")
    total = models.PositiveIntegerField(help_text="Files in this run.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=Q(finished_at=None),
                nulls_distinct=False,
                name="contracts_one_recheck_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Recheck {self.pk}: {self.because}"


class RecheckState(models.TextChoices):
    WAITING = "waiting", "waiting"
    WORKING = "working", "being checked"
    DONE = "done", "checked"
    FAILED = "failed", "could not be checked"


@tracked()
class RecheckItem(models.Model):
    """One file of a run: the check before, the check after, and how many findings changed between them."""

    recheck = models.ForeignKey(Recheck, models.CASCADE, related_name="items")
    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="+")
    before = models.ForeignKey("contracts.Check", models.PROTECT, related_name="+")
    after = models.ForeignKey("contracts.Check", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=7, choices=RecheckState.choices, default=RecheckState.WAITING)
    working_since = models.DateTimeField(null=True, blank=True, help_text="A worker took it up at this moment.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often checking was begun.")
    problem = models.TextField(blank=True)
    signed = models.BooleanField(default=False, help_text="The agreement was signed when it was checked again.")
    worse = models.PositiveIntegerField(default=0, help_text="Provisions that stand worse than before.")
    lacking = models.PositiveIntegerField(default=0, help_text="Newly asked provisions that are not found.")
    better = models.PositiveIntegerField(default=0, help_text="Provisions that stand better than before.")
    requoted = models.PositiveIntegerField(default=0, help_text="Same verdict, other words quoted.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recheck", "document"], name="contracts_once_in_a_recheck"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(after__isnull=False), name="contracts_rechecked_has_its_check"
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(problem=""), name="contracts_recheck_failure_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.get_state_display()}"
