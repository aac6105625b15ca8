"""Writes of the outbox: queueing, what clocks say, sending."""

from notices.services.announcing import alarms_announce
from notices.services.queueing import message_queue
from notices.services.sending import messages_send_due

__all__ = ["alarms_announce", "message_queue", "messages_send_due"]
