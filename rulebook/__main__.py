"""`python -m rulebook RULE --start ISO`: the duedate command without Django."""

import sys

from rulebook.commandline import main

sys.exit(main())
