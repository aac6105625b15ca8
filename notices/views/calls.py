"""The address at which the mail service tells of bounces."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from district.clock import now as clock_now
from notices.services.mailings.calls import MOST_BYTES, CallRefused, bounce_call_take


@csrf_exempt  # a machine calls: its signature stands for the form's token
@require_POST
def bounces_call(request: HttpRequest) -> JsonResponse:
    """Take signed bounces; the answer counts them. A call that is refused says why, and changes nothing."""
    try:
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            raise CallRefused("At most 1 MB a call.", 413)
        matched = bounce_call_take(
            body=request.body,
            timestamp=request.headers.get("X-District-Timestamp", ""),
            signature=request.headers.get("X-District-Signature", ""),
            now=clock_now(),
        )
    except CallRefused as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    unmatched = [{"event": row.line, "why": row.why} for row in matched.unmatched]
    return JsonResponse({"bounced": matched.bounced, "repeated": matched.repeated, "unmatched": unmatched})
