"""The subcommand `explain`: what can be typed after it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bounds import MOST_SECONDS
from api.cli import Folder, Json, RosterFile, Workers, app, example
from api.guard import guarded


@app.command(
    epilog=example(
        "explain data/samples/tiny out/roster.json",
        "explain data/samples/tiny out/roster.json --task T9",
        "explain data/samples/tiny out/roster.json --task T9 --person S07",
    )
)
def explain(
    folder: Folder,
    roster: RosterFile,
    task: Annotated[list[str] | None, typer.Option(help="Only these tasks, as T1,T2.")] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(help="What fills these people, and why; with --task: what if they did it."),
    ] = None,
    seconds: Annotated[float, typer.Option(max=MOST_SECONDS, help="Longest time, in all.")] = 20,
    workers: Workers = 2,
    json: Json = False,
) -> None:
    """Say why work is not done, what doing it would cost, and what single change would get it done.

    Without --task or --person: the due work of tiers 1 and 2 that is late or not done, most urgent first.
    """
    with guarded():
        from api.commands.explain import explain_roster

        explain_roster(folder, roster, task or [], person or [], seconds, workers, as_json=json)
