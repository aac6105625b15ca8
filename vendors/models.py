"""Operators and what they offer (A3). Definitions: 105 ILCS 85/5; Connecticut policy 3520.13, definitions 1 to 3."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from district.history import tracked


class OperatorKind(models.TextChoices):
    OPERATOR = "operator", "operator"
    THIRD_PARTY = "third_party", "third party"
    CONSULTANT = "consultant", "consultant"


@tracked()
class Operator(models.Model):
    """A company or person that runs a service and holds covered information."""

    name = models.CharField(max_length=200, help_text="As the agreement names it.")
    slug = models.SlugField(max_length=220, unique=True, help_text="Permanent address on the public page.")
    kind = models.CharField(max_length=12, choices=OperatorKind.choices, default=OperatorKind.OPERATOR)
    business_address = models.TextField(help_text="Posted on the public page, one line a line.")
    website = models.URLField(blank=True)
    subcontractors_url = models.URLField(
        "link to the operator's list of subcontractors", blank=True, help_text="Where the operator lists them itself."
    )
    notes = models.TextField(blank=True, help_text="For the office only.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="vendors_operator_one_per_name",
                violation_error_message="An operator of this name is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Contact(models.Model):
    """A person or desk at the operator."""

    operator = models.ForeignKey(Operator, models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    telephone = models.CharField(max_length=40, blank=True)
    for_breaches = models.BooleanField("answers for breaches", default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Subcontractor(models.Model):
    """Someone to whom the operator may disclose covered information (105 ILCS 85/27(a)(3))."""

    operator = models.ForeignKey(Operator, models.CASCADE, related_name="subcontractors")
    name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300, help_text="What it does with the information, in plain words.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["operator", "name"], name="vendors_subcontractor_once")]

    def __str__(self) -> str:
        return self.name


class ProductKind(models.TextChoices):
    WEBSITE = "website", "website"
    ONLINE_SERVICE = "online_service", "online service"
    ONLINE_APPLICATION = "online_application", "online application"
    MOBILE_APPLICATION = "mobile_application", "mobile application"


class SignIn(models.TextChoices):
    NONE = "none", "nobody signs in"
    OWN = "own", "an account of its own"
    DISTRICT = "district", "the district's sign-on"
    BOTH = "both", "the district's sign-on or an account of its own"


@tracked()
class Product(models.Model):
    """A website, online service, online application or mobile application of an operator (A1)."""

    operator = models.ForeignKey(Operator, models.PROTECT, related_name="products")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220, unique=True, help_text="Permanent address on the public page.")
    kind = models.CharField(max_length=20, choices=ProductKind.choices, default=ProductKind.ONLINE_APPLICATION)
    description = models.TextField(help_text="What it is, in a sentence or two for families.")
    description_es = models.TextField("description in Spanish", blank=True)
    sign_in = models.CharField(
        max_length=10,
        choices=SignIn.choices,
        blank=True,
        help_text="How pupils and staff sign in; empty: not known yet.",
    )
    data_location = models.CharField(
        "where the data is", max_length=300, blank=True, help_text="Country and host, as the operator states it."
    )
    data_location_es = models.CharField("where the data is, in Spanish", max_length=300, blank=True)
    website = models.URLField(blank=True)
    general_audience = models.BooleanField(default=False, help_text="Made for everyone, not for schools (officer 2).")
    general_audience_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "operator",
                Lower("name"),
                name="vendors_product_one_per_name",
                violation_error_message="This operator has a product of this name already.",
            ),
            models.CheckConstraint(
                condition=models.Q(general_audience=False) | ~models.Q(general_audience_reason=""),
                name="vendors_general_audience_says_why",
                violation_error_message="Say why it counts as made for everyone: the reason is kept.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LinkState(models.TextChoices):
    WAITING = "waiting", "being checked"
    REACHED = "reached", "reached"
    MISSING = "missing", "not there any more"
    FAILED = "failed", "could not be reached"


@tracked()
class LinkCheck(models.Model):
    """One look at an operator's own list of subcontractors, because a person asked for it; kept with its day."""

    operator = models.ForeignKey(Operator, models.CASCADE, related_name="link_checks")
    url = models.URLField("address")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=7, choices=LinkState.choices, default=LinkState.WAITING)
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField("answer's number", null=True, blank=True, help_text="Such as 200 or 404.")
    led_to = models.URLField("address in the end", max_length=500, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of what was there, to tell that it changed.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "check of a link"
        verbose_name_plural = "checks of links"

    def __str__(self) -> str:
        return f"{self.url}: {self.get_state_display()}"


@tracked()
class FormerAddress(models.Model):
    """A permanent address of a record that was merged into another: it leads there for good."""

    slug = models.SlugField(max_length=220)
    operator = models.ForeignKey(Operator, models.CASCADE, null=True, blank=True, related_name="former_addresses")
    product = models.ForeignKey(Product, models.CASCADE, null=True, blank=True, related_name="former_addresses")
    of_product = models.BooleanField(help_text="Whether it is a product's address; otherwise an operator's.")

    class Meta:
        ordering = ["slug"]
        verbose_name = "former address"
        verbose_name_plural = "former addresses"
        constraints = [
            models.UniqueConstraint(fields=["of_product", "slug"], name="vendors_former_address_once"),
            models.CheckConstraint(
                condition=Q(of_product=True, product__isnull=False, operator=None)
                | Q(of_product=False, product=None, operator__isnull=False),
                name="vendors_former_address_leads_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{'/apps' if self.of_product else '/operators'}/{self.slug}/"


@tracked()
class Merger(models.Model):
    """Two doubled records became one: which went, what it said, what moved, who decided and why.

    `gone`: the merged record's fields as they stood. `moved`: what went over, as [[words, number], …].
    """

    operator = models.ForeignKey(Operator, models.CASCADE, null=True, blank=True, related_name="mergers")
    product = models.ForeignKey(Product, models.CASCADE, null=True, blank=True, related_name="mergers")
    gone_name = models.CharField(max_length=200)
    gone_slug = models.SlugField(max_length=220)
    gone = models.JSONField()
    moved = models.JSONField(default=list)
    reason = models.TextField()
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(operator=None, product__isnull=False) | Q(operator__isnull=False, product=None),
                name="vendors_merger_of_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="vendors_merger_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_name} became part of {self.operator or self.product}"
