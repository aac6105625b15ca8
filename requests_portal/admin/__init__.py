from requests_portal.admin.copies import (
    DeliveryActAdmin,
    DeliveryAdmin,
    FileMarkAdmin,
    FileRedactionAdmin,
    RequestFileAdmin,
)
from requests_portal.admin.decisions import DecisionLetterAdmin, DeterminationAdmin, HearingAdmin
from requests_portal.admin.drafts import DraftFileAdmin, RequestDraftAdmin
from requests_portal.admin.holders import DeletionCertificateAdmin, OperatorCaseAdmin, RequestTaskAdmin
from requests_portal.admin.identity import IdentityAttemptAdmin, InboundMailAdmin, OneTimeCodeAdmin
from requests_portal.admin.requests import PortalSettingsAdmin, PrivacyRequestAdmin, RequestStepAdmin
from requests_portal.admin.thread import ReplyTemplateAdmin, ThreadMessageAdmin

__all__ = [
    "DecisionLetterAdmin",
    "DeletionCertificateAdmin",
    "DeliveryActAdmin",
    "DeliveryAdmin",
    "DeterminationAdmin",
    "DraftFileAdmin",
    "FileMarkAdmin",
    "FileRedactionAdmin",
    "HearingAdmin",
    "IdentityAttemptAdmin",
    "InboundMailAdmin",
    "OneTimeCodeAdmin",
    "OperatorCaseAdmin",
    "PortalSettingsAdmin",
    "PrivacyRequestAdmin",
    "ReplyTemplateAdmin",
    "RequestDraftAdmin",
    "RequestFileAdmin",
    "RequestStepAdmin",
    "RequestTaskAdmin",
    "ThreadMessageAdmin",
]
