"""Private links for people without an account: an operator's contact, a parent."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from district.history import tracked


@tracked(exclude=["token_sha256", "salt", "issued_to_key"])
class PrivateLink(models.Model):
    """One expiring way in, to one record, for one purpose. The token itself is stored nowhere.

    A link for a family keeps no name and no address: only a hash by which the right address is known again.
    """

    token_sha256 = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=64, help_text="With the installation's secret key it gives the token again.")
    purpose = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    subject = GenericForeignKey("content_type", "object_id")
    issued_to_name = models.CharField(max_length=200, blank=True)
    issued_to_email = models.EmailField(blank=True)
    issued_to_key = models.BinaryField(
        null=True, blank=True, help_text="Of a family's link: a keyed hash of the address, another one for each link."
    )
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="district_link_expires_after_issue"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="district_link_by_subject")]

    def __str__(self) -> str:
        return f"Private link of {self.issued_to_email or 'a family'}"
