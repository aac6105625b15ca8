"""A pack that is wrong is refused with file, line and key, in one line; a district may add a pack of its own."""

from pathlib import Path

import pytest

from rulebook.loading import PackError, load_packs
from rulebook.needs import AllOf, AnyOf, Bound, Promise

GOOD = """\
pack: lantern
version: "1"
title: Prairie Lantern's own rule
short_title: Lantern
state: IL
authority: Prairie Lantern board rule 1
read: {on: 2026-11-21, by: nobody yet}
sources:
  - {id: rule, kind: policy, title: Rule 1}
provisions:
  - id: lantern.1
    title: A promise
    text: The agreement promises something.
    applies: {from: 2024-01-01, to: all agreements}
    cite: {in: rule, at: rule 1, quote: something}
    verified: yes
    needs: {any: [district-owns, {all: [{promise: encryption, at_least: {bits: 256}}, no-sale]}]}
    weaker_if: {promise: breach-notice-to-district, within: {days: 30}}
    contradicted_by: [may-sell]
duties:
  - id: lantern.tell
    title: Telling
    who: district
    role: privacy_officer
    must: Tell the lantern keeper.
    starts: [agreement_signed]
    terms:
      - from: 2024-01-01
        span: 3 business days
        cite: {in: rule, at: rule 2}
        verified: no
        doubt: nobody saw it
    met_by: told
"""


def folder_with(tmp_path: Path, text: str, name: str = "lantern.yaml") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


POSTED = """\
    met_on: agreement_posted
standing_duties:
  - id: lantern.counsel
    title: Counsel
    who: district
    role: counsel
    must: Counsel reads it.
    before: agreement_signed
    cite: {in: rule, at: rule 3}
    verified: yes
"""


def test_a_pack_says_which_event_meets_a_duty_and_what_comes_before_one(tmp_path: Path) -> None:
    book = load_packs(folder_with(tmp_path, GOOD + POSTED))
    assert "lantern.tell" in [duty.id for duty in book.duties_met_on("agreement_posted")]
    before = book.standing_before("agreement_signed", ["lantern", "no-such-pack"])
    assert [duty.id for duty in before] == ["lantern.counsel"]
    assert book.standing_before("agreement_signed", ["il-soppa"]) == []
    assert book.standing_before("agreement_signed", ["mt-pupil-data"])[0].role == "counsel"


UNMET = """\
standing_duties:
  - id: lantern.cure
    title: Cure
    who: district
    role: director
    must: Give notice.
    unmet: {outcome: void, cite: {in: rule, at: rule 4}}
    cite: {in: rule, at: rule 3}
    verified: yes
"""


def test_a_pack_says_what_follows_where_a_cure_does_not_come(tmp_path: Path) -> None:
    book = load_packs(folder_with(tmp_path, GOOD + UNMET))
    assert [duty.unmet.cite.at for duty in book.standing_unmet("void", ["lantern"]) if duty.unmet] == ["rule 4"]
    assert book.standing_unmet("void", ["il-soppa", "no-such-pack"]) == []
    unread = GOOD + UNMET.replace("verified: yes", "verified: no\n    doubt: nobody saw it")
    assert load_packs(folder_with(tmp_path, unread)).standing_unmet("void", ["lantern"]) == []


def test_an_outcome_that_the_product_does_not_know_is_refused(tmp_path: Path) -> None:
    assert "outcome" in refusal(tmp_path, GOOD + UNMET.replace("outcome: void", "outcome: voidish"))


@pytest.mark.parametrize("key", ["met_on", "before"])
def test_a_crooked_event_is_refused(key: str, tmp_path: Path) -> None:
    text = GOOD + POSTED
    start = text.index(f"{key}: ")
    assert key in refusal(tmp_path, text[:start] + f"{key}: When Posted" + text[text.index("\n", start) :])


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(PackError) as problem:
        load_packs(folder_with(tmp_path, text))
    assert "\n" not in str(problem.value)
    return str(problem.value)


def test_a_district_s_own_pack_stands_beside_the_product_s(tmp_path: Path) -> None:
    book = load_packs(folder_with(tmp_path, GOOD))
    assert "il-soppa" in book.packs
    provision = book.provision("lantern.1")
    encryption = Promise("encryption", Bound("at least", 256, "bits"))
    assert provision.needs == AnyOf((Promise("district-owns"), AllOf((encryption, Promise("no-sale")))))
    assert provision.weaker_if == Promise("breach-notice-to-district", Bound("within", 30, "days"))
    assert book.duty("lantern.tell").doubt == "nobody saw it"
    assert not book.duty("lantern.tell").verified
    assert "lantern" not in load_packs().packs


def test_the_version_changes_with_the_file(tmp_path: Path) -> None:
    first = load_packs(folder_with(tmp_path, GOOD)).pack("lantern").version
    second = load_packs(folder_with(tmp_path, GOOD + "# read again\n")).pack("lantern").version
    assert first != second
    assert first.startswith("1+")


def test_a_comment_in_a_key_called_on_stays_a_word(tmp_path: Path) -> None:
    """YAML 1.1 reads a bare "on" as true; the date a source was read stands under it all the same."""
    assert load_packs(folder_with(tmp_path, GOOD)).pack("lantern").read.on.isoformat() == "2026-11-21"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("span: 3 business days", "span: 3 working days", "lantern.yaml:29: duties[0].terms[0].span: unknown unit"),
        ("span: 3 business days", "span: soon", "lantern.yaml:29: duties[0].terms[0].span: 'soon' is not a term"),
        ("span: 3 business days", "span: each year by 02-29", "duties[0].terms[0].span: 02-29 is not a date"),
        ("span: 3 business days", "span: each year by 1-31", "duties[0].terms[0].span: '1-31' is not a date"),
        ("from: 2024-01-01\n        span", "from: last year\n        span", "duties[0].terms[0].from: must be a date"),
        (
            "from: 2024-01-01\n        span",
            "from: 2024-13-01\n        span",
            "terms[0].from: '2024-13-01' is not a date",
        ),
        ("role: privacy_officer", "role: janitor", "lantern.yaml:24: duties[0].role: 'janitor' is not one of"),
        ("who: district", "who: everyone", "duties[0].who: 'everyone' is not one of"),
        ("        doubt: nobody saw it\n", "", "what is not verified must say why"),
        ("verified: yes", "verified: yes\n    doubt: none", "provisions[0].doubt: what is verified has no doubt"),
        ("verified: yes", "verified: perhaps", "provisions[0].verified: must be yes or no"),
        ("title: A promise", "titel: A promise", "lantern.yaml:12: provisions[0].titel: is not a known key here"),
        ("    title: A promise\n", "", "lantern.yaml:11: provisions[0]: the key 'title' is missing"),
        ("title: A promise", "title: ''", "provisions[0].title: must be text, and not empty"),
        ("title: A promise", "title: [a]", "provisions[0].title: must be text, and not empty"),
        ("id: lantern.1", "id: other.1", "provisions[0].id: 'other.1' must begin with the pack's own name"),
        ("id: lantern.1", "id: Lantern One", "provisions[0].id: 'Lantern One' is not a name of the right form"),
        ("id: lantern.tell", "id: lantern.1", "lantern: lantern.1: this id stands twice"),
        (
            "cite: {in: rule, at: rule 1",
            "cite: {in: law, at: rule 1",
            "provisions[0].cite.in: 'law' is not one of rule",
        ),
        ("[district-owns, {all", "[District Owns, {all", "needs.any[0]: 'District Owns' is not a name"),
        ("{bits: 256}", "{bits: many}", "at_least.bits: must be a whole number"),
        ("{bits: 256}", "{hours: 256}", "at_least.hours: is not a known key here"),
        ("{days: 30}", "{}", "weaker_if.within: must name one of hours, days"),
        ("within: {days: 30}", "within: {days: 30}, at_least: {bits: 1}", "weaker_if: one bound is enough"),
        ("needs: {any: [", "needs: {all: [no-sale], any: [", "needs: must be a promise, or one of 'all' and 'any'"),
        ("contradicted_by: [may-sell]", "contradicted_by: may-sell", "contradicted_by: must be a list"),
        ("starts: [agreement_signed]", "starts: []", "duties[0]: a duty needs at least one term and one event"),
        ("starts: [agreement_signed]", "starts: [Signed!]", "starts[0]: 'Signed!' is not a name"),
        ("state: IL", "state: Illinois", "state: 'Illinois' is not a name of the right form"),
        ("read: {on: 2026-11-21,", "read: {on: 21 November,", "read.on: must be a date"),
        ("sources:\n", "sources:\n  - {id: rule, kind: policy, title: Again}\n", "the source 'rule' stands twice"),
        ("pack: lantern", "pack: lantern\npack: lantern", "lantern.yaml:2: pack: stands twice"),
        ("pack: lantern", "pack: il-soppa", "must begin with the pack's own name"),
        ("provisions:\n", "provisions: none\nother:\n", "other: is not a known key here"),
        ("title: Prairie", "title: [Prairie", "lantern.yaml:"),
        ("applies: {from: 2024-01-01, to: all agreements}", "applies: everywhere", "applies: must be a mapping"),
    ],
)
def test_a_wrong_pack_is_refused_by_file_line_and_key(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert GOOD.count(old) >= 1
    assert says in refusal(tmp_path, GOOD.replace(old, new, 1))


def test_two_terms_of_one_source_cannot_begin_on_one_day(tmp_path: Path) -> None:
    term = GOOD[GOOD.index("      - from: 2024") : GOOD.index("    met_by")]
    assert "begin on the same day" in refusal(tmp_path, GOOD.replace(term, term + term))


def test_only_a_count_extends_a_term(tmp_path: Path) -> None:
    extension = "    extension: {span: the same day, reasons: [], cite: {in: rule, at: r}, verified: yes}\n"
    assert "an extension is a count" in refusal(tmp_path, GOOD + extension)


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_pack_is_refused(tmp_path: Path, text: str) -> None:
    assert "lantern.yaml:1: the file: is empty" in refusal(tmp_path, text)


@pytest.mark.parametrize("text", ["- a list\n", "just words\n", "{a: 1}\n", "!!python/object:os.system {}\n", "\x01"])
def test_what_is_no_pack_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).startswith("lantern.yaml:1: ")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lantern.yaml").write_bytes(GOOD.replace("Prairie", "Präirie").encode("latin-1"))
    with pytest.raises(PackError, match="is not UTF-8 text"):
        load_packs(tmp_path)


def test_a_pack_with_the_name_of_another_is_refused(tmp_path: Path) -> None:
    assert "two packs bear this name" in refusal(tmp_path, GOOD.replace("lantern", "us-ferpa"))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="the folder of packs does not exist"):
        load_packs(tmp_path / "nowhere")


CALLED_FOR = """\
standing_duties:
  - id: lantern.tell-carrier
    title: Tell
    who: district
    role: superintendent
    must: Tell the carrier.
    upon: breach_reported
    more_than: 12
    tells: carrier
    cite: {in: rule, at: rule 3}
    verified: yes
"""


def test_a_pack_says_what_an_event_calls_for(tmp_path: Path) -> None:
    book = load_packs(folder_with(tmp_path, GOOD + CALLED_FOR))
    (duty,) = book.called_for_by("breach_reported", ["lantern", "no-such-pack"])
    assert (duty.id, duty.more_than, duty.tells) == ("lantern.tell-carrier", 12, "carrier")
    assert "tells" in refusal(tmp_path, GOOD + CALLED_FOR.replace("tells: carrier", "tells: everybody"))
    assert "more_than" in refusal(tmp_path, GOOD + CALLED_FOR.replace("more_than: 12", "more_than: many"))


def test_a_pack_says_on_which_grounds_requests_are_refused(tmp_path: Path) -> None:
    ground = CALLED_FOR.replace(
        "    upon: breach_reported\n    more_than: 12\n    tells: carrier\n",
        "    refuses: {request: delete, force: may}\n",
    )
    book = load_packs(folder_with(tmp_path, GOOD + ground))
    (duty,) = book.grounds_to_refuse("delete", ["lantern", "no-such-pack"])
    assert duty.refuses is not None
    assert (duty.id, duty.refuses.must) == ("lantern.tell-carrier", False)
    assert book.grounds_to_refuse("copy", ["lantern"]) == []
    assert "refuses" in refusal(tmp_path, GOOD + ground.replace("force: may", "force: perhaps"))
    assert "refuses" in refusal(tmp_path, GOOD + ground.replace("request: delete", "request: forget"))


def test_illinois_has_two_grounds_to_refuse_a_deletion_and_the_first_binds() -> None:
    grounds = load_packs().grounds_to_refuse("delete", ["il-soppa", "us-ferpa"])
    assert [(duty.id, duty.refuses and duty.refuses.must) for duty in grounds] == [
        ("il-soppa.deletion.deny", True),
        ("il-soppa.deletion.consider", False),
    ]


def test_the_packs_say_which_information_a_notice_is_about_and_which_clause_it_leans_on() -> None:
    book = load_packs()
    assert book.duty("ct-student-data.breach.operator-student-information").involves == ("student-information",)
    assert book.duty("ct-student-data.breach.operator-aware").agreed == "ct-student-data.6"
    assert book.duty("il-soppa.breach.operator").involves == ()
    assert book.duty_counting("il-soppa.posting.breaches").id == "il-soppa.posting.refresh"
    assert len(book.provision("il-soppa.d").costs) == 4
