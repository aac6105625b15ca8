from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Messages"

    def ready(self) -> None:
        from district.storage import files_named_by
        from notices.selectors import files_named

        files_named_by("notices")(files_named)
