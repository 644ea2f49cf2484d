"""A job survives its process, and its server; what was asked of it too. What comes back too late changes nothing."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from api.settings import Settings
from tests.service.account import drain, settle
from tests.service.callers import together
from tests.service.kills import alive, load, processes_of, until, wait_for_load
from tests.service.looking import long_morning, looking_at, post, wait_for_best
from tests.service.running import Server, serving, small_morning

STOP_SECONDS = 40.0
HEARD_SECONDS = 5.0  # the server hears of a death long before; to kill on until then could hit two attempts


def kill_all(pids: list[int]) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_a_job_whose_process_always_dies_has_failed_and_holds_up_nobody(tmp_path: Path) -> None:
    with serving(tmp_path, solves="2") as server, server.client() as client:
        looking = looking_at(server)
        most = Settings().attempts
        bad = post(client, long_morning())
        good = []
        for death in range(1, most + 1):
            good.append(post(client, small_morning("ZZB"), wait=60))
            assert looking.state(good[-1]) == "done", "it is done while the other is being searched for"
            until(lambda number=death: looking.row(bad).attempt == number, f"attempt {death}")  # type: ignore[misc]
            # Both processes are killed, and the one that is idle must cost nobody anything.
            while looking.row(bad).failures < death:
                kill_all(server.children())
                with suppress(AssertionError):  # a process that was only being started may have been missed
                    until(lambda number=death: looking.row(bad).failures >= number, "heard", HEARD_SECONDS)  # type: ignore[misc]
        until(lambda: looking.state(bad) == "failed", "the job has failed")
        good.append(post(client, small_morning("ZZB"), wait=60))

        body = client.get(f"/v1/rosters/{bad}").json()
        row = looking.row(bad)
        assert body["status"] == "failed"
        assert [each["code"] for each in body["errors"]] == ["died"]
        assert (row.attempt, row.failures) == (most, most)
        assert looking.ended_once(bad, "failed")
        assert all(looking.ended_once(each, "done") for each in good)
        assert [looking.row(each).attempt for each in good] == [1] * len(good)
        assert client.get("/v1/health").status_code == 200


def test_what_was_asked_and_found_survives_the_server_and_who_is_late_changes_nothing(tmp_path: Path) -> None:
    with serving(tmp_path, solves="1") as server, server.client() as client:
        looking = looking_at(server)
        under_way = post(client, long_morning())
        finished, cancelled = post(client, long_morning()), post(client, long_morning())
        wait_for_best(client, under_way)
        assert client.post(f"/v1/rosters/{finished}/finish").status_code == 202
        assert client.post(f"/v1/rosters/{cancelled}/cancel").status_code == 200
        stopped = processes_of(server)
        (pid,) = [pid for pid, _ in stopped]
        os.kill(pid, signal.SIGSTOP)
        try:
            levels = looking.events(under_way)["level"]
            before = client.get(f"/v1/rosters/{under_way}").json()["roster"]
            server.kill()
            assert alive(stopped), "it cannot hear that its server is gone"
            assert looking.state(under_way) == "solving"
            server.start()
            assert before is not None
            assert client.get(f"/v1/rosters/{under_way}").json()["roster"] is not None, (
                "the best so far is kept"
            )
            assert levels > 0
            assert looking.events(under_way)["level"] >= levels
            until(lambda: looking.row(under_way).attempt == 2, "the second attempt")
            assert client.post(f"/v1/rosters/{under_way}/finish").status_code == 202
            for each in (under_way, finished):
                until(lambda job=each: looking.state(job) == "done", "it is finished early", 120)  # type: ignore[misc]
            content = client.get(f"/v1/rosters/{under_way}").json()
        finally:
            os.kill(pid, signal.SIGCONT)
        until(lambda: not alive(stopped), "the late one ends when it hears of it")

        assert client.get(f"/v1/rosters/{under_way}").json() == content
        assert looking.ended_once(under_way, "done")
        assert looking.ended_once(finished, "done")
        assert looking.ended_once(cancelled, "cancelled")
        assert client.get(f"/v1/rosters/{cancelled}").json()["roster"] is None
        assert looking.audit_is_whole()


def test_a_server_that_is_told_to_stop_gives_back_what_it_has_begun(tmp_path: Path) -> None:
    # One attempt: were a process that ends with its server counted against its job, the job would have failed.
    settings = {"OMU_SOLVES": "2", "OMU_ATTEMPTS": "1", "OMU_STOP_SECONDS": "0", "OMU_LOG_LEVEL": "WARNING"}
    server = Server(tmp_path, settings).start()
    url = f"sqlite:///{tmp_path / 'roster.db'}"
    try:
        with server.client() as client:
            long = post(client, long_morning())
            wait_for_best(client, long)
        with load([server], cancels=0.2, seed=0, callers=2) as callers:
            wait_for_load(callers)
            ever = processes_of(server)
            assert server.process is not None
            os.killpg(
                server.process.pid, signal.SIGTERM
            )  # all at once, as the system's own supervisor does it
            assert server.process.wait(timeout=STOP_SECONDS) == 0
            assert looking_at(server).state(long) == "queued", "it was given back"
            until(lambda: not alive(ever), "its processes have ended")
            server.start()
            wait_for_load(callers)
            with server.client() as client:
                assert client.post(f"/v1/rosters/{long}/finish").status_code == 202
        drain(url)
    finally:
        assert server.stop() == 0
    looking = looking_at(server)
    assert looking.ended_once(long, "done")
    told = together(callers)
    told.accepted["long"], told.bodies["long"] = long, long_morning()
    account = settle(url, told, keyless=frozenset({"long"}))
    assert account.whole, account
