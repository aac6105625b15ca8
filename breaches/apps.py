from django.apps import AppConfig


class BreachesConfig(AppConfig):
    name = "breaches"
    verbose_name = "Breaches"

    def ready(self) -> None:
        from breaches import worklists
        from breaches.clocks.mailings import families_told
        from breaches.evidence.files import evidence_hashes
        from breaches.services.letters import letters_approved
        from breaches.services.lists import files_waiting
        from breaches.services.retention import breach_lists_purge, students_of_open_breaches
        from district.sealedfiles import sealed_files_named_by
        from district.storage import files_named_by
        from notices.hooks import mailing_approved_listen, mailing_left_listen
        from roster.retention.kinds import Kind, kind_register, students_keep

        lists = Kind("breach_lists", "Lists of affected pupils", "after the breach was closed", breach_lists_purge)
        kind_register(lists)
        students_keep("breaches")(students_of_open_breaches)
        files_named_by("breaches.work")(worklists.files_named)
        files_named_by("breaches.evidence")(evidence_hashes)
        sealed_files_named_by("breaches")(files_waiting)
        mailing_left_listen("breaches")(families_told)
        mailing_approved_listen("breaches")(letters_approved)
