"""Ports on this machine."""

import socket

from local.paths import Problem


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise Problem(f"HOST={host} names no address of this machine ({error.strerror}).") from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that only lingers after a stop is free
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Problem(f"Port {port} may only be used by root. Choose one above 1023: make run PORT=8000") from error
        except OSError:
            return False
    return True


def answers(host: str, port: int, seconds: float = 3.0) -> bool:
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except OSError:
        return False
    return True
