from contracts.admin.agreements import AgreementAdmin
from contracts.admin.cure import CureNoticeAdmin
from contracts.admin.drafting import DraftAdmin, GeneralOfferAdmin
from contracts.admin.recheck import RecheckAdmin, RecheckItemAdmin
from contracts.admin.records import DocumentAdmin
from contracts.admin.redaction import RedactionAdmin

__all__ = [
    "AgreementAdmin",
    "CureNoticeAdmin",
    "DocumentAdmin",
    "DraftAdmin",
    "GeneralOfferAdmin",
    "RecheckAdmin",
    "RecheckItemAdmin",
    "RedactionAdmin",
]
