from requests_portal.models.copies import (
    ActKind,
    Delivery,
    DeliveryAct,
    DeliveryWay,
    FileMark,
    FileRedaction,
    RedactionState,
)
from requests_portal.models.decisions import About, DecisionLetter, Determination, Hearing, HearingOutcome, Result
from requests_portal.models.drafts import DraftFile, RequestDraft
from requests_portal.models.files import GIVEN, FilePurpose, RequestFile
from requests_portal.models.identity import (
    AttemptHow,
    AttemptOutcome,
    CodePurpose,
    IdentityAttempt,
    OneTimeCode,
    SentTo,
)
from requests_portal.models.inbound import InboundMail, InboundState
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
from requests_portal.models.tasks import CaseOutcome, DeletionCertificate, Holder, OperatorCase, RequestTask, TaskState

__all__ = [
    "GIVEN",
    "IDENTIFIED",
    "KIND_WORDS",
    "OPEN_STATES",
    "OWN_DAYS",
    "PAST_STATES",
    "About",
    "ActKind",
    "AttemptHow",
    "AttemptOutcome",
    "CaseOutcome",
    "Channel",
    "CodePurpose",
    "DecisionLetter",
    "DeletionCertificate",
    "Delivery",
    "DeliveryAct",
    "DeliveryWay",
    "Determination",
    "DraftFile",
    "FileMark",
    "FilePurpose",
    "FileRedaction",
    "Hearing",
    "HearingOutcome",
    "Holder",
    "IdentityAttempt",
    "IdentityState",
    "InboundMail",
    "InboundState",
    "OneTimeCode",
    "OperatorCase",
    "Outcome",
    "PortalSettings",
    "PrivacyRequest",
    "RedactionState",
    "RequestDraft",
    "RequestFile",
    "RequestKind",
    "RequestState",
    "RequestStep",
    "RequestTask",
    "Result",
    "SentTo",
    "TaskState",
]
