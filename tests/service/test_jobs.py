"""What becomes of an accepted job: followed, finished early, cancelled, asked for twice, refused when too many wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from roster.demo import demo_request
from tests.service.running import Server, serving, small_morning

DEADLINE = 60.0


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one process, where three jobs may wait, two of one prison."""
    folder = tmp_path_factory.mktemp("narrow")
    with serving(
        folder, solves="1", queue="3", queue_per_prison="2", most_seconds="300", stop_seconds="0"
    ) as one:
        yield one


def long_morning(code: str = "ZZL", seconds: float = 120) -> dict[str, Any]:
    """A large morning: a search that goes on as long as it may."""
    body = demo_request("local", seed=1)
    body["establishment"]["code"] = code
    body["options"] = {"days": 1, "seconds": seconds, "workers": 1, "seed": 0}
    return body


def until(client: httpx.Client, where: str, *states: str) -> dict[str, Any]:
    """Look at a job until it is in one of these states."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        body: dict[str, Any] = client.get(where).json()
        if body["status"] in states:
            return body
        time.sleep(0.05)
    raise AssertionError(f"{where} is {body['status']} after {DEADLINE} s")


def test_without_waiting_a_job_is_accepted_with_a_place_to_look(client: httpx.Client) -> None:
    answer = client.post("/v1/rosters", json=small_morning())
    assert answer.status_code == 202
    assert answer.json()["status"] in ("queued", "solving")
    assert answer.headers["retry-after"] == "1"
    done = until(client, answer.headers["location"], "done")
    assert done["id"] == answer.json()["id"]
    assert done["ended_at"] >= done["started_at"] >= done["created_at"]


def test_a_job_that_is_waited_for_too_short_a_time_is_accepted(client: httpx.Client) -> None:
    answer = client.post("/v1/rosters?wait=0.5", json=long_morning())
    assert answer.status_code == 202
    there = answer.headers["location"]
    assert client.post(f"{there}/cancel").status_code == 200


def test_while_solving_the_best_so_far_is_given_and_finish_keeps_it(client: httpx.Client) -> None:
    there = client.post("/v1/rosters", json=long_morning()).headers["location"]
    until(client, there, "solving")
    deadline = time.monotonic() + DEADLINE
    while (so_far := client.get(there).json())["roster"] is None:
        assert so_far["status"] == "solving"
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert so_far["roster"]["work"] or so_far["roster"]["wing_duty"]
    assert so_far["roster"]["status"] == "feasible"
    assert _clean(client, long_morning(), so_far["roster"])

    answer = client.post(f"{there}/finish")
    assert answer.status_code == 202
    done = until(client, there, "done")
    assert done["roster"]["status"] == "feasible"
    assert done["roster"]["made"]["seconds"] < 110
    assert _clean(client, long_morning(), done["roster"])
    assert client.post(f"{there}/finish").status_code == 409
    assert client.post(f"{there}/cancel").status_code == 409


def _clean(client: httpx.Client, morning: dict[str, Any], roster: dict[str, Any]) -> bool:
    judged = client.post("/v1/check", json={**morning, "roster": roster})
    assert judged.status_code == 200, judged.text
    return bool(judged.json()["clean"])


def test_cancel_throws_away_what_was_found(client: httpx.Client) -> None:
    there = client.post("/v1/rosters", json=long_morning()).headers["location"]
    until(client, there, "solving")
    cancelled = client.post(f"{there}/cancel")
    assert cancelled.status_code == 200
    assert cancelled.json()["status"] == "cancelled"
    assert client.get(there).json()["roster"] is None
    assert client.get(f"{there}.html").status_code == 409
    assert client.post(f"{there}/cancel").status_code == 409
    # Its process is free again soon, or is ended: another job is done.
    assert client.post("/v1/rosters?wait=60", json=small_morning()).status_code == 201
    assert client.get(there).json()["status"] == "cancelled"


def test_events_tell_each_level_and_can_be_heard_again(client: httpx.Client) -> None:
    there = client.post("/v1/rosters?wait=60", json=small_morning()).headers["location"]
    heard = events(client, there)
    names = [name for _, name, _ in heard]
    assert names[:2] == ["queued", "solving"]
    assert names[-1] == "done"
    assert names.count("level") == 12
    numbers = [number for number, _, _ in heard]
    assert numbers == sorted(numbers)
    assert '"level":"wing_posts"' in heard[2][2]

    again = events(client, there, after=numbers[4])
    assert again == heard[5:]
    assert events(client, there, after=numbers[-1]) == []


def test_events_come_while_it_is_solved(client: httpx.Client) -> None:
    there = client.post("/v1/rosters", json=long_morning(seconds=4)).headers["location"]
    names = [name for _, name, _ in events(client, there)]  # ends by itself when the job does
    assert names[0] == "queued"
    assert names[-1] == "done"


def events(client: httpx.Client, there: str, after: int | None = None) -> list[tuple[int, str, str]]:
    headers = {} if after is None else {"Last-Event-ID": str(after)}
    found, fields = [], dict[str, str]()
    with client.stream("GET", f"{there}/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            name, _, value = line.partition(": ")
            if line:
                fields[name] = value
            elif fields:
                found.append((int(fields["id"]), fields["event"], fields["data"]))
                fields = {}
    return found


def test_the_same_key_and_body_are_the_same_job(client: httpx.Client) -> None:
    headers = {"Idempotency-Key": "monday-07:45"}
    first = client.post("/v1/rosters?wait=60", json=small_morning(), headers=headers)
    again = client.post("/v1/rosters?wait=60", json=small_morning(), headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    other = client.post("/v1/rosters", json=small_morning(tasks=4), headers=headers)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    without = client.post("/v1/rosters", json=small_morning())
    assert without.json()["id"] != first.json()["id"]


def test_when_too_many_wait_more_are_refused_and_told_when_to_come_again(narrow: Server) -> None:
    with narrow.client() as client:
        at_work = client.post("/v1/rosters", json=long_morning("ZZA")).headers["location"]
        until(client, at_work, "solving")
        waiting = [client.post("/v1/rosters", json=small_morning("ZZA")) for _ in range(2)]
        assert [each.status_code for each in waiting] == [202, 202]

        of_this_prison = client.post("/v1/rosters", json=small_morning("ZZA"))
        assert of_this_prison.status_code == 429
        assert int(of_this_prison.headers["retry-after"]) >= 1

        assert client.post("/v1/rosters", json=small_morning("ZZB")).status_code == 202
        assert client.post("/v1/rosters", json=small_morning("ZZC")).status_code == 429

        client.post(f"{at_work}/cancel")
        for each in waiting:
            until(client, each.headers["location"], "done")


def test_finish_before_it_began_gives_a_quick_roster(narrow: Server) -> None:
    with narrow.client() as client:
        at_work = client.post("/v1/rosters", json=long_morning("ZZA")).headers["location"]
        until(client, at_work, "solving")
        there = client.post("/v1/rosters", json=long_morning("ZZB")).headers["location"]
        assert client.post(f"{there}/finish").json()["status"] == "queued"
        client.post(f"{at_work}/cancel")
        done = until(client, there, "done")
        assert done["roster"]["work"]
        assert done["roster"]["made"]["seconds"] < 60


def test_more_than_the_server_allows_is_refused(narrow: Server) -> None:
    with narrow.client() as client:
        body = small_morning()
        body["options"] |= {"seconds": 301, "workers": 64}
        answer = client.post("/v1/rosters", json=body)
        assert answer.status_code == 422
        assert {each["where"] for each in answer.json()["errors"]} == {"options.seconds", "options.workers"}


def test_a_job_survives_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path, solves="1") as one, one.client() as client:
        there = client.post("/v1/rosters", json=long_morning(seconds=5)).headers["location"]
        until(client, there, "solving")
        one.kill()
        one.start()
        with one.client() as again:
            assert until(again, there, "done")["roster"]["work"]
