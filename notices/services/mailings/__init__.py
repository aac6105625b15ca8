"""Writes of mailings: preparing, approval, sending in chunks, printing, and what comes back."""

from notices.services.mailings.preparing import Text, mailing_prepare
from notices.services.mailings.states import (
    MailingRefused,
    mailing_approve,
    mailing_ask_approval,
    mailing_pause,
    mailing_resume,
    mailing_stop,
)

__all__ = [
    "MailingRefused",
    "Text",
    "mailing_approve",
    "mailing_ask_approval",
    "mailing_pause",
    "mailing_prepare",
    "mailing_resume",
    "mailing_stop",
]
