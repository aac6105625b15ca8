"""One definition of each command line, whoever starts it."""

import subprocess
import sys

import pytest

from local import processes
from local.paths import ROOT


def test_the_web_server_listens_where_it_is_told() -> None:
    command = processes.web({"HOST": "192.0.2.1", "PORT": "9001", "WEB_WORKERS": "5"})
    assert command[command.index("--bind") + 1] == "192.0.2.1:9001"
    assert command[command.index("--workers") + 1] == "5"


def test_the_web_server_listens_to_this_machine_alone_where_it_is_told_nothing() -> None:
    command = processes.web({})
    assert command[command.index("--bind") + 1] == "127.0.0.1:8000"


def test_the_log_of_the_web_server_passes_the_mask_for_tokens() -> None:
    command = processes.web({})
    assert command[command.index("--logger-class") + 1] == "district.weblog.WebLogger"


def test_beat_keeps_its_schedule_beside_the_other_data() -> None:
    command = processes.beat({"DISTRICTPRIVACY_VAR": "/data"})
    assert command[command.index("--schedule") + 1] == "/data/beat-schedule"


@pytest.mark.parametrize("arguments", [[], ["wep"], ["web", "worker"]])
def test_an_unknown_process_gets_one_line(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "local.processes", *arguments]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr.startswith("One of web, worker, beat, migrate is wanted, not: ")
    assert said.stderr.count("\n") == 1


def test_the_process_takes_the_place_of_its_starter() -> None:
    command = [sys.executable, "-m", "local.processes", "web"]
    env = {"PORT": "not-a-port", "PATH": "/usr/bin:/bin"}
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "not a valid port number" in said.stdout + said.stderr
