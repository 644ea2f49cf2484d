"""What comes before a call: heads that never end, never come, or are no HTTP, and bodies that nobody reads."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import uvicorn

from api.http import connection
from api.http.connection import MOST_HEAD, Connection
from tests.service.wire import HOST, Answer, chunk, request, talk, wrong_answer

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

SOON = 0.3  # the time for a head in these tests
PIECE = b"a" * 4096


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body only of /read, and says yes."""
    while scope["path"] == "/read":
        message = await receive()
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
    await send({"type": "http.response.body", "body": b"yes"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(connection, "HEAD_SECONDS", SOON)
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        listening.listen()  # so that a call is not refused before the server has begun
        config = uvicorn.Config(
            app, http=Connection, ws="none", log_config=None, lifespan="off", timeout_keep_alive=30
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=asyncio.run, args=(server.serve([listening]),))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def heard(wire: socket.socket, times: int) -> bytes:
    """Listen until so many answers are there."""
    found = b""
    while found.count(b"yes") < times:
        piece = wire.recv(4096)
        assert piece
        found += piece
    return found


def refused(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert wrong_answer(answer) == ""
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_http_is_refused_as_a_problem(port: int) -> None:
    for nonsense in (
        b"\x16\x03\x01\x02\x00 TLS?\r\n\r\n",
        b"FOO / HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
    ):
        refused(talk(port, nonsense), 400)


def test_a_head_without_an_end_is_refused(port: int) -> None:
    def head() -> Iterator[bytes]:
        yield b"GET / HTTP/1.1\r\nA: "
        for _ in range(100 * MOST_HEAD // len(PIECE)):
            yield PIECE

    answer = talk(port, head(), pause=0.001)

    refused(answer, 431)


def test_trailers_without_an_end_are_refused(port: int) -> None:
    def trailers() -> Iterator[bytes]:
        yield request("POST", "/read", headers=[("Transfer-Encoding", "chunked")], length=False) + b"0\r\n"
        for number in range(100 * MOST_HEAD // len(PIECE)):
            yield b"A%d: %b\r\n" % (number, PIECE)

    refused(talk(port, trailers(), pause=0.001), 431)


def test_a_long_body_is_no_long_head(port: int) -> None:
    answer = talk(port, request("POST", "/read", PIECE * 100))

    assert answer.body == b"yes"


def test_a_head_that_takes_too_long_is_refused(port: int) -> None:
    refused(talk(port, b"GET / HTTP/1.1\r\nA: "), 408)


def test_a_connection_on_which_nothing_comes_is_closed_in_silence(port: int) -> None:
    assert talk(port, b"").status == 0


def test_a_body_that_nobody_reads_does_not_hold_the_connection(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=10) as wire:
        wire.sendall(
            request("POST", "/", headers=[("Transfer-Encoding", "chunked")], length=False) + chunk(b"a")
        )
        heard(wire, 1)

        wire.settimeout(SOON / 10)
        until = time.monotonic() + 20 * SOON
        while time.monotonic() < until:  # it ends by itself much sooner
            try:
                wire.sendall(chunk(b"a"))
                assert wire.recv(1) == b""
                return
            except TimeoutError:
                continue
            except ConnectionError:
                return

    raise AssertionError("the connection is still there")


def test_a_call_after_a_call_is_answered_and_an_answer_is_not_cut_off(port: int) -> None:
    with socket.create_connection((HOST, port), timeout=10) as wire:
        for _ in range(3):
            wire.sendall(request("GET", "/", headers=()))
            heard(wire, 1)
        wire.sendall(request("GET", "/", headers=()) * 2)
        assert heard(wire, 2).count(b"HTTP/1.1 200") == 2


def test_a_fault_inside_a_body_is_refused_before_it_is_answered(port: int) -> None:
    wrong = request("POST", "/read", headers=[("Transfer-Encoding", "chunked")], length=False) + b"zz\r\n"

    refused(talk(port, wrong), 400)
