"""What is in use, for what, with which data (A1, A2; Illinois officer 2.a to 2.e)."""

from django.core.exceptions import ValidationError
from django.db import models

from district.grades import CHOICES, GradeUnknown, grades_between, grades_in_words
from district.history import tracked, tracked_links
from inventory.models.elements import DataElement


class UnderThirteen(models.TextChoices):
    UNKNOWN = "unknown", "not known yet"
    YES = "yes", "yes, children under 13 use it"
    NO = "no", "no child under 13 uses it"


@tracked()
class ProductUse(models.Model):
    """A product in use in the district: the K-12 purpose, for whom and where."""

    product = models.OneToOneField("vendors.Product", models.CASCADE, related_name="use")
    purpose = models.TextField("K-12 purpose", help_text="Content area and what it is used for, in plain words.")
    purpose_es = models.TextField("K-12 purpose in Spanish", blank=True)
    content_area = models.CharField(max_length=80, help_text="Such as Reading or School administration.")
    lowest_grade = models.CharField(max_length=4, choices=CHOICES)
    highest_grade = models.CharField(max_length=4, choices=CHOICES)
    schools = models.ManyToManyField(
        "district.School", blank=True, related_name="uses", help_text="None chosen: all schools."
    )
    users_under_13 = models.CharField(
        "used by children under 13", max_length=7, choices=UnderThirteen.choices, default=UnderThirteen.UNKNOWN
    )
    under_13_consent = models.TextField(
        "consent for children under 13",
        blank=True,
        help_text="Who consents for them and how: the parent, or the school for an educational purpose only.",
    )
    in_use_since = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_proposed_on = models.DateField(null=True, blank=True, editable=False)
    end_proposed_because = models.TextField("why an end is proposed", blank=True, editable=False)

    class Meta:
        ordering = ["product__name"]
        verbose_name = "product in use"
        verbose_name_plural = "products in use"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(in_use_since=None)
                | models.Q(ended_on__gte=models.F("in_use_since")),
                name="inventory_use_ends_after_start",
                violation_error_message="The use ended before it began.",
            ),
            models.CheckConstraint(
                condition=models.Q(end_proposed_on=None) | ~models.Q(end_proposed_because=""),
                name="inventory_end_proposed_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)

    def clean(self) -> None:
        """Grades run upwards."""
        if not self.lowest_grade or not self.highest_grade:
            return
        try:
            grades_between(self.lowest_grade, self.highest_grade)
        except GradeUnknown as error:
            raise ValidationError({"highest_grade": str(error)}) from error

    @property
    def grades(self) -> str:
        """The grades in words."""
        return grades_in_words(self.lowest_grade, self.highest_grade)


@tracked()
class ElementUse(models.Model):
    """One data element in one product: collected, maintained or disclosed; how used, to whom, why."""

    use = models.ForeignKey(ProductUse, models.CASCADE, related_name="elements")
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="uses")
    collected = models.BooleanField(default=True)
    maintained = models.BooleanField(default=True)
    disclosed = models.BooleanField(default=False)
    how_used = models.TextField(help_text="A layperson's explanation of how it is used.")
    how_used_es = models.TextField("how used, in Spanish", blank=True)
    disclosed_to = models.TextField(blank=True, help_text="To whom it is disclosed; empty: to nobody but the operator.")
    disclosed_to_es = models.TextField("disclosed to, in Spanish", blank=True)
    purpose = models.TextField(help_text="For what purpose it is used or disclosed.")
    purpose_es = models.TextField("purpose in Spanish", blank=True)

    class Meta:
        ordering = ["element__group", "element__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["use", "element"],
                name="inventory_element_once_per_use",
                violation_error_message="This kind of information is listed twice for the product.",
            ),
            models.CheckConstraint(
                condition=models.Q(disclosed=False) | ~models.Q(disclosed_to=""),
                name="inventory_disclosed_says_to_whom",
                violation_error_message="It is disclosed: say to whom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} in {self.use}"


@tracked()
class ElementDraft(models.Model):
    """Proposed words for one kind of information of one product: nothing is public before a person confirms them.

    Its fields are those of `ElementUse`; confirming makes one, and the draft goes.
    """

    use = models.ForeignKey(ProductUse, models.CASCADE, related_name="drafts")
    element = models.ForeignKey(DataElement, models.CASCADE, related_name="drafts")
    collected = models.BooleanField(default=True)
    maintained = models.BooleanField(default=True)
    disclosed = models.BooleanField(default=False)
    how_used = models.TextField(blank=True)
    how_used_es = models.TextField("how used, in Spanish", blank=True)
    disclosed_to = models.TextField(blank=True)
    disclosed_to_es = models.TextField("disclosed to, in Spanish", blank=True)
    purpose = models.TextField(blank=True)
    purpose_es = models.TextField("purpose in Spanish", blank=True)
    proposed_from = models.CharField(max_length=200, help_text="The list of kinds of information, or a like product.")
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=254)

    class Meta:
        ordering = ["element__group", "element__name"]
        verbose_name = "proposed kind of information"
        verbose_name_plural = "proposed kinds of information"
        constraints = [
            models.UniqueConstraint(fields=["use", "element"], name="inventory_draft_once_per_use"),
        ]

    def __str__(self) -> str:
        return f"{self.element} proposed for {self.use}"


@tracked_links
class ProductUseSchool(ProductUse.schools.through):  # type: ignore[name-defined]
    """Which schools use a product: tracked, so that the trail says when one began and stopped."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "school of a product in use"
        verbose_name_plural = "schools of products in use"
