"""Work of the public page in the background; its tasks are found through this module."""

from transparency.federation import tasks  # noqa: F401
