"""What the district asks of an operator by a private link, what came back, and what a person made of it (C12, C13)."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from district.history import tracked
from district.sealedfield import SealedField


class AskKind(models.TextChoices):
    RETURN = "return", "return of the data"
    DELETION = "deletion", "deletion"
    CERTIFICATE = "certificate", "certificate of destruction"
    TRACKING = "tracking", "removal of tracking"
    SAFEGUARD = "safeguard", "proof of a safeguard"


class AskState(models.TextChoices):
    """Being overdue is no state: it follows from the last day, so that it is true whether or not a timer has run."""

    OPEN = "open", "not asked yet"
    ASKED = "asked", "asked"
    ANSWERED = "answered", "answered, to be checked"
    REFUSED = "refused", "refused"
    PROVEN = "proven", "proven"
    UNPROVEN = "unproven", "unproven"
    NOT_NEEDED = "not_needed", "not needed"


class AskOutcome(models.TextChoices):
    DONE = "done", "everything that was asked"
    PARTLY = "partly", "part of it"
    REFUSED = "refused", "it cannot or will not be done"


CLOSED_STATES: Final = (AskState.PROVEN, AskState.UNPROVEN, AskState.NOT_NEEDED)
ANSWER_STATES: Final = (AskState.ANSWERED, AskState.REFUSED)


@tracked()
class OperatorAsk(models.Model):
    """One thing asked of one operator: at the end of an agreement (`leaving`), or about a safeguard of a `product`."""

    leaving = models.ForeignKey("inventory.Leaving", models.PROTECT, null=True, blank=True, related_name="asks")
    product = models.ForeignKey("vendors.Product", models.PROTECT, null=True, blank=True, related_name="safeguard_asks")
    kind = models.CharField(max_length=11, choices=AskKind.choices)
    rule = models.CharField(max_length=120, blank=True, help_text="Id of the safeguard in its rule pack.")
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    asks = models.TextField("what is asked", help_text="As the operator reads it.")
    made_at = models.DateTimeField()
    contact = models.ForeignKey("vendors.Contact", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_how = models.CharField(max_length=10, blank=True, help_text="link, or the way outside of this office.")
    asked_times = models.PositiveSmallIntegerField(default=0)
    last_day = models.DateField(null=True, blank=True, help_text="The day to answer by.")
    day_because = models.CharField(max_length=300, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True, blank=True, help_text="When the operator was first told that it is.")
    escalated_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=7, choices=AskOutcome.choices, blank=True)
    statement = models.TextField(blank=True, help_text="The operator's own words.")
    answered_by = models.CharField(max_length=200, blank=True, help_text="The name that the operator's person gave.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=254, blank=True)
    settled_because = models.TextField(blank=True, help_text="What shows it, or why nothing does.")

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "request to an operator"
        verbose_name_plural = "requests to operators"
        constraints = [
            models.CheckConstraint(
                condition=Q(leaving__isnull=False, product=None) | Q(leaving=None, product__isnull=False),
                name="inventory_ask_belongs_somewhere",
            ),
            models.UniqueConstraint(
                fields=["leaving", "kind"], condition=Q(leaving__isnull=False), name="inventory_ask_once_per_leaving"
            ),
            models.UniqueConstraint(
                fields=["product", "rule"],
                condition=Q(product__isnull=False, state__in=["open", "asked", "answered"]),
                name="inventory_ask_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(asked_at__isnull=False), name="inventory_ask_asked_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "refused"]) | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="inventory_ask_answered_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proven", "unproven", "not_needed"])
                | (Q(settled_at__isnull=False) & ~Q(settled_because="")),
                name="inventory_ask_settled_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="proven", kind="certificate") | Q(outcome="done"),
                name="inventory_certificate_proven_by_an_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["last_day"], condition=Q(state="asked"), name="inventory_ask_waited_for"),
        ]

    def __str__(self) -> str:
        about = self.leaving.agreement if self.leaving is not None else self.product
        return f"{self.get_kind_display()[:1].upper()}{self.get_kind_display()[1:]}: {about}"


@tracked()
class AskStep(models.Model):
    """One step of what was asked: when, who, what, in a sentence. Rows are only added."""

    ask = models.ForeignKey(OperatorAsk, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    words = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a request to an operator"
        verbose_name_plural = "steps of requests to operators"

    def __str__(self) -> str:
        return self.words[:80]


@tracked(exclude=["sealed", "file_key"])
class KeptFile(models.Model):
    """A file that an operator sent or the office entered, sealed by its own key in the private store.

    What an operator returns holds pupils' data: such a file can be removed, its row and hash stay.
    """

    ask = models.ForeignKey(OperatorAsk, models.PROTECT, null=True, blank=True, related_name="files")
    sealed = SealedField(help_text="name: as it was sent.")
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=64, db_index=True)
    file_key = SealedField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=254, blank=True)
    removed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "file kept"
        verbose_name_plural = "files kept"
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removed_because=""), name="inventory_kept_file_removed_says_why"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_at__gte=F("at")), name="inventory_kept_file_removed_after"
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.pk}"

    @property
    def name(self) -> str:
        return str((self.sealed or {}).get("name", "")) or f"file-{self.pk}"
