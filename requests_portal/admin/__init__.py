from requests_portal.admin.drafts import DraftFileAdmin, RequestDraftAdmin
from requests_portal.admin.requests import PortalSettingsAdmin, PrivacyRequestAdmin, RequestStepAdmin

__all__ = ["DraftFileAdmin", "PortalSettingsAdmin", "PrivacyRequestAdmin", "RequestDraftAdmin", "RequestStepAdmin"]
