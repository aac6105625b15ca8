"""Which safeguards the adopted packs ask for: of a hosted service, and of the district itself. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rulebook.errors import UnknownRule
from rulebook.loading import load_packs
from rulebook.model import Provision, Safeguard
from rulebook.needs import promises_in

CONSENT: Final = "parental-consent"


@dataclass(frozen=True, slots=True)
class Asked:
    """One safeguard with the law that asks for it. `consent`: it is shown by records of consent, too."""

    law: str
    rule: Safeguard
    consent: bool

    @property
    def id(self) -> str:
        return self.rule.id


def safeguards_of_services(adopted: Sequence[str]) -> list[Asked]:
    """What each hosted service must have, pack by pack in the order adopted."""
    return [one for one in _asked(adopted) if not one.rule.of_district]


def safeguards_of_district(adopted: Sequence[str]) -> list[Asked]:
    return [one for one in _asked(adopted) if one.rule.of_district]


def safeguard_named(rule_id: str, asked: Sequence[Asked]) -> Asked | None:
    return next((one for one in asked if one.id == rule_id), None)


def _asked(adopted: Sequence[str]) -> list[Asked]:
    known = load_packs().packs
    return [
        Asked(known[pack_id].short_title, rule, _about_consent(rule))
        for pack_id in adopted
        if pack_id in known
        for rule in known[pack_id].safeguards
    ]


def _about_consent(rule: Safeguard) -> bool:
    provision = _provision(rule)
    return provision is not None and any(promise.name == CONSENT for promise in promises_in(provision.needs))


def _provision(rule: Safeguard) -> Provision | None:
    if rule.provision is None:
        return None
    try:
        return load_packs().provision(rule.provision)
    except UnknownRule:
        return None
