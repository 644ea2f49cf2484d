"""A roster by HTTP: accepted, solved, given back, and the same as the command writes."""

from __future__ import annotations

import httpx

from tests.service.running import small_morning


def test_a_roster_that_is_waited_for_comes_back_done(client: httpx.Client) -> None:
    answer = client.post("/v1/rosters?wait=60", json=small_morning())
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert answer.headers["location"] == f"/v1/rosters/{body['id']}"
    assert body["status"] == "done"
    assert body["roster"]["status"] == "optimal"
    assert {each["task_id"] for each in body["roster"]["work"]} == {"T1", "T2", "T3"}
    assert client.get(answer.headers["location"]).json() == body
