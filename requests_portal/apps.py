from django.apps import AppConfig


class RequestsPortalConfig(AppConfig):
    name = "requests_portal"
    verbose_name = "Parents' requests"

    def ready(self) -> None:
        from contracts.hooks import cure_companion_listen
        from district.links import link_page
        from district.storage import files_named_by
        from notices.hooks import undelivered_listen
        from requests_portal.asking import confirming, saving
        from requests_portal.asking.files import draft_files_stored
        from requests_portal.copies.portal import copies_part
        from requests_portal.decisions.portal import decision_part
        from requests_portal.following.bounced import mail_undelivered
        from requests_portal.following.links import FOLLOW
        from requests_portal.following.parts import part_register
        from requests_portal.following.told import family_told
        from requests_portal.holders.joining import cases_beside, holders_follow
        from requests_portal.holders.selectors import PURPOSE as OPERATOR_PURPOSE
        from requests_portal.hooks import step_listen
        from requests_portal.identity.services import identity_follows
        from requests_portal.identity.showing import who_part
        from requests_portal.models import PrivacyRequest
        from requests_portal.retention import mails_named, requests_forget, students_of_open_requests
        from requests_portal.services.files import files_named
        from requests_portal.services.keys import row_keys
        from roster.rekeying import row_maker_register
        from roster.retention.kinds import Kind, kind_register, students_keep

        files_named_by("requests")(files_named)
        files_named_by("requests.drafts")(draft_files_stored)
        files_named_by("requests.mails")(mails_named)
        kind_register(Kind("requests", "Families’ requests", "after the request ended", requests_forget))
        students_keep("requests")(students_of_open_requests)
        row_maker_register(PrivacyRequest, row_keys)
        part_register("identity")(who_part)
        part_register("copies")(copies_part)
        part_register("decisions")(decision_part)
        link_page(confirming.PURPOSE, "portal:confirm")
        link_page(saving.PURPOSE, "portal:back")
        link_page(OPERATOR_PURPOSE, "request_operator:answer")
        link_page(FOLLOW, "portal:follow")
        undelivered_listen("requests")(mail_undelivered)
        step_listen("identity")(identity_follows)
        step_listen("holders")(holders_follow)
        cure_companion_listen("requests")(cases_beside)
        step_listen("following")(family_told)
