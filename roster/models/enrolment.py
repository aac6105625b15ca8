"""How many pupils each school had on a day: shares of enrolment are reckoned from it, long after the roster is gone."""

from django.db import models

from district.history import tracked
from district.models import School


@tracked()
class EnrolmentCount(models.Model):
    """Active pupils of one school at the end of a day, or at the last import of that day."""

    school = models.ForeignKey(School, models.PROTECT, related_name="enrolment_counts")
    day = models.DateField()
    students = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day", "school"]
        constraints = [models.UniqueConstraint(fields=["school", "day"], name="roster_enrolment_once_a_day")]

    def __str__(self) -> str:
        return f"{self.school}: {self.students} pupils on {self.day:%-d %B %Y}"
