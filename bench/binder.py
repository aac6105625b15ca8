"""The binder for inspection, laid out from nothing in one process: 5,000 operators, 8,000 apps, 100,000 kinds in use.

QUICK=1 takes 625 operators (1,000 apps), OPERATORS=50 as many as it says; LANGUAGE=es the Spanish one.

    own_seconds     this process's own processor time, laying out and joining; `join_seconds`: of that, joining
    peak_megabytes  the most memory that the process had
    megabytes       the file's size
    pages, tagged   its pages, and how many of them the tree of parents names

Needs DATABASE_URL; makes and drops a database of its own beside it (BENCH_TEMPLATE: bench/publish.py).
"""

import json
import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "districtprivacy.settings.local")

import django
from django.conf import settings

django.setup()

import pikepdf  # noqa: E402
from django.utils.translation import override  # noqa: E402

from bench._page_data import database, operators_load  # noqa: E402
from transparency.binder import binder_path, binder_step  # noqa: E402
from transparency.versions import version_current  # noqa: E402

QUICK = bool(os.environ.get("QUICK"))
OPERATORS = int(os.environ.get("OPERATORS", 625 if QUICK else 5000))
LANGUAGE = os.environ.get("LANGUAGE", "en")
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def laid_out() -> tuple[Path, float, int]:
    """The binder, the seconds of its last step (the joining), and the number of steps."""
    version = version_current(NOW)
    if version.snapshot is None:
        raise RuntimeError("nothing is published")
    path, last, steps = binder_path(version, version.snapshot, LANGUAGE), 0.0, 0
    with override(LANGUAGE):
        while not path.exists():
            before = time.process_time()
            binder_step(version, version.snapshot)
            last, steps = time.process_time() - before, steps + 1
    return path, last, steps


def main() -> None:
    with database(), tempfile.TemporaryDirectory() as folder:
        settings.PUBLIC_FILES_ROOT = Path(folder)
        apps = operators_load(OPERATORS, now=NOW)
        began = time.process_time()
        path, last, steps = laid_out()
        spent = time.process_time() - began
        with pikepdf.open(path) as pdf:
            parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
            pages = len(pdf.pages)
            tagged = sum(int(page.obj.StructParents) in parents for page in pdf.pages)
        result = {
            "apps": apps,
            "steps": steps,
            "own_seconds": round(spent, 1),
            "join_seconds": round(last, 1),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "megabytes": round(path.stat().st_size / 1_000_000, 1),
            "pages": pages,
            "tagged": tagged,
        }
    print("RESULT " + json.dumps(result))


if __name__ == "__main__":
    main()
