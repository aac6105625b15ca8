"""Apps seen in use against what is approved: a list to decide on (A5)."""
