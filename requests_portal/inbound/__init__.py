"""E-mail that comes in for a request: by a pipe, a signed call, or a file that somebody saved."""
