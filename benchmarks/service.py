"""How fast the service answers: reads while two solves run, beside pings in the same run; what it adds to a solve.

`python -m benchmarks.service` starts a server on a free port of this machine, with a database of its own, and stops it.
Reads and pings take turns in short slices, so that both meet the same load. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from api.jobs.asking import question_of
from api.kinds import roster
from api.kinds.kind import Work
from roster.demo import demo_request

HOST = "127.0.0.1"
CALLERS = 16  # connections that ask side by side
SLICE_SECONDS = 2.0
SOLVES = 2
LONG_SECONDS = 590.0
SMALL = 30  # rosters whose added time is measured
START_SECONDS = 60.0
FEW = 4  # tasks of a small morning
REST_SECONDS = 0.5


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=10, help="slices of two seconds, for each of the calls")
    parser.add_argument("--idle", action="store_true", help="without solves beside it")
    parser.add_argument("--url", default="", help="OMU_DATABASE_URL of the server (left out: a SQLite file)")
    options = parser.parse_args(argv)
    with (
        tempfile.TemporaryDirectory(prefix="omu-service-") as folder,
        serving(Path(folder), options.url) as client,
    ):
        added = added_seconds(client)
        there = client.post("/v1/rosters?wait=60", json=large(3)).headers["location"]
        while client.get(there).json()["status"] != "done":
            time.sleep(0.2)
        if not options.idle:
            keep_solving(client)
        calls = {"ping": "/health/ping", "roster": there, "list": "/v1/rosters?limit=50"}
        found: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(options.slices):
            for name, path in calls.items():
                found[name] += slice_of(client.base_url, path)
        size = len(client.get(there).content)
    seconds = options.slices * SLICE_SECONDS
    print(
        json.dumps(
            {"small_roster_added_ms": added, "roster_bytes": size, "solves": 0 if options.idle else SOLVES}
        )
    )
    ping = len(found["ping"]) / seconds
    for name, times in found.items():
        rate = len(times) / seconds
        line = {
            "call": name,
            "per_second": round(rate),
            "to_ping": round(rate / ping, 2),
            **percentiles(times),
        }
        print(json.dumps(line))
    return 0


def percentiles(times: list[float]) -> dict[str, float]:
    """Give the median, the 99th percentile and the longest, in milliseconds."""
    cuts = statistics.quantiles(times, n=100)
    return {
        "p50_ms": round(cuts[49] * 1e3, 1),
        "p99_ms": round(cuts[98] * 1e3, 1),
        "max_ms": round(max(times) * 1e3, 1),
    }


def added_seconds(client: httpx.Client) -> dict[str, float]:
    """Measure what a call adds to the work, in milliseconds: the same small roster by HTTP and here, turn about."""
    body = small()
    asked = {"options": body["options"]}
    morning = {key: value for key, value in body.items() if key != "options"}
    question = question_of(roster.NAME, morning, asked, None)
    for warming in (
        lambda: roster.KIND.do(question, Work()),
        lambda: client.post("/v1/rosters?wait=60", json=body),
    ):
        warming()
    by_http, here = [], []
    for _ in range(SMALL):
        by_http.append(timed(lambda: client.post("/v1/rosters?wait=60", json=body)))
        time.sleep(REST_SECONDS)  # its papers are being printed
        here.append(timed(lambda: roster.KIND.do(question, Work())))
    added = statistics.median(by_http) - statistics.median(here)
    return {
        "added": round(added * 1e3, 1),
        "by_http_median": round(statistics.median(by_http) * 1e3, 1),
        "here_median": round(statistics.median(here) * 1e3, 1),
    }


def timed(work: Callable[[], object]) -> float:
    """Give how long something takes, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def small() -> dict[str, Any]:
    """Give a morning of a few tasks."""
    body = demo_request("open", seed=1)
    alone = [task for task in body["tasks"] if not task.get("after")]
    body["tasks"] = alone[:FEW]
    body.pop("overrides", None)
    body["options"] = {"days": 1, "seconds": 20, "workers": 1, "seed": 0}
    return body


def large(seconds: float) -> dict[str, Any]:
    """Give a large local prison's day."""
    return demo_request("local", seed=1) | {
        "options": {"days": 1, "seconds": seconds, "workers": 1, "seed": 0}
    }


def keep_solving(client: httpx.Client) -> None:
    """Have two solves under way."""
    for _ in range(SOLVES):
        client.post("/v1/rosters", json=large(LONG_SECONDS))
    while client.get("/v1/health").json()["components"]["database"]["solving"] < SOLVES:
        time.sleep(0.1)
    time.sleep(5)  # past reading and building


def slice_of(url: httpx.URL, path: str) -> list[float]:
    """Ask for one path from many connections for a while; give how long each answer took, in seconds.

    The caller here is as light as can be: what it takes of the processors is not there for the server.
    """
    with asyncio.Runner() as runner:
        return runner.run(_slice(url, path))


async def _slice(url: httpx.URL, path: str) -> list[float]:
    times: list[float] = []
    until = time.perf_counter() + SLICE_SECONDS
    await asyncio.gather(*(_ask(url, path, until, times) for _ in range(CALLERS)))
    return times


async def _ask(url: httpx.URL, path: str, until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection(url.host, url.port)
    call = f"GET {path} HTTP/1.1\r\nHost: {url.host}\r\n\r\n".encode()
    while (begun := time.perf_counter()) < until:
        writer.write(call)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        await reader.readexactly(int(length.partition(b":")[2]))
        times.append(time.perf_counter() - begun)
    writer.close()


@contextmanager
def serving(folder: Path, url: str) -> Iterator[httpx.Client]:
    """Have a server for a while."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        port = one.getsockname()[1]
    settings = {
        "OMU_DATABASE_URL": url or f"sqlite:///{folder / 'roster.db'}",
        "OMU_SOLVES": str(SOLVES),
        "OMU_STOP_SECONDS": "0",
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
        try:
            with httpx.Client(base_url=f"http://{HOST}:{port}", timeout=120) as client:
                wait_until_well(client)
                yield client
        finally:
            process.terminate()
            process.wait(60)


def wait_until_well(client: httpx.Client) -> None:
    """Wait for the first answer."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            client.get("/health/ping")
            return
        except httpx.TransportError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


if __name__ == "__main__":
    raise SystemExit(main())
