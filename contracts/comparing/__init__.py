"""Differences between two versions or two checks, and a schedule against what is in use. No Django, no database."""
