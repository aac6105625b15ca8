"""Pages of the committee and of staff who ask."""
