"""Reads of the evidence files that were asked for."""

from breaches.models import Breach, EvidenceFile, EvidenceState


def files_of(breach: Breach) -> list[EvidenceFile]:
    """Those of a breach, newest first, with who asked."""
    return list(breach.evidence_files.select_related("asked_by").order_by("-asked_at", "-pk"))


def evidence_hashes() -> set[str]:
    """The hashes of every file that was made: the private store keeps them."""
    made = EvidenceFile.objects.filter(state=EvidenceState.MADE)
    return set(made.values_list("sha256", flat=True))
