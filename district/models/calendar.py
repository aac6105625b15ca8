"""Days on which the district's offices are closed, besides weekends and the holidays that the rulebook knows."""

from django.db import models

from district.history import tracked


@tracked()
class Closure(models.Model):
    """One closed day."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=200, help_text="Such as Winter break or Snow day.")
    source = models.CharField(max_length=200, blank=True, help_text="Where it was read, such as an .ics file.")

    class Meta:
        ordering = ["day"]
        verbose_name = "closed day"

    def __str__(self) -> str:
        return f"{self.day:%-d %B %Y}: {self.name}"
