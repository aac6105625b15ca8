"""`python3 -m local COMMAND`: what the Makefile calls. Any Python 3 can read it, so that an unfit one gets a line."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("District Privacy needs Python 3.11 to 3.13. Name one: make run PYTHON=python3.12")
if sys.version_info >= (3, 14):
    sys.exit("District Privacy needs Python 3.11 to 3.13. Name one: make run PYTHON=python3.13")

from local.commands import main

sys.exit(main(sys.argv[1:]))
