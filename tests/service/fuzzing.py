"""Sends a server calls that are made from its own description, and counts what comes back; nothing may be 5xx."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.service.hostile import TOKENS, WHOLE, bodies, spoilt
from tests.service.running import Server, small_morning

PROBLEM = "application/problem+json"
PROBLEM_KEYS = {"type", "title", "status", "detail", "errors"}
UNWELL = 500
BUSY = 503  # an honest answer of a server that cannot at the moment; with Retry-After
LARGE = 1_000_000  # bytes: larger bodies are tried once each elsewhere
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Told:
    """What came back: how often which status, and what is wrong with it, in words."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    largest: int = 0  # of the server's memory, in mebibytes

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    def hear(self, name: str, answer: httpx.Response) -> None:
        """Count an answer, and look whether it is as it should be."""
        self.statuses[answer.status_code] += 1
        status, media = answer.status_code, answer.headers.get("content-type", "")
        if status >= UNWELL and not (status == BUSY and "retry-after" in answer.headers):
            self.wrong.append(f"{name}: {status}")
        elif status >= httpx.codes.BAD_REQUEST:
            if media != PROBLEM:
                self.wrong.append(f"{name}: {status} as {media}")
            elif not answer.json().keys() >= PROBLEM_KEYS or answer.json()["status"] != status:
                self.wrong.append(f"{name}: {status} without all that a problem says")

    def table(self) -> str:
        """Give the counts as lines of text."""
        classes = Counter({f"{status // 100}xx": 0 for status in self.statuses})
        for status, number in self.statuses.items():
            classes[f"{status // 100}xx"] += number
        lines = [f"{name:20}{number:>10,}" for name, number in sorted(classes.items())]
        lines += [
            f"{'wrong answers':20}{len(self.wrong):>10,}",
            f"{'largest memory MiB':20}{self.largest:>10,}",
        ]
        return "\n".join([f"{'requests':20}{self.requests:>10,}", *lines, *self.wrong[:10]])


class Fuzzing:
    """Makes calls from the description of a server, with the ids of jobs that are there, and with hostile bodies."""

    def __init__(self, server: Server, chance: int = 0) -> None:
        self.server = server
        self.told = Told()
        self.chance = random.Random(chance)
        self.client = server.client()
        self.schema = schemathesis.openapi.from_dict(self.client.get("/openapi.json").json())
        morning = small_morning() | {"options": {"days": 1, "seconds": 1, "workers": 1}}
        made = self.client.post("/v1/rosters?wait=60", json=morning).json()["id"]
        asked = {"tasks": ["T1"], "options": {"seconds": 1}}
        answer = self.client.post(f"/v1/rosters/{made}/explain?wait=60", json=asked).json()["id"]
        self.ids = {"rosters": made, "answers": answer}
        self.good = bodies(self.client.get(f"/v1/rosters/{made}").json()["roster"])

    def run(self, requests: int) -> Told:
        """Make so many calls, or a few more: half of them sensible but for their content, half of them not."""
        operations = [each.ok() for each in self.schema.get_all_operations() if isinstance(each, Ok)]
        each = max(1, requests // (len(operations) * (len(MODES) + 1)))
        for operation in operations:
            for mode in MODES:
                self._generated(operation, mode, each)
            self._hostile(operation, each)
            self.told.largest = max(self.told.largest, memory(self.server))
        while self.told.requests < requests:
            self._hostile(self.chance.choice(operations), each)
        self.client.close()
        return self.told

    def _generated(self, operation: Any, mode: GenerationMode, number: int) -> None:
        @seed(self.chance.randrange(1000))
        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            self._real_ids(case.path, case.path_parameters)
            sent = case.as_transport_kwargs(base_url=self.server.url)
            sent.pop("cookies", None)
            if isinstance(sent.get("data"), str | bytes):
                sent["content"] = sent.pop("data")
            self._send(f"{operation.method} {operation.path}", lambda: self.client.request(**sent))

        with suppress(Unsatisfiable):  # what takes nothing cannot be called wrongly
            send()

    def _real_ids(self, path: str, parameters: dict[str, Any] | None) -> None:
        """Name a job that is there, more often than not: else nothing behind the fence would ever be asked."""
        kind = "answers" if "/answers/" in path else "rosters"
        for name in ("id", "other"):
            if parameters and name in parameters and self.chance.random() < 2 / 3:
                parameters[name] = self.ids[kind]

    def _hostile(self, operation: Any, number: int) -> None:
        """Send what no honest program sends; calls without a body get it all the same."""
        path = operation.path
        for name in ("rosters", "answers"):
            path = path.replace(f"/{name}/{{id}}", f"/{name}/{self.ids[name]}")
        path = path.replace("{other}", self.ids["rosters"]).replace("{prison}", "open")
        for body in self._bodies(operation.path, number):
            headers = {"content-type": "application/json"}
            sending = partial(
                self.client.request, operation.method.upper(), path, content=body, headers=headers
            )
            self._send(f"{operation.method} {operation.path}, hostile", sending)

    def _bodies(self, path: str, number: int) -> list[bytes]:
        """Choose some bodies: good ones with one hostile value in them, and some that are hostile as a whole."""
        good = self.good.get(path.rpartition("/")[2], {})
        found = [body for _, body in spoilt(good, TOKENS)] if good else []
        found += [body for body in WHOLE.values() if len(body) < LARGE]
        return self.chance.choices(found, k=number)

    def _send(self, name: str, call: Callable[[], httpx.Response]) -> None:
        try:
            self.told.hear(name, call())
        except (httpx.InvalidURL, httpx.LocalProtocolError, UnicodeError, ValueError):
            return  # our own side would not send it
        except httpx.TransportError:
            self.client.close()
            self.client = self.server.client()
            self.told.statuses[0] += 1  # hung up on, as what is no HTTP may be; the server must go on
            self.client.get("/health/ping").raise_for_status()


def memory(server: Server) -> int:
    """Give how much memory the server has, in mebibytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1024


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m tests.service.fuzzing 20000`: print the counts; 1 if anything was wrong."""
    import tempfile

    requests = int((argv or sys.argv[1:])[0])
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="omu-fuzz-") as folder:
        server = Server(Path(folder), CHEAP).start()
        try:
            told = Fuzzing(server).run(requests)
        finally:
            server.stop()
    print(told.table())  # noqa: T201
    print(json.dumps({"seconds": round(time.monotonic() - begun)}))  # noqa: T201
    return 1 if told.wrong else 0


CHEAP = {
    "OMU_SOLVES": "1",
    "OMU_MOST_SECONDS": "2",
    "OMU_QUEUE": "5",
    "OMU_STOP_SECONDS": "0",
    "OMU_LOG_LEVEL": "ERROR",
}
"""Settings of a server for this: jobs are short, and only a few may wait."""


if __name__ == "__main__":
    raise SystemExit(main())
