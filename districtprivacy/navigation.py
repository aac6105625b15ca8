"""The office's navigation: grouped as people think, not as the tables lie. A link is shown to those who may use it."""

from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from district.models import User
from inventory.approved.people import works_here

HOME = "admin:index"


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the office: a model ("vendors.operator"), or an address by its name with the right that it needs.

    `every_role`: for everybody who has any role, whatever its rights. `or_permission`: another right that will do.
    """

    title: str
    target: str
    permission: str = ""
    every_role: bool = False
    or_permission: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the page shows it. `current` is the value of aria-current: "page", "true" or empty."""

    title: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading; `folded` ones stand behind a disclosure that is open where one of them is current."""

    title: str
    links: tuple[Link, ...]
    folded: bool = False

    @property
    def current(self) -> bool:
        return any(link.current for link in self.links)


NAVIGATION: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("Today", HOME),
            Entry("Requests", "requests:list", "requests_portal.view_privacyrequest"),
            Entry("Breaches", "breaches:list", "breaches.view_breach"),
        ),
    ),
    (
        "Apps",
        (
            Entry("Apps you may use", "approved:list", every_role=True),
            Entry("My requests for apps", "apps:mine", every_role=True),
            Entry("Committee", "committee:list", "inventory.view_apprequest"),
            Entry("My trainings", "trainings:mine", every_role=True),
            Entry("Committee’s reports", "papers:reports", "inventory.view_boardreport"),
            Entry("Trainings", "trainings:overview", "inventory.see_trainings"),
        ),
    ),
    (
        "Agreements",
        (
            Entry("Operators", "operators:list", "vendors.view_operator"),
            Entry("Products", "products:list", "inventory.view_productuse"),
            Entry("Agreements", "contracts.agreement"),
            Entry("Cure notices", "contracts.curenotice"),
            Entry("Cases against operators", "conduct:list", "inventory.view_conductcase"),
            Entry("To look at again", "contracts:recheck", "contracts.view_recheck"),
            Entry("Data after the end", "leaving:list", "inventory.view_leaving"),
        ),
    ),
    (
        "Inventory",
        (
            Entry("Products in use", "inventory.productuse"),
            Entry("Kinds of information", "inventory.dataelement"),
            Entry("Apps seen in use", "seen:list", "inventory.view_seenapp"),
            Entry("Spreadsheets", "imports:list", "inventory.view_inventoryimport"),
            Entry("Safeguards", "safeguards:list", "inventory.view_safeguardmark"),
            Entry("Disclosure register", "disclosures:register", "inventory.view_disclosure"),
        ),
    ),
    ("Pupils", (Entry("Roster", "roster:find", "roster.view_student"),)),
    ("Clocks", (Entry("All clocks", "deadlines.deadline"), Entry("Holds", "deadlines.hold"))),
    (
        "Public page",
        (
            Entry("Publish", "publish", "transparency.add_snapshot", or_permission="transparency.approve_publication"),
            Entry("Reviews by the law's days", "refresh", "transparency.view_pagereview"),
            Entry("Yearly notice to parents", "year-notices", "transparency.view_yearnotice"),
            Entry("Report on the public page", "board-reports", "transparency.view_boardreport"),
            Entry("Published versions", "transparency.snapshot"),
            Entry("Public on a day", "public-on", "transparency.view_snapshot"),
            Entry("Other districts", "districts:list", "transparency.view_followeddistrict"),
        ),
    ),
    (
        "Messages",
        (
            Entry("Outbox", "notices.message"),
            Entry("Mailings", "notices:list", "notices.view_mailing"),
            Entry("What a family got", "notices:search", "notices.view_mailing"),
        ),
    ),
    (
        "District",
        (
            Entry("The district", "district.district"),
            Entry("Schools", "district.school"),
            Entry("People", "district.user"),
            Entry("Closed days", "district.closure"),
            Entry("Adopted rule packs", "district.adoptedpack"),
            Entry("Audit trail", "admin:trail", "district.read_trail"),
        ),
    ),
)
MORE = "More records"


def navigation_for(site: AdminSite, request: HttpRequest) -> list[Group]:
    """Groups with the links that this person may use; nothing for those who are not in the office."""
    if not site.has_permission(request):
        return []
    open_models = models_open_to(site, request)
    groups = [
        Group(title, tuple(link for entry in entries if (link := entry_link(entry, open_models, request))))
        for title, entries in NAVIGATION
    ]
    named = {entry.target for _, entries in NAVIGATION for entry in entries}
    rest = [Entry(title, target) for target, (title, _) in open_models.items() if target not in named]
    more = tuple(link for entry in sorted(rest, key=by_title) if (link := entry_link(entry, open_models, request)))
    return [group for group in (*groups, Group(MORE, more, folded=True)) if group.links]


def by_title(entry: Entry) -> str:
    return entry.title.lower()


def models_open_to(site: AdminSite, request: HttpRequest) -> dict[str, tuple[str, str]]:
    """By label ("vendors.operator"): name and address of every list that this person may open."""
    found: dict[str, tuple[str, str]] = {}
    for model, model_admin in site._registry.items():
        if model_admin.has_module_permission(request) and model_admin.has_view_or_change_permission(request):
            options = model._meta
            address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
            found[options.label_lower] = (str(options.verbose_name_plural).capitalize(), address)
    return found


def entry_link(entry: Entry, open_models: dict[str, tuple[str, str]], request: HttpRequest) -> Link | None:
    """The link of an entry, or None where the person may not use it or the page is not installed."""
    if entry.target in open_models:
        return Link(entry.title, open_models[entry.target][1], current(open_models[entry.target][1], request.path))
    if "." in entry.target or not allowed(entry, request):
        return None
    try:
        address = reverse(entry.target)
    except NoReverseMatch:  # the room that brings this page is not part of the installation
        return None
    return Link(entry.title, address, current(address, request.path, exact=entry.target == HOME))


def allowed(entry: Entry, request: HttpRequest) -> bool:
    if entry.every_role:
        return isinstance(request.user, User) and works_here(request.user)
    rights = [right for right in (entry.permission, entry.or_permission) if right]
    return not rights or any(request.user.has_perm(right) for right in rights)


def current(address: str, path: str, *, exact: bool = False) -> str:
    """Value of aria-current: "page" for this very page, "true" for a page below it."""
    if path == address:
        return "page"
    return "true" if not exact and path.startswith(address) else ""
