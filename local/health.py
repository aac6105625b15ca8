"""Ask /healthz. `python -m local.health [COMPONENT...]` is the containers' health check: status 1 where not well."""

import http.client
import json
import os
import sys
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Health:
    """What /healthz said: well or not, and why not by component."""

    well: bool
    unwell: dict[str, str] = field(default_factory=dict)


def health(host: str, port: int, seconds: float = 5.0) -> Health:
    """Never raises: a server that does not answer is a component that is not well."""
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        # As a proxy in front would ask: the hosts allowed are the district's own, and loopback is no HTTPS.
        connection.request(
            "GET",
            "/healthz",
            headers={"Host": os.environ.get("HEALTH_HOST", "localhost"), "X-Forwarded-Proto": "https"},
        )
        answer = connection.getresponse()
        said = json.loads(answer.read())
    except (OSError, http.client.HTTPException) as error:
        return Health(False, {"web": f"does not answer at {host} port {port} ({error})"})
    except ValueError:
        return Health(False, {"web": f"answered /healthz with status {answer.status} and no JSON"})
    finally:
        connection.close()
    return Health(answer.status == 200, _unwell(said))


def _unwell(said: object) -> dict[str, str]:
    parts = said.items() if isinstance(said, dict) else ()
    return {
        name: _words(part) for name, part in parts if isinstance(part, dict) and part.get("status", "well") != "well"
    }


def _words(part: dict[str, object]) -> str:
    age = part.get("age_seconds")
    seen = f", last seen {age:.0f} seconds ago" if isinstance(age, int | float) else ""
    return f"{part['status']}{seen}"


def main(components: list[str]) -> int:
    found = health(os.environ.get("HEALTH_AT", "127.0.0.1"), int(os.environ.get("PORT", "8000")))
    bad = {name: why for name, why in found.unwell.items() if not components or name in {*components, "web"}}
    for name, why in bad.items():
        print(f"{name}: {why}")
    return 1 if bad or (not components and not found.well) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
