"""The audit trail: what the history tables hold, asked by person, kind, record and time, and said in words."""
