"""Papers that the district drafts: built as one neutral structure, written out as Word and as PDF. No database."""
