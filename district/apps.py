from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def sync_roles(sender: AppConfig, **_: Any) -> None:
    """Once, after the last app has made its permissions, so that the bundles find all of them."""
    from district.roles import roles_sync

    if sender == [app for app in apps.get_app_configs() if app.models_module is not None][-1]:
        roles_sync()


class DistrictAppConfig(AppConfig):
    name = "district"
    verbose_name = "The district"

    def ready(self) -> None:
        from district import signinlog

        post_migrate.connect(sync_roles, dispatch_uid="district.roles")
        signinlog.connect()
