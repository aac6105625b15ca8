"""Trainings on the privacy and security of students' data: courses, rounds, who has done them (B5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models

from district.history import tracked
from district.sealedfield import SealedField

USER = settings.AUTH_USER_MODEL


class TrainingTopic(models.TextChoices):
    PRIVACY = "privacy", "privacy of students' data"
    SECURITY = "security", "security of students' data"
    BOTH = "both", "privacy and security"


def reminders_usual() -> list[int]:
    """A start that the district changes as it likes: no law names these days."""
    return [14, 3]


@tracked()
class TrainingCourse(models.Model):
    """A training that the district requires of people with certain roles, or of everybody."""

    title = models.CharField(max_length=200)
    topic = models.CharField(max_length=8, choices=TrainingTopic.choices, default=TrainingTopic.BOTH)
    summary = models.TextField(help_text="What it teaches and how long it takes, in a sentence or two.")
    link = models.URLField("address of the course", blank=True, help_text="Where it is taken. Empty: in person.")
    provider = models.CharField(max_length=200, blank=True, help_text="Who gives it.")
    rule = models.CharField(
        "required by", max_length=80, blank=True, help_text="The rule that asks for it, where one does."
    )
    roles = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="None chosen: everybody who may sign in."
    )
    every_school_year = models.BooleanField("to be done again every school year", default=True)
    own_word = models.BooleanField(
        "people may record it themselves", default=False, help_text="Their word is shown as theirs."
    )
    remind_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(365)]),
        default=reminders_usual,
        blank=True,
        verbose_name="days before the due day on which people are reminded",
    )
    remind_late_every = models.PositiveSmallIntegerField(
        "days between reminders once it is late", default=7, help_text="0: no reminders after the due day."
    )
    retired_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["title"]
        permissions = [("see_trainings", "Can see who has done which training")]
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="inventory_training_one_per_title",
                violation_error_message="There is a training of this title already.",
            )
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class TrainingRound(models.Model):
    """One time at which a course is due: a school year's, or the only one. What is done from `opens_on` counts."""

    course = models.ForeignKey(TrainingCourse, models.CASCADE, related_name="rounds")
    opens_on = models.DateField(help_text="Done on this day or later counts for this round.")
    due_on = models.DateField(help_text="The last day to do it in time.")
    made_by = models.CharField(max_length=254, editable=False)

    class Meta:
        ordering = ["-opens_on"]
        constraints = [
            models.UniqueConstraint(fields=["course", "opens_on"], name="inventory_training_round_once"),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("opens_on")),
                name="inventory_training_due_after_opening",
                violation_error_message="It cannot be due before the day from which it counts.",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="inventory_training_by_due")]

    def __str__(self) -> str:
        return f"{self.course}, due {self.due_on:%-d %B %Y}"


class CompletionSource(models.TextChoices):
    OFFICE = "office", "entered by the office"
    FILE = "file", "from a file"
    OWN_WORD = "own_word", "the person's own word"


@tracked(exclude=["evidence_sealed"])
class TrainingCompletion(models.Model):
    """One person has done a course in a round, or is excused from it for a reason that is kept."""

    round = models.ForeignKey(TrainingRound, models.CASCADE, related_name="completions")
    person = models.ForeignKey(USER, models.PROTECT, related_name="trainings_done")
    completed_on = models.DateField(null=True, blank=True)
    excused_because = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=8, choices=CompletionSource.choices, default=CompletionSource.OFFICE)
    evidence_name = models.CharField(max_length=200, blank=True, help_text="Name of the certificate's file.")
    # Of the file as it lies in the store: sealed, where `evidence_sealed` holds its key. Older ones lie open.
    evidence_sha256 = models.CharField(max_length=64, blank=True)
    evidence_sealed = SealedField(null=True, help_text="key, and sha256 of the certificate itself.")
    entered_by = models.CharField(max_length=254)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="inventory_training_done_once"),
            models.CheckConstraint(
                condition=models.Q(completed_on__isnull=False) ^ ~models.Q(excused_because=""),
                name="inventory_training_done_or_excused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.round.course}"


class TrainingFileState(models.TextChoices):
    CHECKED = "checked", "checked, nothing entered yet"
    ENTERED = "entered", "entered"
    DROPPED = "dropped", "dropped"


@tracked(exclude=["rows"])
class TrainingFile(models.Model):
    """A file of completions: first a dry run row by row, then entered as a whole by a person."""

    round = models.ForeignKey(TrainingRound, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=TrainingFileState.choices, default=TrainingFileState.CHECKED)
    rows = models.JSONField(default=list, help_text="[{line, email, completed_on, outcome, why, person}]")
    counts = models.JSONField(default=dict, help_text="{outcome: rows}")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return self.name


@tracked()
class DesignatedPerson(models.Model):
    """Who answers at an operator for the security of students' data, and when that person was trained (Montana)."""

    operator = models.ForeignKey("vendors.Operator", models.CASCADE, related_name="designated_people")
    name = models.CharField("name or office", max_length=200)
    position = models.CharField(max_length=200, blank=True)
    designated_on = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True, help_text="As the operator says. Empty: it has not said.")
    source = models.CharField(
        "where it is said", max_length=300, help_text="Such as a letter or a clause of the agreement."
    )
    ended_on = models.DateField("no longer since", null=True, blank=True)

    class Meta:
        ordering = ["operator__name", "name"]
        verbose_name_plural = "designated people"

    def __str__(self) -> str:
        return f"{self.name}, {self.operator}"
