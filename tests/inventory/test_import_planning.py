"""The dry run says for every row what it would do, and taking it over does exactly that."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from district.importstates import ImportState
from district.models import District, User
from district.refusals import Refused
from inventory.importing import services
from inventory.importing.names import name_key
from inventory.importing.reading import words_known
from inventory.importing.services import (
    doubles_decide,
    import_columns_set,
    import_commit,
    import_commit_ask,
    import_drop,
    import_plan,
    import_receive,
)
from inventory.models import (
    DataElement,
    ElementUse,
    InventoryImport,
    NameKind,
    OtherName,
    ProductUse,
    RowVerdict,
    SheetMapping,
)
from tests.factories.district import SchoolFactory
from tests.factories.inventory import FictionalOperatorFactory, FictionalProductFactory, ProductUseFactory
from tests.factories.spreadsheets import workbook_bytes
from vendors.merging import merge
from vendors.models import Contact, Operator, Product

pytestmark = pytest.mark.usefixtures("district")
HEAD = ("Operator", "App", "Grades", "Purpose", "Kinds of information")
ROW = ("Maple Reader Fictional, Inc.", "Maple Reader", "K-5", "Reading practice", "Name; Date of birth")


def handed_in(dana: User, now: datetime, *rows: Sequence[Any], head: Sequence[str] = HEAD, **more: Any) -> Any:
    """An import as far as its plan."""
    data = workbook_bytes([head, *rows])
    batch = import_receive(
        file_name="apps.xlsx", chunks=[data], purpose="inventory", source="Registry", actor=dana, now=now
    )
    defaults = more.get("defaults", {})
    import_columns_set(batch=batch, columns=batch.columns["fields"], defaults=defaults, actor=dana, now=now)
    return import_plan(batch=batch, actor=dana, now=now)


def taken_over(batch: InventoryImport, dana: User, now: datetime) -> InventoryImport:
    import_commit_ask(batch=batch, actor=dana, now=now)
    return import_commit(batch=batch, actor=dana, now=now)


def verdicts(batch: InventoryImport) -> list[str]:
    return list(batch.rows.order_by("line").values_list("verdict", flat=True))


def reasons(batch: InventoryImport) -> list[str]:
    return list(batch.rows.order_by("line").values_list("reason", flat=True))


def test_a_new_app_comes_with_its_operator_use_and_information(dana: User, now: datetime) -> None:
    batch = handed_in(dana, now, ROW)
    assert verdicts(batch) == [RowVerdict.NEW]
    assert not Operator.objects.exists()  # a dry run

    assert taken_over(batch, dana, now).state == ImportState.COMMITTED
    product = Product.objects.get()
    assert (product.name, product.slug, product.operator.name) == ("Maple Reader", "maple-reader", ROW[0])
    assert (product.use.lowest_grade, product.use.highest_grade, product.use.purpose) == ("K", "5", "Reading practice")
    assert {row.element.name for row in product.use.elements.all()} == {"Name", "Date of birth"}
    assert product.use.elements.filter(collected=True, disclosed=False, how_used="").count() == 2


def test_the_same_file_again_changes_nothing(dana: User, now: datetime) -> None:
    taken_over(handed_in(dana, now, ROW), dana, now)
    again = handed_in(dana, now, ROW)
    assert verdicts(again) == [RowVerdict.SAME]
    with pytest.raises(Refused, match="nothing to take over"):
        import_commit_ask(batch=again, actor=dana, now=now)


def test_a_change_shows_both_values(dana: User, now: datetime) -> None:
    taken_over(handed_in(dana, now, ROW), dana, now)
    batch = handed_in(dana, now, (*ROW[:2], "3-5", "Stories read aloud", "Name; Grade level"))
    row = batch.rows.get()
    assert row.verdict == RowVerdict.CHANGED
    assert ["lowest grade", "Kindergarten", "Grade 3"] in row.changes
    assert ["K-12 purpose", "Reading practice", "Stories read aloud"] in row.changes
    assert ["kind of information", "", "Grade level"] in row.changes
    taken_over(batch, dana, now)
    assert ProductUse.objects.get().lowest_grade == "3"
    assert ElementUse.objects.count() == 3  # nothing is removed by what a file does not name


def test_an_empty_cell_erases_nothing(dana: User, now: datetime) -> None:
    taken_over(handed_in(dana, now, ROW), dana, now)
    assert verdicts(handed_in(dana, now, (*ROW[:2], "", "", ""))) == [RowVerdict.SAME]


def test_rows_of_one_app_add_up(dana: User, now: datetime) -> None:
    head = ("Operator", "App", "Grades", "Kind of information", "How it is used", "It is disclosed", "Disclosed to")
    batch = handed_in(
        dana,
        now,
        ("Maple Fictional", "Maple Reader", "K-5", "Name", "Shown to the teacher", "no", ""),
        ("Maple Fictional", "Maple Reader", "", "Date of birth", "To choose texts", "yes", "The printer"),
        ("Maple Fictional", "Maple Reader", "", "Grade level", "", "yes", ""),
        head=head,
    )
    assert verdicts(batch) == [RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.REFUSED]
    assert reasons(batch)[2] == "It is said to be disclosed: say to whom."
    taken_over(batch, dana, now)
    told = ElementUse.objects.get(element__name="Date of birth")
    assert (told.how_used, told.disclosed, told.disclosed_to) == ("To choose texts", True, "The printer")


def test_columns_may_be_ticked_for_each_kind_of_information(dana: User, now: datetime) -> None:
    batch = handed_in(
        dana, now, ("Maple Fictional", "Maple Reader", "K", "x", ""), head=("Vendor", "App", "Grade", "Name", "School")
    )
    taken_over(batch, dana, now)
    assert [row.element.name for row in ElementUse.objects.all()] == ["Name"]


def test_two_operators_of_one_name_are_not_mixed(dana: User, now: datetime) -> None:
    head = ("Operator", "Operator website", "App", "Grades")
    batch = handed_in(
        dana,
        now,
        ("Maple Fictional", "https://maple.example", "Maple Reader", "K"),
        ("Maple Fictional", "https://other-maple.example", "Maple Counter", "K"),
        head=head,
    )
    assert verdicts(batch) == [RowVerdict.NEW, RowVerdict.REFUSED]
    assert "Line 2 says something else of the website of the operator" in reasons(batch)[1]


def test_two_operators_here_with_nearly_one_name_are_not_guessed(dana: User, now: datetime) -> None:
    FictionalOperatorFactory(name="Maple Fictional")
    FictionalOperatorFactory(name="Maple, Fictional")
    batch = handed_in(dana, now, ("MAPLE-FICTIONAL", *ROW[1:]), ("maple, fictional", *ROW[1:]))
    assert verdicts(batch) == [RowVerdict.REFUSED, RowVerdict.NEW]
    assert "merge them, or write the name as it stands" in reasons(batch)[0]


def test_a_near_name_waits_for_a_person_and_is_never_merged_silently(dana: User, now: datetime) -> None:
    there = FictionalOperatorFactory(name="Maple Reader Fictional, Inc.")
    batch = handed_in(dana, now, ("Maple Readers, LLC", *ROW[1:]), ("Another Fictional", "Fern Counter", *ROW[2:]))
    assert verdicts(batch) == [RowVerdict.DOUBLE, RowVerdict.NEW]
    double = batch.doubles.get()
    assert (double.near[0]["pk"], double.rows) == (there.pk, 1)
    taken_over(batch, dana, now)
    assert set(Product.objects.values_list("name", flat=True)) == {"Fern Counter"}


def test_the_same_is_remembered_under_its_other_name(dana: User, now: datetime) -> None:
    there = FictionalOperatorFactory(name="Maple Reader Fictional, Inc.")
    row = ("Maple Readers, LLC", *ROW[1:])
    batch = handed_in(dana, now, row)
    doubles_decide(batch=batch, decided={batch.doubles.get().pk: ("same", there.pk, "")}, actor=dana, now=now)
    import_plan(batch=batch, actor=dana, now=now)
    assert verdicts(batch) == [RowVerdict.NEW]
    taken_over(batch, dana, now)
    assert Operator.objects.get() == there
    assert Product.objects.get().operator == there
    assert OtherName.objects.get().kind == NameKind.OPERATOR
    assert verdicts(handed_in(dana, now, row)) == [RowVerdict.SAME]  # and nobody is asked again


def test_a_merged_double_does_not_come_back(dana: User, now: datetime) -> None:
    kept = FictionalProductFactory(name="Maple Reader", operator__name="Maple Fictional, Inc.")
    gone = FictionalProductFactory(name="Birch Tales", operator__name="Birch Fictional")
    merge(kept=kept.operator, gone=gone.operator, reason="One company.", actor=dana, now=now)
    gone.refresh_from_db()
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=now)
    batch = handed_in(dana, now, ("Birch Fictional", "Birch Tales", *ROW[2:]), ("", "Birch Tales", *ROW[2:]))
    assert verdicts(batch) == [RowVerdict.CHANGED, RowVerdict.SAME]
    taken_over(batch, dana, now)
    assert list(Product.objects.values_list("name", flat=True)) == ["Maple Reader"]
    assert list(Operator.objects.all()) == [kept.operator]


def test_another_operators_app_of_a_merged_name_is_a_new_one(dana: User, now: datetime) -> None:
    kept = FictionalProductFactory(name="Maple Reader", operator__name="Maple Fictional, Inc.")
    gone = FictionalProductFactory(name="Birch Tales", operator=kept.operator)
    merge(kept=kept, gone=gone, reason="One app.", actor=dana, now=now)
    assert verdicts(handed_in(dana, now, ("Fern Fictional", "Birch Tales", *ROW[2:]))) == [RowVerdict.NEW]


def test_another_one_is_entered_beside_it(dana: User, now: datetime) -> None:
    FictionalOperatorFactory(name="Maple Reader Fictional, Inc.")
    batch = handed_in(dana, now, ("Maple Readers, LLC", *ROW[1:]))
    doubles_decide(batch=batch, decided={batch.doubles.get().pk: ("another", None, "")}, actor=dana, now=now)
    taken_over(import_plan(batch=batch, actor=dana, now=now), dana, now)
    assert Operator.objects.count() == 2


def test_what_is_left_out_stays_out(dana: User, now: datetime) -> None:
    FictionalOperatorFactory(name="Maple Reader Fictional, Inc.")
    batch = handed_in(dana, now, ("Maple Readers, LLC", *ROW[1:]))
    doubles_decide(batch=batch, decided={batch.doubles.get().pk: ("leave_out", None, "")}, actor=dana, now=now)
    assert verdicts(import_plan(batch=batch, actor=dana, now=now)) == [RowVerdict.LEFT_OUT]


def test_names_of_one_file_that_look_alike_are_asked_about(dana: User, now: datetime) -> None:
    batch = handed_in(dana, now, ROW, ("Maple Readr Fictional", "Maple Counter", *ROW[2:]))
    assert verdicts(batch) == [RowVerdict.NEW, RowVerdict.DOUBLE]
    double = batch.doubles.get()
    assert double.near == [{"pk": None, "name": ROW[0], "score": double.near[0]["score"]}]
    doubles_decide(batch=batch, decided={double.pk: ("same", None, ROW[0])}, actor=dana, now=now)
    taken_over(import_plan(batch=batch, actor=dana, now=now), dana, now)
    assert Operator.objects.get().products.count() == 2


def test_an_app_of_another_operator_with_the_same_name_is_asked_about(dana: User, now: datetime) -> None:
    there = FictionalProductFactory(name="Maple Reader")
    batch = handed_in(dana, now, ("Fern House Fictional", *ROW[1:]))
    assert verdicts(batch) == [RowVerdict.DOUBLE]
    doubles_decide(batch=batch, decided={batch.doubles.get().pk: ("same", there.pk, "")}, actor=dana, now=now)
    taken_over(import_plan(batch=batch, actor=dana, now=now), dana, now)
    assert Product.objects.get() == there
    assert not Operator.objects.filter(name="Fern House Fictional").exists()


def test_grades_that_no_row_says_are_refused_unless_a_person_gives_them(dana: User, now: datetime) -> None:
    row = (*ROW[:2], "", *ROW[3:])
    assert reasons(handed_in(dana, now, row)) == ["It says what the app is used for, but not in which grades."]
    batch = handed_in(dana, now, row, defaults={"lowest_grade": "K", "highest_grade": "8"})
    assert verdicts(batch) == [RowVerdict.NEW]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((*ROW[:2], date(2026, 3, 5), *ROW[3:]), "the spreadsheet made one of grades such as 3-5"),
        ((*ROW[:2], "banana", *ROW[3:]), "is no grade"),
        ((*ROW[:4], "Star sign"), "“Star sign” is not known here."),
        (("=1+1", *ROW[1:]), "The cell is a formula without a value"),
        (("", *ROW[1:]), "say whose app it is"),
        ((*ROW[:1], "x" * 201, *ROW[2:]), "at most 200 fit"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_whole(dana: User, now: datetime, cells: Sequence[Any], said: str) -> None:
    batch = handed_in(dana, now, cells, ("Fern House Fictional", "Fern Counter", *ROW[2:]))
    assert verdicts(batch) == [RowVerdict.REFUSED, RowVerdict.NEW]
    assert said in reasons(batch)[0]
    taken_over(batch, dana, now)
    assert Product.objects.get().name == "Fern Counter"


def test_a_mapping_that_fits_nothing_is_refused(dana: User, now: datetime) -> None:
    data = workbook_bytes([("Plate", "Depot"), ("12", "North")])
    batch = import_receive(file_name="bus.xlsx", chunks=[data], purpose="inventory", source="", actor=dana, now=now)
    assert batch.columns["fields"] == {}
    with pytest.raises(Refused, match="Say which column is the operator, or the app"):
        import_columns_set(batch=batch, columns={}, defaults={}, actor=dana, now=now)
    with pytest.raises(Refused, match="without either no row says"):
        import_columns_set(batch=batch, columns={"grades": 0}, defaults={}, actor=dana, now=now)


def test_columns_that_are_all_empty_end_the_import_with_a_sentence(dana: User, now: datetime) -> None:
    data = workbook_bytes([("Operator", "App", "Note"), ("", "", "see below"), ("", "", "nothing")])
    batch = import_receive(file_name="a.xlsx", chunks=[data], purpose="inventory", source="", actor=dana, now=now)
    columns = {"operator": 0, "product": 1}
    import_columns_set(batch=batch, columns=columns, defaults={}, actor=dana, now=now)
    import_plan(batch=batch, actor=dana, now=now)
    assert batch.state == ImportState.REFUSED
    assert batch.problem == "Below the header no row holds anything in the columns that were named."


def test_an_empty_workbook_is_refused(dana: User, now: datetime) -> None:
    with pytest.raises(Refused, match="There is nothing in it"):
        handed_in(dana, now, head=())


def test_columns_are_remembered_for_the_next_file_of_the_source(dana: User, now: datetime) -> None:
    head = ("Firm", "Thing", "Years")
    data = workbook_bytes([head, ("Maple Fictional", "Maple Reader", "K-2")])

    def received() -> InventoryImport:
        return import_receive(
            file_name="a.xlsx", chunks=[data], purpose="inventory", source="Sign-on portal", actor=dana, now=now
        )

    batch = received()
    assert batch.columns["fields"] == {}
    named = {"operator": 0, "product": 1, "grades": 2}
    import_columns_set(batch=batch, columns=named, defaults={}, actor=dana, now=now)
    assert SheetMapping.objects.get().columns == {"operator": "firm", "product": "thing", "grades": "years"}
    assert received().columns["fields"] == named


def test_a_plan_that_the_inventory_outran_is_made_again(dana: User, now: datetime) -> None:
    batch = handed_in(dana, now, ROW)
    import_commit_ask(batch=batch, actor=dana, now=now)
    FictionalProductFactory(name="Maple Reader", operator=FictionalOperatorFactory(name=ROW[0]))
    done = import_commit(batch=batch, actor=dana, now=now)
    assert done.state == ImportState.READING
    assert not ProductUse.objects.exists()  # nothing was half taken over
    import_plan(batch=done, actor=dana, now=now)
    assert verdicts(done) == [RowVerdict.CHANGED]
    assert "changed after this file was read" in done.notes[0]


def test_a_row_that_the_inventory_refuses_after_all_takes_nothing_over_and_says_so(
    dana: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> bool:
        Operator.objects.create(name="x" * 300, slug="too-long", business_address="")
        return True

    batch = handed_in(dana, now, ROW)
    import_commit_ask(batch=batch, actor=dana, now=now)
    monkeypatch.setitem(services.TAKERS, batch.purpose, refused)
    done = import_commit(batch=batch, actor=dana, now=now)
    assert done.state == "reading"
    assert "nothing of it was" in done.notes[0]
    assert not Operator.objects.exists()


def test_a_dropped_file_leaves_nothing_but_its_line(
    dana: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    batch = handed_in(dana, now, ROW)
    with django_capture_on_commit_callbacks(execute=True):
        import_drop(batch=batch, actor=dana, now=now)
    batch.refresh_from_db()
    assert (batch.state, batch.sealed_file, batch.rows.count()) == (ImportState.DROPPED, "", 0)


def test_schools_contacts_and_days_come_over(dana: User, now: datetime, district: District) -> None:
    school = SchoolFactory(name="Lantern School", code="LS")
    ProductUseFactory(product__name="Fern Counter")
    head = ("Vendor", "App", "Grades", "Schools", "Start date", "Vendor contact", "Contact email", "URL")
    batch = handed_in(
        dana,
        now,
        (
            "Maple Fictional",
            "Maple Reader",
            "All grades",
            "LS",
            date(2025, 8, 18),
            "Pat",
            "pat@maple.example",
            "m.example",
        ),
        ("Fern Fictional", "Fern Painter", "9, 10 & 12", "all schools", "8/20/2025", "", "no address", ""),
        head=head,
    )
    assert verdicts(batch) == [RowVerdict.NEW, RowVerdict.REFUSED]
    assert "is no e-mail address" in reasons(batch)[1]
    taken_over(batch, dana, now)
    use = ProductUse.objects.get(product__name="Maple Reader")
    assert (list(use.schools.all()), use.in_use_since) == ([school], date(2025, 8, 18))
    assert (use.lowest_grade, use.highest_grade, use.product.website) == ("PK", "12", "https://m.example")
    assert Contact.objects.get().email == "pat@maple.example"


def test_every_element_of_the_taxonomy_is_found_by_its_name(db: None) -> None:
    known = words_known().elements
    assert all(known[name_key(row.name)] == row.pk for row in DataElement.objects.all())
