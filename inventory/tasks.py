"""What the inventory does by itself: the tasks of its parts are found through this module."""

from inventory.importing import tasks as importing_tasks
from inventory.training import tasks as training_tasks

__all__ = ["importing_tasks", "training_tasks"]
