"""For rooms below: which apps stand on the public page now, and where."""

from collections.abc import Iterable

from django.urls import reverse

from transparency.selectors import entries_current


def apps_published(*, slugs: Iterable[str]) -> dict[str, str]:
    """{slug: address} of those of these apps that are public now. One query."""
    keys = entries_current().filter(key__in=list(slugs)).order_by().values_list("key", flat=True)
    return {key: reverse("public:app", args=[key]) for key in keys}
