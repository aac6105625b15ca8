"""General offers: another district's agreement that an operator holds out to districts of the state (Exhibit E)."""

from django.conf import settings
from django.db import models

from district.history import tracked


@tracked()
class GeneralOffer(models.Model):
    """An offer that stands, and the agreement that it becomes once it is accepted.

    The originating agreement's file is a version of `agreement`: read, checked and reviewed like any other.
    """

    agreement = models.OneToOneField("contracts.Agreement", models.CASCADE, related_name="offer")
    originating_district = models.CharField(max_length=200, help_text="The district that the offer was made with.")
    originating_state = models.CharField("its state", max_length=2, help_text="Two letters, such as IL.")
    version = models.CharField(max_length=60, help_text="As the offer names it, such as 2.1 or Exhibit E of May 2026.")
    offered_on = models.DateField("dated", help_text="The day of the offer's signature.")
    expires_on = models.DateField("stands until", help_text="The last day on which it can be accepted.")
    elements = models.JSONField(
        default=list, blank=True, help_text="Names of the data elements in the originating agreement's schedule."
    )
    product_names = models.JSONField(default=list, blank=True, help_text="Products as the offer names them.")
    source = models.CharField("where it was found", max_length=300, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.CharField(max_length=254, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    accepted_sha256 = models.CharField(
        max_length=64, blank=True, editable=False, help_text="The originating agreement's file that was accepted."
    )
    page = models.ForeignKey(
        "contracts.Document",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The signed acceptance page, in force beside the agreement.",
    )

    class Meta:
        ordering = ["-offered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("offered_on")),
                name="contracts_offer_expires_after_it_is_made",
                violation_error_message="The offer ends before it was made. Correct one of the two dates.",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None, accepted_sha256="")
                | (models.Q(accepted_at__isnull=False, accepted_by__isnull=False) & ~models.Q(accepted_sha256="")),
                name="contracts_acceptance_names_person_and_file",
            ),
        ]

    def __str__(self) -> str:
        return f"General offer made with {self.originating_district}, version {self.version}"


@tracked()
class OfferException(models.Model):
    """A named person accepts one line of the desk that is not met, and writes why. Rows are only added."""

    offer = models.ForeignKey(GeneralOffer, models.CASCADE, related_name="exceptions")
    line = models.CharField(max_length=20)
    found = models.TextField(help_text="What the desk said when the exception was made: it holds for that alone.")
    reason = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "exception for a general offer"
        verbose_name_plural = "exceptions for general offers"
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="contracts_exception_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.line}"
