"""The checker's version, apart from its patterns, so that asking for it costs nothing."""

CHECKER_VERSION = "2026.4"  # a change of any wording or rule is a new one
