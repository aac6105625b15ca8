"""The district's own rules for its committee."""

from datetime import datetime

from district.audit import Actor, audited
from inventory.models import CommitteeSettings


def settings_save(*, settings: CommitteeSettings, actor: Actor, now: datetime) -> CommitteeSettings:
    """Keep what a form has filled. Votes that are open are counted by the new rules; decisions keep theirs."""
    with audited(actor=actor, reason="Settings of the committee"):
        settings.full_clean()
        settings.save()
    return settings
