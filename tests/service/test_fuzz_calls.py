"""Thousands of calls made from the description: no 5xx, every 4xx a problem, memory bounded, still at work after."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.service.fuzzing import CHEAP, Fuzzing
from tests.service.running import Server, small_morning

REQUESTS = 2_000
MOST_MEMORY = 600  # MiB


def test_no_call_breaks_the_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server = Server(tmp_path, CHEAP).start()
    try:
        told = Fuzzing(server).run(REQUESTS)
        with server.client() as client:
            well = client.post(
                "/v1/rosters?wait=60", json={**small_morning(), "options": {"days": 1, "seconds": 2}}
            )
    finally:
        server.stop()
    with capsys.disabled():
        print(f"\n{told.table()}")  # noqa: T201
    assert told.wrong == []
    assert told.requests >= REQUESTS
    assert {200, 202, 404, 409, 422} <= told.statuses.keys()
    assert told.largest < MOST_MEMORY
    assert well.status_code in (201, 202, 429), well.text
