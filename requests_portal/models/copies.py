"""Hiding other pupils in a file, and giving the family what it asked for: by link, on paper, to see, by transfer."""

import pgtrigger
from django.db import models

from district.history import tracked
from district.sealedfield import SealedField
from requests_portal.models.files import RequestFile
from requests_portal.models.requests import PrivacyRequest


class RedactionState(models.TextChoices):
    DRAFT = "draft", "being marked"
    MAKING = "making", "the copy is being made"
    MADE = "made", "made"
    FAILED = "failed", "could not be made"


class FileRedaction(models.Model):
    """What is hidden in one file, and the copy without it. From its first mark on the file itself is never given."""

    file = models.OneToOneField(RequestFile, models.CASCADE, related_name="redaction")
    state = models.CharField(max_length=6, choices=RedactionState.choices, default=RedactionState.DRAFT)
    problem = models.TextField(blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    result = models.OneToOneField(RequestFile, models.SET_NULL, null=True, blank=True, related_name="made_by_redaction")
    report = models.JSONField(default=dict, help_text="What was compared afterwards; numbers, no words.")

    class Meta:
        verbose_name = "redaction of a file"
        verbose_name_plural = "redactions of files"

    def __str__(self) -> str:
        return f"Redaction of file {self.file_id}"


class FileMark(models.Model):
    """One thing to hide: words with their boxes on a PDF's page, a box drawn by hand, words or lines of a text.

    `sealed`: {"words"}. `boxes`: [page, x0, y0, x1, y1] each, shares of the page from its top left.
    """

    redaction = models.ForeignKey(FileRedaction, models.CASCADE, related_name="marks")
    page = models.PositiveIntegerField(null=True, blank=True)
    boxes = models.JSONField(default=list)
    lines = models.JSONField(default=list, help_text="Numbers of lines of a text, counted from 1.")
    sealed = SealedField()
    by = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        ordering = ["page", "pk"]
        verbose_name = "place to hide"
        verbose_name_plural = "places to hide"

    def __str__(self) -> str:
        return f"Place {self.pk}"

    @property
    def words(self) -> str:
        return str((self.sealed or {}).get("words", ""))


class DeliveryWay(models.TextChoices):
    LINK = "link", "to download"
    PAPER = "paper", "on paper"
    INSPECTION = "inspection", "to look at in the office"
    TRANSFER = "transfer", "moved by the operator"


@tracked()
class Delivery(models.Model):
    """What was given to a family, how and when. It holds no names: the request does."""

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=10, choices=DeliveryWay.choices)
    files = models.ManyToManyField(RequestFile, blank=True, related_name="deliveries")
    made_at = models.DateTimeField()
    by = models.CharField(max_length=254)
    expires_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(null=True, blank=True)
    cents_per_page = models.PositiveSmallIntegerField(null=True, blank=True)
    fee_cents = models.PositiveIntegerField(default=0)
    waived = models.BooleanField(default=False)
    waived_because = models.CharField(max_length=300, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    not_electronic_because = models.TextField(
        blank=True, help_text="Why an electronic copy that was asked for is not given. Name nobody."
    )
    mailed_on = models.DateField(null=True, blank=True)
    picked_up_on = models.DateField(null=True, blank=True)
    appointment_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=254, blank=True)
    inspected_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(RequestFile, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=254, blank=True)
    withdrawn_because = models.TextField(blank=True, help_text="Name nobody.")

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(way=DeliveryWay.LINK) | models.Q(expires_at__isnull=False),
                name="requests_link_delivery_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(waived=False) | ~models.Q(waived_because=""), name="requests_fee_waived_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_because=""),
                name="requests_delivery_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk} of request {self.request_id}, {self.get_way_display()}"


class ActKind(models.TextChoices):
    OPENED = "opened", "opened"
    DOWNLOADED = "downloaded", "downloaded"
    ALL = "all", "downloaded as one ZIP file"


@tracked()
class DeliveryAct(models.Model):
    """One opening or downloading by the family. Rows are only added."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="acts")
    what = models.CharField(max_length=10, choices=ActKind.choices)
    file = models.ForeignKey(RequestFile, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "opening of a delivery"
        verbose_name_plural = "openings of deliveries"
        triggers = [
            # Only `file` may change: it is emptied where retention removes the file.
            pgtrigger.Protect(name="delivery_act_stays", operation=pgtrigger.UpdateOf("delivery_id", "what", "at"))
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} at {self.at:%Y-%m-%d %H:%M}"
