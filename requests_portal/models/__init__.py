from requests_portal.models.decisions import About, DecisionLetter, Determination, Hearing, HearingOutcome, Result
from requests_portal.models.drafts import DraftFile, RequestDraft
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

__all__ = [
    "IDENTIFIED",
    "KIND_WORDS",
    "OPEN_STATES",
    "OWN_DAYS",
    "PAST_STATES",
    "About",
    "AttemptHow",
    "AttemptOutcome",
    "Channel",
    "CodePurpose",
    "DecisionLetter",
    "Determination",
    "DraftFile",
    "Hearing",
    "HearingOutcome",
    "IdentityAttempt",
    "IdentityState",
    "InboundMail",
    "InboundState",
    "OneTimeCode",
    "Outcome",
    "PortalSettings",
    "PrivacyRequest",
    "RequestDraft",
    "RequestKind",
    "RequestState",
    "RequestStep",
    "Result",
    "SentTo",
]
