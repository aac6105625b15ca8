"""The end of an agreement: the data returned, deleted, and certified as destroyed (C12)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from district.history import tracked, tracked_links


class ReturnOption(models.TextChoices):
    """Return is at the district's option (Nebraska rule 7400.1, III.A)."""

    UNDECIDED = "", "not decided yet"
    RETURN = "return", "returned to the district"
    TRANSFER = "transfer", "transferred to another service"
    NONE = "none", "nothing is wanted back"


class LeavingState(models.TextChoices):
    OPEN = "open", "open"
    CLOSED = "closed", "closed"
    WITHDRAWN = "withdrawn", "withdrawn"


class LeavingResult(models.TextChoices):
    """The worst of its parts: one refusal makes the whole refused."""

    PROVEN = "proven", "proven"
    REFUSED = "refused", "refused"
    UNPROVEN = "unproven", "unproven"


@tracked()
class Leaving(models.Model):
    """What is left to be done with the data of an agreement that has ended, and what came of it."""

    agreement = models.ForeignKey("contracts.Agreement", models.PROTECT, related_name="leavings")
    products = models.ManyToManyField("vendors.Product", related_name="leavings")
    ended_on = models.DateField("agreement ended on")
    while_in_force = models.BooleanField(
        "the agreement runs on", default=False, help_text="Only the data of these products is no longer needed."
    )
    because = models.TextField(help_text="Why the data is no longer needed, in a sentence.")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=254)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    option = models.CharField("what happens to the data", max_length=8, choices=ReturnOption.choices, blank=True)
    option_words = models.TextField(blank=True, help_text="In which form, and to whom.")
    option_by = models.CharField(max_length=254, blank=True)
    option_at = models.DateTimeField(null=True, blank=True)
    contact = models.ForeignKey("vendors.Contact", models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=LeavingState.choices, default=LeavingState.OPEN)
    result = models.CharField(max_length=8, choices=LeavingResult.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=254, blank=True)
    closed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "end of an agreement"
        verbose_name_plural = "ends of agreements"
        constraints = [
            models.UniqueConstraint(fields=["agreement"], condition=Q(state="open"), name="inventory_one_open_leaving"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | (~Q(state="open") & Q(closed_at__isnull=False) & ~Q(closed_because="")),
                name="inventory_leaving_closed_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(result=""), name="inventory_leaving_closed_has_a_result"
            ),
        ]

    def __str__(self) -> str:
        return f"End of {self.agreement}"


@tracked_links
class LeavingProduct(Leaving.products.through):  # type: ignore[name-defined]
    """Which products' data a leaving is about."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "product of an ended agreement"
        verbose_name_plural = "products of ended agreements"


@tracked()
class DestructionCertificate(models.Model):
    """That an operator stated the destruction of all known copies, as it was accepted. Kept for good."""

    leaving = models.ForeignKey(Leaving, models.PROTECT, related_name="certificates")
    ask = models.ForeignKey("inventory.OperatorAsk", models.PROTECT, related_name="certificates")
    operator_name = models.CharField(max_length=200)
    products = models.TextField(help_text="As they were named on the day.")
    statement = models.TextField(help_text="The operator's own words.")
    given_by = models.CharField(max_length=200)
    certified_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=254)
    file = models.ForeignKey("inventory.KeptFile", models.PROTECT, null=True, blank=True, related_name="certificates")
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        verbose_name = "certificate of destruction"
        verbose_name_plural = "certificates of destruction"
        constraints = [
            models.UniqueConstraint(fields=["ask", "certified_at"], name="inventory_certificate_once_per_answer"),
        ]

    def __str__(self) -> str:
        return f"Certificate of destruction: {self.operator_name}"
