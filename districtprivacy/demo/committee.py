"""The demonstration's committee: what was approved before, and requests at each point of their way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from district.clock import local_day
from district.models import User
from districtprivacy.demo.foundation import ZONE
from inventory.committee.gates import gates_of, gates_open
from inventory.committee.services import (
    Terms,
    Wanted,
    app_request_ask,
    app_request_triage,
    committee_lapse,
    conflict_declare,
    decision_make,
    evaluation_save,
    exception_write,
    meeting_hold,
    meeting_plan,
    note_add,
    vote_cast,
    vote_open,
    votes_record,
)
from inventory.models import AppRequest, CommitteeDecision, CommitteeSettings
from vendors.models import Operator, Product

# Of the products in use so many were approved before the book began; the others are still to be looked at.
APPROVED_SHARE: Final = 4  # all but every fourth
NEW_OPERATOR: Final = "Pebble Brook Quizzes Fictional, LLC"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: days ago, by whom, for what."""

    days_ago: int
    by: str
    name: str
    maker: str
    purpose: str
    area: str
    grades: tuple[str, str]
    need_in: int


WISHES: Final = (
    Wish(
        62, "tom", "Pebble Quiz", NEW_OPERATOR, "Short quizzes at the end of a lesson.", "All subjects", ("4", "8"), -20
    ),
    Wish(
        48, "carl", "Whistle Chat", NEW_OPERATOR, "Groups of pupils write to each other.", "Languages", ("6", "8"), -10
    ),
    Wish(12, "tom", "Pebble Maps", NEW_OPERATOR, "Maps that pupils draw on together.", "Geography", ("5", "8"), 9),
    Wish(
        6, "mina", "Lark Bookshelf", "Lark Shelf Fictional, Inc.", "A reading log at home.", "Reading", ("K", "4"), 30
    ),
    Wish(1, "tom", "Sandbox Science", "", "Experiments on the screen before the real ones.", "Science", ("6", "8"), 40),
)


def committee_make(people: Mapping[str, User], *, now: datetime) -> None:
    """Settings, earlier approvals, five requests and a meeting."""
    CommitteeSettings.objects.create(evaluations_needed=2, validity_months=24, chair=people["carl"])
    approvals_make(people, now=now)
    first, second, third, fourth, _ = (wish_ask(wish, people, now=now) for wish in WISHES)
    conditioned(first, people, now=now - timedelta(days=40))
    refused(second, people, now=now - timedelta(days=30))
    being_voted_on(third, people, now=now - timedelta(days=3))
    being_evaluated(fourth, people, now=now - timedelta(days=2))
    committee_lapse(now=now)


def approvals_make(people: Mapping[str, User], *, now: datetime) -> None:
    """Decisions of two earlier springs. One has run out, one is due for review, the others hold."""
    today = local_day(now, ZONE)
    products = [one for number, one in enumerate(Product.objects.order_by("pk"), 1) if number % APPROVED_SHARE]
    rows = []
    for number, product in enumerate(products):
        decided = today - timedelta(days=250 + 13 * (number % 9))
        expires, review = expiry_of(number, today)
        rows.append(
            CommitteeDecision(
                product=product,
                outcome="approved",
                reason="Approved on the committee’s earlier list, and taken over from its minutes.",
                decided_on=decided,
                decided_at=now,
                decided_by=people["dirk"],
                review_on=review,
                expires_on=expires,
            )
        )
    CommitteeDecision.objects.bulk_create(rows)


def expiry_of(number: int, today: date) -> tuple[date, date]:
    """(last day, review begins): the first ran out lately, the second is due for review, the rest have time."""
    last = {0: today - timedelta(days=12), 1: today + timedelta(days=41)}.get(
        number, today + timedelta(days=300 + number)
    )
    return last, last - timedelta(days=60)


def wish_ask(wish: Wish, people: Mapping[str, User], *, now: datetime) -> AppRequest:
    today = local_day(now, ZONE)
    values = {
        "product_name": wish.name,
        "operator_name": wish.maker,
        "purpose": wish.purpose,
        "content_area": wish.area,
        "lowest_grade": wish.grades[0],
        "highest_grade": wish.grades[1],
        "school": people[wish.by].school,
        "under_13": "yes",
        "need_by": today + timedelta(days=wish.need_in),
    }
    return app_request_ask(values=values, actor=people[wish.by], now=now - timedelta(days=wish.days_ago))


def product_for(request: AppRequest, *, general: bool = False) -> Product:
    """The inventory's entry of a new app, made when the request is sorted."""
    slug = request.product_name.lower().replace(" ", "-")
    maker = request.operator_name or "Unknown Fictional"
    operator, _ = Operator.objects.get_or_create(
        name=maker,
        defaults={
            "slug": maker.split(" Fictional")[0].lower().replace(" ", "-"),
            "business_address": "3 Brook Lane\nPebble, IL 60004",
        },
    )
    return Product.objects.create(
        operator=operator,
        name=request.product_name,
        slug=slug,
        description=f"{request.product_name}: {request.purpose}",
        general_audience=general,
        general_audience_reason="Anybody may use it, without an account." if general else "",
    )


def sorted_out(request: AppRequest, people: Mapping[str, User], *, now: datetime, general: bool = False) -> AppRequest:
    product = product_for(request, general=general)
    return app_request_triage(request=request, product=product, owner=people["dirk"], actor=people["dirk"], now=now)


def judged(
    request: AppRequest, people: Mapping[str, User], scores: Mapping[str, tuple[int, str, str]], *, now: datetime
) -> None:
    """{member: (score, advice, comment)}: the same score for each question, one less for cost."""
    version = request.rubric_version
    for name, (score, advice, comment) in scores.items():
        given = {
            one.pk: (max(score - (one.area == "cost"), 1), "") for one in (version.criteria.all() if version else ())
        }
        evaluation_save(
            request=request, scores=given, comment=comment, advice=advice, hand_in=True, actor=people[name], now=now
        )


def conditioned(request: AppRequest, people: Mapping[str, User], *, now: datetime) -> None:
    """Voted in a meeting; gates passed over by the superintendent for a trial; approved with a condition."""
    one = sorted_out(request, people, now=now, general=True)
    words = {"boris": (3, "conditions", "Fine without the class board."), "mina": (3, "conditions", "Pupils like it.")}
    judged(one, people, words, now=now)
    one = vote_open(request=one, way="meeting", actor=people["dirk"], now=now)
    meeting = meeting_plan(
        held_on=local_day(now, ZONE),
        place="Library of Lantern Middle School",
        requests=[one],
        actor=people["dirk"],
        now=now,
    )
    present = {people[name]: "present" for name in ("boris", "carl", "mina")}
    item = meeting.items.get()
    meeting_hold(
        meeting=meeting,
        presence=present,
        guests=[],
        minutes="The committee also looked at the list of last spring.",
        items={item.pk: "Boris Pretend showed the class board; it should stay off."},
        actor=people["dirk"],
        now=now,
    )
    votes_record(
        request=one, meeting=meeting, choices=dict.fromkeys(present, "conditions"), actor=people["dirk"], now=now
    )
    for gate in gates_open(gates_of(one, now=now)):
        reason = "A trial of one term in two classes, without names; the papers follow."
        exception_write(request=one, gate_id=gate.asked.id, reason=reason, actor=people["sonia"], now=now)
    today = local_day(now, ZONE)
    decision_make(
        request=one,
        outcome="conditions",
        reason="You may use Pebble Quiz. Pupils join with a number, not with their names.",
        conditions=[Wanted("The class board stays switched off.", people["tom"], today + timedelta(days=45))],
        terms=Terms(expires_on=today + timedelta(days=300), review_on=today + timedelta(days=240)),
        actor=people["dirk"],
        now=now,
    )


def refused(request: AppRequest, people: Mapping[str, User], *, now: datetime) -> None:
    """A member asked, so the others vote."""
    one = sorted_out(request, people, now=now)
    words = {
        "boris": (1, "refuse", "It shows pupils to strangers."),
        "mina": (2, "refuse", "No way to report a message."),
    }
    judged(one, people, words, now=now)
    one = vote_open(request=one, way="apart", actor=people["dirk"], now=now)
    for name in ("boris", "mina"):
        reason = "Pupils can be written to by people whom nobody knows."
        vote_cast(request=one, choice="refuse", reason=reason, actor=people[name], now=now)
    decision_make(
        request=one,
        outcome="refused",
        reason="Pupils can be written to by strangers. For writing in groups, use what is approved already.",
        actor=people["dirk"],
        now=now,
    )


def being_voted_on(request: AppRequest, people: Mapping[str, User], *, now: datetime) -> None:
    one = sorted_out(request, people, now=now - timedelta(days=5))
    words = {"carl": (4, "approve", "Just what we lack."), "mina": (3, "approve", "Works with a keyboard.")}
    judged(one, people, words, now=now - timedelta(days=1))
    note_add(request=one, text="Does it work without accounts?", shown=True, actor=people["dirk"], now=now)
    note_add(request=one, text="Yes: the class joins with a code.", shown=True, actor=people["tom"], now=now)
    one = vote_open(request=one, way="apart", actor=people["dirk"], now=now)
    vote_cast(request=one, choice="approve", actor=people["carl"], now=now)
    conflict_declare(
        request=one, member=people["boris"], interest="My sister sells it.", actor=people["boris"], now=now
    )


def being_evaluated(request: AppRequest, people: Mapping[str, User], *, now: datetime) -> None:
    one = sorted_out(request, people, now=now)
    judged(one, people, {"carl": (3, "conditions", "The log should not be public.")}, now=now)
    note_add(request=one, text="Ask for the price of all four schools.", shown=False, actor=people["carl"], now=now)
