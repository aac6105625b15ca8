"""What is missing is named with the command that mends it; where nothing may be skipped, it is refused."""

import pytest

from local import system_packages
from local.paths import Problem


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a browser, where we may not install one."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(system_packages, "BROWSERS", ("no-such-browser",))
    monkeypatch.setattr(system_packages, "can_install", lambda: False)


@pytest.mark.usefixtures("bare")
def test_a_missing_browser_is_named_and_the_journeys_are_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert system_packages.ensure_browser() is None
    said = capsys.readouterr().err
    assert "sudo apt-get install --no-install-recommends chromium" in said
    assert said.count("\n") == 1


@pytest.mark.usefixtures("bare")
def test_the_build_server_refuses_to_skip_the_journeys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem, match="cannot run without chromium"):
        system_packages.ensure_browser()


def test_a_named_browser_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/opt/browser")
    assert system_packages.browser() == "/opt/browser"


def test_missing_letter_libraries_are_named_and_the_start_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "LETTER_LIBRARIES", {"libnowhere.so.9": "libpango-1.0-0"})
    monkeypatch.setattr(system_packages, "can_install", lambda: False)
    system_packages.ensure_letter_libraries()
    assert "sudo apt-get install --no-install-recommends libpango-1.0-0" in capsys.readouterr().err


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that cannot recognise scans, where we may not install anything."""
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: None)


@pytest.mark.usefixtures("without_tesseract")
def test_missing_text_recognition_is_named_and_the_tests_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    system_packages.ensure_text_recognition()
    assert "sudo apt-get install --no-install-recommends tesseract-ocr" in capsys.readouterr().err


@pytest.mark.usefixtures("without_tesseract")
def test_the_build_server_refuses_to_skip_text_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem, match="cannot be recognised without tesseract"):
        system_packages.ensure_text_recognition()
