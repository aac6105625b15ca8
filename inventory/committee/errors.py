"""What the committee's book refuses."""

from district.refusals import Refused


class CommitteeRefused(Refused):
    """What may not be done to a request, vote or decision; the message says why, `field` which field it belongs to."""
