"""Keeps the tokens of private links out of the log. Loaded before Django's models are, so it knows none."""

import logging
import re


class TokensMasked(logging.Filter):
    """Django's log names the path of each request that it refuses, the web server's of each: the token is left out."""

    # The rooms whose addresses hold one, and whatever looks like one elsewhere: 43 characters of a kind (links.py).
    TOKENS = re.compile(r"(/(?:operators-answer|operators-request|portal/r)/)[^/\s]+|(/)[A-Za-z0-9_-]{43}(?![\w-])")

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._masked(value) for value in record.args)
        elif isinstance(record.args, dict):  # a line of the web server's access log, by the names of its parts
            record.args.update({name: self._masked(value) for name, value in record.args.items()})
        record.msg = self._masked(record.msg)
        return True

    def _masked(self, value: object) -> object:
        return self.TOKENS.sub(r"\1\2…", value) if isinstance(value, str) else value
