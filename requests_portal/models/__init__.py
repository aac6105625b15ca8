from requests_portal.models.requests import (
    IDENTIFIED,
    KIND_WORDS,
    OPEN_STATES,
    PAST_STATES,
    Channel,
    IdentityState,
    Outcome,
    PrivacyRequest,
    RequestKind,
    RequestState,
)
from requests_portal.models.settings import OWN_DAYS, PortalSettings
from requests_portal.models.steps import RequestStep

__all__ = [
    "IDENTIFIED",
    "KIND_WORDS",
    "OPEN_STATES",
    "OWN_DAYS",
    "PAST_STATES",
    "Channel",
    "IdentityState",
    "Outcome",
    "PortalSettings",
    "PrivacyRequest",
    "RequestKind",
    "RequestState",
    "RequestStep",
]
