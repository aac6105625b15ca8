"""An operator's own list of subcontractors is looked at when a person asks, and never inside a private network."""

from datetime import timedelta

import pytest

from district.models import User
from district.refusals import Refused
from tests.conftest import NOW
from tests.factories.vendors import OperatorFactory
from tests.webserving import Serve, send
from vendors.linkchecks import link_check_ask, link_check_run
from vendors.models import LinkCheck, LinkState, Operator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def looked(operator: Operator, by: User, after: int = 0) -> LinkCheck:
    moment = NOW + timedelta(minutes=after)
    check = link_check_ask(operator=operator, actor=by, now=moment)
    found = link_check_run(check_id=check.pk, now=moment)
    assert found is not None
    return found


def test_a_list_that_is_there_is_reached_and_a_change_is_noticed(serve: Serve, dana: User) -> None:
    pages = [b"one", b"one", b"two"]
    operator = OperatorFactory(subcontractors_url=serve(lambda one: send(one, pages.pop(0))))
    first, second, third = (looked(operator, dana, minute) for minute in (0, 1, 2))
    assert {first.state, second.state, third.state} == {LinkState.REACHED}
    assert (first.detail, second.detail) == ("", "The page is the same as before.")
    assert third.detail == "The page changed since the last look."
    assert (first.status, first.finished_at, first.asked_by) == (200, NOW, dana)


def test_a_list_that_is_gone_is_said_to_be_missing(serve: Serve, dana: User) -> None:
    check = looked(OperatorFactory(subcontractors_url=serve(lambda one: send(one, status=404))), dana)
    assert (check.state, check.detail) == (LinkState.MISSING, "The address answered with 404.")


@pytest.mark.parametrize("address", ["http://127.0.0.1/list", "http://169.254.169.254/", "https://nowhere.invalid/"])
def test_private_networks_and_missing_places_are_not_asked(dana: User, address: str) -> None:
    check = looked(OperatorFactory(subcontractors_url=address), dana)
    assert check.state == LinkState.FAILED
    assert check.detail


def test_nothing_is_asked_without_a_link_or_twice_at_once(dana: User) -> None:
    with pytest.raises(Refused, match="Enter the link"):
        link_check_ask(operator=OperatorFactory(), actor=dana, now=NOW)
    operator = OperatorFactory(subcontractors_url="https://maple-reader.example/list")
    link_check_ask(operator=operator, actor=dana, now=NOW)
    with pytest.raises(Refused, match="being checked already"):
        link_check_ask(operator=operator, actor=dana, now=NOW)


def test_a_lost_job_does_not_bar_the_next_look(dana: User) -> None:
    operator = OperatorFactory(subcontractors_url="https://maple-reader.example/list")
    lost = link_check_ask(operator=operator, actor=dana, now=NOW)
    link_check_ask(operator=operator, actor=dana, now=NOW + timedelta(minutes=11))
    lost.refresh_from_db()
    assert (lost.state, lost.detail) == (LinkState.FAILED, "Nobody looked: the job was lost. Ask again.")
    assert link_check_run(check_id=lost.pk, now=NOW) is None, "it is not waiting any more"
