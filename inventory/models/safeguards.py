"""Safeguards of a hosted service: what shows each, until when; and consent with authorization (C13)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from district.history import tracked


class EvidenceKind(models.TextChoices):
    STATEMENT = "statement", "statement of the operator"
    AUDIT = "audit", "audit report"
    CERTIFICATE = "certificate", "certificate"
    SEEN = "seen", "seen by the district itself"
    ANSWER = "answer", "answer to the district's request"
    OTHER = "other", "something else"


class SafeguardAnswer(models.TextChoices):
    SHOWN = "shown", "shown"
    NOT_SHOWN = "not_shown", "not shown"
    NOT_APPLICABLE = "not_applicable", "does not apply"


class ConsentMethod(models.TextChoices):
    PAPER = "paper", "signed form on paper"
    SIGNED = "signed", "electronic form with a sign-in of the parent"
    OPERATOR = "operator", "gathered by the operator, which keeps the record"
    OTHER = "other", "another way"


@tracked()
class SafeguardEvidence(models.Model):
    """One paper or observation about a product's safeguards; without a product, about the district's own."""

    product = models.ForeignKey(
        "vendors.Product", models.PROTECT, null=True, blank=True, related_name="safeguard_evidence"
    )
    kind = models.CharField(max_length=11, choices=EvidenceKind.choices, default=EvidenceKind.STATEMENT)
    title = models.CharField(max_length=200, help_text="Such as Audit report of the operator's auditor, 2026.")
    words = models.TextField(blank=True, help_text="What it says, or what was seen, in a few words.")
    address = models.URLField(blank=True, max_length=500, help_text="Where it can be read.")
    dated = models.DateField("dated", help_text="Its own day, or the day on which it was seen.")
    expires_on = models.DateField("good until", null=True, blank=True)
    file = models.ForeignKey("inventory.KeptFile", models.PROTECT, null=True, blank=True, related_name="evidence")
    ask = models.ForeignKey(
        "inventory.OperatorAsk", models.PROTECT, null=True, blank=True, related_name="safeguard_evidence"
    )
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["-dated", "-pk"]
        verbose_name = "evidence of safeguards"
        verbose_name_plural = "evidence of safeguards"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("dated")),
                name="inventory_evidence_expires_after_its_day",
                violation_error_message="It would be good until a day before its own.",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(address="") | ~Q(words=""),
                name="inventory_evidence_shows_something",
                violation_error_message="Attach a file, give the address, or write what was seen.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class SafeguardMark(models.Model):
    """A person's word on one safeguard of one product, resting on evidence. The newest counts."""

    product = models.ForeignKey(
        "vendors.Product", models.PROTECT, null=True, blank=True, related_name="safeguard_marks"
    )
    rule = models.CharField(max_length=120, help_text="Id of the safeguard in its rule pack.")
    answer = models.CharField(max_length=14, choices=SafeguardAnswer.choices)
    reason = models.TextField(blank=True)
    evidence = models.ForeignKey(SafeguardEvidence, models.PROTECT, null=True, blank=True, related_name="marks")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["marked_at", "pk"]
        verbose_name = "word on a safeguard"
        verbose_name_plural = "words on safeguards"
        indexes = [models.Index(fields=["product", "rule"], name="inventory_safeguard_mark")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="shown", evidence__isnull=False) | (~Q(answer="shown") & ~Q(reason="")),
                name="inventory_safeguard_mark_has_its_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_answer_display()}"


@tracked()
class ConsentRecord(models.Model):
    """Verifiable parental consent for a product, and the district's authorization (Nebraska rule 7400.1, I.E).

    It says for whom as a group and where the consents lie; no pupil and no parent is named in it.
    """

    product = models.ForeignKey("vendors.Product", models.PROTECT, related_name="consents")
    covers = models.CharField("for whom", max_length=300, help_text="Such as Grade 3 at Maple School, 24 students.")
    method = models.CharField("how consent was given", max_length=8, choices=ConsentMethod.choices)
    verified_how = models.TextField(
        "how it can be verified", help_text="How it is known that a parent gave it, and how that can be shown."
    )
    held_where = models.CharField("where the consents are", max_length=300)
    given_on = models.DateField("given on")
    good_until = models.DateField(null=True, blank=True)
    authorised_by = models.CharField(
        "authorized for the district by", max_length=200, blank=True, help_text="Name and office."
    )
    authorised_on = models.DateField("authorized on", null=True, blank=True)
    file = models.ForeignKey("inventory.KeptFile", models.PROTECT, null=True, blank=True, related_name="consents")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=254)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = "record of consent"
        verbose_name_plural = "records of consent"
        constraints = [
            models.CheckConstraint(
                condition=Q(authorised_by="", authorised_on=None)
                | (~Q(authorised_by="") & Q(authorised_on__isnull=False)),
                name="inventory_consent_authorised_by_and_on",
                violation_error_message="Give both who authorized it and on which day, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(good_until=None) | Q(good_until__gte=F("given_on")),
                name="inventory_consent_ends_after_it_began",
                violation_error_message="It would end before it was given.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""), name="inventory_consent_withdrawn_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Consent for {self.product}: {self.covers}"
