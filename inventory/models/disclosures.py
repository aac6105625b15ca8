"""To whom the district itself gives covered information beside its operators, and what covers each (A6)."""

from django.conf import settings
from django.db import models

from district.encryption import SealBroken
from district.history import tracked, tracked_links
from district.sealedfield import SealedField


class RecipientKind(models.TextChoices):
    """Who needs a written agreement. Parents, school personnel, the board and the state board need none."""

    AGENCY = "agency", "public agency"
    DISTRICT = "district", "another school district or school"
    SERVICE = "service", "service provider that is no operator"
    RESEARCH = "research", "researcher or evaluator"
    NONPROFIT = "nonprofit", "non-profit or community organization"
    HEALTH = "health", "health provider"
    COURT = "court", "court"
    POLICE = "police", "law enforcement"
    OPERATOR = "operator", "operator"
    OTHER = "other", "other"


@tracked(exclude=["document_sealed"])
class Disclosure(models.Model):
    """One recipient of covered information, for one purpose; what covers it: an agreement, or a lawful exception.

    Holds no pupil by name: kinds of information, and at most how many pupils.
    """

    recipient = models.CharField(max_length=200, help_text="The entity or person, as an agreement would name it.")
    recipient_kind = models.CharField("kind of recipient", max_length=10, choices=RecipientKind.choices)
    operator = models.ForeignKey(
        "vendors.Operator",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        help_text="Only where the recipient is one of the district's operators.",
    )
    address = models.TextField(blank=True, help_text="How it is reached, one line a line.")
    purpose = models.TextField(help_text="What for, in plain words.")
    elements = models.ManyToManyField("inventory.DataElement", related_name="disclosures")
    students_counted = models.PositiveIntegerField(
        "students", null=True, blank=True, help_text="How many, as far as known. No names."
    )
    how = models.CharField(max_length=200, blank=True, help_text="Such as nightly file, portal account, letter.")
    first_on = models.DateField("given since")
    ended_on = models.DateField("no longer since", null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True, editable=False)
    agreement = models.ForeignKey(
        "contracts.Agreement", models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    exception = models.CharField(
        "lawful exception", max_length=120, blank=True, help_text="Key of a pack's exception: restriction and number."
    )
    exception_words = models.TextField(blank=True, editable=False, help_text="The exception as the pack words it.")
    exception_citation = models.CharField(max_length=300, blank=True, editable=False)
    exception_reason = models.TextField(
        "why the exception holds", blank=True, help_text="In a sentence, such as the order's court, number and day."
    )
    document_name = models.CharField(max_length=200, blank=True, editable=False)
    # Of the file as it lies in the store: sealed, where `document_sealed` holds its key. Older ones lie open.
    document_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    document_sealed = SealedField(null=True, help_text="key, and sha256 of the document itself.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["recipient", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(agreement=None) | models.Q(exception=""),
                name="inventory_disclosure_one_cover",
                violation_error_message="Name the agreement or the exception, not both.",
            ),
            models.CheckConstraint(
                condition=models.Q(exception="") | ~models.Q(exception_reason=""),
                name="inventory_disclosure_exception_says_why",
                violation_error_message="Say why the exception holds: the reason is kept.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("first_on")),
                name="inventory_disclosure_ends_after_start",
                violation_error_message="It cannot end before it began.",
            ),
        ]

    @property
    def document_title(self) -> str:
        """The document's name, which may name a pupil: it is sealed with the key, but for documents of earlier days."""
        try:
            sealed = str((self.document_sealed or {}).get("name", ""))
        except SealBroken:  # the page stands without it; whoever opens the document is told that it cannot be read
            sealed = ""
        return sealed or self.document_name or "document"

    @property
    def number(self) -> str:
        """How people call it."""
        return f"D-{self.pk}"

    def __str__(self) -> str:
        return f"D-{self.pk}: {self.recipient}"


@tracked_links
class DisclosureElement(Disclosure.elements.through):  # type: ignore[name-defined]
    """Which kinds of information a disclosure holds: tracked."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "kind of information of a disclosure"
        verbose_name_plural = "kinds of information of disclosures"
