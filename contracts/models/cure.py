"""The cure notice: what an agreement lacks, said to the operator, with a term; what came of it (C6, C7)."""

from django.conf import settings
from django.db import models

from contracts.models.review import Verdict
from district.history import tracked


class CureState(models.TextChoices):
    DRAFT = "draft", "draft"
    SENT = "sent", "sent, no answer yet"
    ANSWERED = "answered", "answered, to be reviewed"
    CURED = "cured", "cured"
    VOID = "void", "void: not cured in time"
    WITHDRAWN = "withdrawn", "withdrawn"


OPEN_STATES = (CureState.SENT, CureState.ANSWERED)


@tracked()
class CureNotice(models.Model):
    """One notice to one operator about one agreement, resting on one check of one file."""

    agreement = models.ForeignKey("contracts.Agreement", models.PROTECT, related_name="cure_notices")
    review_check = models.ForeignKey("contracts.Check", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CureState.choices, default=CureState.DRAFT)
    contact = models.ForeignKey("vendors.Contact", models.SET_NULL, null=True, related_name="+")
    contact_name = models.CharField(max_length=200, help_text="As the letter names the recipient.")
    contact_email = models.EmailField()
    term_ends_on = models.DateField("term ends", help_text="The last day of the term that the district gives.")
    message = models.TextField(blank=True, help_text="The district's own words in the letter.")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True, help_text="The letter as sent, in the private store.")
    overdue_at = models.DateTimeField(null=True, blank=True, help_text="The clock saw the term pass uncured.")

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state__in=["draft", "sent", "answered"]),
                name="contracts_one_cure_notice_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "withdrawn"]) | models.Q(sent_at__isnull=False),
                name="contracts_cure_sent_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "term_ends_on"], name="contracts_cure_by_term")]

    def __str__(self) -> str:
        return f"Cure notice: {self.agreement}"


@tracked()
class CureStateRow(models.Model):
    """One step of a cure notice: which state, who, when, why. Rows are only added."""

    notice = models.ForeignKey(CureNotice, models.CASCADE, related_name="states")
    state = models.CharField(max_length=10, choices=CureState.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a cure notice"
        verbose_name_plural = "steps of cure notices"

    def __str__(self) -> str:
        return f"{self.notice}: {self.get_state_display()}"


class CureOutcome(models.TextChoices):
    OPEN = "open", "open"
    CURED = "cured", "cured"
    NOT_CURED = "not_cured", "not cured"


@tracked()
class CureItem(models.Model):
    """One provision that the agreement lacks or contradicts. Its words are frozen when the notice is sent."""

    notice = models.ForeignKey(CureNotice, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    finding = models.ForeignKey("contracts.Finding", models.PROTECT, related_name="+")
    provision = models.CharField(max_length=80)
    listed = models.BooleanField(default=True, help_text="Whether the letter asks for it.")
    left_out_because = models.TextField(blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    why = models.TextField()
    quotes = models.JSONField(default=list, help_text="What the agreement says, as the finding quotes it.")
    conflicts = models.JSONField(default=list, help_text="Clauses that say the opposite.")
    law = models.CharField(max_length=200, help_text="Short title of the pack.")
    title = models.CharField(max_length=300)
    asks = models.TextField(help_text="What the provision asks for.")
    citation = models.TextField()
    words = models.TextField(blank=True, help_text="The source's own words.")
    outcome = models.CharField(max_length=9, choices=CureOutcome.choices, default=CureOutcome.OPEN)
    outcome_finding = models.ForeignKey("contracts.Finding", models.PROTECT, null=True, blank=True, related_name="+")
    outcome_reason = models.TextField(blank=True)
    outcome_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "provision"], name="contracts_cure_item_once"),
            models.CheckConstraint(
                condition=models.Q(listed=True) | ~models.Q(left_out_because=""),
                name="contracts_cure_left_out_says_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="cured") | models.Q(outcome_finding__isnull=False),
                name="contracts_cured_by_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision}: {self.get_outcome_display()}"


@tracked()
class CureAnswer(models.Model):
    """What the operator answered: through its private link, or entered by the office."""

    notice = models.ForeignKey(CureNotice, models.PROTECT, related_name="answers")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=254, help_text="The name that the operator's person gave, or the office's.")
    text = models.TextField(blank=True)
    document = models.ForeignKey(
        "contracts.Document", models.PROTECT, null=True, blank=True, related_name="cure_answers"
    )
    link = models.ForeignKey("district.PrivateLink", models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(document__isnull=False),
                name="contracts_cure_answer_says_something",
            ),
            models.CheckConstraint(
                condition=models.Q(link__isnull=False) | models.Q(entered_by__isnull=False),
                name="contracts_cure_answer_came_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer of {self.given_by}"
