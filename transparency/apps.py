from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "transparency"
    verbose_name = "Public page"

    def ready(self) -> None:
        from contracts.hooks import out_of_force_listen
        from transparency.versions import trust_forget

        out_of_force_listen("transparency")(trust_forget)
