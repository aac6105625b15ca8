from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "transparency"
    verbose_name = "Public page"

    def ready(self) -> None:
        from contracts.hooks import out_of_force_listen
        from district.storage import files_named_by
        from inventory.approved.publicpages import public_pages_said_by
        from notices.hooks import mailing_left_listen
        from transparency.appsposted import apps_published
        from transparency.reporting.yearservices import files_named, mailing_left
        from transparency.versions import trust_forget

        out_of_force_listen("transparency")(trust_forget)
        files_named_by("transparency.year_notices")(files_named)
        mailing_left_listen("transparency")(mailing_left)
        public_pages_said_by("transparency")(apps_published)
