"""What can be typed after `omu-roster whatif`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bounds import MOST_SECONDS
from api.cli import Days, Folder, Json, Seed, Workers, app, example
from api.guard import guarded

SECONDS = 120.0  # some thirty rosters are looked for


@app.command(
    epilog=example(
        "whatif data/samples/tiny --days 1",
        "whatif monday --grades B4 --plus 1 --minus 1 --wing-posts -1 --per-session",
    )
)
def whatif(
    folder: Folder,
    grades: Annotated[str, typer.Option(help="Grades to ask about.")] = "PO,PSO,B4,NB4",
    plus: Annotated[str, typer.Option(help="So many people more.")] = "1,2,3",
    minus: Annotated[str, typer.Option(help="So many people fewer.")] = "1",
    wing_posts: Annotated[str, typer.Option(help="So many wing posts fewer in every session.")] = "-1,-2",
    per_session: Annotated[
        bool, typer.Option("--per-session", help="People more and fewer in one session, each in turn.")
    ] = False,
    through: Annotated[str, typer.Option(help="The last level to look at.")] = "due.5",
    date: Annotated[str, typer.Option(help="First day. [default: the folder's date]")] = "",
    days: Days = 5,
    seconds: Annotated[float, typer.Option(max=MOST_SECONDS, help="Longest time for all of it.")] = SECONDS,
    workers: Workers = 2,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Show what one more or one fewer person, and fewer wing posts, would do to every level.

    Every change is planned as a morning of its own. What is not proved is marked.
    """
    with guarded():
        from api.commands.whatif import what_if
        from api.judging import Effort
        from roster.whatif.asked import asked_of_options

        what_if(
            folder,
            date,
            days,
            lambda policy: asked_of_options(
                policy, grades, plus, minus, wing_posts, per_session=per_session, through=through
            ),
            Effort(seconds, workers, seed),
            as_json=json,
        )
