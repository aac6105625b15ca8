"""What the clocks refuse."""


class DeadlineRefused(ValueError):
    """A change that a clock does not allow. Its text is one line, fit to be shown to a person."""
