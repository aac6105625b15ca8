"""The letter about a breach: proposed, written, checked against the packs, previewed, handed to a mailing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from breaches.clocks import clocks_recount
from breaches.clocks.holding import breach_hold_lift, breach_hold_place
from breaches.letters import ENGLISH, SPANISH, facts_of, letters_written, parts_proposed, sample_letter, samples_of
from breaches.models import Breach, BreachLetter, LetterSource, SourceKind, Stage
from breaches.services.letters import letter_source_keep, letter_write, letters_prepare
from breaches.services.states import BreachRefused
from district.models import District, User
from inventory.models import ElementClass
from notices.models import Channel, Mailing, MailingText
from notices.services.mailings.batches import letter_of
from tests.factories.breaches import affected_invented, affected_make
from tests.factories.district import AdoptedPackFactory
from tests.factories.publicentries import breach_known, element_added
from tests.factories.roster import family_make, students_make

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
MESSAGE = "To our school customers: we regret an incident."


@pytest.fixture(autouse=True)
def illinois(district: District, settings: Any, tmp_path: Path) -> None:
    AdoptedPackFactory(pack="il-soppa")
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def breach(dana: User) -> Breach:
    known = breach_known(dana, what_happened=MESSAGE, operator_contact="555-0101\nhelp@maple-reader.example")
    return told_in_own_words(known, "Somebody read records on a server of the operator.")


def told_in_own_words(breach: Breach, words: str) -> Breach:
    breach.what_happened = words
    breach.save()
    return breach


@pytest.fixture
def sources(dana: User, now: datetime) -> None:
    for number, (kind, name) in enumerate(
        ((SourceKind.AGENCY, "Fictional Bureau One"), (SourceKind.AGENCY, "Fictional Bureau Two"),
         (SourceKind.COMMISSION, "Federal Trade Commission"))
    ):  # fmt: skip
        source_kept(dana, now, kind=kind, name=name, telephone=f"555-011{number}")


def source_kept(by: User, now: datetime, **given: Any) -> LetterSource:
    values: dict[str, Any] = {
        "source": None,
        "kind": SourceKind.AGENCY,
        "name": "Fictional Bureau",
        "address": "1 Ledger Street\nLantern, IL 60000",
        "telephone": "555-0110",
        "website": "bureau.example",
        "read_at": "bureau.example/contact",
        "read_on": ON,
        "in_use": True,
    }
    return letter_source_keep(actor=by, now=now, **{**values, **given})


def written(breach: Breach, language: str = ENGLISH) -> Any:
    return next(one for one in letters_written(breach, on=ON) if one.language == language)


def wrote(breach: Breach, by: User, now: datetime, language: str = ENGLISH, **changes: str) -> BreachLetter:
    parts = parts_proposed(facts_of(breach), language)
    parts = replace(parts, **{"signer": "Sonia Fictional\nSuperintendent", **changes})
    names = BreachLetter._meta.get_fields()
    given = {one.name: getattr(parts, one.name) for one in names if hasattr(parts, one.name) and one.name != "language"}
    return letter_write(breach=breach, language=language, parts=given, actor=by, now=now)


def test_the_letter_is_proposed_from_the_facts(breach: Breach) -> None:
    one = written(breach)
    assert one.parts.dates == "February 2, 2026 to February 4, 2026"
    assert one.parts.kinds == ["Name"]
    assert one.parts.measures == "We closed the accounts that were misused."
    assert one.lacks == ()
    spanish = written(breach, SPANISH)
    assert spanish.parts.dates == "del 2 de febrero de 2026 al 4 de febrero de 2026"
    assert spanish.parts.kinds == ["Nombre"]
    assert spanish.parts.happened == ""
    assert any(lack.startswith("What happened") for lack in spanish.lacks)


def test_the_reporters_own_message_is_no_text_for_families(breach: Breach) -> None:
    told_in_own_words(breach, MESSAGE)
    one = written(breach)
    assert one.parts.happened == ""
    assert any(lack.startswith("What happened") for lack in one.lacks)


def test_every_mandated_content_is_found_with_its_place_or_named_with_its_field(breach: Breach, dana: User) -> None:
    stands = {one.content.id: one for one in written(breach).stands}
    assert stands["il-soppa.letter.breach-date"].words == "February 2, 2026 to February 4, 2026"
    assert stands["il-soppa.letter.breach-date"].where == "What happened"
    assert not stands["il-soppa.letter.breach-agencies"].asked
    element_added(breach, dana, "Password", ElementClass.PERSONAL)
    asked = written(breach)
    stands = {one.content.id: one for one in asked.stands}
    assert stands["il-soppa.letter.breach-agencies"].asked
    assert "No consumer reporting agency" in stands["il-soppa.letter.breach-agencies"].lacks
    assert "Agencies in letters" in " ".join(asked.lacks)
    assert stands["il-soppa.letter.breach-passwords"].words.startswith("Please change the user name")


@pytest.mark.usefixtures("sources")
def test_with_the_agencies_entered_the_letter_names_each_number_and_address(breach: Breach, dana: User) -> None:
    element_added(breach, dana, "Password", ElementClass.PERSONAL)
    one = written(breach)
    assert one.lacks == ()
    stands = {stand.content.id: stand for stand in one.stands}
    assert "555-0110" in stands["il-soppa.letter.breach-agencies"].words
    assert "bureau.example" in stands["il-soppa.letter.breach-trade-commission"].words
    assert "fraud alerts" in stands["il-soppa.letter.breach-freezes"].words


@pytest.mark.parametrize(
    ("changes", "lack"),
    [
        ({"dates": ""}, "Date of the breach: No date is given."),
        ({"information": " \n- \n"}, "What information was involved"),
        ({"operator_contact": ""}, "How to reach the operator"),
        ({"district_contact": ""}, "How to reach the district"),
        ({"happened": ""}, "What happened: it is empty"),
        ({"signer": ""}, "Signed by: it is empty"),
        ({"email_body": "{salutation} Nothing about {students}."}, "The e-mail does not say"),
        ({"email_body": "Dear all, nothing."}, "The e-mail has no {salutation}"),
    ],
)
def test_what_lacks_names_its_field(
    breach: Breach, dana: User, now: datetime, changes: dict[str, str], lack: str
) -> None:
    wrote(breach, dana, now, **changes)
    assert any(lack in found for found in written(breach).lacks), written(breach).lacks


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize("words", ["It touched 500 students.", "500 were touched.", "Se trata de 12 estudiantes."])
def test_no_number_of_residents_where_the_law_forbids_it(breach: Breach, dana: User, now: datetime, words: str) -> None:
    wrote(breach, dana, now, happened=words)
    assert written(breach).lacks == ()
    element_added(breach, dana, "Social Security number", ElementClass.PERSONAL)
    assert any("must not be said" in lack for lack in written(breach).lacks)


def test_nothing_is_handed_over_while_something_lacks(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=students_make(2))
    wrote(breach, dana, now, dates="")
    with pytest.raises(BreachRefused, match=r"No date is given\..*Field: Date of the breach"):
        letters_prepare(breach=breach, actor=dana, now=now)
    assert not Mailing.objects.exists()


def test_letters_wait_for_the_determination(breach: Breach, dana: User, now: datetime) -> None:
    breach.state = Stage.ASSESSING
    breach.save(update_fields=["state"])
    with pytest.raises(BreachRefused, match="determined to be a breach"):
        letters_prepare(breach=breach, actor=dana, now=now)


def test_a_letter_that_nobody_read_does_not_go_out(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=students_make(2))
    with pytest.raises(BreachRefused, match="Nobody has read the English letter"):
        letters_prepare(breach=breach, actor=dana, now=now)


def test_letters_wait_while_a_hold_is_in_force(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=students_make(2))
    wrote(breach, dana, now)
    clocks_recount(breach=breach, actor=dana, now=now)
    breach_hold_place(
        breach=breach,
        document=b"%PDF-1.4 please wait",
        document_name="request.pdf",
        requested_by="Lantern Police (fictional)",
        actor=dana,
        now=now,
    )
    with pytest.raises(BreachRefused, match="A hold is in force"):
        letters_prepare(breach=breach, actor=dana, now=now)
    breach_hold_lift(breach=breach, actor=dana, now=now)
    assert letters_prepare(breach=breach, actor=dana, now=now).pk


def test_a_drills_letters_are_marked_in_every_form(dana: User, now: datetime) -> None:
    drill = breach_known(dana, drill=True, what_happened="Invented.", operator_contact="555-0101")
    affected_invented(drill, dana, now, 8)
    wrote(drill, dana, now, happened="Invented: strangers read records.")
    one = written(drill)
    assert one.email_body.startswith("DRILL. Not a real notice")
    samples = samples_of(drill, letters_written(drill, on=ON), on=ON)
    letter = pypdfium2.PdfDocument(sample_letter(samples[0], ON))
    assert all("DRILL" in page.get_textpage().get_text_range() for page in letter)
    mailing = letters_prepare(breach=drill, actor=dana, now=now)
    assert mailing.drill


def test_one_letter_printed_again_is_the_same_bytes(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=students_make(1))
    wrote(breach, dana, now)
    mailing = letters_prepare(breach=breach, actor=dana, now=now)
    message = mailing.messages.filter(channel=Channel.LETTER).first()
    assert message is not None
    first = letter_of(message, now=now)
    wrote(breach, dana, now, happened="Written anew after the mailing was prepared.")
    assert letter_of(message, now=now) == first


def test_the_mailing_keeps_texts_masters_and_what_was_checked(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=[*students_make(2), *students_make(1, language="es")])
    wrote(breach, dana, now)
    wrote(breach, dana, now, SPANISH, happened="Alguien leyó datos.", measures="Cerramos las cuentas.")
    mailing = letters_prepare(breach=breach, actor=dana, now=now)
    texts = {(one.language, one.channel): one for one in MailingText.objects.filter(mailing=mailing)}
    assert set(texts) == {(a, b) for a in ("en", "es") for b in (Channel.LETTER, Channel.EMAIL)}
    checked = texts["en", Channel.LETTER].checked["il-soppa.letter.breach-date"]
    assert checked["where"] == "What happened"
    assert texts["en", Channel.LETTER].master_sha256 != texts["es", Channel.LETTER].master_sha256
    assert "{salutation}" in texts["es", Channel.EMAIL].body
    assert mailing.messages.count() >= 3


def test_families_of_three_kinds_are_shown(breach: Breach, dana: User, now: datetime) -> None:
    affected_make(
        breach, dana, now, pupils=[*students_make(3), *students_make(2, language="es"), family_make(guardians=2)]
    )
    wrote(breach, dana, now, SPANISH, happened="Alguien leyó datos.", measures="Cerramos las cuentas.")
    samples = {one.kind: one for one in samples_of(breach, letters_written(breach, on=ON), on=ON)}
    assert {"letter", "spanish"} <= set(samples)
    assert samples["spanish"].written.language == SPANISH
    other = {one.kind: one for one in samples_of(breach, letters_written(breach, on=ON), on=ON, skip=1)}
    assert other["letter"].recipient != samples["letter"].recipient


def test_an_agency_needs_its_source_its_day_and_one_commission(dana: User, now: datetime) -> None:
    source_kept(dana, now, kind=SourceKind.COMMISSION, name="Federal Trade Commission")
    for wrong, words in (
        ({"read_on": date(2026, 3, 3)}, "still to come"),
        ({"kind": SourceKind.COMMISSION, "name": "Another", "website": ""}, "website"),
        ({"kind": SourceKind.COMMISSION, "name": "Another"}, "There is one"),
        ({"name": "Federal Trade Commission"}, "entry of this name"),
    ):
        with pytest.raises(BreachRefused, match=words):
            source_kept(dana, now, **wrong)


def test_the_page_says_what_lacks_and_asks_a_fixed_number_of_queries(
    breach: Breach, client: Client, dana: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(dana)
    address = reverse("breaches:letters", args=[breach.pk])
    client.get(address)
    with django_assert_max_num_queries(45):
        page = client.get(address).content.decode()
    assert "Date of the breach" in page
    assert "not asked here" in page


def test_writing_and_preparing_through_the_pages(breach: Breach, client: Client, dana: User, now: datetime) -> None:
    affected_make(breach, dana, now, pupils=students_make(2))
    client.force_login(dana)
    address = reverse("breaches:letters-write", args=[breach.pk, "en"])
    initial = client.get(address).context["form"].initial
    answer = client.post(address, {**initial, "email_body": "{greeting}"})
    assert answer.status_code == 422
    assert "{greeting}" in answer.content.decode()
    assert client.post(address, initial).status_code == 302
    assert BreachLetter.objects.get(breach=breach).written_by == dana
    letter = client.get(reverse("breaches:letters-preview-letter", args=[breach.pk, "letter"]))
    assert "Notice of a data breach" in pypdfium2.PdfDocument(letter.content)[0].get_textpage().get_text_range()
    assert client.get(reverse("breaches:letters-preview", args=[breach.pk]) + "?skip=x").status_code == 200
    assert client.post(reverse("breaches:letters-prepare", args=[breach.pk])).status_code == 302
    assert Mailing.objects.count() == 1
    assert client.post(address, {"discard": "1"}).status_code == 302
    assert not BreachLetter.objects.exists()


def test_entering_an_agency_through_the_page(breach: Breach, client: Client, dana: User) -> None:
    client.force_login(dana)
    address = reverse("breaches:letters-source-add", args=[breach.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"kind": "agency"}).status_code == 422
    given = {
        "kind": "agency", "name": "Fictional Bureau", "address": "1 Ledger Street", "telephone": "555-0110",
        "read_at": "bureau.example", "read_on": "2026-03-01", "in_use": "on",
    }  # fmt: skip
    assert client.post(address, given).status_code == 302
    row = LetterSource.objects.get()
    assert row.confirmed_by == dana
    assert client.get(reverse("breaches:letters-source", args=[breach.pk, row.pk])).status_code == 200
    assert client.get(reverse("breaches:letters-source", args=[breach.pk, row.pk + 1])).status_code == 404


def test_people_without_the_right_are_refused(
    breach: Breach, client: Client, tom: User, ari: User, dirk: User, person: Callable[..., User]
) -> None:
    pages: dict[str, list[Any]] = {
        "letters": [breach.pk], "letters-write": [breach.pk, "en"], "letters-source-add": [breach.pk],
        "letters-preview": [breach.pk], "letters-preview-letter": [breach.pk, "letter"], "letters-prepare": [breach.pk],
    }  # fmt: skip
    for name, arguments in pages.items():
        assert client.get(reverse(f"breaches:{name}", args=arguments)).status_code == 302
    client.force_login(tom)
    for name, arguments in pages.items():
        assert client.get(reverse(f"breaches:{name}", args=arguments)).status_code == 403
    client.force_login(ari)
    assert client.get(reverse("breaches:letters", args=pages["letters"])).status_code == 200
    for name in ("letters-write", "letters-source-add", "letters-prepare"):
        assert client.get(reverse(f"breaches:{name}", args=pages[name])).status_code == 403
    assert client.get(reverse("breaches:letters", args=[breach.pk + 1])).status_code == 404
    assert client.get(reverse("breaches:letters-write", args=[breach.pk, "de"])).status_code == 403
