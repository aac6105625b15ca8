"""Reads of requests that every part of the portal needs. The desk's list is read in `requests_portal/desk/lists.py`."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import Group
from django.db.models import QuerySet

from deadlines.models import Deadline
from deadlines.selectors import clocks_of, deadlines_open
from district.models import User
from requests_portal.models import PortalSettings, PrivacyRequest, RequestStep

SEE: Final = "requests_portal.view_privacyrequest"
MAY_WORK: Final = "requests_portal.change_privacyrequest"
MAY_ENTER: Final = "requests_portal.add_privacyrequest"


def requests_visible_to(user: User) -> QuerySet[PrivacyRequest]:
    """All, for those whose role may read requests; nothing for everyone else."""
    if not (user.is_authenticated and user.is_active and user.has_perm(SEE)):
        return PrivacyRequest.objects.none()
    return PrivacyRequest.objects.all()


def portal_settings() -> PortalSettings:
    """The district's settings; before any were made, the defaults (not saved)."""
    return PortalSettings.objects.first() or PortalSettings()


def steps_of(request: PrivacyRequest, *, family: bool = False) -> list[RequestStep]:
    """Every step in time order; for the family those alone that are shown to it. One query."""
    rows = request.steps.filter(shown=True) if family else request.steps.all()
    return list(rows.order_by("at", "pk"))


def request_clocks(request: PrivacyRequest) -> list[Deadline]:
    """The request's own clocks, open ones first, the first due first. Those of operators hang on its tasks."""
    rows = clocks_of(request).order_by("due_at", "pk")
    return sorted(rows, key=lambda clock: clock.closed_at is not None)


def clock_first(request: PrivacyRequest) -> Deadline | None:
    """The open clock that is due first; None where none runs."""
    return deadlines_open(clocks_of(request)).order_by("due_at", "pk").first()


OWNER_CODES: Final = ("claimed", "assigned", "handed_over", "given_back", "owner_undone")
UNDO_WITHIN: Final = timedelta(minutes=30)


def owner_change_last(request: PrivacyRequest, *, actor: User, now: datetime) -> RequestStep | None:
    """The last change of owner, if this person made it within UNDO_WITHIN and it was no undoing itself. One query."""
    last = request.steps.filter(code__in=OWNER_CODES).order_by("at", "pk").last()
    if last is None or last.code == "owner_undone" or "before_id" not in last.facts:
        return None
    return last if last.by == (actor.name or actor.email) and now - last.at <= UNDO_WITHIN else None


def people_working() -> QuerySet[User]:
    """Everybody whose roles let them work on requests, by name."""
    app, codename = MAY_WORK.split(".")
    right = {"permissions__codename": codename, "permissions__content_type__app_label": app}
    groups = Group.objects.filter(**right).values("pk")
    return User.objects.filter(is_active=True, groups__in=groups).order_by("name", "pk").distinct()
