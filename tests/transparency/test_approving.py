"""Where the district wants it, a second person looks at the same difference before it is published."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from district.audit import SystemActor
from district.models import District, User
from districtprivacy.homelines import approval_line
from notices.models import Message
from tests.factories.transparency import app_posted_able
from transparency.approving.selectors import approval_waiting, two_people_needed
from transparency.approving.services import (
    ApprovalRefused,
    RuleRefused,
    approval_ask,
    approval_give,
    approval_refuse,
    publishing_rule_set,
)
from transparency.models import ApprovalState, PublicationApproval, PublishingRule, Snapshot
from transparency.services import ApprovalNeeded, PublicationChanged, publication_preview, publish
from vendors.models import Product

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def two(illinois: District, dana: User, now: datetime) -> District:
    """Two people publish, and there is something to publish."""
    publishing_rule_set(two_people=True, actor=dana, now=now)
    app_posted_able("Maple Reader")
    return illinois


@pytest.fixture
def sam(person: Callable[..., User]) -> User:
    return person("Sam Fictional", "superintendent")


def told(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


def asked(actor: User, now: datetime) -> PublicationApproval:
    return approval_ask(mark=publication_preview(now).difference.mark, actor=actor, now=now)


def test_one_person_alone_publishes_nothing(two: District, dana: User, now: datetime) -> None:
    with pytest.raises(ApprovalNeeded):
        publish(actor=dana, now=now)
    with pytest.raises(ApprovalNeeded):
        publish(actor=SystemActor("command:publish"), now=now)
    with pytest.raises(CommandError, match="A second person approves"):
        call_command("publish", "--yes")
    assert not Snapshot.objects.exists()


def test_another_person_approves_and_it_is_published(two: District, dana: User, sam: User, now: datetime) -> None:
    approval = asked(dana, now)
    done = approval_give(approval=approval, actor=sam, now=now)
    approval.refresh_from_db()
    assert (approval.state, approval.decided_by, approval.snapshot) == (ApprovalState.APPROVED, sam, done.snapshot)
    assert Snapshot.objects.get().published_by == sam.email


def test_nobody_approves_what_they_asked_for(two: District, dana: User, now: datetime) -> None:
    with pytest.raises(ApprovalRefused, match="another person"):
        approval_give(approval=asked(dana, now), actor=dana, now=now)


def test_an_approval_holds_for_these_changes_only(two: District, dana: User, sam: User, now: datetime) -> None:
    approval = asked(dana, now)
    Product.objects.update(description="Changed since.")
    with pytest.raises(PublicationChanged):
        approval_give(approval=approval, actor=sam, now=now)
    assert not Snapshot.objects.exists()
    anew = asked(dana, now)
    approval.refresh_from_db()
    assert (approval.state, approval_waiting()) == (ApprovalState.STALE, anew)
    assert approval_give(approval=anew, actor=sam, now=now).made


def test_asking_again_for_the_same_changes_nothing(two: District, dana: User, now: datetime) -> None:
    assert asked(dana, now) == asked(dana, now)


def test_what_was_decided_is_not_decided_again(two: District, dana: User, sam: User, now: datetime) -> None:
    approval = asked(dana, now)
    with pytest.raises(ApprovalRefused, match="why"):
        approval_refuse(approval=approval, reason=" ", actor=sam, now=now)
    approval_refuse(approval=approval, reason="The address is an old one.", actor=sam, now=now)
    with pytest.raises(ApprovalRefused, match="already"):
        approval_give(approval=approval, actor=sam, now=now)


def test_the_whole_way_on_the_page(two: District, signed_in: SignIn, dana: User, sam: User, now: datetime) -> None:
    mark = publication_preview(now).difference.mark
    client = signed_in(dana)
    assert "Publish these changes" not in client.get("/office/publish/").content.decode()
    assert client.post("/office/publish/", {"mark": mark}).status_code == 409
    said = client.post("/office/publish/", {"mark": mark, "ask": "1", "note": "Before Friday."}, follow=True)
    assert "another person approves it" in said.content.decode()
    assert client.post("/office/publish/", {"approve": "1"}).status_code == 409
    client = signed_in(sam)
    assert "Before Friday." in client.get("/office/publish/").content.decode()
    assert client.post("/office/publish/", {"mark": mark}).status_code == 403
    said = client.post("/office/publish/", {"mark": mark, "approve": "1"}, follow=True)
    assert "Signed with the district" in said.content.decode()


def test_what_another_request_took_the_place_of_is_not_approved_unseen(
    two: District, signed_in: SignIn, dana: User, sam: User, now: datetime
) -> None:
    seen = asked(dana, now).mark
    Product.objects.update(description="Changed since.")
    asked(dana, now)
    page = signed_in(sam).post("/office/publish/", {"mark": seen, "approve": "1"})
    assert (page.status_code, Snapshot.objects.exists()) == (409, False)


def test_sending_back_and_taking_back_publish_nothing(
    two: District, signed_in: SignIn, dana: User, sam: User, now: datetime
) -> None:
    asked(dana, now)
    signed_in(sam).post("/office/publish/", {"send_back": "1", "reason": "An old address."})
    assert PublicationApproval.objects.get().state == ApprovalState.REFUSED
    asked(dana, now)
    signed_in(dana).post("/office/publish/", {"send_back": "1", "reason": "Not yet."})
    assert approval_waiting() is None
    assert signed_in(dana).post("/office/publish/", {"approve": "1"}).status_code == 409
    assert not Snapshot.objects.exists()


def test_who_may_neither_publish_nor_approve_is_refused(two: District, signed_in: SignIn, ari: User, tom: User) -> None:
    for user in (ari, tom):
        assert signed_in(user).get("/office/publish/").status_code == 403
        for act in ("ask", "approve", "send_back", "rule", "settle"):
            assert signed_in(user).post("/office/publish/", {act: "1"}).status_code == 403


def test_the_second_person_is_switched_on_by_the_officer(
    illinois: District, signed_in: SignIn, dana: User, sam: User
) -> None:
    assert signed_in(sam).post("/office/publish/", {"rule": "1", "two_people": "on"}).status_code == 403
    page = signed_in(dana).post("/office/publish/", {"rule": "1", "two_people": "on"}, follow=True)
    assert "Somebody else looks at the same changes before they are published." in page.content.decode()
    assert told(sam) == told(dana) == ["The public page: a second person approves"]


def test_whoever_publishes_does_not_switch_the_second_person_off(
    two: District, signed_in: SignIn, person: Callable[..., User], dana: User, ari: User, now: datetime
) -> None:
    both = person("Bo Fictional", "superintendent", "business_manager")
    for actor in (dana, both, SystemActor("command:publish")):
        with pytest.raises(RuleRefused, match="Somebody who approves and does not publish"):
            publishing_rule_set(two_people=False, because="It is quicker.", actor=actor, now=now)
    client = signed_in(dana)
    page = client.get("/office/publish/").content.decode()
    assert "Whoever publishes cannot switch this off." in page
    assert "Let one person publish alone" not in page
    said = client.post("/office/publish/", {"rule": "1", "because": "It is quicker."}, follow=True)
    assert "Whoever publishes does not switch off the second person." in said.content.decode()
    assert signed_in(ari).post("/office/publish/", {"rule": "1", "because": "x"}).status_code == 403
    assert two_people_needed()


def test_another_role_switches_it_off_with_a_reason_and_all_concerned_are_told(
    two: District, signed_in: SignIn, dana: User, sam: User
) -> None:
    client = signed_in(sam)
    assert "Let one person publish alone" in client.get("/office/publish/").content.decode()
    said = client.post("/office/publish/", {"rule": "1", "because": " "}, follow=True).content.decode()
    assert "Say why one person is to publish alone" in said
    assert two_people_needed()
    client.post("/office/publish/", {"rule": "1", "because": "Dana is alone in July."})
    assert not two_people_needed()
    assert told(dana)[-1] == "The public page: one person publishes"
    assert "Dana is alone in July." in Message.objects.filter(recipient=dana).latest("pk").body
    kept = PublishingRule.pgh_event_model.objects.latest("pgh_id")  # type: ignore[attr-defined]
    assert kept.pgh_context["reason"] == "One person publishes: Dana is alone in July."
    assert kept.pgh_context["actor"] == sam.email


def test_setting_what_holds_already_tells_nobody(two: District, dana: User, sam: User, now: datetime) -> None:
    before = Message.objects.count()
    publishing_rule_set(two_people=True, actor=dana, now=now)
    assert Message.objects.count() == before


# Who is told


def test_those_who_may_approve_are_told_once_and_the_asker_is_not(
    two: District, dana: User, sam: User, ari: User, person: Callable[..., User], now: datetime
) -> None:
    gone = person("Gone Fictional", "superintendent")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    before = {user.pk: len(told(user)) for user in (dana, sam, ari, gone)}
    approval = approval_ask(mark=publication_preview(now).difference.mark, note="Before Friday.", actor=dana, now=now)
    asked(dana, now)
    new = {user.name: told(user)[before[user.pk] :] for user in (dana, sam, ari, gone)}
    assert new.pop("Sam Fictional") == ["Please look at changes to the public page"]
    assert not any(new.values())
    body = Message.objects.get(key=f"publication.{approval.pk}.asked.{sam.pk}").body
    assert "Dana Fictional asks for a second person's approval: 1 added; 1 app in all." in body
    assert "Before Friday." in body
    assert "/office/publish/" in body


def test_whoever_asked_hears_what_became_of_it(two: District, dana: User, sam: User, now: datetime) -> None:
    approval_refuse(approval=asked(dana, now), reason="An old address.", actor=sam, now=now)
    assert told(dana)[-1] == "Your changes to the public page were sent back"
    assert "An old address." in Message.objects.filter(recipient=dana).latest("pk").body
    approval_give(approval=asked(dana, now), actor=sam, now=now)
    assert told(dana)[-1] == "Your changes are published"


def test_whoever_takes_it_back_is_told_nothing(two: District, dana: User, now: datetime) -> None:
    before = told(dana)
    approval_refuse(approval=asked(dana, now), reason="Not yet.", actor=dana, now=now)
    assert told(dana) == before


def test_asking_where_nobody_else_may_approve_is_said(
    two: District, signed_in: SignIn, dana: User, now: datetime
) -> None:
    mark = publication_preview(now).difference.mark
    said = signed_in(dana).post("/office/publish/", {"mark": mark, "ask": "1"}, follow=True).content.decode()
    assert "nobody else may approve it" in said


def test_a_new_key_is_made_with_a_reason_by_those_who_may(
    illinois: District, signed_in: SignIn, dana: User, ari: User, now: datetime
) -> None:
    app_posted_able("Maple Reader")
    publish(actor=dana, now=now)
    client = signed_in(dana)
    assert "Say why" in client.post("/office/signing-keys/", {"because": ""}).content.decode()
    said = client.post("/office/signing-keys/", {"because": "A laptop was stolen."}, follow=True).content.decode()
    assert "A laptop was stolen." in said
    assert "Signs no more" in said
    assert signed_in(ari).get("/office/signing-keys/").status_code == 200
    assert signed_in(ari).post("/office/signing-keys/", {"because": "x"}).status_code == 403


def test_who_may_approve_reads_on_the_home_page_that_somebody_asks(
    two: District, dana: User, sam: User, person: Callable[..., User], signed_in: SignIn, now: datetime
) -> None:
    assert approval_line(sam) is None
    asked(dana, now)
    assert approval_line(dana) is None, "she asked for it herself"
    assert approval_line(person("Ann Fable", "committee_member")) is None
    page = signed_in(sam).get("/office/").content.decode()
    assert "Dana Fictional asks you to approve a publication." in page
    assert 'href="/office/publish/"' in page
