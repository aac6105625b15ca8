"""The certificate of destruction: kept for good once a person accepted it; it shows the deletion, too."""

from district.audit import actor_label
from inventory.asking.acting import Acting
from inventory.asking.services.settling import settle
from inventory.models import AskKind, AskState, DestructionCertificate, OperatorAsk


def certificate_follow(ask: OperatorAsk, at: Acting) -> None:
    """Listener of asks that were proven: a certificate is kept, and what it certifies counts as proven by it.

    A deletion that the operator refused, or did in part only, is not: that contradicts the certificate, and a person
    must settle it.
    """
    if ask.kind != AskKind.CERTIFICATE or ask.leaving is None:
        return
    certificate = certificate_keep(ask, at)
    rows = OperatorAsk.objects.select_for_update(of=("self",)).filter(leaving=ask.leaving, kind=AskKind.DELETION)
    deletion = rows.first()
    if deletion is None or deletion.state not in (AskState.OPEN, AskState.ASKED, AskState.ANSWERED):
        return
    if deletion.outcome in ("", "done"):
        deletion.leaving = ask.leaving
        settle(deletion, AskState.PROVEN, f"The certificate of destruction by {certificate.given_by} shows it.", at)


def certificate_keep(ask: OperatorAsk, at: Acting) -> DestructionCertificate:
    """A row that no retention removes, with the operator's words and the hash of its file."""
    assert ask.leaving is not None  # noqa: S101 - the caller's condition
    file = ask.files.filter(removed_at=None).order_by("-at", "-pk").first()
    certificate, _made = DestructionCertificate.objects.get_or_create(
        ask=ask,
        certified_at=ask.answered_at or at.now,
        defaults={
            "leaving": ask.leaving,
            "operator_name": ask.leaving.agreement.operator.name,
            "products": "\n".join(ask.leaving.products.values_list("name", flat=True)),
            "statement": ask.statement,
            "given_by": ask.answered_by,
            "accepted_at": at.now,
            "accepted_by": actor_label(at.actor),
            "file": file,
            "file_sha256": file.sha256 if file is not None else "",
        },
    )
    return certificate
