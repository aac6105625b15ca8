"""What staff did with the record of a pupil or a guardian: by number, so that a removed pupil leaves no name behind."""

import pgtrigger
from django.conf import settings
from django.db import models

from district.history import tracked


class Act(models.TextChoices):
    LOOKED = "looked", "looked at"
    COURT_ORDER_SET = "court_set", "court order entered"
    COURT_ORDER_LIFTED = "court_lifted", "court order lifted"
    DO_NOT_CONTACT_SET = "contact_off", "marked “do not contact”"
    DO_NOT_CONTACT_LIFTED = "contact_on", "“do not contact” lifted"


@tracked()
class PersonAct(models.Model):
    """One act by one member of staff. Rows are only added; the database refuses to change or delete them."""

    at = models.DateTimeField("when")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=Act.choices)
    # Numbers, not foreign keys: the row outlives the people it is about.
    student_number = models.BigIntegerField("student's row", null=True, blank=True)
    guardian_number = models.BigIntegerField("guardian's row", null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "look at a pupil's record"
        verbose_name_plural = "looks at pupils' records"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["student_number", "at"], name="roster_act_by_student")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.by} {self.get_what_display()} student {self.student_number}"
