"""What follows from several hits together: limbs that stand in different sentences make one promise."""

from dataclasses import replace

from contracts.clauses.promises.rule import Hit, Strength

Promises = dict[str, list[Hit]]


def conclude(found: Promises) -> None:
    """Add the promises that follow from those found; nothing is taken away."""
    same_as(found, "purpose-limited", "authorized-purpose-only")
    same_as(found, "purpose-limited", "no-other-use")
    wholly(found, "limited-disclosure", "no-redisclosure")
    wholly(found, "holds-nothing", "nothing-kept")
    wholly(found, "holds-nothing", "limited-disclosure")
    if "delete-on-your-request" in found:  # "you" is the school where the text speaks of "your students"
        same_as(found, "delete-on-your-request", "delete-on-request")
    both(found, "review-part", "correct-part", "review-and-correct")
    weakly(found, "data-subject-requests", "review-and-correct")
    same_as(found, "ferpa-by-both", "ferpa-by-operator")
    same_as(found, "ferpa-by-both", "ferpa-by-district")
    same_as(found, "tracking-none", "tracking-limited")
    same_as(found, "tracking-none", "tracking-removed")
    both(found, "school-official", "legitimate-interest", "school-official", or_weak=True)


def same_as(found: Promises, source: str, target: str) -> None:
    if source in found:
        found.setdefault(target, []).extend(replace(hit, promise=target) for hit in found[source])


def wholly(found: Promises, source: str, target: str) -> None:
    whole = [replace(hit, promise=target) for hit in found.get(source, ()) if hit.strength == Strength.FULL]
    if whole:
        found.setdefault(target, []).extend(whole)


def weakly(found: Promises, source: str, target: str) -> None:
    if source in found:
        weak = (replace(hit, promise=target, strength=min(hit.strength, Strength.WEAK)) for hit in found[source])
        found.setdefault(target, []).extend(weak)


def both(found: Promises, first: str, second: str, target: str, *, or_weak: bool = True) -> None:
    """Two limbs anywhere in the text are the whole promise; one of them is a weak one."""
    hits = [*found.get(first, []), *found.get(second, [])] if target != first else list(found.get(first, []))
    if not hits:
        return
    whole = first in found and second in found
    strength = Strength.FULL if whole else Strength.WEAK
    made = [replace(hit, promise=target, strength=min(hit.strength, strength)) for hit in hits]
    found[target] = made if target == first else [*found.get(target, []), *made]
