"""An address that a person entered is read with bounds, and never inside a private network."""

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from district import fetching
from district.fetching import Fetched, FetchRefused, address_checked, fetch
from tests.webserving import Answer, Serve, send


def read(address: str, *, most_bytes: int = 1000, seconds: float = 5, etag: str = "") -> Fetched:
    return fetch(address, most_bytes=most_bytes, seconds=seconds, etag=etag)


def test_an_answer_comes_with_its_type_and_bytes(serve: Serve) -> None:
    found = read(serve(lambda one: send(one, b'{"a": 1}', ETag='"x"')))
    assert (found.status, found.media_type, found.etag, found.body) == (200, "application/json", '"x"', b'{"a": 1}')


def test_what_did_not_change_is_not_sent_again(serve: Serve) -> None:
    address = serve(lambda one: send(one, status=304 if one.headers["If-None-Match"] == '"x"' else 200))
    assert read(address, etag='"x"').status == 304


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.8/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.8]/",
        "http://[64:ff9b::a00:8]/",
        "http://[2002:a00:8::]/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://2130706433/",
    ],
)
def test_private_networks_are_never_asked(address: str) -> None:
    with pytest.raises(FetchRefused, match=r"private network|no such place"):
        read(address)


@pytest.mark.parametrize(
    "address",
    ["ftp://district.example/", "file:///etc/passwd", "district.example", "https://", "http://[", "https://a:99999/"],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(FetchRefused):
        address_checked(address)


def test_names_passwords_and_odd_ports_are_refused() -> None:
    with pytest.raises(FetchRefused, match="password"):
        address_checked("https://user:secret@district.example/")
    with pytest.raises(FetchRefused, match="ports"):
        address_checked("https://district.example:8443/")


def test_a_redirect_into_a_private_network_is_refused(serve: Serve) -> None:
    address = serve(lambda one: send(one, status=302, Location="http://10.0.0.8/"))
    with pytest.raises(FetchRefused, match="private network"):
        read(address)


def test_redirects_end(serve: Serve) -> None:
    with pytest.raises(FetchRefused, match="leads on more than"):
        read(serve(lambda one: send(one, status=301, Location="/again")))


def test_an_answer_that_is_too_large_is_left_alone(serve: Serve) -> None:
    with pytest.raises(FetchRefused, match="larger than"):
        read(serve(lambda one: send(one, b"x" * 1001)))


def test_a_packed_answer_is_refused(serve: Serve) -> None:
    address = serve(lambda one: send(one, gzip.compress(b"x" * 900_000), Content_Encoding="gzip"))
    with pytest.raises(FetchRefused, match="packed"):
        read(address)


def drip_body(one: BaseHTTPRequestHandler) -> None:
    one.send_response(200)
    one.send_header("Connection", "close")
    one.end_headers()
    for _ in range(200):
        one.wfile.write(b"x")
        one.wfile.flush()
        time.sleep(0.05)


def drip_head(one: BaseHTTPRequestHandler) -> None:
    for _ in range(200):
        one.wfile.write(b"H")
        one.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drip_body, drip_head])
def test_a_slow_answer_is_cut_off(serve: Serve, answer: Answer) -> None:
    began = time.monotonic()
    with pytest.raises(FetchRefused, match=r"in time|too long"):
        read(serve(answer), seconds=0.5)
    assert time.monotonic() - began < 5


def test_a_name_that_nobody_answers_for_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answered, released = threading.Event(), threading.Event()

    def never(*given: object, **more: object) -> list[object]:
        answered.wait(10)
        released.set()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", never)
    began = time.monotonic()
    with pytest.raises(FetchRefused, match="looked up in time"):
        read("http://slow.example/", seconds=0.05)
    assert time.monotonic() - began < 2
    answered.set()
    assert released.wait(5)


def test_names_that_are_never_answered_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LOOKUPS", threading.BoundedSemaphore(1))
    asked, answered = [], threading.Event()

    def never(*given: object, **more: object) -> list[object]:
        asked.append(given)
        answered.wait(10)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", never)
    for sentence in ("looked up in time", "Too many names", "Too many names"):
        with pytest.raises(FetchRefused, match=sentence):
            read("http://slow.example/", seconds=0.05)
    assert len(asked) == 1
    answered.set()
    with pytest.raises(FetchRefused, match="no such place"):  # the place is free again
        read("http://slow.example/")


def test_an_answer_that_breaks_off_is_no_answer(serve: Serve) -> None:
    def broken(one: BaseHTTPRequestHandler) -> None:
        one.send_response(200)
        one.send_header("Content-Length", "100")
        one.end_headers()
        one.wfile.write(b"half")
        one.close_connection = True

    with pytest.raises(FetchRefused, match="broke off"):
        read(serve(broken))
