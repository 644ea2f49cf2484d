"""Speaks to a server byte by byte, as no well-behaved client would, and judges what comes back."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30.0  # a server that has not answered by then hangs
PROBLEM = "application/problem+json"
MEMBERS = {"type": str, "title": str, "status": int, "detail": str, "errors": list}
KIBIBYTE = 1024
ID = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Answer:
    """What came back; status 0: the connection was closed without an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


NOTHING = Answer(0, {}, b"")


def request(
    method: str,
    path: str,
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (("Content-Type", "application/json"),),
    *,
    length: bool = True,
) -> bytes:
    """Write a request down; nothing in it is checked or escaped."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in headers)]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def talk(
    port: int,
    pieces: bytes | Iterable[bytes],
    *,
    method: str = "POST",
    pause: float = 0.0,
    hang_up: bool = False,
) -> Answer:
    """Send pieces until all are sent or an answer comes; `pause`: seconds to listen for one between two pieces."""
    with socket.create_connection((HOST, port), timeout=PATIENCE_SECONDS) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in [pieces] if isinstance(pieces, bytes) else pieces:
                wire.sendall(piece)
                if pause and _says_something(wire, pause):
                    break
        except ConnectionError:
            pass  # it has heard enough; its answer may still be there
        if hang_up:
            return NOTHING
        return _answer(wire, method)


def _says_something(wire: socket.socket, seconds: float) -> bool:
    wire.settimeout(seconds)
    try:
        wire.recv(1, socket.MSG_PEEK)
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    finally:
        wire.settimeout(PATIENCE_SECONDS)
    return True


def _answer(wire: socket.socket, method: str) -> Answer:
    answer = http.client.HTTPResponse(wire, method=method)
    try:
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read())
    except (ConnectionError, http.client.HTTPException):
        return NOTHING
    finally:
        answer.close()


def wrong_with(status: int, media: str, body: bytes, *, has_body: bool = True) -> str:
    """Say what no answer may be: a fault of the server, or a refusal that is not a problem of RFC 9457; "" = good."""
    if status >= 500:
        return f"{status}"
    if status < 400:
        return ""
    if media.partition(";")[0] != PROBLEM:
        return f"{status} is {media or 'nothing'}, not {PROBLEM}"
    if not has_body:
        return ""
    try:
        problem = json.loads(body)
    except ValueError:
        return f"{status} is not JSON"
    if set(problem) != set(MEMBERS) or not all(
        isinstance(problem[key], kind) for key, kind in MEMBERS.items()
    ):
        return f"{status} has not the members of a problem"
    if problem["status"] != status or not problem["title"] or not problem["detail"]:
        return f"{status} does not say what is wrong"
    errors = problem["errors"]
    if not all({"where", "code", "message"} == set(each) for each in errors):
        return f"{status} has errors without place, code or message"
    return ""


def wrong_answer(answer: Answer, *, has_body: bool = True) -> str:
    return wrong_with(answer.status, answer.headers.get("content-type", ""), answer.body, has_body=has_body)


def most_memory(pid: int) -> int:
    """Give the most memory that a process has had, in KiB: the kernel notes it, so nothing slips between two looks."""
    found = re.search(r"^VmHWM:\s+([0-9]+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1])


def operations(described: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give every (method, path) of an OpenAPI file."""
    return [(method.upper(), path) for path, each in described["paths"].items() for method in each]


def filled(path: str, roster: str, answer: str) -> str:
    """Put ids into a path: those of an answer where it asks for one, the demo's prison where it asks for that."""
    if "{prison}" in path:
        return path.replace("{prison}", "open")
    return ID.sub(answer if "/answers/" in path else roster, path)
