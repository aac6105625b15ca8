"""Who sees which clocks, and the numbers of the home page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from deadlines.selectors import (
    deadline_counts,
    deadline_counts_by_owner,
    deadlines_for_subject,
    deadlines_of_person,
    deadlines_visible_to,
)
from district.models import District, User
from tests.factories.deadlines import DeadlineFactory

NOW = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


def test_roles_that_read_clocks_see_all_others_their_own(district: District, dana: User, tom: User, olga: User) -> None:
    DeadlineFactory.create_batch(2)
    own = DeadlineFactory(owner=tom)
    assert deadlines_visible_to(dana).count() == 3
    assert list(deadlines_visible_to(tom)) == [own]
    assert not deadlines_visible_to(olga).exists()


@pytest.mark.django_db
def test_the_signed_out_and_the_blocked_see_nothing(dana: User) -> None:
    DeadlineFactory(owner=dana)
    dana.is_active = False
    assert not deadlines_visible_to(dana).exists()
    assert not deadlines_visible_to(AnonymousUser()).exists()  # type: ignore[arg-type]


def test_a_role_answers_for_what_nobody_owns(district: District, dana: User, person: Any) -> None:
    bella = person("Bella Fictional", "business_manager")
    unowned = DeadlineFactory()
    DeadlineFactory(owner=dana)
    assert list(deadlines_of_person(deadlines_visible_to(dana), bella)) == [unowned]


def test_the_home_pages_numbers_take_one_query(district: District, dana: User, django_assert_num_queries: Any) -> None:
    DeadlineFactory(due_at=NOW)
    DeadlineFactory(due_at=NOW + timedelta(days=2))
    DeadlineFactory(due_at=NOW, held=True)
    DeadlineFactory(due_at=NOW, state="met", closed_at=NOW)
    DeadlineFactory(rule="il-soppa.breach.operator", due_at=NOW + timedelta(days=20))
    rows = deadlines_visible_to(dana)
    with django_assert_num_queries(1):
        counts = deadline_counts(rows, now=NOW)
    assert (counts.late, counts.due_soon, counts.waiting, counts.held, counts.open) == (1, 1, 1, 1, 4)


def test_counts_by_owner_put_the_latest_first(
    district: District, dana: User, tom: User, django_assert_num_queries: Any
) -> None:
    DeadlineFactory.create_batch(2, owner=dana, due_at=NOW + timedelta(days=1))
    DeadlineFactory(owner=tom, due_at=NOW)
    rows = deadlines_visible_to(dana)
    with django_assert_num_queries(1):
        counts = deadline_counts_by_owner(rows, now=NOW)
    assert [(row["owner__name"], row["open"], row["late"]) for row in counts] == [(tom.name, 1, 1), (dana.name, 2, 0)]


def test_a_subjects_clocks(district: District, dana: User) -> None:
    own = DeadlineFactory(subject_id=district.pk)
    DeadlineFactory(subject_id=district.pk + 1)
    assert list(deadlines_for_subject(deadlines_visible_to(dana), district)) == [own]
