from importlib import import_module

from django.apps import AppConfig


class DistrictPrivacyConfig(AppConfig):
    name = "districtprivacy"

    def ready(self) -> None:
        import_module("districtprivacy.checks")  # importing registers them
