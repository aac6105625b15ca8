"""The inventory and the operators as spreadsheets that come in again without changing anything (A5)."""
