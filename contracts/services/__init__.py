"""Writes of agreements, their files, their review and their posting. Import from here."""

from contracts.services.postings import posting_record

__all__ = ["posting_record"]
