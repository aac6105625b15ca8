"""What the checker found in a file, what people decided about it, and what counsel said (C6, C8)."""

from django.conf import settings
from django.db import models

from district.history import tracked


class Verdict(models.TextChoices):
    FOUND = "found", "found"
    WEAKER = "weaker", "weaker"
    CONTRADICTED = "contradicted", "contradicted"
    NOT_FOUND = "not_found", "not found"
    NEEDS_PERSON = "needs_person", "needs a person"


@tracked()
class Check(models.Model):
    """One run of the checker, pinned to the file's hash, the packs' versions and the checker's version."""

    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="checks")
    document_sha256 = models.CharField(max_length=64)
    checker_version = models.CharField(max_length=40)
    packs = models.JSONField(help_text="{pack id: version}")
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ["-ran_at", "-pk"]


@tracked()
class Finding(models.Model):
    """The checker's verdict on one provision, never without its evidence."""

    review_check = models.ForeignKey(Check, models.CASCADE, related_name="findings")
    provision = models.CharField(max_length=80)
    position = models.PositiveIntegerField(help_text="Order within the check.")
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    quotes = models.JSONField(default=list, help_text='[{"text", "page", "start", "end"}]')
    conflicts = models.JSONField(default=list, help_text="As quotes: clauses that say the opposite.")
    why = models.TextField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["review_check", "provision"], name="contracts_one_finding_per_provision"),
        ]

    def __str__(self) -> str:
        return f"{self.provision}: {self.get_verdict_display()}"


class DecisionKind(models.TextChoices):
    CONFIRM = "confirm", "confirmed"
    OVERRULE = "overrule", "overruled"
    LOOK_AGAIN = "look_again", "look again"


@tracked()
class Decision(models.Model):
    """A person's word on a finding. The newest counts; none is changed."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    verdict = models.CharField(max_length=12, choices=Verdict.choices)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="confirm") | ~models.Q(reason=""), name="contracts_overruling_says_why"
            )
        ]


class Opinion(models.TextChoices):
    CLEARED = "cleared", "may be signed"
    CHANGES = "changes", "needs changes first"


@tracked()
class CounselOpinion(models.Model):
    """Counsel's review of one version, with its date (Montana policy, legal review; Illinois director 5)."""

    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="opinions")
    opinion = models.CharField(max_length=8, choices=Opinion.choices)
    text = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["-given_at", "-pk"]
