from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "roster"
    verbose_name = "Roster"

    def ready(self) -> None:
        from district.sealedfiles import sealed_files_named_by
        from roster.importing.lists import files_waiting
        from roster.retention.students import register

        register()
        sealed_files_named_by("roster")(files_waiting)
