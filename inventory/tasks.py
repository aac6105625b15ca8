"""What the inventory does by itself: the tasks of its parts are found through this module."""

from inventory.committee import tasks as committee_tasks
from inventory.importing import tasks as importing_tasks
from inventory.training import tasks as training_tasks

__all__ = ["committee_tasks", "importing_tasks", "training_tasks"]
