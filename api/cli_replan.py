"""What can be typed when a published roster no longer holds: `replan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli import Folder, Force, Json, Published, Seconds, Seed, Workers, app, example
from api.guard import guarded


@app.command(
    epilog=example(
        "replan monday --published out/roster.json --lost S07:2026-11-23:PM:wing=B --out ten",
        "replan monday --published out/roster.json --now 2026-11-23T10:05 --pin T12:S03 --out ten",
    )
)
def replan(
    folder: Folder,
    published: Published,
    lost: Annotated[
        list[str] | None,
        typer.Option(help="Who is no longer there, as S07:2026-11-23:PM; with :wing=B if a wing has them."),
    ] = None,
    now: Annotated[str, typer.Option(help="What began before is history, as 2026-11-23T10:05.")] = "",
    pin: Annotated[list[str] | None, typer.Option(help="Who is to do a task, as T12:S03.")] = None,
    ban: Annotated[list[str] | None, typer.Option(help="Who is not to do it, as T12:S04.")] = None,
    out: Annotated[Path, typer.Option(help="Where the new roster is written.")] = Path("out"),
    seconds: Seconds = 20,
    workers: Workers = 2,
    seed: Seed = 0,
    force: Force = False,
    json: Json = False,
) -> None:
    """Plan a published roster again with the fewest changed diaries, and write a change slip for each person.

    The folder may simply have changed as well: new tasks, other availability. Ctrl-C keeps the best roster so far.
    """
    with guarded():
        from api.commands.replan import replan_roster
        from api.judging import Effort
        from roster.replan.events import Events, events_of_options

        def events() -> Events:
            return events_of_options(lost or [], pin or [], ban or [], now)

        effort = Effort(seconds, workers, seed)
        replan_roster(folder, published, events, out, effort, force=force, as_json=json)
