"""Trainings that the district requires: who has done them and who has not (B5)."""
