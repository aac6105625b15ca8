"""Certificates of deletion: what a holder certified, with its file, kept for good."""

from requests_portal.holders.selectors import files_of_task
from requests_portal.holders.services.locking import Acting
from requests_portal.models import DeletionCertificate, FilePurpose, RequestTask
from requests_portal.services.steps import step_by


def certificate_keep(task: RequestTask, *, statement: str, by: str, at: Acting) -> DeletionCertificate:
    """The certificate of the task's accepted answer; its own words are the certificate where it sent no file.

    Keeping it again changes nothing: there is one an answer. A part that was left says so.
    """
    when = task.answered_at or at.now
    files = [one for one in files_of_task(task) if one.purpose == FilePurpose.CERTIFICATE]
    file = files[-1] if files else None
    certificate, _made = DeletionCertificate.objects.get_or_create(
        task=task,
        certified_at=when,
        defaults={
            "request": task.request,
            "operator": task.operator,
            "holder_name": task.holder_name[:200],
            "products": ", ".join(sorted(product.name for product in task.products.all()))[:500],
            "part": task.partial,
            "accepted_at": at.now,
            "accepted_by": step_by(at.actor),
            "sealed": {"statement": statement, "by": by},
            "file": file,
            "file_sha256": file.sha256 if file is not None else "",
        },
    )
    return certificate
