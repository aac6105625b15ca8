"""What the committee decided, under which conditions, and what was passed over by whom (B2, B3)."""

from typing import Final

from django.conf import settings
from django.db import models

from district.grades import CHOICES, grades_in_words
from district.history import tracked
from inventory.models.committee import AppRequest
from inventory.models.judging import Meeting


class DecisionOutcome(models.TextChoices):
    APPROVED = "approved", "approved"
    CONDITIONS = "conditions", "approved with conditions"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "approval withdrawn"


APPROVING: Final = (DecisionOutcome.APPROVED, DecisionOutcome.CONDITIONS)


@tracked()
class CommitteeDecision(models.Model):
    """The committee's word on an app. `request` is empty for what was approved before this book was kept.

    In force on a day: it approves, was decided by then, has not expired and was not ended. A later decision on the
    same product ends it.
    """

    request = models.OneToOneField(AppRequest, models.PROTECT, null=True, blank=True, related_name="decision")
    product = models.ForeignKey(
        "vendors.Product", models.PROTECT, null=True, blank=True, related_name="committee_decisions"
    )
    outcome = models.CharField(max_length=10, choices=DecisionOutcome.choices)
    reason = models.TextField(help_text="As the requester reads it.")
    lowest_grade = models.CharField(max_length=4, choices=CHOICES, blank=True)
    highest_grade = models.CharField(max_length=4, choices=CHOICES, blank=True)
    decided_on = models.DateField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", help_text="Who wrote it down."
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    # {"for": n, "conditions": n, "against": n, "abstained": n, "members": n, "quorum": n, "rule": "in words"}
    tally = models.JSONField(default=dict, blank=True, editable=False)
    # [{"gate": id, "title": "", "state": "open"/"passed"/"excepted", "words": ""}], as they stood at the decision
    gates = models.JSONField(default=list, blank=True, editable=False)
    review_on = models.DateField(null=True, blank=True, help_text="When a review begins.")
    expires_on = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")
    ended_on = models.DateField(null=True, blank=True, help_text="The first day on which it holds no more.")
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "decision of the committee"
        verbose_name_plural = "decisions of the committee"
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="inventory_decision_says_why"),
            models.CheckConstraint(
                condition=models.Q(product__isnull=False) | models.Q(outcome="refused"),
                name="inventory_approval_names_product",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None) | models.Q(expires_on__gte=models.F("decided_on")),
                name="inventory_decision_expires_after",
                violation_error_message="The approval would end before it begins.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | ~models.Q(ended_because=""), name="inventory_decision_end_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "-decided_on", "-id"],
                condition=models.Q(outcome__in=["approved", "conditions"]),
                name="inventory_approvals",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product or self.request}: {self.get_outcome_display()}"

    @property
    def approves(self) -> bool:
        return self.outcome in APPROVING

    @property
    def grades(self) -> str:
        """The grades for which it holds, in words; empty where it names none."""
        return grades_in_words(self.lowest_grade, self.highest_grade) if self.lowest_grade else ""


@tracked()
class Condition(models.Model):
    """What an approval depends on: who sees to it, by when, and whether it was met."""

    decision = models.ForeignKey(CommitteeDecision, models.CASCADE, related_name="conditions")
    text = models.TextField(help_text="Staff read it on the approved list.")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    met_on = models.DateField(null=True, blank=True)
    met_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    met_how = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "condition of an approval"
        verbose_name_plural = "conditions of approvals"
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="inventory_condition_has_text"),
            models.CheckConstraint(
                condition=models.Q(met_on=None) | ~models.Q(met_how=""), name="inventory_condition_met_says_how"
            ),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class GateException(models.Model):
    """A named person passes over one gate for one request, in writing. It is never taken back, only superseded."""

    request = models.ForeignKey(AppRequest, models.CASCADE, related_name="exceptions")
    gate = models.CharField(max_length=100, help_text="Id of the rule in its pack.")
    gate_title = models.CharField(max_length=200, help_text="As the rule was called when it was passed over.")
    stood = models.TextField(help_text="What the gate said when it was passed over.")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=200, help_text="As it was signed.")
    reason = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = "exception from a gate"
        verbose_name_plural = "exceptions from gates"
        constraints = [
            models.UniqueConstraint(fields=["request", "gate"], name="inventory_gate_exception_once"),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(person_name=""), name="inventory_gate_exception_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate_title}: passed over by {self.person_name}"
