"""The committee's papers: minutes of a meeting and the report of its progress to the board, as PDF and Word (B4)."""
