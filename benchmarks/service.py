"""How fast the service answers: reads while two solves run, beside pings in the same run; what it adds to a solve.

`python -m benchmarks.service` starts a server on a free port of this machine, with a database of its own, and stops it.
Reads and pings take turns in short slices, so that both meet the same load. Nothing here is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from roster.demo import demo_request

HOST = "127.0.0.1"
CALLERS = 16  # connections that ask side by side
SLICE_SECONDS = 2.0
SOLVES = 2
LONG_SECONDS = 590.0
SMALL = 30  # rosters whose added time is measured
START_SECONDS = 60.0


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
                found[name] += slice_of(str(client.base_url), path)
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
    """Measure what a call adds to the search of a small roster, in milliseconds."""
    body = small()
    client.post("/v1/rosters?wait=60", json=body)
    whole, solver = [], []
    for _ in range(SMALL):
        begun = time.perf_counter()
        answer = client.post("/v1/rosters?wait=60", json=body)
        whole.append(time.perf_counter() - begun)
        solver.append(solver_seconds(client, answer.json()["id"]))
        time.sleep(0.3)  # its papers are being printed
    return {
        "median": round(statistics.median(a - b for a, b in zip(whole, solver, strict=True)) * 1e3, 1),
        "solver_median": round(statistics.median(solver) * 1e3, 1),
        "whole_median": round(statistics.median(whole) * 1e3, 1),
    }


def solver_seconds(client: httpx.Client, roster_id: str) -> float:
    """Give how long the search took: its last level's time, from the events."""
    text = client.get(f"/v1/rosters/{roster_id}/events").text
    levels = [
        json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {") and '"level"' in line
    ]
    return float(levels[-1]["seconds"])


def small() -> dict[str, Any]:
    """Give a morning of a dozen tasks."""
    body = demo_request("open", seed=1)
    alone = [task for task in body["tasks"] if not task.get("after")]
    body["tasks"] = alone[:12]
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


def slice_of(url: str, path: str) -> list[float]:
    """Ask for one path from many connections for a while; give how long each answer took, in seconds."""
    times: list[list[float]] = [[] for _ in range(CALLERS)]
    until = time.perf_counter() + SLICE_SECONDS

    def ask(mine: list[float]) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            while (begun := time.perf_counter()) < until:
                answer = client.get(path)
                assert answer.status_code == 200
                mine.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in times]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [each for mine in times for each in mine]


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
