"""Secrets of one machine: made once, the same for every process of a first start, readable by their owner only."""

import os
import subprocess
import sys
from pathlib import Path

from local.paths import ROOT

SAY = "from districtprivacy.settings import local as s; print(s.SECRET_KEY, s.FIELD_KEYS, s.SEARCH_KEY)"


def started(folder: Path) -> subprocess.Popen[str]:
    named = {name: value for name, value in os.environ.items() if name not in {"FIELD_KEYS", "SEARCH_KEY"}}
    environment = {**named, "DISTRICTPRIVACY_VAR": str(folder)}
    return subprocess.Popen([sys.executable, "-c", SAY], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def test_processes_that_start_at_once_share_one_set_of_keys(tmp_path: Path) -> None:
    said = {process.communicate(timeout=120)[0] for process in [started(tmp_path) for _ in range(4)]}
    (line,) = said
    _, field_key, search_key = line.split()
    assert len(bytes.fromhex(field_key)) == len(bytes.fromhex(search_key)) == 32
    assert field_key != search_key
    kept = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert kept == {"secret_key": 0o600, "field_keys": 0o600, "search_key": 0o600}
