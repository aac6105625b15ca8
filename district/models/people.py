"""People of the district who sign in. Parents, operators' contacts and the public have no account."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from guardian.mixins import GuardianUserMixin

from district.history import tracked


class UserManager(BaseUserManager["User"]):
    """Accounts are named by e-mail address; letter case does not make another person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin, GuardianUserMixin):
    """A member of the district's staff, board counsel or auditor."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField("full name", max_length=200)
    position = models.CharField(
        max_length=200, blank=True, help_text="For letters and lists, such as “Records custodian”."
    )
    school = models.ForeignKey("district.School", models.SET_NULL, null=True, blank=True, related_name="staff")
    is_active = models.BooleanField("may sign in", default=True)
    is_staff = models.BooleanField("works in the privacy office", default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name = "person"
        verbose_name_plural = "people"
        permissions = [("give_roles", "May give people their roles")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="district_user_one_per_email",
                violation_error_message="A person with this e-mail address already exists.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds one of the roles (ids of district.roles), read once per request."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.groups.values_list("name", flat=True))
        return bool(self._roles & set(roles))

    def roles_forget(self) -> None:
        """Drop what was remembered of roles and rights, after they changed."""
        for remembered in ("_roles", "_perm_cache", "_user_perm_cache", "_group_perm_cache"):
            self.__dict__.pop(remembered, None)
