from notices.models.mailings import (
    BounceCall,
    BounceList,
    Mailing,
    MailingState,
    MailingText,
    PrintBatch,
)
from notices.models.outbox import Channel, DeliveryEvidence, Message, MessageLine, MessageState, Taken

__all__ = [
    "BounceCall",
    "BounceList",
    "Channel",
    "DeliveryEvidence",
    "Mailing",
    "MailingState",
    "MailingText",
    "Message",
    "MessageLine",
    "MessageState",
    "PrintBatch",
    "Taken",
]
