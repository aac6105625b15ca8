"""What is asked of each holder of the data, what came back, and the case against an operator that stays silent.

Tasks are not tracked: what is asked names a pupil, and history would keep what retention must remove. Their steps stand
in `RequestStep`. Certificates of deletion and cases name nobody, are tracked, and stay for good.
"""

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from district.history import tracked
from district.sealedfield import SealedField


class Holder(models.TextChoices):
    DISTRICT = "district", "the district's own systems"
    OPERATOR = "operator", "an operator"
    STATE_BOARD = "state_board", "the State Board of Education"


class TaskState(models.TextChoices):
    OPEN = "open", "not asked yet"
    ASKED = "asked", "asked"
    CONFIRMED = "confirmed", "confirmed, to be checked"
    REFUSED = "refused", "refused"
    SILENT = "silent", "silent"
    NOT_NEEDED = "not_needed", "not needed"
    DONE = "done", "done"


WAITING_STATES: Final = (TaskState.ASKED, TaskState.SILENT)
SETTLED_STATES: Final = (TaskState.NOT_NEEDED, TaskState.DONE)


class RequestTask(models.Model):
    """One holder of the data, asked once. `str()` names the request and the holder, never a pupil."""

    request = models.ForeignKey("requests_portal.PrivacyRequest", models.CASCADE, related_name="tasks")
    holder = models.CharField(max_length=11, choices=Holder.choices)
    operator = models.ForeignKey(
        "vendors.Operator", models.PROTECT, null=True, blank=True, related_name="request_tasks"
    )
    products = models.ManyToManyField("vendors.Product", blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    made_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # {asks: text, pupil: {name, number, birth_date, school}} with only what this holder needs to find the pupil.
    what = SealedField(null=True, blank=True)
    contact = models.ForeignKey("vendors.Contact", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_how = models.CharField(max_length=10, blank=True, help_text="link, or the way outside of this office.")
    asked_times = models.PositiveSmallIntegerField(default=0)
    last_day = models.DateField(null=True, blank=True, help_text="The day to answer by; empty where none is named.")
    day_because = models.CharField(max_length=300, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    silent_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    partial = models.BooleanField(default=False)
    # {statement, by, outcome: confirmed/partly/refused}
    answer = SealedField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=254, blank=True)
    # {because: why it is not needed, or how it was done and where that is seen}
    settled = SealedField(null=True, blank=True)

    class Meta:
        ordering = ["request", "made_at", "pk"]
        verbose_name = "task of a request"
        verbose_name_plural = "tasks of requests"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "operator"], condition=Q(holder="operator"), name="requests_task_once_per_operator"
            ),
            models.UniqueConstraint(
                fields=["request", "holder"], condition=~Q(holder="operator"), name="requests_task_once_per_holder"
            ),
            models.CheckConstraint(
                condition=Q(holder="operator", operator__isnull=False) | (~Q(holder="operator") & Q(operator=None)),
                name="requests_task_operator_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["asked", "silent"]) | Q(asked_at__isnull=False),
                name="requests_task_asked_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "refused"]) | Q(answered_at__isnull=False),
                name="requests_task_answered_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["not_needed", "done"]) | Q(settled_at__isnull=False),
                name="requests_task_settled_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_day"], condition=Q(state__in=["asked", "silent"]), name="requests_task_waited_for"
            ),
            models.Index(fields=["operator", "asked_at"], name="requests_task_by_operator"),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.holder_name}"

    def get_absolute_url(self) -> str:
        """Its page in the case."""
        return reverse("requests:holder", args=[self.request_id, self.pk])

    @property
    def holder_name(self) -> str:
        """Such as "Maple Reader Fictional, Inc."."""
        return str(self.operator) if self.operator is not None else str(Holder(self.holder).label)

    @property
    def is_waiting(self) -> bool:
        """Whether the holder was asked and has not answered."""
        return self.state in WAITING_STATES

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED_STATES

    @property
    def asked_words(self) -> dict[str, Any]:
        """{asks, pupil: {...}}; empty before anything was written, and after it was forgotten."""
        return _dict(self.what)

    @property
    def answer_words(self) -> dict[str, Any]:
        return _dict(self.answer)

    @property
    def settled_words(self) -> dict[str, Any]:
        return _dict(self.settled)


def _dict(sealed: Any) -> dict[str, Any]:
    return dict(sealed) if isinstance(sealed, dict) else {}


@tracked(exclude=["sealed"])
class DeletionCertificate(models.Model):
    """That a holder deleted what was asked, as it certified it. Kept for good: no retention removes it."""

    request = models.ForeignKey("requests_portal.PrivacyRequest", models.PROTECT, related_name="certificates")
    task = models.ForeignKey(RequestTask, models.PROTECT, related_name="certificates")
    operator = models.ForeignKey("vendors.Operator", models.PROTECT, null=True, blank=True, related_name="+")
    holder_name = models.CharField(max_length=200)
    products = models.CharField(max_length=500, blank=True)
    part = models.BooleanField(default=False, help_text="Only part of what was asked was deleted.")
    certified_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=254)
    # {statement, by}: the holder's own words, which may name the pupil.
    sealed = SealedField()
    file = models.ForeignKey(
        "requests_portal.RequestFile", models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        verbose_name = "certificate of deletion"
        verbose_name_plural = "certificates of deletion"
        constraints = [
            models.UniqueConstraint(fields=["task", "certified_at"], name="requests_certificate_once_per_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: deleted by {self.holder_name}"


class CaseOutcome(models.TextChoices):
    OPEN = "", "open"
    ANSWERED = "answered", "the operator answered"
    TERMINATED = "terminated", "its services end"
    REPORTED = "reported", "reported to the authorities"
    CLOSED = "closed", "closed without more"


@tracked()
class OperatorCase(models.Model):
    """A case against an operator that does not answer what a family asked: evidence, notice, outcome (A4).

    `evidence` says when it was asked and reminded, by the request's number; it names no pupil.
    """

    task = models.ForeignKey(RequestTask, models.PROTECT, related_name="cases")
    operator = models.ForeignKey("vendors.Operator", models.PROTECT, related_name="request_cases")
    agreement = models.ForeignKey(
        "contracts.Agreement", models.PROTECT, null=True, blank=True, related_name="request_cases"
    )
    cure_notice = models.ForeignKey(
        "contracts.CureNotice", models.SET_NULL, null=True, blank=True, related_name="request_cases"
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=254)
    evidence = models.TextField()
    notice = models.TextField(help_text="What the operator is written.")
    answer_by = models.DateField("answer by")
    contact_name = models.CharField(max_length=200, blank=True)
    contact_email = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=CaseOutcome.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    outcome_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "case against an operator"
        verbose_name_plural = "cases against operators"
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(outcome=""), name="requests_one_open_case"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at=None)
                | (~Q(outcome="") & Q(outcome_at__isnull=False) & ~Q(outcome_because="")),
                name="requests_case_outcome_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome_at=None) | Q(outcome_at__gte=F("opened_at")),
                name="requests_case_ends_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"Case about {self.task}"
