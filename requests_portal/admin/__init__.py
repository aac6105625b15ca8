from requests_portal.admin.copies import (
    DeliveryActAdmin,
    DeliveryAdmin,
    FileMarkAdmin,
    FileRedactionAdmin,
    RequestFileAdmin,
)
from requests_portal.admin.drafts import DraftFileAdmin, RequestDraftAdmin
from requests_portal.admin.requests import PortalSettingsAdmin, PrivacyRequestAdmin, RequestStepAdmin

__all__ = [
    "DeliveryActAdmin",
    "DeliveryAdmin",
    "DraftFileAdmin",
    "FileMarkAdmin",
    "FileRedactionAdmin",
    "PortalSettingsAdmin",
    "PrivacyRequestAdmin",
    "RequestDraftAdmin",
    "RequestFileAdmin",
    "RequestStepAdmin",
]
