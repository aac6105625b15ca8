"""Two people, or two workers, at the same moment, on real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from contracts.models import AgreementState, AgreementStateRow, Decision, Document, DocumentState
from contracts.services import (
    DecisionConflict,
    FileRefused,
    SigningRefused,
    agreement_sign,
    decision_record,
    document_add,
    document_claim,
)
from deadlines.models import Deadline
from district.audit import SystemActor
from district.models import District, User
from tests.contracts.conftest import stored_files
from tests.factories.contracts import AGREEMENT_TEXT, MARCH, AgreementFactory, DocumentFactory, FindingFactory

pytestmark = pytest.mark.django_db(transaction=True)
SOMEBODY = SystemActor("command:test")


def at_once(*works: Callable[[], str]) -> list[str]:
    """Run the works in threads that start together, each on a connection of its own; their words, sorted."""
    start = Barrier(len(works))

    def run(work: Callable[[], str]) -> str:
        try:
            start.wait(timeout=120)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def add(content: bytes, agreement: int) -> str:
    from contracts.models import Agreement

    try:
        document = document_add(
            agreement=Agreement.objects.get(pk=agreement), name="a.txt", chunks=[content], actor=SOMEBODY, now=MARCH
        )
    except FileRefused:
        return "refused"
    return f"version {document.version}"


def test_two_files_at_once_become_two_versions() -> None:
    agreement = AgreementFactory().pk
    texts = (AGREEMENT_TEXT.encode(), AGREEMENT_TEXT.replace("sixty (60)", "thirty (30)").encode())
    assert at_once(*(lambda text=text: add(text, agreement) for text in texts)) == ["version 1", "version 2"]


def test_the_same_file_at_once_is_taken_once(store: Path) -> None:
    agreement = AgreementFactory().pk
    same = AGREEMENT_TEXT.encode()
    assert at_once(*[lambda: add(same, agreement)] * 3) == ["refused", "refused", "version 1"]
    assert len(stored_files(store)) == 1


def test_two_reviewers_at_once_leave_one_decision(transactional_db: None) -> None:
    finding = FindingFactory()
    people = [User.objects.create_user(f"{name}@prairie-lantern.example", name=name) for name in ("ann", "ben")]

    def confirm(person: User) -> str:
        try:
            decision_record(
                finding=finding, kind="confirm", verdict="", reason="", last_seen=0, actor=person, now=MARCH
            )
        except DecisionConflict:
            return "conflict"
        return "decided"

    assert at_once(*(lambda person=person: confirm(person) for person in people)) == ["conflict", "decided"]
    assert Decision.objects.count() == 1


def test_two_workers_at_once_take_up_a_file_once() -> None:
    document = DocumentFactory(state=DocumentState.STORED).pk

    def claim() -> str:
        return "taken" if document_claim(document_id=document, now=MARCH) else "left"

    assert at_once(*[claim] * 3) == ["left", "left", "taken"]
    assert Document.objects.get().attempts == 1


def test_two_signings_at_once_open_the_clocks_once(transactional_db: None) -> None:
    District.objects.create(
        name="Prairie Lantern District 900",
        address="1 Lantern Way",
        state="IL",
        time_zone="America/Chicago",
        enrolment=9,
    )
    officer = User.objects.create_user("dana@prairie-lantern.example", name="Dana Fictional", is_superuser=True)
    officer.groups.add(Group.objects.get_or_create(name="privacy_officer")[0])
    agreement = AgreementFactory(state=AgreementState.READY)

    def sign() -> str:
        try:
            agreement_sign(agreement=agreement, signed_at=MARCH, actor=officer, now=MARCH, reason="An old one.")
        except SigningRefused:
            return "refused"
        return "signed"

    assert at_once(sign, sign) == ["refused", "signed"]
    assert AgreementStateRow.objects.filter(state="signed").count() == 1
    assert Deadline.objects.filter(rule="agreement.expiry").count() == 1
