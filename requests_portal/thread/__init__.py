"""The correspondence about a request, as the office sees and writes it."""
