"""Who does what with agreements."""

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from district.models import DistrictSigner, User


def reviewers() -> QuerySet[User]:
    """People whose role decides findings, by name."""
    return _whose_role("add_decision")


def signers_allowed() -> QuerySet[User]:
    """People who may sign for the district: those it names, by name; where it names none, all who record signings."""
    named = DistrictSigner.objects.filter(user=OuterRef("pk"))
    everybody = ~Exists(DistrictSigner.objects.all())
    recorders = Q(pk__in=_whose_role("sign_agreement").values("pk")) | Q(is_superuser=True)
    return User.objects.filter(Exists(named) | (everybody & recorders), is_active=True)


def _whose_role(codename: str) -> QuerySet[User]:
    permission = Permission.objects.filter(content_type__app_label="contracts", codename=codename)
    return User.objects.filter(groups__permissions__in=permission, is_active=True).distinct()
