"""How often somebody may try to be known. Beyond it nothing is said that differs: the request waits for a person."""

from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from district.encryption import search_key
from district.limits import Limit, asker_of
from requests_portal.identity.recipients import Recipient
from requests_portal.models import AttemptHow, AttemptOutcome, IdentityAttempt, OneTimeCode, PrivacyRequest, SentTo

DAY: Final = timedelta(days=1)
# Comparisons with the records a day: by one e-mail address; and about one pupil, of those that did not match.
MOST_BY_ASKER: Final = 10
MOST_ABOUT_PUPIL: Final = 6
# Codes that nobody asked for by name must not fill somebody's inbox.
MOST_TO_ONE_ADDRESS: Final = 3
# By network address: codes typed and asked for on the portal.
TYPED: Final = Limit("portal.identity.typed", most=20, seconds=3600)
AGAIN: Final = Limit("portal.identity.again", most=10, seconds=3600)


def asker_hash(request: HttpRequest) -> bytes:
    """The network address that asks, as a keyed hash: attempts of one address are counted, and nobody is named."""
    return search_key(asker_of(request), "asker address")


def compared_too_often(request: PrivacyRequest, now: datetime) -> bool:
    """Whether this asker, or others about this pupil, were compared with the records too often. Two queries always."""
    tried = IdentityAttempt.objects.filter(how=AttemptHow.RECORDS, at__gt=now - DAY)
    by_asker = tried.filter(asker_hash=bytes(request.email_key) or b"-").count()
    missed = tried.exclude(outcome=AttemptOutcome.MATCHED)
    about_pupil = missed.filter(said_key=bytes(request.said_key) or b"-").count()
    return by_asker >= MOST_BY_ASKER or about_pupil >= MOST_ABOUT_PUPIL


def reached_too_often(recipient: Recipient, now: datetime) -> bool:
    """Whether somebody on record got as many codes today as one person should get unasked."""
    codes = OneTimeCode.objects.filter(sent_to=SentTo.RECORD, made_at__gt=now - DAY)
    whose = {"guardian": recipient.guardian_id} if recipient.guardian_id else {"student": recipient.student_id}
    return codes.filter(**whose).count() >= MOST_TO_ONE_ADDRESS
