"""The roster that comes back by HTTP is the one that `omu-roster make` writes from the same morning."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import app
from roster.exports.request_json import as_request
from roster.reading import read_morning

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
EVERY = ("tiny", "women", "open", "trainer", "large-local", "shock")
FEW_TASKS = 14  # so few of a large morning that every level is proved in a moment
WHOLE_SECONDS = {"large-local": 8.0, "shock": 8.0}  # enough for the first levels, also on a busy machine …
SECONDS = 2.5  # … of the others
NOTHING_BESIDE = {
    "receipt_seconds": 0,
    "wings_price_seconds": 0,
}  # what is printed beside the work takes its own time


def whole(sample: str, folder: Path) -> Path:
    shutil.copytree(SAMPLES / sample, folder)
    lines = [f"{key} = {value}\n" for key, value in NOTHING_BESIDE.items()]
    (folder / "policy.toml").write_text("".join(lines), encoding="utf-8")
    return folder


def few_of(sample: str, folder: Path) -> Path:
    """A sample's people, wings and rooms, with the first of its tasks that stand alone."""
    folder = whole(sample, folder)
    with (folder / "tasks.csv").open(newline="") as file:
        head, *rows = csv.reader(file)
    alone = [row for row in rows if not row[head.index("after")]][:FEW_TASKS]
    with (folder / "tasks.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, *alone])
    (folder / "overrides.csv").unlink(missing_ok=True)  # they may lift a rule for a task that is gone
    return folder


def made_by_command(folder: Path, out: Path, *, seconds: float) -> dict[str, Any]:
    typed = [
        "make",
        str(folder),
        "--out",
        str(out),
        "--days",
        "1",
        "--workers",
        "1",
        "--seconds",
        str(seconds),
    ]
    result = CliRunner().invoke(app, typed)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads((out / "roster.json").read_text(encoding="utf-8"))
    return found


def made_by_service(client: httpx.Client, folder: Path, *, seconds: float) -> dict[str, Any]:
    body = as_request(read_morning(folder).tables, NOTHING_BESIDE)
    body["options"] = {"days": 1, "seconds": seconds, "workers": 1, "seed": 0}
    answer = client.post("/v1/rosters?wait=60", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["roster"]
    return found


def without_the_making(roster: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in roster.items() if key != "made"}


@pytest.mark.parametrize("sample", EVERY)
def test_where_every_level_is_proved_everything_is_the_same(
    client: httpx.Client, sample: str, tmp_path: Path
) -> None:
    folder = few_of(sample, tmp_path / sample)
    command = made_by_command(folder, tmp_path / "out", seconds=30)
    service = made_by_service(client, folder, seconds=30)

    assert command["status"] == "optimal", command["levels"]
    assert command["work"]
    assert without_the_making(service) == without_the_making(command)


@pytest.mark.parametrize("sample", EVERY)
def test_of_a_whole_sample_what_is_proved_is_the_same(
    client: httpx.Client, sample: str, tmp_path: Path
) -> None:
    """Where the time ran out two searches may differ, whoever runs them; down to there they may not."""
    folder, seconds = whole(sample, tmp_path / sample), WHOLE_SECONDS.get(sample, SECONDS)
    command = made_by_command(folder, tmp_path / "out", seconds=seconds)
    service = made_by_service(client, folder, seconds=seconds)

    compared = 0
    for here, there in zip(command["levels"], service["levels"], strict=True):
        assert (here["name"], here["of"]) == (there["name"], there["of"])
        if not (here["proved"] and there["proved"]):
            break
        assert abs(here["value"] - there["value"]) <= max(here["tolerance"], there["tolerance"])
        compared += 1
    assert compared, command["levels"]
    assert service["made"]["policy_sha256"] == command["made"]["policy_sha256"]
