from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
    verbose_name = "Clocks"

    def ready(self) -> None:
        from deadlines.services import deadlines_recompute
        from district.hooks import calendar_listen

        calendar_listen("deadlines")(deadlines_recompute)
