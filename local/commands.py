"""The commands behind the Makefile. Each first makes sure of what it needs, then steps into .venv."""

import os
import sys
from pathlib import Path

from local.bootstrap import DEVELOPMENT, RUNTIME, ensure_environment
from local.paths import PYTHON, ROOT, VENV, Problem, var, warn
from local.system_packages import ensure_browser, ensure_letter_libraries, ensure_text_recognition


def main(arguments: list[str]) -> int:
    """The exit status. Whatever a person can mend is one line, never a traceback."""
    command, *rest = arguments or ["help"]
    try:
        if command not in COMMANDS:
            raise Problem(f"There is no command {command}. One of: {', '.join(COMMANDS)}")
        return COMMANDS[command](rest)
    except Problem as problem:
        warn(str(problem))
    except KeyboardInterrupt:
        warn("Stopped.")
        return 130
    except OSError as error:  # a full disk, a file of another user
        warn(f"{error.strerror or error}: {error.filename or command}")
    return 1


def inside() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def enter_environment(arguments: list[str]) -> None:
    """Go on as the same command under .venv's Python."""
    if not inside():
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "local", *arguments])


def run(rest: list[str]) -> int:
    from local import run as running

    if not inside():
        running.refuse_second_start(var())
        running.refuse_taken_port(running.Address.from_environment())
        ensure_environment(RUNTIME)
        ensure_letter_libraries()
        enter_environment(["run", *rest])
    return running.run()


def test(rest: list[str]) -> int:
    ensure_environment(DEVELOPMENT)
    ensure_letter_libraries()
    ensure_text_recognition()
    browser = ensure_browser()
    if browser:
        os.environ["CHROMIUM"] = browser
    enter_environment(["tests", *rest])
    return tests(rest)


def tests(rest: list[str]) -> int:
    from local.testing import run_tests

    return run_tests(rest)


def check(rest: list[str]) -> int:
    from local.checks import run_checks

    ensure_environment(DEVELOPMENT)
    ensure_letter_libraries()  # the settings' checks import what makes letters
    enter_environment(["check", *rest])
    return run_checks(rest)


def messages(rest: list[str]) -> int:
    ensure_environment(DEVELOPMENT)
    enter_environment(["messages", *rest])
    from local.within.messages import main as bring_up_to_date

    return bring_up_to_date(rest)


def bench(rest: list[str]) -> int:
    from local.measuring import run_bench

    ensure_environment(DEVELOPMENT)
    ensure_letter_libraries()
    enter_environment(["bench", *rest])
    return run_bench(rest)


COMMANDS = {"run": run, "test": test, "tests": tests, "check": check, "messages": messages, "bench": bench}
