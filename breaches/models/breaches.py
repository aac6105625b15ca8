"""A breach: of an operator's or the district's own, or a drill (D1). What is known stands beside it, in rows."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from district.history import tracked, tracked_links


class Stage(models.TextChoices):
    """Where a breach stands. `breaches/steps.py` says which stage may follow which."""

    REPORTED = "reported", "reported"
    ASSESSING = "assessing", "being looked into"
    DETERMINED = "determined", "determined"
    NOT_A_BREACH = "not_a_breach", "not a breach"
    NOTIFYING = "notifying", "notifying families"
    CLOSED = "closed", "closed"


OPEN_STAGES = (Stage.REPORTED, Stage.ASSESSING, Stage.DETERMINED, Stage.NOTIFYING)


class Reporter(models.TextChoices):
    OPERATOR = "operator", "the operator"
    STAFF = "staff", "our own staff"
    THIRD_PARTY = "third_party", "somebody else"


@tracked()
class Breach(models.Model):
    """One breach, under a number of its kind: B-14, or D-3 for a drill."""

    number = models.CharField(max_length=12, unique=True, editable=False)
    ordinal = models.PositiveIntegerField(editable=False)
    drill = models.BooleanField(default=False, editable=False, help_text="Invented facts: nothing leaves the house.")
    title = models.CharField(max_length=200, help_text="What it is called in the office, in a few words.")
    operator = models.ForeignKey(
        "vendors.Operator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="breaches",
        help_text="Empty: the district's own systems.",
    )
    agreement = models.ForeignKey("contracts.Agreement", models.PROTECT, null=True, blank=True, related_name="breaches")
    products = models.ManyToManyField("vendors.Product", blank=True, related_name="breaches")
    reported_by = models.CharField(max_length=11, choices=Reporter.choices, default=Reporter.OPERATOR)
    reporter = models.CharField("who told us", max_length=254, blank=True, help_text="Name, and how to reach them.")
    what_happened = models.TextField(blank=True)
    happened_from = models.DateField("first day of the breach", null=True, blank=True)
    happened_until = models.DateField("last day of the breach", null=True, blank=True)
    measures = models.TextField("what the district does", blank=True)
    operator_contact = models.TextField("whom families may ask at the operator", blank=True)
    state = models.CharField(max_length=12, choices=Stage.choices, default=Stage.REPORTED, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    # Counted when pupils are added or removed, so that a list of breaches reads no lists of pupils.
    affected_total = models.PositiveIntegerField("pupils affected", default=0, editable=False)
    students_purged_at = models.DateTimeField("list of pupils deleted", null=True, blank=True, editable=False)
    students_counted = models.JSONField(default=dict, editable=False, help_text="What is kept of a deleted list.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "breaches"
        constraints = [
            models.UniqueConstraint(fields=["drill", "ordinal"], name="breaches_number_once_per_kind"),
            models.CheckConstraint(
                condition=models.Q(happened_from=None)
                | models.Q(happened_until=None)
                | models.Q(happened_until__gte=models.F("happened_from")),
                name="breaches_happened_until_after_from",
                violation_error_message="The last day of the breach lies before its first.",
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="breaches_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Its room."""
        return reverse("breaches:room", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether work on it goes on."""
        return self.state in OPEN_STAGES


@tracked_links
class BreachProduct(Breach.products.through):  # type: ignore[name-defined]
    """Which products a breach touches: tracked, so that the trail says since when."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "product of a breach"
        verbose_name_plural = "products of breaches"


@tracked()
class BreachState(models.Model):
    """One step of a breach: which stage, who, when, why. Rows are only added."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="states")
    state = models.CharField(max_length=12, choices=Stage.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a breach"
        verbose_name_plural = "steps of breaches"
        triggers = [pgtrigger.Protect(name="step_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.breach_id}: {self.get_state_display()}"
