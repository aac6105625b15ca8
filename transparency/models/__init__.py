"""What the public sees, and what was told to families of agreements; one module a subject."""

from transparency.models.breaches import PublicBreach
from transparency.models.entries import PublicEntry, Snapshot
from transparency.models.notices import AgreementNotice, NoticeWay

__all__ = ["AgreementNotice", "NoticeWay", "PublicBreach", "PublicEntry", "Snapshot"]
