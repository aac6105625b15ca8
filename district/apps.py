from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def sync_roles(**_: Any) -> None:
    """After the last app has made its permissions, so that the bundles find all of them."""
    from district.roles import roles_sync

    roles_sync()


class DistrictAppConfig(AppConfig):
    name = "district"
    verbose_name = "The district"

    def ready(self) -> None:
        post_migrate.connect(sync_roles, dispatch_uid="district.roles")
