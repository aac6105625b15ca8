"""Who came in, who was refused, and what changed about how they come in."""

import pgtrigger
from django.db import models

from district.history import tracked, tracked_links
from district.models.people import User


class SignInKind(models.TextChoices):
    SIGNED_IN = "signed_in", "signed in"
    SIGNED_OUT = "signed_out", "signed out"
    REFUSED = "refused", "sign-in refused"
    PASSWORD_SET = "password_set", "password set"
    FACTOR_ADDED = "factor_added", "second factor added"
    FACTOR_REMOVED = "factor_removed", "second factor removed"


@tracked()
class SignIn(models.Model):
    """One moment at the door. Rows are only added; the database refuses to change or delete them."""

    at = models.DateTimeField("when")
    what = models.CharField(max_length=16, choices=SignInKind.choices)
    email = models.CharField(
        "e-mail address", max_length=254, blank=True, help_text="Empty where what was typed was no address."
    )
    # No constraint: the row outlives the account, and nothing may rewrite it.
    user = models.ForeignKey(User, models.DO_NOTHING, null=True, blank=True, related_name="+", db_constraint=False)
    network_address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "sign-in"
        default_permissions = ("view",)
        permissions = [("read_trail", "May read the audit trail")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.email or 'someone'} {self.get_what_display()}"


@tracked_links
class RoleGiven(User.groups.through):  # type: ignore[name-defined]
    """A person holds a role: tracked, so that the trail says who gave it, and when it was taken away."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "role of a person"
        verbose_name_plural = "roles of people"


@tracked_links
class RightGiven(User.user_permissions.through):  # type: ignore[name-defined]
    """A single right beside the roles. The office gives none; a row here was made past it."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "single right of a person"
        verbose_name_plural = "single rights of people"
