"""The letter and the e-mail about a breach: proposed from its facts, filled with what was typed, checked, and shown."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.utils import translation

from breaches.lettercontents import LetterParts, Source, Stands, Told, contents_checked, lacking, plain_words
from breaches.letterwords import OFFICER, SUPERINTENDENT, TITLES, TO_CHANGE, dates_worded, kind_worded
from breaches.models import Breach, BreachLetter, LetterLanguage, LetterSource, Reporter, SourceKind
from breaches.recipients import recipients_of
from breaches.selectors import elements_of
from district.models import District, User
from district.selectors import district_current, packs_adopted
from inventory.models import ElementClass
from notices.letters import Master, MergeFields, characters_missing, letter_pdf, master_made
from notices.merging import day_in_language, merge_of, salutation_of, values_of
from notices.models import Mailing
from roster.families import Recipient

ENGLISH: Final = LetterLanguage.ENGLISH.value
SPANISH: Final = LetterLanguage.SPANISH.value
# What opens an account, by the code of the product's own list.
CREDENTIALS: Final = frozenset({"password"})
LABELS: Final = {
    one.name: str(one.verbose_name) for one in BreachLetter._meta.get_fields() if hasattr(one, "verbose_name")
}
FIELD_LABELS: Final[Mapping[str, str]] = {
    **{name: label[0].upper() + label[1:] for name, label in LABELS.items() if label},
    "sources": "Agencies in letters",
}
PREVIEW_REFERENCE: Final = "0-0000"


@dataclass(frozen=True, slots=True)
class Written:
    """One language's letter: its parts, whether a person saved them, what the packs ask, and why it cannot go out."""

    language: str
    parts: LetterParts
    saved: BreachLetter | None
    context: Mapping[str, Any]
    email_body: str
    stands: tuple[Stands, ...]
    lacks: tuple[str, ...]

    @property
    def name(self) -> str:
        return LetterLanguage(self.language).label


@dataclass(frozen=True, slots=True)
class Facts:
    """What both languages share, read once."""

    breach: Breach
    district: District
    kinds: tuple[tuple[str, str], ...]
    personal: bool
    credentials: bool
    agencies: tuple[Source, ...]
    commission: Source | None
    signer: str
    officer: str
    as_reported: bool


def facts_of(breach: Breach) -> Facts:
    """In a fixed number of queries, whatever the number of pupils."""
    elements = elements_of(breach)
    agencies, commission = sources_in_use()
    return Facts(
        breach,
        district_current(),
        tuple((one.element.code or "", one.element.name) for one in elements),
        any(one.element_class == ElementClass.PERSONAL for one in elements),
        any(one.element.code in CREDENTIALS for one in elements),
        agencies,
        commission,
        _with_role("superintendent"),
        _with_role("privacy_officer"),
        _as_reported(breach),
    )


def _as_reported(breach: Breach) -> bool:
    """Whether what is told of it are still the words of whoever reported it: those are written to the district."""
    if breach.reported_by == Reporter.STAFF and not breach.drill:
        return False
    events: Any = breach.events  # type: ignore[attr-defined]
    first = events.filter(pgh_label="insert").order_by("pgh_id").values_list("what_happened", flat=True).first()
    return bool(breach.what_happened == first)


def _with_role(role: str) -> str:
    found = User.objects.filter(groups__name=role, is_active=True).order_by("pk").first()
    return found.name if found else ""


def sources_in_use() -> tuple[tuple[Source, ...], Source | None]:
    """The agencies that letters name, and the Federal Trade Commission; those that a person confirmed."""
    rows = list(LetterSource.objects.filter(in_use=True).order_by("name"))
    named = {kind: [_source(row) for row in rows if row.kind == kind] for kind in SourceKind.values}
    commission = named[SourceKind.COMMISSION]
    return tuple(named[SourceKind.AGENCY]), commission[0] if commission else None


def _source(row: LetterSource) -> Source:
    return Source(row.name, _lines(row.address), row.telephone, row.website)


def _lines(text: str) -> str:
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))


def sources_listed() -> list[LetterSource]:
    return list(LetterSource.objects.select_related("confirmed_by").order_by("-in_use", "kind", "name"))


def mailings_of(breach: Breach) -> list[Mailing]:
    """The mailings that were made of the breach's letters, newest first."""
    kind = ContentType.objects.get_for_model(Breach)
    rows = Mailing.objects.filter(content_type=kind, object_id=breach.pk).select_related("prepared_by", "approved_by")
    return list(rows.order_by("-prepared_at", "-pk"))


def letters_saved(breach: Breach) -> dict[str, BreachLetter]:
    return {row.language: row for row in breach.letters.select_related("written_by")}


def parts_saved(row: BreachLetter) -> LetterParts:
    return LetterParts(
        row.language,
        dates=row.dates,
        happened=_lines(row.happened),
        information=row.information,
        measures=_lines(row.measures),
        advice=_lines(row.advice),
        operator_contact=_lines(row.operator_contact),
        district_contact=_lines(row.district_contact),
        more=_lines(row.more),
        signer=_lines(row.signer),
        email_subject=row.email_subject,
        email_body=row.email_body.replace("\r\n", "\n"),
    )


def parts_proposed(facts: Facts, language: str) -> LetterParts:
    """From the breach's facts. What is typed there is English, so that Spanish begins with what the product can say.

    What happened is proposed once somebody of the district has put it into words: never the reporter's own message.
    """
    breach, english = facts.breach, language == ENGLISH
    kinds = [kind_worded(code, name, language) for code, name in facts.kinds]
    operator = breach.operator
    reach = breach.operator_contact or (operator.name if operator else "")
    return LetterParts(
        language,
        dates=dates_worded(breach.happened_from, breach.happened_until, language),
        happened=_lines(breach.what_happened) if english and not facts.as_reported else "",
        information="\n".join(filter(None, kinds)),
        measures=_lines(breach.measures) if english else "",
        advice=TO_CHANGE[language] if facts.credentials else "",
        operator_contact=_lines(reach) if operator else "",
        district_contact=_reach(facts, language),
        signer="\n".join(filter(None, (facts.signer, SUPERINTENDENT[language]))),
        email_subject=TITLES[language],
    )


def _reach(facts: Facts, language: str) -> str:
    """The privacy officer, and how the district is reached."""
    district = facts.district
    named = f"{facts.officer}, {OFFICER[language].lower()}" if facts.officer else OFFICER[language]
    return "\n".join(filter(None, (named, district.telephone, district.email, _lines(district.address))))


def parts_of(facts: Facts, language: str, row: BreachLetter | None) -> LetterParts:
    return parts_saved(row) if row else parts_proposed(facts, language)


def letters_written(breach: Breach, *, on: date) -> list[Written]:
    """Both languages as they stand, with the contents that the packs adopted on the day ask for."""
    facts, saved = facts_of(breach), letters_saved(breach)
    adopted = packs_adopted(on)
    return [written_of(facts, parts_of(facts, language, saved.get(language)), saved.get(language), adopted)
            for language in LetterLanguage.values]  # fmt: skip


def written_of(facts: Facts, parts: LetterParts, row: BreachLetter | None, adopted: Sequence[str]) -> Written:
    context = letter_context(facts, parts)
    email = parts.email_body.strip() or email_made(context, parts.language)
    told = Told(
        parts,
        letter=plain_words(_page(context, parts.language)),
        email=email,
        agencies=facts.agencies,
        commission=facts.commission,
        has_operator=facts.breach.operator_id is not None,
        personal=facts.personal,
        credentials=facts.credentials,
        affected=facts.breach.affected_total,
    )
    stands = contents_checked(told, adopted)
    lacks = (*lacking(told, stands, FIELD_LABELS), *_fields_lacking(email))
    return Written(parts.language, parts, row, context, email, tuple(stands), lacks)


def _fields_lacking(email: str) -> Iterable[str]:
    """A merge field of the e-mail that no family has; a family's names must stand in it."""
    try:
        pieces = merge_of(email).pieces
    except ValueError as problem:
        return [f"{problem} Field: {FIELD_LABELS['email_body']}."]
    missing = [name for name in ("salutation", "students") if name not in pieces[1::2]]
    return [f"The e-mail has no {{{name}}}. Field: {FIELD_LABELS['email_body']}." for name in missing]


def letter_context(facts: Facts, parts: LetterParts) -> dict[str, Any]:
    """All that the templates need, in plain values: the same context makes the same letter."""
    district = facts.district
    return {
        "title": TITLES[parts.language],
        "district": {
            "name": district.name,
            "letterhead": _lines(district.letterhead),
            "address": _lines(district.address),
            "telephone": district.telephone,
            "email": district.email,
        },
        "letter": {
            "dates": parts.dates,
            "happened": parts.happened,
            "information": parts.kinds,
            "measures": parts.measures,
            "advice": parts.advice,
            "operator_contact": parts.operator_contact,
            "district_contact": parts.district_contact,
            "more": parts.more,
            "signer": parts.signer,
        },
        "agencies": [_plain(one) for one in facts.agencies],
        "commission": _plain(facts.commission) if facts.commission else None,
        "drill": facts.breach.drill,
    }


def _plain(source: Source) -> dict[str, str]:
    return {name: getattr(source, name) for name in ("name", "address", "telephone", "website")}


def email_made(context: Mapping[str, Any], language: str) -> str:
    """The e-mail from the same parts as the letter; what a family has of its own stands as {name}."""
    with translation.override(language):
        return render_to_string(f"letters/breach_{language}.txt", dict(context)).strip() + "\n"


def _page(context: Mapping[str, Any], language: str) -> str:
    with translation.override(language):
        return render_to_string(f"letters/breach_{language}.html", {**context, "language": language})


def master_for(written: Written) -> Master:
    """The letter, laid out. The last few are kept in memory: a preview asks for the same one again."""
    return _master(json.dumps(written.context, sort_keys=True, ensure_ascii=False), written.language)


@lru_cache(maxsize=4)
def _master(context: str, language: str) -> Master:
    return master_made(f"letters/breach_{language}.html", json.loads(context), language)


def unprintable(breach: Breach, letters: Sequence[Written]) -> str:
    """Characters in names and addresses that no font here shows; empty where every letter can be printed whole."""
    texts = {text for one in recipients_of(breach) if one.lines for text in _own_texts(one)}
    return characters_missing(master_for(letters[0]), texts) if texts else ""


def _own_texts(recipient: Recipient) -> Iterator[str]:
    yield recipient.name
    yield from recipient.lines
    yield from (name for _, name in recipient.students)


@dataclass(frozen=True, slots=True)
class Sample:
    """One chosen family, and what it would get."""

    kind: str
    place: int
    recipient: Recipient
    written: Written
    subject: str = ""
    body: str = ""


def samples_of(breach: Breach, letters: Sequence[Written], *, on: date, skip: int = 0) -> list[Sample]:
    """Real families: one that gets a letter, one an e-mail, one in Spanish. `skip` passes over as many of each kind."""
    recipients = [(place, one) for place, one in enumerate(recipients_of(breach)) if one.channel and not one.excluded]
    # The first two are for reading the English texts: Spanish-speaking families come last there.
    others_first = sorted(recipients, key=lambda pair: pair[1].language == SPANISH)
    kinds = {
        "letter": [pair for pair in others_first if pair[1].lines],
        "email": [pair for pair in others_first if pair[1].email],
        "spanish": [pair for pair in recipients if pair[1].language == SPANISH],
    }
    found = []
    for kind, pairs in kinds.items():
        if pairs:
            place, recipient = pairs[skip % len(pairs)]
            found.append(_filled(Sample(kind, place, recipient, written_for(recipient, letters)), on))
    return found


def written_for(recipient: Recipient, letters: Sequence[Written]) -> Written:
    """The family's language where its letter was saved, else English."""
    english = next(one for one in letters if one.language == ENGLISH)
    return next((one for one in letters if one.language == recipient.language and one.saved), english)


def _filled(sample: Sample, on: date) -> Sample:
    if not sample.recipient.email:
        return sample
    written = sample.written
    values = values_of(
        {
            "name": sample.recipient.name,
            "salutation": salutation_of(sample.recipient.name, written.language),
            "students": [name for _, name in sample.recipient.students],
        },
        reference=PREVIEW_REFERENCE,
        day=day_in_language(on, written.language),
    )
    try:
        body = merge_of(written.email_body).filled(values)
    except ValueError as problem:
        body = str(problem)
    return replace(sample, subject=written.parts.email_subject, body=body)


def sample_letter(sample: Sample, on: date) -> bytes:
    """The family's letter as PDF; for a family that gets an e-mail, as it would be printed."""
    recipient, language = sample.recipient, sample.written.language
    fields = MergeFields(
        PREVIEW_REFERENCE,
        (recipient.name, *recipient.lines),
        salutation_of(recipient.name, language),
        tuple(name for _, name in recipient.students),
        day_in_language(on, language),
    )
    return letter_pdf(master_for(sample.written), fields)
