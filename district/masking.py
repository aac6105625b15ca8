"""Keeps the tokens of private links out of the log. Loaded before Django's models are, so it knows none."""

import logging
import re


class TokensMasked(logging.Filter):
    """Django's log names the path of each request that it refuses: the token in it is left out."""

    TOKENS = re.compile(r"(/(?:operators-answer)/)[^/\s]+")

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._masked(value) for value in record.args)
        record.msg = self._masked(record.msg)
        return True

    def _masked(self, value: object) -> object:
        return self.TOKENS.sub(r"\1…", value) if isinstance(value, str) else value
