"""The parts that tell what is known: the breach itself, its facts, its stages, and whom it touches."""

from collections import Counter

from breaches.affected import affected_share, affected_tallies, changes_of, lists_of
from breaches.evidence.parts import Block, Case, Part, table, terms
from breaches.models import AffectedList, BreachFact
from breaches.selectors import elements_of, facts_listed, steps_taken
from deadlines.presenters import sentence
from district.templatetags.words import day_in_words


def breach_told(case: Case) -> Part:
    breach = case.breach
    elements = elements_of(breach)
    days = " to ".join(day_in_words(day) for day in (breach.happened_from, breach.happened_until) if day)
    blocks: list[Block] = [
        terms(
            ("Number", breach.number),
            ("Title", breach.title),
            ("Operator", breach.operator or "none: the district's own systems"),
            ("Products", ", ".join(product.name for product in breach.products.order_by("name"))),
            ("Agreement", breach.agreement),
            ("Stage", sentence(breach.get_state_display())),
            ("Reported by", sentence(breach.get_reported_by_display())),
            ("Who told us", breach.reporter),
            ("Reported on", f"{case.moment(breach.created_at)}, entered by {breach.created_by}"),
            ("Days of the breach", days or "not known yet"),
            ("What happened", breach.what_happened),
            ("What the district does", breach.measures),
            ("Whom families may ask at the operator", breach.operator_contact),
        )
    ]
    if elements:
        rows = [
            (row.element.name, row.get_element_class_display(), case.moment(row.added_at), row.added_by)
            for row in elements
        ]
        blocks.append(table("Kinds of information touched", ("Kind", "Class", "Listed", "By"), rows))
    return Part("breach", "The breach", tuple(blocks), 1)


def facts_told(case: Case) -> Part:
    facts = facts_listed(case.breach)
    rows = [
        (
            sentence(fact.get_kind_display()),
            case.moment(fact.at),
            fact.stated_by,
            f"{fact.entered_by}, {case.moment(fact.entered_at)}",
            _standing(fact),
        )
        for fact in facts
    ]
    heads = ("What", "When", "Who says so", "Entered", "Note")
    blocks = (table("In the order of the moments that they tell", heads, rows),) if rows else ()
    return Part("facts", "Facts", blocks, len(facts), "No fact was entered.")


def _standing(fact: BreachFact) -> str:
    """Whether a fact counts, and what was noted with it."""
    if hasattr(fact, "replaced_by"):
        return f"Corrected later. {fact.note}".strip()
    if fact.struck:
        return f"Did not happen: {fact.note}"
    return f"Corrects an earlier entry: {fact.note}" if fact.replaces_id else fact.note


def stages_told(case: Case) -> Part:
    steps = steps_taken(case.breach)
    rows = [(sentence(step.get_state_display()), case.moment(step.at), step.actor, step.reason) for step in steps]
    blocks = (table("Each stage that the breach entered", ("Stage", "When", "By", "Why"), rows),) if rows else ()
    return Part("stages", "Stages", blocks, len(steps))


def students_told(case: Case) -> Part:
    """Numbers only: a pupil's name belongs into the letters, not into a file that goes to insurers and counsel."""
    breach = case.breach
    share = affected_share(breach)
    blocks: list[Block] = [
        terms(
            ("Pupils affected", f"{share.pupils:,}"),
            ("Enrolled on that day", "not known" if share.enrolment is None else f"{share.enrolment:,}"),
            ("Share", "not known" if share.share is None else f"{share.share * 100:.2f} %"),
            ("List of pupils deleted", case.moment(breach.students_purged_at) if breach.students_purged_at else ""),
        )
    ]
    tallies = affected_tallies(breach)
    if tallies:
        places: Counter[tuple[str, str]] = Counter()
        languages: Counter[str] = Counter()
        for tally in tallies:
            places[tally.school_name or "no school known", tally.grade or "no grade known"] += tally.pupils
            languages[tally.language] += tally.pupils
        rows = [(school, grade, f"{pupils:,}") for (school, grade), pupils in places.items()]
        blocks.append(table("By school and grade", ("School", "Grade", "Pupils"), rows))
        spoken = [(language, f"{pupils:,}") for language, pupils in sorted(languages.items())]
        blocks.append(table("By the language that their families read", ("Language", "Pupils"), spoken))
    blocks += _changes(case)
    return Part("students", "Pupils", tuple(blocks), share.pupils)


def _changes(case: Case) -> list[Block]:
    blocks: list[Block] = []
    if changes := changes_of(case.breach):
        rows = [
            (
                f"{change.pupils:,} {change.get_kind_display()}",
                f"{change.get_how_display()}: {change.what}",
                case.moment(change.at),
                change.by,
                change.because,
            )
            for change in reversed(changes)
        ]
        blocks.append(table("How the list of pupils was made", ("Pupils", "How", "When", "By", "Why"), rows))
    if lists := list(lists_of(case.breach)):
        sent_in = [(source.file_name, case.moment(source.at), source.by, _list_hash(case, source)) for source in lists]
        blocks.append(table("Lists that were sent in", ("File", "When", "By", "SHA-256"), sent_in, hashes=[3]))
    return blocks


def _list_hash(case: Case, source: AffectedList) -> str:
    return case.file(f"List of pupils: {source.file_name}", source.sha256, case.moment(source.at))
