"""`make run` with small programs in the place of the product's, so that starts and stops take a second.

`python stand_in.py FOLDER`; PostgreSQL and Valkey are the real ones. Environment: DISTRICTPRIVACY_VAR, PORT, and which
management command FAILS or LASTS.
"""

import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from local import processes
from local.commands import COMMANDS, main
from local.run import run
from local.supervisor import Supervisor

MANAGE = """
import os, sys, time
if os.environ.get("FAILS") == sys.argv[1]:
    sys.exit("Traceback of a hundred lines\\nNo such district")
if os.environ.get("LASTS") == sys.argv[1]:
    time.sleep(600)
print("ran", sys.argv[1])
"""
WEB = """
import http.server, os, sys

class Healthz(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "well", "database": {"status": "well"}}')

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Healthz).serve_forever()
"""
SLEEP = """
import time
time.sleep(600)
"""


def script(name: str, environment: processes.Environment) -> list[str]:
    return [f"{name}.py"]


def stand_in(folder: Path) -> None:
    for name, text in {"manage": MANAGE, "web": WEB, "worker": SLEEP, "beat": SLEEP}.items():
        (folder / f"{name}.py").write_text(text)
    Supervisor.folder = folder
    processes.PROCESSES |= {name: partial(script, name) for name in ("web", "worker", "beat")}
    COMMANDS["run"] = lambda rest: run()


if __name__ == "__main__":
    stand_in(Path(sys.argv[1]))
    sys.exit(main(["run"]))
