"""The committee's rubric, held as data. Versions are added and never edited: an old evaluation keeps its questions."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from district.history import tracked


def words_of_scale() -> list[str]:
    """The scale that a first version proposes, worst first."""
    return ["not acceptable", "weak", "good", "very good"]


class Area(models.TextChoices):
    PRIVACY = "privacy", "privacy"
    SECURITY = "security", "security"
    ACCESSIBILITY = "accessibility", "accessibility"
    INSTRUCTION = "instruction", "instruction"
    COST = "cost", "cost"


@tracked()
class Rubric(models.Model):
    """What the committee judges apps by. One rubric is used for new requests."""

    name = models.CharField(max_length=120, unique=True)
    in_use = models.BooleanField(default=False, help_text="New requests are judged by this one.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="inventory_one_rubric_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class RubricVersion(models.Model):
    """One wording of a rubric. A change is a new version; requests keep the one that they were opened under."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(editable=False)
    scale = models.JSONField(default=words_of_scale, help_text="Words of the scores 1, 2, 3 …, worst first.")
    note = models.CharField("what changed, and why", max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["rubric", "-number"]
        verbose_name = "version of a rubric"
        verbose_name_plural = "versions of rubrics"
        constraints = [models.UniqueConstraint(fields=["rubric", "number"], name="inventory_rubric_version_once")]

    def __str__(self) -> str:
        return f"{self.rubric}, version {self.number}"


@tracked()
class Criterion(models.Model):
    """One question of a version, with its weight."""

    version = models.ForeignKey(RubricVersion, models.CASCADE, related_name="criteria")
    area = models.CharField(max_length=13, choices=Area.choices)
    question = models.CharField(max_length=200)
    guidance = models.TextField(blank=True, help_text="What to look at before scoring.")
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(100)], help_text="Against the other questions."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "question"], name="inventory_criterion_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=1), name="inventory_criterion_has_weight"),
        ]

    def __str__(self) -> str:
        return self.question
