"""Text as it is searched and sorted: lower case, without accents, single spaces."""

import unicodedata


def folded(text: str) -> str:
    """`École  FAÇADE` is `ecole facade`."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
