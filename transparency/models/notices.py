"""The notice of a contract that students and parents are given (C10; Connecticut)."""

from django.db import models
from django.db.models import Q

from district.history import tracked


class NoticeWay(models.TextChoices):
    PRINCIPALS = "principals", "by the principals of the schools"
    OTHERWISE = "otherwise", "another way"


@tracked()
class AgreementNotice(models.Model):
    """One notice of one agreement, whole when it is kept. It may be kept anew until it is sent, and never after.

    `information`: [{"product", "kinds": [{"name", "group", "class", "explanation"}]}], as the inventory said then.
    `schools`: [{"code", "name", "grades", "enrolment", "address"}], as they were told.
    """

    agreement = models.ForeignKey("contracts.Agreement", models.PROTECT, related_name="notices")
    executed_on = models.DateField(help_text="The day of signing, in the district's own calendar.")
    about = models.TextField(help_text="What the contract is and what it is for, in plain words.")
    information = models.JSONField(default=list)
    text = models.TextField("text in English")
    text_es = models.TextField("text in Spanish", blank=True)
    packs = models.JSONField(default=dict, help_text="{pack id: version} whose contents the text was checked against.")
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=254)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=254, blank=True, help_text="Who sent it, or recorded that it was sent.")
    sent_how = models.CharField(max_length=10, choices=NoticeWay.choices, blank=True)
    evidence = models.TextField(blank=True)
    schools = models.JSONField(default=list, blank=True)
    recipients = models.PositiveIntegerField(
        null=True, blank=True, help_text="Students enrolled at the schools that it went to."
    )

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        verbose_name = "notice of an agreement"
        verbose_name_plural = "notices of agreements"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(sent_at=None), name="transparency_one_unsent_notice"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_how="", evidence="")
                | (Q(sent_at__isnull=False) & ~Q(sent_how="") & ~Q(evidence="")),
                name="transparency_sent_notice_says_how",
            ),
            models.CheckConstraint(condition=~Q(about="") & ~Q(text=""), name="transparency_notice_says_something"),
        ]

    def __str__(self) -> str:
        return f"Notice of {self.agreement}"
