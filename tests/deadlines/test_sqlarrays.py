"""Array literals carry any text whole."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from deadlines.sqlarrays import array_of


@pytest.mark.django_db
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array_of(texts)])
        assert cursor.fetchone() == (texts,)


@pytest.mark.django_db
def test_numbers_come_back_as_numbers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bigint[]", [array_of([1, 2**40])])
        assert cursor.fetchone() == ([1, 2**40],)
