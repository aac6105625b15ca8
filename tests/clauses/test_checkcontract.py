"""The command line: JSON of a fixed shape, a report for people, exit status 2 for what could not be read."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Provider shall not sell student data.\n\nThis Agreement is governed by the laws of the State of Ohio.\n"


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    path = tmp_path / "agreement.txt"
    path.write_text(WORDS)
    return path


def run(*arguments: object) -> tuple[str, str, int]:
    out, err = StringIO(), StringIO()
    try:
        call_command("checkcontract", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ending:
        return out.getvalue(), err.getvalue(), int(ending.code or 0)
    return out.getvalue(), err.getvalue(), 0


def test_the_json_has_exactly_the_promised_keys(agreement):
    answer = json.loads(run(agreement, "--packs", "all", "--json")[0])
    [document] = answer["documents"]

    assert set(answer) == {"checker", "documents"}
    assert set(document) == {"file", "sha256", "pages", "words", "findings"}
    assert {tuple(one) for one in document["findings"]} == {("provision", "verdict", "quotes", "conflicts", "why")}
    assert (document["file"], document["pages"], document["words"]) == (str(agreement), 1, len(WORDS.split()))


def test_quotes_and_conflicts_give_text_page_and_place(agreement):
    [document] = json.loads(run(agreement, "--json")[0])["documents"]
    by_id = {one["provision"]: one for one in document["findings"]}
    [quote] = by_id["operator-conduct.2"]["quotes"]
    [conflict] = by_id["ct-student-data.9"]["conflicts"]

    assert quote == {"text": "Provider shall not sell student data.", "page": 1, "start": 0, "end": 37}
    assert WORDS[conflict["start"] : conflict["end"]] == conflict["text"]


def test_only_the_packs_asked_for_are_checked(agreement):
    [document] = json.loads(run(agreement, "--packs", "il-soppa,mt-pupil-data", "--json")[0])["documents"]
    findings = [one["provision"] for one in document["findings"]]

    assert findings == [
        *(f"il-soppa.{letter}" for letter in "abcdef"),
        *(f"mt-pupil-data.{number}" for number in range(1, 10)),
    ]


def test_all_packs_answer_for_every_provision(agreement):
    [document] = json.loads(run(agreement, "--json")[0])["documents"]
    found = {one["provision"] for one in document["findings"]}
    wanted = {f"il-soppa.{letter}" for letter in "abcdef"}
    for pack, last in (
        ("ct-student-data", 12),
        ("mt-pupil-data", 9),
        ("ne-hosted-service", 14),
        ("operator-conduct", 6),
    ):
        wanted |= {f"{pack}.{number}" for number in range(1, last + 1)}

    assert wanted <= found


def test_what_cannot_be_read_is_named_and_the_rest_is_still_printed(agreement, tmp_path):
    picture = tmp_path / "scan.pdf"
    picture.write_bytes(b"\x89PNG\r\n")
    out, err, status = run(picture, agreement, tmp_path / "missing.pdf", "--json")

    assert status == 2
    assert [document["file"] for document in json.loads(out)["documents"]] == [str(agreement)]
    assert [line.split(": ")[0] for line in err.splitlines()] == [str(picture), str(tmp_path / "missing.pdf")]


def test_the_report_for_people_names_verdict_quote_and_page(agreement):
    out, _, status = run(agreement)

    assert status == 0
    assert 'page 1: "Provider shall not sell student data."' in out
    assert "not found" in out


def test_an_unknown_pack_is_an_error_that_lists_the_known(agreement):
    with pytest.raises(CommandError, match="il-soppa") as refusal:
        call_command("checkcontract", str(agreement), "--packs", "atlantis", stdout=StringIO())
    assert refusal.value.returncode == 2


@pytest.mark.parametrize("packs", ["ALL", " all "])
def test_all_may_be_written_in_any_way(agreement, packs):
    assert run(agreement, "--packs", packs) == run(agreement, "--packs", "all")


def test_it_needs_neither_database_nor_environment(agreement):
    bare = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(
        [sys.executable, "manage.py", "checkcontract", agreement, "--json"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["documents"]) == 1
