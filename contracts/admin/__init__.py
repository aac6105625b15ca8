from contracts.admin.agreements import AgreementAdmin
from contracts.admin.records import DocumentAdmin

__all__ = ["AgreementAdmin", "DocumentAdmin"]
