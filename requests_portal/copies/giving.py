"""What every giving shares: the locks, the look at the files, the days, and the answer that it means."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from district.audit import Actor
from district.clock import local_day
from district.models import User
from district.selectors import district_current
from requests_portal.copies.standing import files_that_may_be_given, order_on_file
from requests_portal.models import ANSWERED_BY_GIVING, Delivery, Outcome, PrivacyRequest, RequestFile
from requests_portal.services.closing import request_answer
from requests_portal.services.steps import RequestRefused, request_locked, request_locked_open, step_by

ANSWERS: Final = ("", Outcome.GRANTED, Outcome.PARTLY)


def locked_for_giving(request: PrivacyRequest, outcome: str) -> PrivacyRequest:
    locked = request_locked_open(request)
    if locked.kind not in ANSWERED_BY_GIVING:
        raise RequestRefused("A request of this kind is answered by a decision, not by files.")
    if not locked.is_identified:
        raise RequestRefused("Settle first who asks: nothing is given before that.")
    if order_on_file(locked):
        raise RequestRefused("A court order is on file for this person and this pupil: nothing is given.")
    if outcome not in ANSWERS:
        raise RequestRefused("Choose whether this is everything that was asked for.", "outcome")
    return locked


def files_checked(request: PrivacyRequest, files: Sequence[RequestFile]) -> list[RequestFile]:
    """The files, locked and looked at anew: each is of this request, checked, and without anything to hide."""
    wanted = {file.pk for file in files}
    if not wanted:
        raise RequestRefused("Choose the files to give.", "given")
    list(RequestFile.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    given = [file for file in files_that_may_be_given(request) if file.pk in wanted]
    if len(given) != len(wanted):
        raise RequestRefused(
            "One of these files was not checked, or a part of it is to be hidden. Look again.", "files"
        )
    return given


def twice_refuse(request: PrivacyRequest, way: str, files: Sequence[RequestFile], **same: Any) -> None:
    """RequestRefused where the very same is under way to the family already, such as for a form that was sent twice."""
    waiting = {"confirmed_at": None, "mailed_on": None, "picked_up_on": None, "inspected_on": None}
    rows = Delivery.objects.filter(request=request, way=way, withdrawn_at=None, **waiting, **same)
    wanted = {file.pk for file in files}
    if any({file.pk for file in row.files.all()} == wanted for row in rows.prefetch_related("files")):
        raise RequestRefused("This is there already: see “What was given”, where it can be taken back.")


def delivery_made(request: PrivacyRequest, way: str, actor: User, now: datetime, **values: Any) -> Delivery:
    return Delivery.objects.create(request=request, way=way, made_at=now, by=step_by(actor), **values)


def delivery_locked(delivery: Delivery) -> Delivery:
    """The delivery, locked after its request as everywhere, so that no two people wait for each other."""
    request_locked(delivery.request)
    locked = Delivery.objects.select_for_update(of=("self",)).select_related("request").get(pk=delivery.pk)
    if locked.withdrawn_at is not None:
        raise RequestRefused("This delivery was taken back.")
    return locked


def day_refuse(day: date, delivery: Delivery, now: datetime) -> None:
    if day > local_day(now, zone()):
        raise RequestRefused("This day has not come yet.", "day")
    if day < local_day(delivery.made_at, zone()):
        raise RequestRefused("That was before it was ready.", "day")


def answered_with(
    request: PrivacyRequest, outcome: str, evidence: str, *, at: datetime, actor: Actor, now: datetime
) -> None:
    """Answer the request with it, unless more follows, or it was answered before."""
    if outcome and request_locked(request).is_open:
        request_answer(request=request, outcome=outcome, actor=actor, now=now, at=at, evidence=evidence)


def moment_of(day: date, delivery: Delivery, now: datetime) -> datetime:
    """The day's noon in the district, but not before the delivery was made, nor ahead of now."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone()))
    return min(now, max(noon, delivery.made_at))


def appointment_facts(delivery: Delivery) -> dict[str, Any]:
    """The facts of a step: day (ISO), hour and place."""
    if delivery.appointment_at is None:
        return {}
    local = delivery.appointment_at.astimezone(ZoneInfo(zone()))
    return {"day": local.date().isoformat(), "hour": f"{local:%H:%M}", "place": delivery.place}


def zone() -> str:
    return district_current().time_zone
