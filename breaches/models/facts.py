"""What is known about a breach: the moments that start clocks, and the kinds of information touched."""

import pgtrigger
from django.conf import settings
from django.db import models

from breaches.models.breaches import Breach
from district.history import tracked
from inventory.models import ElementClass


class FactKind(models.TextChoices):
    OPERATOR_DISCOVERED = "operator_discovered", "the operator discovered the breach"
    OPERATOR_AWARE = "operator_aware", "the operator became aware of it"
    DISTRICT_DISCOVERED = "district_discovered", "the district discovered it itself"
    DISTRICT_NOTIFIED = "district_notified", "the operator notified the district"
    DETERMINED = "determined", "the district determined that it is a breach"


@tracked()
class BreachFact(models.Model):
    """One moment, who says so, and who wrote it down. A correction is a new row that replaces; none is edited."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=20, choices=FactKind.choices)
    at = models.DateTimeField("when")
    stated_by = models.CharField("who says so", max_length=254)
    note = models.TextField(blank=True, help_text="Where it was read; for a correction, why.")
    struck = models.BooleanField(default=False, help_text="What it replaces did not happen: none counts.")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", help_text="The fact it corrects."
    )

    class Meta:
        ordering = ["entered_at", "pk"]
        verbose_name = "fact of a breach"
        verbose_name_plural = "facts of breaches"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(note=""), name="breaches_correction_says_why"
            ),
            models.CheckConstraint(
                condition=models.Q(struck=False) | models.Q(replaces__isnull=False),
                name="breaches_struck_fact_names_another",
            ),
            models.CheckConstraint(
                condition=models.Q(at__lte=models.F("entered_at")), name="breaches_fact_is_not_in_the_future"
            ),
        ]
        triggers = [pgtrigger.Protect(name="fact_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.at:%-d %B %Y %H:%M} UTC"


@tracked()
class BreachElement(models.Model):
    """One kind of information that the breach touched, with the class that it has for this breach."""

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="elements")
    element = models.ForeignKey("inventory.DataElement", models.PROTECT, related_name="breaches")
    element_class = models.CharField("class", max_length=10, choices=ElementClass.choices)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["element__group", "element__name"]
        verbose_name = "kind of information touched"
        verbose_name_plural = "kinds of information touched"
        constraints = [models.UniqueConstraint(fields=["breach", "element"], name="breaches_element_once")]

    def __str__(self) -> str:
        return f"{self.element}: {self.get_element_class_display()}"
