"""Where things are in the office, for lists that mix kinds of records."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def list_address(label: str, **filters: str) -> str:
    """Address of a model's list ("vendors.operator"), narrowed by query parameters; empty where it is not installed."""
    app, model = label.split(".")
    try:
        address = reverse(f"admin:{app}_{model}_changelist")
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(filters)}" if filters else address


# Records whose page in the office is not their form.
OWN_PAGES = {
    "contracts.agreement": "contracts:agreement",
    "contracts.curenotice": "contracts:cure",
    "breaches.breach": "breaches:room",
    "inventory.leaving": "leaving:page",
    "inventory.operatorask": "asked:page",
    "inventory.safeguardevidence": "safeguards:evidence-page",
    "requests_portal.privacyrequest": "requests:case",
    "requests_portal.requesttask": "requests:task",
}


def record_address(label: str, pk: int) -> str:
    """Address of one record; empty where its model has no page in the office."""
    app, model = label.split(".")
    try:
        return reverse(OWN_PAGES.get(label, f"admin:{app}_{model}_change"), args=[pk])
    except NoReverseMatch:
        return ""


def adding_address(label: str) -> str:
    """Address of the form that adds one."""
    app, model = label.split(".")
    try:
        return reverse(f"admin:{app}_{model}_add")
    except NoReverseMatch:
        return ""
