"""No call breaks the service: whatever is sent, the answer is no 5xx, every 4xx is a problem, and nothing is logged."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from api.app import bare_app
from tests.service.hostile import (
    HEADS,
    HOSTS,
    HUGE,
    MARK,
    MARKED_PRISON_NUMBER,
    METHODS,
    QUERIES,
    TAILS,
    TOKENS,
    WHOLE,
    bodies,
    marked_morning,
    spoilt,
)
from tests.service.running import Server, serving
from tests.service.wire import (
    KIBIBYTE,
    Answer,
    chunk,
    filled,
    most_memory,
    operations,
    request,
    talk,
    wrong_answer,
)

MOST_MEBIBYTES = 600  # of the server's own process at any moment, whatever comes
MOST_SECONDS = 20.0  # for any one answer; the test machine may be busy
BODY_SECONDS = 2.0
BODY_BYTES = 4 * 1024 * 1024
POSTS = sorted(path for method, path in operations(bare_app().openapi()) if method == "POST")
PATHS = sorted({path for _, path in operations(bare_app().openapi())})
TRIES, REST_SECONDS = 60, 1.0  # a full queue empties


@dataclass
class Attacked:
    """A server under attack, with a roster and an answer to attack, and what was wrong with its answers."""

    server: Server
    roster: str = ""
    answer: str = ""
    stated: dict[str, object] = field(default_factory=dict)
    sent: int = 0
    wrong: list[str] = field(default_factory=list)

    def path(self, path: str) -> str:
        return filled(path, self.roster, self.answer)

    def send(
        self,
        name: str,
        pieces: bytes | Iterator[bytes],
        *,
        method: str = "POST",
        silence: bool = False,
        pause: float = 0,
    ) -> Answer:
        """Send something and judge the answer. `silence`: the connection may also be closed without one."""
        began = time.monotonic()
        found = talk(self.server.port, pieces, method=method, pause=pause)
        self.sent += 1
        fault = wrong_answer(found, has_body=method != "HEAD")
        if not found.status and not silence:
            fault = "no answer"
        if time.monotonic() - began > MOST_SECONDS:
            fault = f"it took {time.monotonic() - began:.0f} seconds"
        if fault:
            self.wrong.append(f"{name}: {fault} {found.body[:200]!r}")
        return found

    def make(self) -> dict[str, object]:
        """Have an honest roster made, as soon as there is room in the queue."""
        body = json.dumps(marked_morning()).encode()
        for _ in range(TRIES):
            found = talk(self.server.port, request("POST", "/v1/rosters?wait=60", body))
            if found.status != 429:
                break
            time.sleep(REST_SECONDS)
        assert found.status == 201, found
        record: dict[str, object] = found.json
        assert record["status"] == "done", record["errors"]
        return record


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    settings = {"solves": "1", "queue": "4", "most_seconds": "2", "body_seconds": str(BODY_SECONDS)}
    with serving(tmp_path_factory.mktemp("attacked"), **settings, body_bytes=str(BODY_BYTES)) as server:
        attack = Attacked(server)
        record = attack.make()
        attack.roster, attack.stated = str(record["id"]), dict(record["roster"])  # type: ignore[call-overload]
        asked = request("POST", attack.path("/v1/rosters/{id}/explain?wait=60"), b'{"options":{"seconds":1}}')
        attack.answer = talk(server.port, asked).json["id"]
        yield attack
        attack.make()  # after all of it, an honest morning is still planned
        print(f"\n{attack.sent} hostile requests; the server had at most {memory(server)} MiB")  # noqa: T201


@pytest.fixture(autouse=True)
def _unbroken(attacked: Attacked) -> Iterator[None]:
    """After each attack: nothing was wrong, the server is well, small, and has written down nothing of it."""
    attacked.wrong.clear()
    yield
    assert attacked.wrong == []
    assert talk(attacked.server.port, request("GET", "/v1/health"), method="GET").status == 200
    assert memory(attacked.server) < MOST_MEBIBYTES
    log = attacked.server.log()
    for secret in (MARK, MARK.lower(), MARKED_PRISON_NUMBER, "Invented", "Traceback"):
        assert secret not in log, log[max(0, log.index(secret) - 500) :][:1000]


def memory(server: Server) -> int:
    assert server.process is not None
    return most_memory(server.process.pid) // KIBIBYTE


@pytest.mark.parametrize("path", POSTS)
def test_no_value_in_any_place_of_a_body_breaks_a_call(attacked: Attacked, path: str) -> None:
    body = bodies(attacked.stated).get(path.rpartition("/")[2], {"a": 1})

    for name, text in spoilt(body, TOKENS):
        attacked.send(f"{path}: {name}", request("POST", attacked.path(path), text))


@pytest.mark.parametrize("path", POSTS)
def test_no_body_and_no_head_breaks_a_call(attacked: Attacked, path: str) -> None:
    there = attacked.path(path)

    for name, body in WHOLE.items():
        attacked.send(f"{path}: {name}", request("POST", there, body))
    for name, headers in HEADS.items():
        found = attacked.send(f"{path}: {name}", request("POST", there, b'{"a":1}', headers))
        assert not 200 <= found.status < 300
    for version in ("1.0", "1.1"):
        attacked.send(f"{path}: HTTP {version}, no host", f"POST {there} HTTP/{version}\r\n\r\n".encode())


def test_no_address_breaks_a_call(attacked: Attacked) -> None:
    for path in PATHS:
        start = attacked.path(path)
        for tail in TAILS:
            for there in (start + tail, f"{start}/{tail}"):
                asked = request("GET", there, headers=[("Connection", "close")])
                attacked.send(f"GET {there[:80]}", asked, method="GET")


def test_no_query_and_no_host_breaks_a_call(attacked: Attacked) -> None:
    for method, path in operations(bare_app().openapi()):
        for query in QUERIES:
            asked = request(method, f"{attacked.path(path)}?{query}", b"{}")
            attacked.send(f"{method} {path}?{query[:60]}", asked, method=method)
        for host in HOSTS:
            asked = request(method, attacked.path(path)).replace(b"127.0.0.1", host.encode("latin-1"), 1)
            attacked.send(f"{method} {path}, host {host[:20]}", asked, method=method)


def test_a_method_that_nobody_serves_is_refused(attacked: Attacked) -> None:
    served = set(operations(bare_app().openapi()))

    for path in [
        *PATHS,
        "/docs",
        "/docs/start.js",
        "/docs/files/swagger-ui.css",
        "/openapi.json",
        "/nowhere",
        "*",
    ]:
        for method in {*METHODS, "GET", "POST"} - {method for method, there in served if there == path}:
            found = attacked.send(
                f"{method} {path}", request(method, attacked.path(path), b"{}"), method=method
            )
            if path in PATHS:
                assert found.status in (400, 405), (method, path, found.status)


def test_events_are_asked_for_from_anywhere(attacked: Attacked) -> None:
    for path in ("/v1/rosters/{id}/events", "/v1/answers/{id}/events"):
        for last in (
            "",
            "-1",
            "1e3",
            "nan",
            "9" * 18,
            "9" * 19,
            "9" * 5000,
            "0x1",
            "\xb2",
            MARK,
            "1,2",
            " 1 ",
        ):
            asked = request("GET", attacked.path(path), headers=[("Last-Event-ID", last)])
            attacked.send(f"{path} after {last[:20]}", asked, method="GET")


def test_a_body_of_an_impossible_length_is_refused(attacked: Attacked) -> None:
    json_body = ("Content-Type", "application/json")
    for length in ("-1", "1e3", "0x10", "", " ", "\xb2", HUGE, str(2**63), "1, 2", "+1", str(BODY_BYTES + 1)):
        for path in POSTS:
            asked = request(
                "POST", attacked.path(path), headers=[json_body, ("Content-Length", length)], length=False
            )
            found = attacked.send(f"{path}: {length[:20]} long", asked + b"{}", pause=0.01)
            assert not 200 <= found.status < 300, (path, length)
    both = [json_body, ("Content-Length", "2"), ("Transfer-Encoding", "chunked")]
    twice = [json_body, ("Content-Length", "2"), ("Content-Length", "3")]
    strange = [json_body, ("Transfer-Encoding", "chunked, gzip, identity")]
    for headers in (both, twice, strange):
        found = attacked.send("two lengths", request("POST", "/v1/validate", b"{}", headers, length=False))
        assert found.status == 400


@pytest.mark.parametrize("path", POSTS)
def test_a_body_without_an_end_is_refused(attacked: Attacked, path: str) -> None:
    piece = b" " * 65_536
    headers = [("Content-Type", "application/json")]
    takes_a_body = path.rpartition("/")[2] not in ("finish", "cancel")

    def endless() -> Iterator[bytes]:
        yield request(
            "POST", attacked.path(path), headers=[*headers, ("Transfer-Encoding", "chunked")], length=False
        )
        for _ in range(16 * BODY_BYTES // len(piece)):
            yield chunk(piece)

    def too_large() -> Iterator[bytes]:
        length = ("Content-Length", str(16 * BODY_BYTES))
        yield request("POST", attacked.path(path), headers=[*headers, length], length=False)
        for _ in range(16 * BODY_BYTES // len(piece)):
            yield piece

    for name, body in (("endless", endless()), ("too large", too_large())):
        found = attacked.send(f"{path}: {name}", body, pause=0.001, silence=True)
        assert found.status in ((413, 0) if takes_a_body else (409, 0))


def test_a_body_that_comes_byte_by_byte_is_refused_when_the_time_is_up(attacked: Attacked) -> None:
    began = time.monotonic()

    def slowly() -> Iterator[bytes]:
        yield request(
            "POST",
            "/v1/validate",
            headers=[("Content-Type", "application/json"), ("Content-Length", "9999")],
            length=False,
        )
        while time.monotonic() - began < 10 * BODY_SECONDS:
            yield b" "

    found = attacked.send("slow", slowly(), pause=0.05)

    assert found.status == 408
    assert time.monotonic() - began < 5 * BODY_SECONDS


@pytest.mark.parametrize("path", POSTS)
def test_a_caller_may_hang_up_at_any_moment(attacked: Attacked, path: str) -> None:
    body = bodies(attacked.stated).get(path.rpartition("/")[2], {"a": 1})
    whole = request("POST", attacked.path(path), json.dumps(body).encode())

    for part in range(1, 10):
        talk(attacked.server.port, whole[: len(whole) * part // 10], hang_up=True)
    found = attacked.send(f"{path}: after hanging up", request("POST", attacked.path(path), b"[]"))
    assert found.status in (409, 422)


def test_an_idempotency_key_is_a_short_text(attacked: Attacked) -> None:
    body = json.dumps(marked_morning()).encode()
    for path, status in (("/v1/rosters", 422), ("/v1/rosters/{id}/explain", 422)):
        for key in ("", "k" * 256, "k" * 300, " " * 300):
            headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)]
            found = attacked.send(f"key {key[:5]}", request("POST", attacked.path(path), body, headers))
            assert found.status == status, (key, found)
        for key in ("\x00", "\x07", "a\x0bb", "a\x7fb"):  # no head may hold these at all
            headers = [("Content-Type", "application/json"), ("Idempotency-Key", key)]
            found = attacked.send(f"key {key!r}", request("POST", attacked.path(path), body, headers))
            assert found.status in (400, 422, 202, 429), (key, found)
