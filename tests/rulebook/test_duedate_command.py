"""The duedate command: answers as JSON or words, and one line with exit status 2 for what it cannot answer."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from districtprivacy.management.commands.duedate import Command
from rulebook import commandline

ROOT = Path(__file__).resolve().parents[2]
POST = ["il-soppa.agreement.post", "--start", "2026-10-28T10:00-05:00"]
FAMILIES = ["ct-student-data.breach.notify-families", "--start", "2026-11-25T12:00-05:00"]


def run(*arguments: str) -> tuple[int, str, str]:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    commandline.add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    status = commandline.run(parser.parse_args(list(arguments)), out, err)
    return status, out.getvalue(), err.getvalue()


def answered(*arguments: str) -> Any:
    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    return json.loads(out)


def refused(*arguments: str) -> str:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    return err


def test_one_source_gives_one_answer() -> None:
    answer = answered(*POST)
    assert {"rule", "start", "due_at", "last_day", "steps", "citation"} <= set(answer)
    assert answer["rule"] == "il-soppa.agreement.post"
    assert answer["start"] == "2026-10-28T10:00-05:00"
    assert answer["due_at"] == "2026-11-14T00:00:00-06:00"
    assert answer["last_day"] == "2026-11-13"
    assert "105 ILCS 85/27(c)" in answer["citation"]
    assert any("Election Day" in step for step in answer["steps"])


def test_several_sources_give_a_list_with_the_strictest_first() -> None:
    answer = answered(*FAMILIES)
    assert [(item["source"], item["due_at"]) for item in answer] == [
        ("policy", "2026-11-27T12:00:00-05:00"),
        ("statute", "2026-12-01T00:00:00-05:00"),
    ]


def test_the_policy_comes_first_where_both_give_the_same() -> None:
    answer = answered("ct-student-data.breach.notify-families", "--start", "2017-03-01T12:00-05:00")
    assert [item["source"] for item in answer] == ["policy", "statute"]
    assert answer[0]["due_at"] == answer[1]["due_at"]


def test_one_source_may_be_asked_for() -> None:
    assert answered(*FAMILIES, "--on-source", "statute")["last_day"] == "2026-11-30"


def test_closures_state_and_zone_may_be_given() -> None:
    assert answered(*POST, "--closed", "2026-11-12, 2026-11-13")["last_day"] == "2026-11-17"
    assert answered(*POST, "--state", "ne")["last_day"] == "2026-11-12"
    assert answered(*POST, "--timezone", "America/Denver")["due_at"] == "2026-11-14T00:00:00-07:00"


def test_an_extension_may_be_asked_for_and_says_that_it_is_not_verified() -> None:
    answer = answered("il-school-records.copy", "--start", "2026-05-15T15:00-05:00", "--extended")
    assert answer["last_day"] == "2026-06-08"
    assert not answer["verified"]
    assert "needs one of these reasons" in answer["steps"][-1]


def test_what_was_not_verified_says_so() -> None:
    policy, statute = answered(*FAMILIES)
    assert policy["verified"]
    assert not statute["verified"]
    assert any(step.startswith("Not verified:") for step in statute["steps"])


def test_words_name_the_last_day_and_the_steps() -> None:
    status, out, _ = run(*FAMILIES)
    assert status == 0
    assert "Last day: Friday 27 November 2026" in out
    assert "[not verified]" in out
    assert "  1. It began on Wednesday 25 November 2026 at 12:00 EST." in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name a rule and its --start"),
        (["il-soppa.agreement.post"], "name a rule and its --start"),
        (["il-soppa.agreement.post", "--start", "soon"], "'soon' is not a time"),
        (["il-soppa.agreement.post", "--start", "2026-10-28T10:00"], "no time zone"),
        (["il-soppa.agreement.post", "--start", "2026-10-28"], "no time zone"),
        (["il-soppa.agreement.post", "--start", "2026-02-30T10:00Z"], "is not a time"),
        (["no-such-rule", "--start", "2026-10-28T10:00Z"], "no duty with a term is called"),
        ([*POST, "--closed", "Thanksgiving"], "'Thanksgiving' is not a closed day"),
        ([*POST, "--on-source", "gossip"], "'gossip' is not a source"),
        ([*POST, "--state", "Illinois"], "is not a state"),
        ([*POST, "--timezone", "Mars"], "is not a time zone"),
        ([*POST, "--extended"], "has no extension"),
        ([*POST, "--packs-folder", "/nowhere/at/all"], "does not exist"),
        ([*POST, "--cases", "cases.json"], "not both"),
        (["--cases", "/nowhere/cases.json"], "No such file"),
        (["--cases", "/"], "Is a directory"),
    ],
)
def test_bad_input_gets_one_line(arguments: list[str], says: str) -> None:
    assert says in refused(*arguments)


@pytest.mark.parametrize("arguments", [["x", "--bogus"], ["x", "y"], ["x", "--start"]])
def test_arguments_that_are_none_get_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        commandline.main(arguments)
    said = capsys.readouterr()
    assert (ending.value.code, said.out) == (2, "")
    assert said.err.startswith("duedate: ")
    assert said.err.count("\n") == 1


def cases_file(tmp_path: Path, cases: Any) -> str:
    path = tmp_path / "cases.json"
    path.write_text(cases if isinstance(cases, str) else json.dumps(cases), encoding="utf-8")
    return str(path)


def test_many_cases_are_answered_in_their_order(tmp_path: Path) -> None:
    cases = [
        {"rule": POST[0], "start": POST[2], "state": "IL", "closed": ["2026-11-13"], "because": "a note"},
        {"rule": FAMILIES[0], "start": FAMILIES[2]},
        {"rule": POST[0], "start": POST[2], "closed": "2026-11-12,2026-11-13"},
        {"rule": "il-school-records.copy", "start": "2026-05-15T15:00-05:00", "extended": True, "state": None},
        {"rule": "us-ferpa.inspect", "start": "2026-09-01T08:00-06:00", "state": "MT", "timezone": "America/Denver"},
        {"rule": FAMILIES[0], "start": FAMILIES[2], "on_source": "policy"},
    ]
    answers = answered("--cases", cases_file(tmp_path, cases))
    assert answers[0]["last_day"] == "2026-11-16"
    assert [item["source"] for item in answers[1]] == ["policy", "statute"]
    assert [answer["last_day"] for answer in (*answers[2:5],)] == ["2026-11-17", "2026-06-08", "2026-10-16"]
    assert answers[5]["source"] == "policy"


@pytest.mark.parametrize(
    ("case", "says"),
    [
        (5, "a case must be an object"),
        ({}, "a case needs 'rule'"),
        ({"rule": "x"}, "a case needs 'start'"),
        ({"rule": 1, "start": "x"}, "'rule' must be text"),
        ({"rule": POST[0], "start": POST[2], "closed": 5}, "'closed' must be a list of dates"),
        ({"rule": POST[0], "start": POST[2], "closed": [5]}, "'closed' must be a list of dates"),
        ({"rule": POST[0], "start": POST[2], "closd": []}, "'closd' is not a key of a case"),
        ({"rule": POST[0], "start": POST[2], "extended": "yes"}, "'extended' must be true or false"),
        ({"rule": POST[0], "start": POST[2], "state": 5}, "'state' must be text"),
    ],
)
def test_a_bad_case_keeps_its_place(tmp_path: Path, case: Any, says: str) -> None:
    good = {"rule": POST[0], "start": POST[2]}
    status, out, err = run("--cases", cases_file(tmp_path, [good, case, good]), "--json")
    answers = json.loads(out)
    assert status == 2
    assert err.count("\n") == 1
    assert "case 2" in err
    assert says in answers[1]["error"]
    assert set(answers[1]) == {"rule", "error"}
    assert answers[0] == answers[2]


def test_cases_answer_in_words_too(tmp_path: Path) -> None:
    cases = [{"rule": POST[0], "start": POST[2]}, {"rule": "x", "start": POST[2]}]
    status, out, _ = run("--cases", cases_file(tmp_path, cases))
    assert status == 2
    assert "Last day: Friday 13 November 2026" in out
    assert "x: not answered: no duty with a term is called 'x'" in out


@pytest.mark.parametrize("content", ["", "{", '{"rule": "x"}', "[" * 100_000, "5"])
def test_a_file_that_holds_no_list_of_cases_gets_one_line(tmp_path: Path, content: str) -> None:
    assert "JSON" in refused("--cases", cases_file(tmp_path, content))


def test_no_cases_are_no_answers(tmp_path: Path) -> None:
    assert answered("--cases", cases_file(tmp_path, [])) == []


def test_the_management_command_asks_no_database() -> None:
    """Without the database fixture any query would fail."""
    out = io.StringIO()
    call_command("duedate", *POST, "--json", stdout=out)
    assert json.loads(out.getvalue())["last_day"] == "2026-11-13"


def test_the_management_command_fails_with_status_two() -> None:
    err = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("duedate", "no-such-rule", "--start", "2026-10-28T10:00Z", stderr=err)
    assert left.value.code == 2
    assert err.getvalue() == "duedate: no duty with a term is called 'no-such-rule'\n"


def test_the_rulebook_answers_without_django() -> None:
    program = "import sys; from rulebook.commandline import main; status = main(sys.argv[1:]); "
    program += "sys.exit(9 if 'django' in sys.modules else status)"
    done = subprocess.run(
        [sys.executable, "-c", program, *POST, "--json"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["last_day"] == "2026-11-13"


def test_an_unknown_option_gets_one_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Command().create_parser("manage.py", "duedate")
    parser.called_from_command_line = True
    with pytest.raises(SystemExit) as left:
        parser.parse_args(["--bogus"])
    assert left.value.code == 2
    assert capsys.readouterr().err == "manage.py duedate: error: unrecognized arguments: --bogus\n"
