"""Kinds of information, in everyday words (A2)."""

from django.db import models

from district.history import tracked


class ElementClass(models.TextChoices):
    ORDINARY = "ordinary", "other information"
    PERSONAL = "personal", "personal information under the breach law"
    DIRECTORY = "directory", "directory information"
    CONTENT = "content", "student-generated content"
    SENSITIVE = "sensitive", "sensitive information"


@tracked()
class DataElement(models.Model):
    """A kind of covered information, in everyday words."""

    code = models.SlugField(
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="Its key in the product's own list.",
    )
    name = models.CharField(max_length=120, unique=True, help_text="Such as Date of birth.")
    group = models.CharField(max_length=80, help_text="Such as Contact, Enrolment, Assessment.")
    element_class = models.CharField(
        "class", max_length=10, choices=ElementClass.choices, default=ElementClass.ORDINARY
    )
    explanation = models.TextField(help_text="What it is, for a reader who is no specialist.")
    about_staff = models.BooleanField(default=False, help_text="Of staff, not pupils (Nebraska rule 7400.1).")
    own_words = models.BooleanField(
        "worded by the district", default=False, editable=False, help_text="A new version of the list leaves it alone."
    )

    class Meta:
        ordering = ["group", "name"]

    def __str__(self) -> str:
        return self.name
