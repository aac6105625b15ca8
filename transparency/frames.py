"""What surrounds every public page: the district, what was published last, when it is reviewed next."""

from typing import Any

from django.template.loader import render_to_string

from district.clock import local_day
from transparency.presenters import plain_day
from transparency.reviews import review_due
from transparency.versions import Version

NAVIGATION = (
    ("/", "Apps"),
    ("/operators/", "Operators"),
    ("/breaches/", "Breaches"),
    ("/your-rights/", "Your rights"),
    ("/glossary/", "What words mean"),
)


def frame(version: Version, section: str) -> dict[str, Any]:
    """Context of the public base template, in three queries. `section`: address of the current item."""
    snapshot = version.snapshot
    return {
        "district": version.district,
        "snapshot": snapshot,
        "day": version.day,
        "published_on": plain_day(local_day(snapshot.taken_at, version.zone)) if snapshot else "",
        "review_by": plain_day(review_due(version.day, version.packs)),
        "navigation": [(url, name, url == section) for url, name in NAVIGATION],
    }


def page(template: str, version: Version, section: str, **context: Any) -> str:
    """A rendered public page, without a request: nothing of the visitor can get into a body that others will see."""
    return render_to_string(f"public/{template}", {**frame(version, section), **context})
