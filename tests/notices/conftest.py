"""People who are told."""

from collections.abc import Callable

import pytest

from district.models import User


@pytest.fixture
def bella(person: Callable[..., User]) -> User:
    """The business manager."""
    return person("Bella Fictional", "business_manager")
