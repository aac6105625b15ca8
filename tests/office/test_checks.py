"""What `check --deploy` tells a district before it goes live."""

from typing import Any

import pytest

from districtprivacy.checks import deployment


def ids() -> set[str | None]:
    return {message.id for message in deployment()}


@pytest.mark.parametrize(
    "backend", ["notices.emlfolder.EmailBackend", "django.core.mail.backends.filebased.EmailBackend"]
)
def test_mail_into_a_folder_is_told(settings: Any, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    assert "districtprivacy.W002" in ids()


def test_mail_over_a_server_is_not(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "districtprivacy.W002" not in ids()
