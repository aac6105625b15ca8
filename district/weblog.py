"""The web server's own log, which Django's settings do not reach: it shows no token of a private link either."""

from gunicorn.config import Config
from gunicorn.glogging import Logger

from district.masking import TokensMasked


class WebLogger(Logger):
    """gunicorn's access and error log, without the tokens in the paths that they name (`--logger-class`)."""

    def __init__(self, cfg: Config) -> None:
        super().__init__(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(TokensMasked())
