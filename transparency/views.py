"""The public page: what families read, without an account, a cookie or a script."""

from django.http import HttpRequest

from transparency import bodies, noticespage
from transparency.leadson import leads_on
from transparency.narrowing import narrowing_read
from transparency.pages import public_list, public_page, public_past
from transparency.versions import Version
from vendors.selectors import operator_slug_now, product_slug_now


def asked_page(request: HttpRequest) -> str:
    return request.GET.get("page", "1")


@public_list
def app_list(request: HttpRequest, version: Version) -> str:
    """Every app with a posted agreement; with a search, a narrowing or an order."""
    return bodies.apps(version, narrowing_read(request.GET), asked_page(request))


@leads_on(product_slug_now)
@public_page
def app_page(request: HttpRequest, version: Version, slug: str) -> str:
    return bodies.app(version, slug)


@public_list
def operator_list(request: HttpRequest, version: Version) -> str:
    return bodies.operators(version, narrowing_read(request.GET).words, asked_page(request))


@leads_on(operator_slug_now)
@public_page
def operator_page(request: HttpRequest, version: Version, slug: str) -> str:
    return bodies.operator(version, slug)


@public_page
def information_page(request: HttpRequest, version: Version) -> str:
    return bodies.information(version)


@public_list
def kind_page(request: HttpRequest, version: Version, code: str) -> str:
    return bodies.kind(version, code, asked_page(request))


@public_page
def breach_page(request: HttpRequest, version: Version, slug: str) -> str:
    return bodies.breach(version, slug)


@public_page
def breach_list(request: HttpRequest, version: Version) -> str:
    return bodies.breaches(version)


@public_list
def notice_list(request: HttpRequest, version: Version) -> str:
    return noticespage.notices(version, asked_page(request))


@public_page
def glossary_page(request: HttpRequest, version: Version) -> str:
    return bodies.glossary(version)


@public_page
def rights_page(request: HttpRequest, version: Version) -> str:
    return bodies.rights(version)


@public_page
def accessibility_page(request: HttpRequest, version: Version) -> str:
    return bodies.accessibility(version)


@public_list
def proof_page(request: HttpRequest, version: Version) -> str:
    return bodies.proof(version, asked_page(request))


@public_past
def day_page(request: HttpRequest, version: Version, day: str) -> str:
    return bodies.past(version, day, asked_page(request))
