"""Our own rules find what they forbid, and nothing else."""

import ast
import sys
from pathlib import Path

import pytest

from local import lint
from local.paths import ROOT


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("contracts/views.py", "Agreement.objects.all()"),
        ("contracts/views/review.py", "Agreement.objects.get(pk=1)"),
        ("contracts/presenters.py", "Agreement._default_manager.all()"),
        ("contracts/services.py", "now = timezone.now()"),
        ("contracts/models.py", "today = datetime.date.today()"),
        ("contracts/tasks.py", "now = datetime.datetime.now(tz=UTC)"),
        ("contracts/tasks.py", "now = datetime.utcnow()"),
    ],
)
def test_python_that_is_refused(path: str, line: str) -> None:
    assert [found[1] for found in lint.python_findings(Path(path), f"\n{line}\n")] == [2]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("contracts/selectors.py", "Agreement.objects.all()"),
        ("contracts/services.py", "now = clock.now()"),
        ("district/clock.py", "now = timezone.now()"),
        ("tests/contracts/test_views.py", "Agreement.objects.get()"),
        ("bench/sweep.py", "now = timezone.now()"),
    ],
)
def test_python_that_is_allowed(path: str, line: str) -> None:
    assert list(lint.python_findings(Path(path), line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "<script>go()</script>",
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://elsewhere.example/x.js"></script>',
        '<link rel="stylesheet" href="//elsewhere.example/x.css">',
    ],
)
def test_templates_that_are_refused(line: str) -> None:
    path = Path("templates/public/list.html")
    assert [found[1] for found in lint.template_findings(path, f"\n{line}\n")] == [2]
    assert list(lint.template_findings(Path("templates/letters/letter.html"), line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "<script src=\"{% static 'js/menu.js' %}\" defer></script>",
        '<script type="application/json" id="facts">{}</script>',
        '<a href="https://ilga.example/statute">the statute</a>',
        '<p class="style" data-on="one">once on a time = "x"</p>',
        '{% include "x.html" with one="1" %}',
        "<table><tr><td>{{ on }}</td></tr></table>",
    ],
)
def test_templates_that_are_allowed(line: str) -> None:
    assert list(lint.template_findings(Path("templates/public/list.html"), line)) == []


def test_a_path_of_this_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "ROOT", Path("/data/checkout"))
    words = lint.private_words()
    for line in (
        "see /data/checkout/docs",
        "see /home/" + "somebody/x",
        "see /root" + "/x",
        "pip install --index" + "-url x",
    ):
        assert list(lint.private_findings(Path("docs/x.md"), line, words))
    for line in ("see docs/x.md", "under /var/lib/districtprivacy", "a user's /home folder", "https://a.example/root/"):
        assert not list(lint.private_findings(Path("docs/x.md"), line, words))


FILES = [Path("docs/operations.md"), Path("deadlines/services/opening.py"), Path("static/css/site.css")]


@pytest.mark.parametrize("named", ["deadlines/services.py", "elsewhere/", "docs/proof.md", "gone.css", "opening.py/"])
def test_a_document_that_names_a_missing_file_is_refused(named: str) -> None:
    assert [found[1] for found in lint.document_findings(Path("README.md"), f"\nsee `{named}`\n", FILES)] == [2]


@pytest.mark.parametrize(
    "named",
    [
        *("docs/operations.md", "services/opening.py", "site.css", "deadlines/services/", "static/css", "docs/*.md"),
        *("var/ports.json", "/var/lib/x", "manage.py tick", "district.permissions", "a: {b/c}", "https://a.example/b"),
    ],
)
def test_a_document_may_name_what_is_there_and_what_is_no_file(named: str) -> None:
    assert list(lint.document_findings(Path("README.md"), f"see `{named}`", FILES)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "local").glob("*.py")), ids=lambda path: path.name)
def test_what_starts_the_product_needs_nothing_installed(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= {*sys.stdlib_module_names, "local"}
