"""The demonstration's story, told in order: place and people, operators, agreements, clocks, the public page."""

from datetime import datetime

from contracts.models import Agreement
from deadlines.models import Deadline
from district.audit import audited
from districtprivacy.demo.agreements import agreements_make
from districtprivacy.demo.breaches import breaches_make
from districtprivacy.demo.clocks import STORY, breaches_told, days_ago_for_tomorrow
from districtprivacy.demo.committee import committee_make
from districtprivacy.demo.conduct import inventory_lived
from districtprivacy.demo.cure import cures_make
from districtprivacy.demo.districts import neighbours_follow
from districtprivacy.demo.drafting import drafts_make
from districtprivacy.demo.foundation import closures_make, district_make, packs_adopt, people_make, schools_make
from districtprivacy.demo.inventory import operators_make, products_make
from districtprivacy.demo.keeping import ends_make, safeguards_make
from districtprivacy.demo.letters import letters_make
from districtprivacy.demo.lists import lists_make
from districtprivacy.demo.proofs import papers_make
from districtprivacy.demo.publicentries import entry_make
from districtprivacy.demo.requests import requests_make
from districtprivacy.demo.roster import roster_make
from districtprivacy.demo.spreadsheets import spreadsheets_make
from inventory.services import elements_sync
from vendors.models import Operator, Product


def story_tell(*, now: datetime) -> str:
    """Fill an empty database; one transaction, so that a broken start leaves nothing. A line of counts."""
    with audited(actor=STORY, reason="Loaded the demonstration"):
        district_make(now=now)
        schools = schools_make()
        people = people_make(schools)
        closures_make(now=now)
        packs_adopt(now=now)
        elements_sync(actor=STORY, now=now)
        operators = operators_make()
        products_make(operators, schools, now=now)
        agreements_make(operators, people, due_tomorrow=days_ago_for_tomorrow(now=now), now=now)
        drafts_make(operators, people, now=now)
        committee_make(people, now=now)
        cures_make(people, now=now)
        inventory_lived(operators, people, now=now)
        breaches_told({operator.name: operator for operator in operators}, people, now=now)
        roster_make(people=people, now=now)
        underway, _ = breaches_make(people, schools, now=now)
        letters_make(underway, people["dana"], now=now)
        entry_make(underway, people["dana"], now=now)
        requests_make(people, now=now)
        ends_make(people, now=now)
        safeguards_make(people, now=now)
        lists_make(people, now=now)
        spreadsheets_make(people, now=now)
        papers_make(people["dana"], now=now)
        neighbours_follow(people["dana"], now=now)
    return (
        f"{Operator.objects.count()} operators, {Product.objects.count()} products, "
        f"{Agreement.objects.count()} agreements, {Deadline.objects.count()} clocks."
    )
