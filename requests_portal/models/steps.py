"""What happened to a request, in time order. The words of each code stand in `requests_portal/stepwords.py`."""

import pgtrigger
from django.db import models

from requests_portal.models.requests import PrivacyRequest


class RequestStep(models.Model):
    """One step: rows are only added. `facts` fill the placeholders of its words, and never name a person.

    `shown`: whether the family reads it too.
    """

    request = models.ForeignKey(PrivacyRequest, models.CASCADE, related_name="steps", db_index=False)
    code = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=254, help_text="A person of the district, the family, an operator or a timer.")
    facts = models.JSONField(default=dict)
    shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step of a request"
        verbose_name_plural = "steps of requests"
        indexes = [models.Index(fields=["request", "at", "id"], name="requests_steps_in_order")]
        triggers = [pgtrigger.Protect(name="step_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.code}"
