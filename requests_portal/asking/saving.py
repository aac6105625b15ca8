"""Stop and go on later: a link to the draft, mailed to its writer."""

from datetime import datetime
from typing import Final

from district.audit import audited
from district.links import link_issue_until, links_revoke
from requests_portal.asking.drafts import draft_actor
from requests_portal.asking.mails import draft_mail
from requests_portal.models import RequestDraft
from roster.keys import email_key

PURPOSE: Final = "portal.draft"


def draft_link_send(*, draft: RequestDraft, email: str, language: str, now: datetime) -> None:
    """Mail a link to the draft, good as long as the draft is. Links of before are taken back: one is enough."""
    actor = draft_actor(draft)
    with audited(actor=actor, reason="saved a draft"):
        locked = RequestDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
        locked.email_key, locked.language = email_key(email), language
        locked.save(update_fields=["email_key", "language"])
        links_revoke(subject=locked, purpose=PURPOSE, reason="a newer link", actor=actor, now=now)
        link, _token = link_issue_until(
            purpose=PURPOSE,
            subject=locked,
            issued_to=("", email),
            until=locked.expires_at,
            actor=actor,
            now=now,
            family=True,
        )
        draft_mail(draft=locked, link=link, email=email, actor=actor, now=now)
