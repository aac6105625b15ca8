"""Hiding parts of a PDF for good. Bytes and boxes in, bytes and a report out: no Django, no database, no clock."""
