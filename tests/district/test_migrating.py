"""Operations taken together make the same tables as one by one, and the state is made before any of them runs."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from district.migrating import Together


def referring(name: str, to: str) -> migrations.CreateModel:
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", models.BigAutoField(primary_key=True)),
            ("other", models.ForeignKey(f"district.{to}", models.CASCADE, null=True, related_name="+")),
        ],
    )


@pytest.mark.django_db
def test_tables_may_refer_to_each_other() -> None:
    before, after = ProjectState(), ProjectState()
    both = Together([referring("Lantern", "Wick"), referring("Wick", "Lantern")])
    both.state_forwards("district", after)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        both.database_forwards("district", editor, before, after)
    statements = [line for line in editor.collected_sql if not line.startswith("--")]
    assert [line.split("(")[0].strip() for line in statements[:2]] == [
        'CREATE TABLE "district_lantern"',
        'CREATE TABLE "district_wick"',
    ]
    assert sum("FOREIGN KEY" in line for line in statements) == 2


@pytest.mark.django_db
def test_they_are_taken_back_in_the_other_order() -> None:
    before, after = ProjectState(), ProjectState()
    both = Together([referring("Lantern", "Lantern"), referring("Wick", "Lantern")])
    both.state_forwards("district", after)
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        both.database_backwards("district", editor, after, before)
    dropped = [line for line in editor.collected_sql if line.startswith("DROP TABLE")]
    assert dropped == ['DROP TABLE "district_wick" CASCADE;', 'DROP TABLE "district_lantern" CASCADE;']


def test_they_can_be_taken_back_where_each_can() -> None:
    assert Together([referring("Lantern", "Wick")]).reversible
    assert not Together([migrations.RunSQL("SELECT 1")]).reversible
    assert Together([referring("Lantern", "Wick")]).references_model("Lantern", "district")
