"""Which request a mail belongs to: by the mail it answers, the address it was sent to, or a number in its subject.

None of it proves who wrote. The sender's address must be the one that the request knows, and, where the mail server
says so, be vouched for; everything else waits for a person.
"""

import re
from typing import Final

from django.conf import settings

from notices.outgoing import message_domain
from requests_portal.inbound.reading import Letter
from requests_portal.models import PrivacyRequest, RequestState
from roster.keys import email_key

OURS: Final = re.compile(r"<request\.(\d{1,18})\.[^@<>\s]{1,150}@([^<>\s]+)>")
NUMBER: Final = re.compile(r"\bR-(\d{1,9})\b", re.IGNORECASE)
PLUS: Final = re.compile(r"\+r-(\d{1,9})@", re.IGNORECASE)
NOT_TALKED_ABOUT: Final = (RequestState.UNCONFIRMED, RequestState.EXPIRED)


def request_meant(letter: Letter) -> PrivacyRequest | None:
    """The request that a mail is about, whoever wrote it. At most two queries."""
    answered = [int(found[1]) for one in letter.references if (found := OURS.fullmatch(one)) and _here(found[2])]
    rows = PrivacyRequest.objects.filter(forgotten_at=None).exclude(state__in=NOT_TALKED_ABOUT)
    if answered and (request := rows.filter(pk=answered[0]).first()) is not None:
        return request
    written = [found[1] for one in letter.recipients if (found := PLUS.search(one))]
    number = (written or NUMBER.findall(letter.subject) or [""])[0]
    return rows.filter(number=f"R-{int(number)}").first() if number else None


def sender_is_known(letter: Letter, request: PrivacyRequest) -> bool:
    """Whether the mail says to come from the address that the request gave."""
    return bool(request.email_key) and email_key(letter.sender) == bytes(request.email_key)


def sender_is_vouched(letter: Letter) -> bool:
    """Whether the district's own mail server found the sender's address to be true.

    Only where INBOUND_AUTHSERV names that server: the header of another could be written by anybody. Where it names
    none, an address is taken as it stands; what comes so is correspondence, and opens nothing.
    """
    server = settings.INBOUND_AUTHSERV
    if not server:
        return True
    found = letter.vouched[0] if letter.vouched else ""
    name, _, results = found.partition(";")
    return name.strip().lower() == server.lower() and bool(re.search(r"\bdmarc\s*=\s*pass\b", results, re.IGNORECASE))


def _here(domain: str) -> bool:
    return domain.lower() == message_domain().lower()
