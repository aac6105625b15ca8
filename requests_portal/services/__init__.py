"""Writes of requests. Every one leaves a step, and everything is kept with who did it and why."""

from requests_portal.services.asking import request_ask, request_confirm, request_enter
from requests_portal.services.clocks import (
    request_clocks_meet,
    request_clocks_open,
    request_clocks_withdraw,
    school_record_decide,
)
from requests_portal.services.closing import (
    request_answer,
    request_close,
    request_expire,
    request_join,
    request_withdraw,
)
from requests_portal.services.identifying import request_identified, request_not_identified
from requests_portal.services.keys import request_keys, said_key
from requests_portal.services.owning import (
    request_assign,
    request_claim,
    request_give_back,
    request_hand_over,
    request_owner_undo,
)
from requests_portal.services.steps import (
    RequestRefused,
    family_actor,
    request_locked,
    request_locked_open,
    step_add,
)
from requests_portal.services.telling import staff_told

__all__ = [
    "RequestRefused",
    "family_actor",
    "request_answer",
    "request_ask",
    "request_assign",
    "request_claim",
    "request_clocks_meet",
    "request_clocks_open",
    "request_clocks_withdraw",
    "request_close",
    "request_confirm",
    "request_enter",
    "request_expire",
    "request_give_back",
    "request_hand_over",
    "request_identified",
    "request_join",
    "request_keys",
    "request_locked",
    "request_locked_open",
    "request_not_identified",
    "request_owner_undo",
    "request_withdraw",
    "said_key",
    "school_record_decide",
    "staff_told",
    "step_add",
]
