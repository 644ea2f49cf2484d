"""Whatever is killed under load: all that was accepted is done once, nothing is lost, the database is whole."""

from __future__ import annotations

from pathlib import Path

from tests.service.kills import run

KILLS = 6


def test_kills_lose_nothing_and_double_nothing(tmp_path: Path, fresh_url: str) -> None:
    found = run(tmp_path, fresh_url, KILLS, KILLS, solves=1)

    assert found.account.whole, found.account
    assert found.restarts == KILLS
    assert found.account.done > KILLS
    assert found.account.again > 0, "no kill met a job at work"
