from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
    verbose_name = "Messages"

    def ready(self) -> None:
        from district.storage import files_named_by
        from notices.models import Message
        from notices.selectors import files_named
        from notices.services.mailings.preparing import message_keys
        from notices.services.mailings.retention import mailing_names_remove
        from roster.rekeying import maker_register
        from roster.retention.kinds import Kind, kind_register

        files_named_by("notices")(files_named)
        maker_register(Message, message_keys)
        kind_register(Kind("mailings", "Names in mailings", "after the mailing ended", mailing_names_remove))
