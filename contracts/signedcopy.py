"""Is the file as signed the text that was reviewed? Signatures and dates are filled in; clauses must not move."""

import re

from rapidfuzz.distance import Indel

WORD = re.compile(r"\w+")
MOST_COMPARED = 50_000  # words; beyond, it is only said that the texts differ


def difference_warning(signed: str, reviewed: str, version: int) -> str:
    """A sentence where the words differ, else nothing. Spacing, punctuation and letter case do not count."""
    ours, theirs = WORD.findall(signed.lower()), WORD.findall(reviewed.lower())
    if ours == theirs:
        return ""
    begins = f"The signed file is not word for word version {version}, which was reviewed"
    if max(len(ours), len(theirs)) > MOST_COMPARED:
        return f"{begins}. Compare the two before it is posted."
    changed = Indel.distance(ours, theirs)
    many = "word differs" if changed == 1 else "words differ"
    return f"{begins}: {changed:,} {many}. Compare the two before it is posted."
