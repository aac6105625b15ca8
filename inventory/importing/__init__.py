"""Spreadsheets into the inventory: read, named, planned row by row, decided on and taken over (A5)."""
