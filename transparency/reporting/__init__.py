"""Papers about the whole: the yearly notice to parents (E2), the reporting form (E1), the report to the board."""
