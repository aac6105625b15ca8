from requests_portal.admin.requests import PortalSettingsAdmin, PrivacyRequestAdmin, RequestStepAdmin

__all__ = ["PortalSettingsAdmin", "PrivacyRequestAdmin", "RequestStepAdmin"]
