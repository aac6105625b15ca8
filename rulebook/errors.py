"""What the rulebook refuses, as exceptions with one plain line each."""


class RulebookError(ValueError):
    """Anything that the rulebook will not guess about. Its text is one line, fit to be shown to a person."""


class PackError(RulebookError):
    """A pack that cannot be read: the text names file, line and key."""


class ReckoningError(RulebookError):
    """A date that cannot be reckoned: unknown unit, naive time, a year beyond the calendar, a rule not in force."""


class UnknownRule(RulebookError):
    """No pack holds a rule by that id."""
