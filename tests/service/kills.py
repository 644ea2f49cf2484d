"""Kills a server and the processes of its jobs while callers send mornings, then lets all be done, and accounts."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.service.account import Account, drain, settle
from tests.service.callers import Caller, together
from tests.service.running import Server

MANY = "100"  # attempts: here processes die because we kill them, so that says nothing about a job
QUEUE = "40"
CALLERS = 3
UNDER_LOAD = 2  # answers that callers must have had since the last kill, before the next one
STATE_SECONDS = 60.0  # the longest that any state is waited for
LOOK_SECONDS = 0.02
KILL_WITHIN = 0.7  # seconds after that, the moment is left to chance
GONE_SECONDS = 20.0  # processes of jobs end by themselves when their server is gone

Process = tuple[int, str]  # its id, and when it was started: ids are used again


def until(what: Callable[[], bool], message: str, seconds: float = STATE_SECONDS) -> None:
    """Wait for a state; say which one did not come."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:g} seconds: {message}")
        time.sleep(LOOK_SECONDS)


def process(pid: int) -> Process | None:
    """Name a process so that no later one is taken for it (None: it is gone, or ended and not yet buried)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else (pid, fields[19])


def alive(processes: set[Process]) -> set[Process]:
    return {each for each in processes if process(each[0]) == each}


def processes_of(server: Server) -> set[Process]:
    return {found for pid in server.children() if (found := process(pid)) is not None}


@dataclass
class Run:
    """One run: how often what was killed, and the account at its end."""

    account: Account
    kills_of_server: int = 0
    kills_of_jobs: int = 0
    restarts: int = 0
    seconds: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)


@contextmanager
def load(servers: list[Server], cancels: float, seed: int, callers: int = CALLERS) -> Iterator[list[Caller]]:
    """Have callers at work for a while; at the end each gets an answer for the morning it has under way."""
    urls = [each.url for each in servers]
    working = [Caller(f"caller{number}", urls, cancels=cancels, seed=seed) for number in range(callers)]
    for each in working:
        each.start()
    try:
        yield working
    finally:
        for each in working:
            each.enough()
        for each in working:
            each.join(timeout=2 * STATE_SECONDS)
    assert not any(each.is_alive() for each in working), "a caller never got its answer"


def accepted(callers: list[Caller]) -> int:
    return sum(len(each.told.accepted) for each in callers)


def wait_for_load(callers: list[Caller], more: int = UNDER_LOAD) -> None:
    before = accepted(callers)
    until(lambda: accepted(callers) >= before + more, "callers have their mornings accepted")


def kill_one_job(server: Server, chance: random.Random) -> None:
    """Kill the process of a job, whatever it is doing."""
    until(lambda: bool(server.children()), "a process for jobs")
    os.kill(chance.choice(server.children()), signal.SIGKILL)


def run(
    folder: Path,
    url: str,
    server_kills: int,
    job_kills: int,
    *,
    solves: int = 2,
    seed: int = 0,
    cancels: float = 0.2,
) -> Run:
    """Kill so often, in an order and at moments left to chance; restart the server after each of its deaths."""
    begun = time.monotonic()
    chance = random.Random(seed)
    server = Server(
        folder,
        {
            "OMU_DATABASE_URL": url,
            "OMU_SOLVES": str(solves),
            "OMU_ATTEMPTS": MANY,
            "OMU_QUEUE": QUEUE,
            "OMU_LOG_LEVEL": "WARNING",
        },
    ).start()
    ever: set[Process] = set()
    killings = ["server"] * server_kills + ["job"] * job_kills
    chance.shuffle(killings)
    restarts = 0
    try:
        with load([server], cancels, seed) as callers:
            for what in killings:
                wait_for_load(callers)
                time.sleep(chance.uniform(0, KILL_WITHIN))
                ever |= processes_of(server)
                if what == "job":
                    kill_one_job(server, chance)
                    continue
                server.kill()
                restarts += 1
                server.start()
            wait_for_load(callers)
        drain(url)
        ever |= processes_of(server)
    finally:
        status = server.stop()
    assert status == 0, f"exit status {status}: {server.log()[-2000:]}"
    until(lambda: not alive(ever), "every process of a job has ended with its server", GONE_SECONDS)
    told = together(callers)
    return Run(
        settle(url, told), server_kills, job_kills, restarts, time.monotonic() - begun, dict(told.statuses)
    )
