"""Whom a breach touches: pupils with what was known of them, and the lists from which they were taken.

Rows that hold names are sealed and leave no history, for retention must be able to remove them; what was done, by whom
and to how many, stands in `AffectedChange` and `AffectedList`, which are tracked and name nobody.
"""

from django.conf import settings
from django.db import models

from breaches.models.breaches import Breach
from district.history import tracked
from district.sealedfield import SealedField


class How(models.TextChoices):
    LIST = "list", "by a list"
    SCHOOL = "school", "by school and grade"
    SEARCH = "search", "one by one"
    DRILL = "drill", "invented for a drill"


class ChangeKind(models.TextChoices):
    ADDED = "added", "added"
    REMOVED = "removed", "removed"


class ListState(models.TextChoices):
    WAITING = "waiting", "waiting to be read"
    READING = "reading", "being read"
    DONE = "done", "read"
    REFUSED = "refused", "could not be read"


@tracked(exclude=["sealed_key"])
class AffectedList(models.Model):
    """One list of pupils that was sent in, and how far its reading is. Its bytes are sealed, and go once it is read."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="lists")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=ListState.choices, default=ListState.WAITING)
    counts = models.JSONField(default=dict, help_text="Rows by what became of them; never names.")
    rows_read = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent of the file.")
    problem = models.TextField(blank=True)
    sealed_key = models.CharField(max_length=64, blank=True, help_text="Name of the sealed copy while it is needed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "list of affected pupils"
        verbose_name_plural = "lists of affected pupils"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(problem=""), name="breaches_refused_list_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_underway(self) -> bool:
        return self.state in {ListState.WAITING, ListState.READING}


@tracked()
class AffectedChange(models.Model):
    """One adding or removing of pupils: how many, how, by whom, why. It names nobody, and stays."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="student_changes")
    kind = models.CharField(max_length=7, choices=ChangeKind.choices)
    how = models.CharField(max_length=6, choices=How.choices)
    what = models.CharField(max_length=300, help_text="Such as Meadowlark Elementary School, grades 3 to 5.")
    pupils = models.PositiveIntegerField()
    because = models.TextField(blank=True)
    source = models.ForeignKey(AffectedList, models.PROTECT, null=True, blank=True, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "change of affected pupils"
        verbose_name_plural = "changes of affected pupils"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="removed") | ~models.Q(because=""), name="breaches_removal_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pupils} {self.get_kind_display()}: {self.what}"


class AffectedStudent(models.Model):
    """One pupil of a breach. Name and number are those of the moment: the roster may forget the pupil meanwhile.

    `sealed`: {"name", "number", "given": how the list named the pupil, where a list did}. School, grade and language
    are the pupil's at that moment, in the clear, for counting. Without `student`: invented for a drill.
    """

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="affected")
    student = models.ForeignKey(
        "roster.Student", models.SET_NULL, null=True, blank=True, related_name="affected", db_index=False
    )
    sealed = SealedField()
    how = models.CharField(max_length=6, choices=How.choices)
    school = models.ForeignKey(
        "district.School", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    grade = models.CharField(max_length=4, blank=True)
    language = models.CharField(max_length=16, default="en")
    change = models.ForeignKey(AffectedChange, models.CASCADE, related_name="students", db_index=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    removed_because = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "affected pupil"
        constraints = [
            models.UniqueConstraint(
                fields=["student", "breach"],
                condition=models.Q(removed_at=None, student__isnull=False),
                name="breaches_pupil_once_per_breach",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | ~models.Q(removed_because=""),
                name="breaches_pupil_removed_says_why",
            ),
        ]
        indexes = [
            # The room's pages go through one breach's pupils in the order of schools and grades.
            models.Index(
                fields=["breach", "school", "grade", "id"],
                condition=models.Q(removed_at=None),
                name="breaches_pupils_in_order",
            ),
            models.Index(fields=["student"], name="breaches_pupil_of_roster"),
            models.Index(
                fields=["breach"],
                condition=models.Q(removed_at=None, student=None),
                name="breaches_pupils_forgotten",
            ),
            models.Index(fields=["change"], name="breaches_pupil_by_change"),
        ]

    def __str__(self) -> str:
        return f"Pupil {self.pk} of breach {self.breach_id}"


class RowFate(models.TextChoices):
    UNMATCHED = "unmatched", "nobody found"
    AMBIGUOUS = "ambiguous", "several found"
    DISAGREES = "disagrees", "number and name disagree"
    DUPLICATE = "duplicate", "in the list twice"
    MALFORMED = "malformed", "cannot be read"


# A person may find out whom these mean; the other rows are mended in the file.
TO_SETTLE = (RowFate.UNMATCHED, RowFate.AMBIGUOUS, RowFate.DISAGREES)


class AffectedListRow(models.Model):
    """One row of a list that gave no pupil, with its reason. `sealed`: {"cells": the row as it was sent}."""

    list = models.ForeignKey(AffectedList, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField()
    fate = models.CharField(max_length=10, choices=RowFate.choices)
    reason = models.CharField(max_length=300, help_text="In words, without names.")
    sealed = SealedField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    settled_because = models.CharField(max_length=300, blank=True, help_text="Why it was left.")
    student = models.ForeignKey("roster.Student", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["list", "line", "pk"]
        verbose_name = "row of a list that gave no pupil"
        verbose_name_plural = "rows of lists that gave no pupil"
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="breaches_list_row_says_why"),
        ]
        indexes = [models.Index(fields=["list", "line"], name="breaches_list_rows")]

    def __str__(self) -> str:
        return f"Line {self.line}: {self.get_fate_display()}"
