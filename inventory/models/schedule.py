"""What a person says of an agreement's schedule of data."""

from django.conf import settings
from django.db import models

from district.history import tracked
from inventory.models.elements import DataElement


class ScheduleAnswer(models.TextChoices):
    NAMED = "named", "named in the agreement"
    NOT_NAMED = "not_named", "not named in the agreement"


@tracked()
class ScheduleMark(models.Model):
    """A person's word on whether an agreement's schedule names a kind of information. The newest counts."""

    document = models.ForeignKey("contracts.Document", models.CASCADE, related_name="schedule_marks")
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="schedule_marks")
    answer = models.CharField(max_length=9, choices=ScheduleAnswer.choices)
    reason = models.CharField(max_length=300, help_text="Where it stands, or why it does not.")
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["marked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="inventory_schedule_mark_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.get_answer_display()}"
