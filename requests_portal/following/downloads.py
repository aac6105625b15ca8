"""Opening a copy: only behind the family's page, with another code, as long as it is there. Each saving is noted."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from district.clock import now as clock_now
from district.downloads import file_answer
from requests_portal.copies.delivering import arrival_confirm, delivery_download, delivery_open
from requests_portal.copies.inspecting import inspection_confirm
from requests_portal.copies.portal import Given, appointments_of, given_to, transfers_of, zip_of
from requests_portal.copies.standing import delivery_of
from requests_portal.following.doors import family_page, family_render, too_often
from requests_portal.following.forms import CodeForm
from requests_portal.following.limits import WRITES
from requests_portal.following.session import KEY as SESSIONS
from requests_portal.identity.codes import CodesUsedUp, code_check, code_send, code_waiting
from requests_portal.languages import in_office_language, language_current
from requests_portal.models import CodePurpose, Delivery, DeliveryWay, PrivacyRequest, RequestFile, RequestKind
from requests_portal.services.files import FileLost, file_read
from requests_portal.services.steps import RequestRefused, family_actor

KEY: Final = "portal.copies"
FRESH: Final = timedelta(minutes=30)


@family_page(methods=("GET", "HEAD"))
def copies(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Appointments and what may be downloaded; the files' names stand behind the code alone."""
    now = clock_now()
    fresh = _is_fresh(request, case, now)
    given = given_to(case, now)
    if fresh and request.method == "GET":
        for one in given:
            if one.live:
                _noted(lambda found=one: delivery_open(delivery=found.delivery, actor=family_actor(case), now=now))
    return _page(request, case, token, given, fresh=fresh, now=now)


def _page(
    request: HttpRequest,
    case: PrivacyRequest,
    token: str,
    given: list[Given],
    *,
    fresh: bool,
    now: datetime,
    form: CodeForm | None = None,
) -> HttpResponse:
    return family_render(
        request,
        "portal/copies.html",
        case,
        token,
        status=422 if form is not None and form.errors else 200,
        title=_("What you asked for"),
        fresh=fresh,
        given=given,
        waiting=any(one.live for one in given),
        code_sent=not fresh and code_waiting(request=case, purpose=CodePurpose.DELIVERY, now=now),
        appointments=appointments_of(case, now),
        transfers=transfers_of(case),
        form=form or CodeForm(),
    )


@family_page(methods=("POST",))
def copies_send(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Send the code for the copies to the address that is known."""
    try:
        code_send(
            request=case,
            purpose=CodePurpose.DELIVERY,
            language=language_current(),
            actor=family_actor(case),
            now=clock_now(),
        )
    except CodesUsedUp:
        messages.warning(request, _("You asked for many codes. Use the newest one, or try again in an hour."))
    except RequestRefused:
        messages.warning(request, _("We have no e-mail address to send a code to. Please call us."))
    else:
        messages.success(request, _("A code is on its way to your e-mail address."))
    return redirect("portal:copies", token=token)


@family_page(methods=("POST",))
def copies_code(request: HttpRequest, case: PrivacyRequest, token: str) -> HttpResponseBase:
    """Type the code for the copies."""
    if not WRITES.used(str(case.pk)):
        return too_often(request)
    now, form = clock_now(), CodeForm(request.POST)
    if form.is_valid():
        if code_check(request=case, purpose=CodePurpose.DELIVERY, typed=form.cleaned_data["code"], now=now):
            _made_fresh(request, case, now)
            return redirect("portal:copies", token=token)
        form.add_error("code", _("This code is not right, or its time is over. Look for the newest e-mail."))
    return _page(request, case, token, given_to(case, now), fresh=False, now=now, form=form)


@family_page(methods=("GET", "HEAD"))
def copies_file(request: HttpRequest, case: PrivacyRequest, token: str, delivery: int, pk: int) -> HttpResponseBase:
    """Save one file."""
    now = clock_now()
    found = _live(request, case, delivery, now)
    if found is None:
        return redirect("portal:copies", token=token)
    file = next((one for one in found.files if one.pk == pk), None)
    if file is None:
        raise Http404
    return _saved(request, case, found.delivery, file, file.name, file.media_type, lambda: file_read(file), now)


@family_page(methods=("GET", "HEAD"))
def copies_all(request: HttpRequest, case: PrivacyRequest, token: str, delivery: int) -> HttpResponseBase:
    """Save everything as one ZIP file."""
    now = clock_now()
    found = _live(request, case, delivery, now)
    if found is None:
        return redirect("portal:copies", token=token)
    if not found.zip:
        raise Http404
    name = f"{case.number}.zip"
    return _saved(request, case, found.delivery, None, name, "application/zip", lambda: zip_of(found.files), now)


@family_page(methods=("POST",))
def copies_confirm(request: HttpRequest, case: PrivacyRequest, token: str, delivery: int) -> HttpResponseBase:
    """The family comes to the appointment, or has what was moved."""
    row = delivery_of(case, delivery)
    if row is None or not _may_be_confirmed(row):
        raise Http404
    confirm = inspection_confirm if row.way == DeliveryWay.INSPECTION else arrival_confirm
    done = _noted(lambda: confirm(delivery=row, actor=family_actor(case), now=clock_now()))
    if done:
        messages.success(request, _("Thank you. We have noted it."))
    else:
        messages.warning(request, _("This has changed meanwhile. Look again."))
    return redirect("portal:copies", token=token)


def _may_be_confirmed(delivery: Delivery) -> bool:
    """An appointment, moved work, and work that was saved: of a copy it is enough that it was given."""
    if delivery.way == DeliveryWay.LINK:
        return delivery.request.kind == RequestKind.CONTENT and delivery.opened_at is not None
    return delivery.way in (DeliveryWay.INSPECTION, DeliveryWay.TRANSFER)


def _saved(
    request: HttpRequest,
    case: PrivacyRequest,
    delivery: Delivery,
    file: RequestFile | None,
    name: str,
    media_type: str,
    read: Any,
    now: datetime,
) -> HttpResponseBase:
    """The content, after it was noted that it was saved; a file that is lost is said, and noted as nothing."""
    try:
        content = read()
    except FileLost:
        return family_render(request, "portal/copies_lost.html", case, "", status=422, title=_("We are sorry"))
    if request.method == "GET" and not _noted(
        lambda: delivery_download(delivery=delivery, file=file, actor=family_actor(case), now=now)
    ):
        raise Http404
    return file_answer(HttpResponse(content, content_type=media_type), name)


def _live(request: HttpRequest, case: PrivacyRequest, delivery: int, now: datetime) -> Given | None:
    """The delivery, if its time is not over and the code was typed in this session."""
    if not _is_fresh(request, case, now):
        return None
    return next((one for one in given_to(case, now) if one.delivery.pk == delivery and one.live), None)


def _noted(act: Any) -> bool:
    """Write in the office's language. False where it is refused meanwhile, such as for a delivery taken back."""
    try:
        with in_office_language():
            act()
    except RequestRefused:
        return False
    return True


def _made_fresh(request: HttpRequest, case: PrivacyRequest, now: datetime) -> None:
    typed: dict[str, list[int]] = request.session.get(KEY, {})
    request.session[KEY] = {**typed, str(case.pk): [_opened_at(request, case), int(now.timestamp())]}


def _is_fresh(request: HttpRequest, case: PrivacyRequest, now: datetime) -> bool:
    """Whether the code for copies was typed within half an hour, since the page was last opened here."""
    typed: dict[str, list[int]] = request.session.get(KEY, {})
    opened, moment = typed.get(str(case.pk), (-1, 0))
    age = now.timestamp() - moment
    return opened == _opened_at(request, case) and age + 1 >= 0 and age < FRESH.total_seconds()


def _opened_at(request: HttpRequest, case: PrivacyRequest) -> int:
    """When this browser opened the request: leaving it, and coming back, asks for the code again."""
    opened: dict[str, list[int]] = request.session.get(SESSIONS, {})
    return opened.get(str(case.pk), [0])[0]
