"""Agreements with operators, from draft to signed, posted and ended (C1, C10, C11)."""

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from district.history import tracked, tracked_links


class AgreementKind(models.TextChoices):
    NEGOTIATED = "negotiated", "negotiated agreement"
    DATA_PRIVACY = "data_privacy", "data-privacy agreement with exhibits"
    RIDER = "rider", "rider"
    GENERAL_OFFER = "general_offer", "adopted general offer"
    ELECTRONIC = "electronic", "electronic agreement"
    CLICK_WRAP = "click_wrap", "click-wrap agreement"
    TERMS = "terms", "terms of service"


class AgreementState(models.TextChoices):
    DRAFT = "draft", "draft"
    REVIEWING = "reviewing", "in review"
    WITH_COUNSEL = "with_counsel", "with counsel"
    READY = "ready", "ready to sign"
    SIGNED = "signed", "signed"
    ENDED = "ended", "ended"
    VOID = "void", "void"


@tracked()
class Agreement(models.Model):
    """One written agreement with one operator, for one or more of its products."""

    operator = models.ForeignKey("vendors.Operator", models.PROTECT, related_name="agreements")
    products = models.ManyToManyField("vendors.Product", related_name="agreements")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=AgreementKind.choices, default=AgreementKind.DATA_PRIVACY)
    state = models.CharField(
        max_length=12, choices=AgreementState.choices, default=AgreementState.DRAFT, editable=False
    )
    starts_on = models.DateField("term begins")
    ends_on = models.DateField("term ends", null=True, blank=True, help_text="Empty: no fixed end.")
    renews = models.BooleanField("renews by itself", default=False)
    notice_days = models.PositiveSmallIntegerField(
        "days of notice",
        null=True,
        blank=True,
        help_text="How many days before the term ends the agreement asks for word: to end it, or to keep it from "
        "renewing. Empty: it asks for none.",
    )
    amended_on = models.DateField(null=True, blank=True, help_text="The last renewal or amendment.")
    offered_until = models.DateField(
        "offered to other districts until",
        null=True,
        blank=True,
        help_text="The last day on which other districts may take over these terms, where the operator holds them out "
        "to all (a general offer, such as Exhibit E). It is posted with the agreement. Empty: no offer.",
    )
    signed_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="agreements_to_review"
    )
    description = models.TextField(blank=True, help_text="What it is for, in plain words: posted with the agreement.")
    notes = models.TextField(blank=True, help_text="For the office only.")

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_agreement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["signed", "ended", "void"]) | models.Q(signed_at__isnull=False),
                name="contracts_signed_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="contracts_state_ends")]
        permissions = [("sign_agreement", "Can record an agreement as signed")]

    def __str__(self) -> str:
        return self.title


@tracked()
class AgreementStateRow(models.Model):
    """One step of an agreement's life: which state, who, when, why. Rows are only added."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="states")
    state = models.CharField(max_length=12, choices=AgreementState.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=254)
    reason = models.TextField(blank=True)
    gaps = models.JSONField(default=list, blank=True, help_text="What was still open when it was signed all the same.")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of an agreement"
        verbose_name_plural = "steps of agreements"

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_state_display()}"


@tracked()
class Posting(models.Model):
    """An agreement stood on the public page from this moment, in the snapshot with this hash."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="postings")
    document = models.ForeignKey("contracts.Document", models.PROTECT, related_name="postings")
    posted_at = models.DateTimeField()
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="The very file: a redacted copy has its own.")
    snapshot_sha256 = models.CharField(max_length=64)
    posted_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["posted_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "document", "file_sha256"], name="contracts_file_posted_once"),
        ]


@tracked()
class AgreementPermission(UserObjectPermissionBase):
    """One person's right to one agreement, such as outside counsel's."""

    content_object = models.ForeignKey(Agreement, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


@tracked_links
class AgreementProduct(Agreement.products.through):  # type: ignore[name-defined]
    """Which products an agreement covers: tracked, so that the trail says when one was added or taken out."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "product of an agreement"
        verbose_name_plural = "products of agreements"
