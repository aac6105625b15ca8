"""What the public sees and its proof, and what was told to families and the board; one module a subject."""

from transparency.models.breaches import PublicBreach
from transparency.models.entries import PublicEntry, Snapshot
from transparency.models.federation import AdoptedOffer, FileState, FollowedApp, FollowedBreach, FollowedDistrict
from transparency.models.notices import AgreementNotice, NoticeWay
from transparency.models.proofs import (
    ApprovalState,
    PageReview,
    PublicationApproval,
    PublishingRule,
    SigningKey,
    SnapshotProof,
)
from transparency.models.reporting import BoardReport, GivenHow, YearNotice, YearNoticeGiven

__all__ = [
    "AdoptedOffer",
    "AgreementNotice",
    "ApprovalState",
    "BoardReport",
    "FileState",
    "FollowedApp",
    "FollowedBreach",
    "FollowedDistrict",
    "GivenHow",
    "NoticeWay",
    "PageReview",
    "PublicBreach",
    "PublicEntry",
    "PublicationApproval",
    "PublishingRule",
    "SigningKey",
    "Snapshot",
    "SnapshotProof",
    "YearNotice",
    "YearNoticeGiven",
]
