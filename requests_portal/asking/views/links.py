"""Pages behind the links of mails. Opening one changes nothing: mail scanners open links too. The button does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.limits import Limit, asker_of
from district.links import link_found, link_open
from requests_portal.asking.confirming import PURPOSE as CONFIRM
from requests_portal.asking.confirming import confirm_by_link
from requests_portal.asking.drafts import draft_live
from requests_portal.asking.questions import first_open
from requests_portal.asking.saving import PURPOSE as SAVED
from requests_portal.asking.selectors import request_numbered
from requests_portal.asking.views.common import (
    DRAFT,
    FOLLOWED,
    LINKS,
    SENT,
    asked_of,
    asking_page,
    confirmed_here,
    too_many,
)
from requests_portal.asking.views.wizard import question_url
from requests_portal.models import PrivacyRequest, RequestDraft
from requests_portal.services.steps import RequestRefused

WRONG = Limit("portal.wrong-links", most=30, seconds=600)


def _subject_of(token: str, purpose: str) -> int | None:
    """The row that a good link leads to. None for a wrong, an expired and a revoked one alike. Writes nothing."""
    link, now = link_found(token, purpose), clock_now()
    good = link is not None and link.revoked_at is None and link.expires_at > now
    return link.object_id if link is not None and good else None


def _refused(request: HttpRequest) -> HttpResponse:
    """One and the same answer for every link that does not work."""
    WRONG.used(asker_of(request))
    return render(request, "portal/link_closed.html", {"title": _("This link does not work")}, status=404)


@asking_page()
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """The button that confirms the address."""
    asker, now = asker_of(request), clock_now()
    if WRONG.reached(asker) or not LINKS.used(asker):
        return too_many(request)
    found: PrivacyRequest | None = request_numbered(_subject_of(token, CONFIRM))
    if found is None:
        return _refused(request)
    if request.method != "POST":
        return render(request, "portal/confirm.html", {"title": _("Is this e-mail address yours?"), "case": found})
    try:
        confirmed = confirm_by_link(request=found, token=token, now=now)
    except RequestRefused:
        return _refused(request)
    if request.session.get(SENT) == found.pk:
        confirmed_here(request, confirmed, now)
    else:  # in another browser the link proves the address; the request's page asks for its own code
        request.session[SENT] = found.pk
        request.session.pop(FOLLOWED, None)
    return redirect("portal:done")


@asking_page()
def back(request: HttpRequest, token: str) -> HttpResponse:
    """The button that goes on with a saved draft."""
    asker, now = asker_of(request), clock_now()
    if WRONG.reached(asker) or not LINKS.used(asker):
        return too_many(request)
    draft: RequestDraft | None = draft_live(_subject_of(token, SAVED), now)
    if draft is None:
        return _refused(request)
    if request.method != "POST":
        return render(request, "portal/back.html", {"title": _("Go on with your request"), "draft": draft})
    link_open(token, SAVED, now)
    request.session[DRAFT] = draft.pk
    if draft.request_id is not None:
        request.session[SENT] = draft.request_id
        return redirect("portal:sent")
    open_now = first_open(asked_of(draft, now))
    return redirect(question_url(open_now) if open_now else "portal:check")
