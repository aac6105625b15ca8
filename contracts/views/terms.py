"""The term of a signed agreement: renewed."""

from django.http import HttpResponse

from contracts.forms import RenewForm
from contracts.services.signing import SIGN
from contracts.services.terms import RenewalRefused, agreement_renew
from contracts.views.common import OfficeRequest, agreement_or_refuse, form_answered, office_page, sent
from district.clock import local_day
from district.clock import now as clock_now
from district.selectors import district_current


@office_page()
def renew(request: OfficeRequest, pk: int) -> HttpResponse:
    """Record that the agreement runs on: the clocks of its old term are met, those of the new one open."""
    agreement = agreement_or_refuse(request.user, pk, may=SIGN)
    now = clock_now()
    today = local_day(now, district_current().time_zone)
    return form_answered(
        request,
        agreement,
        RenewForm(*sent(request), initial={"renewed_on": today}),
        take=lambda values: agreement_renew(agreement=agreement, actor=request.user, now=now, **values),
        refusals=(RenewalRefused,),
        done="The renewal is recorded. Check the agreement again if a law binds renewed agreements.",
        title="Record a renewal",
        intro="The clocks of the old term are met, and those of the new term open.",
        submit_label="Record the renewal",
    )
