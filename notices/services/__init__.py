"""Writes of the outbox: queueing, what clocks say, sending."""

from notices.services.announcing import alarms_announce
from notices.services.family import family_message_queue, family_messages_empty
from notices.services.queueing import message_queue
from notices.services.sending import messages_send_due

__all__ = ["alarms_announce", "family_message_queue", "family_messages_empty", "message_queue", "messages_send_due"]
