"""Drills: scenarios with invented facts, and the report of how long each step took."""
