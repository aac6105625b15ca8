"""Places, such as the staff's intranet, that show the approved list without a sign-in (B4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from district.history import tracked


@tracked()
class ApprovedListPlace(models.Model):
    """A place that may show the approved list through a secret address, and the sites that may hold it in a frame."""

    name = models.CharField("place", max_length=200, help_text="Such as Staff intranet.")
    sites = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name="sites that may show it in a frame",
        help_text="Such as https://staff.prairie-lantern.example. None: it opens as a page of its own only.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "place of the approved list"
        verbose_name_plural = "places of the approved list"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="inventory_approved_place_once",
                violation_error_message="There is a place of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
