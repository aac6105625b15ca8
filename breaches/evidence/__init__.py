"""The evidence file of a breach: everything that was known, done, sent and posted, in one PDF (docs/evidence.md)."""
