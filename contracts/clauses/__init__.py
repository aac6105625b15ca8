"""The clause checker: text in, findings out. Pure: no Django, no database, no network."""
