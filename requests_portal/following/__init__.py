"""The family's own page of a request: by a private link and a code to the address that it gave."""
