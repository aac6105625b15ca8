"""Two people start a run, or two workers share one, at the same moment, on real connections."""

from datetime import date

import pytest
from django.contrib.auth.models import Group

from contracts.models import Check, Recheck, RecheckState
from contracts.rechecktasks import recheck_work
from contracts.services.recheck import RecheckRefused, recheck_start
from district.models import AdoptedPack, District, User
from notices.models import Message
from tests.conftest import NOW
from tests.contracts.test_at_once import at_once
from tests.factories.contracts import CheckFactory, DocumentFactory

pytestmark = pytest.mark.django_db(transaction=True)
FILES = 4


@pytest.fixture
def officer(district: District) -> User:
    """The privacy officer, with outdated checks of four agreements to look at again."""
    # A transactional test before this one has emptied the tables: the roles' groups are made anew.
    from district.roles import roles_sync

    roles_sync()
    AdoptedPack.objects.create(pack="il-soppa", adopted_on=date(2021, 7, 1))
    user = User.objects.create_user("dana@prairie-lantern.example", "a-Long-passphrase", name="Dana Fictional")
    user.groups.set(Group.objects.filter(name="privacy_officer"))
    for _ in range(FILES):
        CheckFactory(document=DocumentFactory(), checker_version="2020.1", packs={})
    return User.objects.get(pk=user.pk)


def start(officer: User) -> str:
    try:
        recheck_start(actor=officer, now=NOW)
    except RecheckRefused:
        return "refused"
    return "started"


def test_of_two_starts_at_once_one_begins(officer: User) -> None:
    assert at_once(lambda: start(officer), lambda: start(officer)) == ["refused", "started"]
    assert Recheck.objects.get().items.count() == FILES


def test_two_workers_share_a_run_and_double_nothing(officer: User) -> None:
    recheck = recheck_start(actor=officer, now=NOW)

    def work() -> str:
        recheck_work(recheck.pk)
        return "done"

    at_once(work, work)
    recheck.refresh_from_db()
    assert recheck.finished_at is not None
    assert set(recheck.items.values_list("state", "attempts")) == {(RecheckState.DONE, 1)}
    assert Check.objects.exclude(checker_version="2020.1").count() == FILES
    assert Message.objects.count() == 1
