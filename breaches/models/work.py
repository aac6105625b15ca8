"""What is done about a breach: its tasks, who was told at once, what it costs, and the claim to the operator."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from breaches.models.breaches import Breach
from district.history import tracked


@tracked()
class BreachTask(models.Model):
    """One thing to do, asked by a rule of a pack or by the house. `key` is the rule's id, or begins with "house."."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=120, editable=False)
    title = models.CharField(max_length=300)
    what = models.TextField()
    role = models.CharField(max_length=40, help_text="Role that answers for it.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="breach_tasks"
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="Empty: no text names a time, so promptly.")
    citation = models.CharField(max_length=300, blank=True)
    verified = models.BooleanField(default=True, help_text="Whether the rule's text was seen, or is marked unverified.")
    doubt = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=254, blank=True)
    evidence = models.TextField(blank=True)
    not_needed_because = models.TextField(blank=True)
    settled_by_facts = models.BooleanField(default=False, help_text="Not needed by what is known; it may come back.")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "task of a breach"
        verbose_name_plural = "tasks of breaches"
        constraints = [
            models.UniqueConstraint(fields=["breach", "key"], name="breaches_task_once"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(not_needed_because=""),
                name="breaches_task_done_or_not_needed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.done_at is None and not self.not_needed_because


class ContactKind(models.TextChoices):
    COUNSEL = "counsel", "counsel"
    CARRIER = "carrier", "liability carrier"
    BOARD = "board", "board"


@tracked()
class BreachContact(models.Model):
    """Whom the district tells of a breach beside its own superintendent."""

    kind = models.CharField(max_length=8, choices=ContactKind.choices)
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail", blank=True)
    address = models.TextField("postal address", blank=True)
    told_at_once = models.BooleanField("told as soon as a breach is reported", default=False)
    policy_number = models.CharField(max_length=80, blank=True, help_text="Of the liability policy, for the carrier.")
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name", "pk"]
        verbose_name = "contact for breaches"
        verbose_name_plural = "contacts for breaches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told_at_once=False) | ~models.Q(email=""),
                name="breaches_contact_told_has_address",
                violation_error_message="Nobody can be told at once without an e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_kind_display()})"


@tracked()
class Told(models.Model):
    """That somebody was told of a breach when it was reported. In a drill: that they would have been."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="told")
    role = models.CharField(max_length=40, help_text="superintendent, or the kind of the contact.")
    contact = models.ForeignKey(BreachContact, models.PROTECT, null=True, blank=True, related_name="told")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=254)
    address = models.CharField(max_length=254, blank=True)
    message = models.ForeignKey("notices.Message", models.PROTECT, null=True, blank=True, related_name="+")
    letter_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "person told of a breach"
        verbose_name_plural = "persons told of breaches"

    def __str__(self) -> str:
        return f"{self.name} told of {self.breach_id}"


@tracked()
class BreachCost(models.Model):
    """One cost of a breach, by the kind that a provision names. Corrected by taking it back, with a reason."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=60, help_text="Key of the kind, as the pack names it.")
    amount = models.DecimalField(max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    what = models.CharField(max_length=300)
    spent_on = models.DateField()
    document_name = models.CharField(max_length=255, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_because = models.TextField(blank=True)

    class Meta:
        ordering = ["spent_on", "pk"]
        verbose_name = "cost of a breach"
        verbose_name_plural = "costs of breaches"
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="breaches_cost_is_more_than_nothing"),
            models.CheckConstraint(
                condition=models.Q(taken_back_at=None) | ~models.Q(taken_back_because=""),
                name="breaches_cost_taken_back_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} for {self.what}"


@tracked()
class Claim(models.Model):
    """A letter that asks the operator to bear the costs, as it was made: its bytes are kept under their hash."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="claims")
    total = models.DecimalField(max_digits=12, decimal_places=2)
    lines = models.JSONField(help_text="[kind in words, amount] of each kind, as the letter lists them.")
    quote = models.TextField(blank=True, help_text="The agreement's own words on who bears the costs.")
    pdf_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    message = models.ForeignKey("notices.Message", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_how = models.CharField(max_length=10, blank=True, choices=[("email", "by e-mail"), ("mail", "by mail")])
    sent_to = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "claim to an operator"
        verbose_name_plural = "claims to operators"

    def __str__(self) -> str:
        return f"Claim of {self.total} in {self.breach_id}"
