"""What can be typed after `omu-roster alternatives`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.bounds import MOST_SECONDS
from api.cli import Days, Folder, Force, Json, Seed, Workers, app, example
from api.guard import guarded

SECONDS = 60.0  # twenty for each of three
MOST_CHOICES = 10  # more than anybody would read


@app.command(
    epilog=example(
        "alternatives data/samples/tiny -n 3 --days 1", "alternatives monday -n 2 --out choices --seconds 120"
    )
)
def alternatives(
    folder: Folder,
    number: Annotated[int, typer.Option("-n", min=1, max=MOST_CHOICES, help="How many rosters.")] = 3,
    date: Annotated[str, typer.Option(help="First day. [default: the folder's date]")] = "",
    days: Days = 5,
    out: Annotated[
        Path | None, typer.Option(help="Where roster-1.json and so on are written. [default: nowhere]")
    ] = None,
    seconds: Annotated[float, typer.Option(max=MOST_SECONDS, help="Longest time for all of it.")] = SECONDS,
    workers: Workers = 2,
    seed: Seed = 0,
    force: Force = False,
    json: Json = False,
) -> None:
    """Find several rosters, equal on wing posts and due work and different below, to choose from.

    At least a fifth of the pieces are with other people in each (policy: alternatives_differ_percent).
    """
    with guarded():
        from api.commands.alternatives import choose
        from api.judging import Effort

        choose(folder, number, date, days, out, Effort(seconds, workers, seed), force=force, as_json=json)
