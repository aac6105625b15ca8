"""Following other districts: entered by a person, read by a job, replaced whole or not at all."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from district.audit import Actor, actor_label, audited
from district.fetching import Fetched, FetchRefused, address_checked, fetch
from transparency.federation.matching import name_key, site_of
from transparency.federation.reading import AppRead, BreachRead, Feed, FeedRefused, feed_read
from transparency.federation.telling import breaches_told
from transparency.models import FollowedApp, FollowedBreach, FollowedDistrict

FILE: Final = "downloads/apps.json"
MOST_BYTES: Final = 60_000_000
SECONDS: Final = 60.0
MOST_FOLLOWED: Final = 200
EVERY: Final = timedelta(hours=24)
ROWS_AT_ONCE: Final = 500


def address_whole(address: str) -> str:
    """The address of the file, from what a person enters: the page's own address is enough.

    Raises ValidationError for what is no web address, and for this installation's own.
    """
    typed = address.strip()
    try:
        parts = address_checked(typed if "://" in typed else f"https://{typed}")
    except FetchRefused as refusal:
        raise ValidationError({"address": str(refusal)}) from refusal
    path = parts.path if parts.path.endswith(".json") else f"{parts.path.rstrip('/')}/{FILE}"
    whole = urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))
    if urlsplit(whole).netloc == urlsplit(settings.SITE_ADDRESS).netloc:
        raise ValidationError({"address": "This is the district's own page. Enter another district's."})
    return whole


def district_follow(*, address: str, actor: Actor, now: datetime) -> FollowedDistrict:
    """Follow a district from now on, or again. ValidationError, by field, where its address cannot be used."""
    whole = address_whole(address)
    with audited(actor=actor, reason=f"Followed the public file of {urlsplit(whole).hostname}"):
        known = FollowedDistrict.objects.select_for_update().filter(address=whole).first()
        if known is not None:
            return _follow_again(known)
        if FollowedDistrict.objects.filter(stopped_at=None).count() >= MOST_FOLLOWED:
            raise ValidationError(f"{MOST_FOLLOWED} districts are followed already. Stop following one first.")
        followed = FollowedDistrict(address=whole, followed_at=now, followed_by=actor_label(actor))
        followed.full_clean()
        followed.save()
    return followed


def _follow_again(known: FollowedDistrict) -> FollowedDistrict:
    if known.stopped_at is None:
        raise ValidationError({"address": f"{known} is followed already."})
    known.stopped_at = None
    known.save(update_fields=["stopped_at"])
    return known


def district_stop(*, followed: FollowedDistrict, actor: Actor, now: datetime) -> None:
    """Read its file no more, and forget its apps and breaches. What was adopted from it stays."""
    with audited(actor=actor, reason=f"Stopped following {followed}"):
        locked = FollowedDistrict.objects.select_for_update().get(pk=followed.pk)
        locked.stopped_at = locked.stopped_at or now
        locked.etag, locked.sha256, locked.apps, locked.breaches = "", "", 0, 0
        locked.save(update_fields=["stopped_at", "etag", "sha256", "apps", "breaches"])
        locked.app_rows.all().delete()
        locked.breach_rows.all().delete()


def feed_take(*, followed: FollowedDistrict, actor: Actor, now: datetime) -> FollowedDistrict:
    """Ask for the file now. Good: its rows take the place of the earlier ones. Not good: they stay, and it is said why.

    The network is asked outside of any transaction.
    """
    try:
        answer = fetch(
            followed.address, most_bytes=MOST_BYTES, seconds=SECONDS, accept="application/json", etag=followed.etag
        )
        feed = _fed(answer, followed)
    except (FetchRefused, FeedRefused) as refusal:
        return _kept_with_problem(followed, str(refusal), actor=actor, now=now)
    sha256 = hashlib.sha256(answer.body).hexdigest()
    return feed_keep(followed=followed, feed=feed, sha256=sha256, etag=answer.etag, actor=actor, now=now)


def _fed(answer: Fetched, followed: FollowedDistrict) -> Feed | None:
    """None where the file is the one that was read last."""
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise FeedRefused(f"The address answered {answer.status} instead of the file.")
    if followed.sha256 and hashlib.sha256(answer.body).hexdigest() == followed.sha256:
        return None
    return feed_read(answer.body, answer.address)


def _kept_with_problem(followed: FollowedDistrict, problem: str, *, actor: Actor, now: datetime) -> FollowedDistrict:
    with audited(actor=actor, reason=f"The file of {followed} could not be read"):
        locked = FollowedDistrict.objects.select_for_update().get(pk=followed.pk)
        locked.asked_at, locked.problem = now, problem
        locked.save(update_fields=["asked_at", "problem"])
    return locked


def feed_keep(
    *, followed: FollowedDistrict, feed: Feed | None, sha256: str, etag: str = "", actor: Actor, now: datetime
) -> FollowedDistrict:
    """A good file was read: its rows take the place of the earlier ones, all at once. None: it is the earlier file."""
    with audited(actor=actor, reason=f"Read the public file of {followed}"):
        locked = FollowedDistrict.objects.select_for_update().get(pk=followed.pk)
        if locked.stopped_at is not None:  # somebody stopped while it was read
            return locked
        locked.asked_at, locked.good_at, locked.problem, locked.etag = now, now, "", etag[:200]
        if feed is not None:
            _write(locked, feed, sha256, now)
        locked.save()
    return locked


def _write(locked: FollowedDistrict, feed: Feed, sha256: str, now: datetime) -> None:
    first = not locked.sha256
    known = set(locked.breach_rows.values_list("key", flat=True))
    locked.name, locked.state, locked.page = feed.name, feed.state, feed.page
    locked.published_at, locked.sha256 = feed.published_at, sha256
    locked.apps, locked.breaches = len(feed.apps), len(feed.breaches)
    locked.app_rows.all().delete()
    FollowedApp.objects.bulk_create(_app_rows(locked, feed.apps), batch_size=ROWS_AT_ONCE)
    locked.breach_rows.all().delete()
    rows = FollowedBreach.objects.bulk_create(_breach_rows(locked, feed.breaches), batch_size=ROWS_AT_ONCE)
    if not first:  # what was there when a district is first followed stands on its page, and is no news
        breaches_told([row for row in rows if row.key not in known], now=now)


def _app_rows(followed: FollowedDistrict, apps: Sequence[AppRead]) -> list[FollowedApp]:
    return [
        FollowedApp(
            district=followed,
            key=app.key,
            name=app.name,
            name_key=name_key(app.name),
            operator_name=app.operator,
            operator_key=name_key(app.operator),
            site=site_of(app.website),
            page=app.page,
            agreements=app.agreements,
            elements=app.elements,
            offered_until=app.offered_until,
        )
        for app in apps
    ]


def _breach_rows(followed: FollowedDistrict, breaches: Sequence[BreachRead]) -> list[FollowedBreach]:
    return [
        FollowedBreach(
            district=followed,
            key=breach.key,
            operator_name=breach.operator,
            operator_key=name_key(breach.operator),
            products=breach.products,
            happened_from=breach.happened_from,
            happened_until=breach.happened_until,
            students=breach.students,
            withheld=breach.withheld,
            posted_on=breach.posted_on,
        )
        for breach in breaches
    ]
