from django.apps import AppConfig


class RequestsPortalConfig(AppConfig):
    name = "requests_portal"
    verbose_name = "Parents' requests"

    def ready(self) -> None:
        from district.storage import files_named_by
        from requests_portal.hooks import step_listen
        from requests_portal.identity.services import identity_follows
        from requests_portal.services.files import files_named

        files_named_by("requests")(files_named)
        step_listen("identity")(identity_follows)
