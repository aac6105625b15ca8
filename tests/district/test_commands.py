"""Every command of ours answers arguments it cannot use, and a database that is away, with one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from district.management.base import OneLineCommand

ROOT = Path(__file__).resolve().parents[2]
OURS = {"contracts", "deadlines", "district", "districtprivacy", "roster", "transparency"}
AWAY = "postgres://nobody@127.0.0.1:1/none"


def manage(*arguments: str, settings: str = "districtprivacy.settings.test") -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": AWAY, "DJANGO_SETTINGS_MODULE": settings},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", sorted(name for name, room in get_commands().items() if room in OURS))
def test_an_unknown_option_gets_one_line_without_the_usage(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, OneLineCommand)

    with pytest.raises(SystemExit) as ending:
        command.run_from_argv(["manage.py", name, "--bogus"])

    said = capsys.readouterr()
    assert (ending.value.code, said.out) == (2, "")
    assert said.err.startswith(f"manage.py {name}: error: ")
    assert said.err.count("\n") == 1


def test_the_usage_is_still_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load_command_class("contracts", "checkcontract").run_from_argv(["manage.py", "checkcontract", "--help"])
    assert "usage: manage.py checkcontract" in capsys.readouterr().out


def test_a_number_below_zero_is_bad_input() -> None:
    with pytest.raises(CommandError, match="0 or more") as refusal:
        call_command("loaddemo", students=-1)
    assert refusal.value.returncode == 2


@pytest.mark.parametrize(
    ("command", "settings"),
    [("checkstore", "districtprivacy.settings.test"), ("demosignins", "districtprivacy.settings.local")],
)
def test_a_database_that_is_away_is_one_line(command: str, settings: str) -> None:
    status, out, err = manage(command, settings=settings)

    assert (status, out) == (1, "")
    assert err.startswith("The database cannot be used: ")
    assert err.count("\n") == 1


def test_the_whole_story_is_told_when_asked_for() -> None:
    status, _, err = manage("checkstore", "--traceback")
    assert status == 1
    assert err.startswith("Traceback")


def test_duedate_answers_the_same_with_and_without_django() -> None:
    asked = ["duedate", "il-soppa.agreement.post", "--start", "2026-10-28T10:00-05:00", "--json"]
    direct, through_django = manage(*asked), manage(*asked, "--verbosity", "1")

    assert direct == through_django
    assert direct[0] == 0
