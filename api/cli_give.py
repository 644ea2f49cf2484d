"""The subcommand `give`: what can be typed after it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bounds import MOST_POSTS, MOST_SETS
from api.cli import Folder, Json, Published, Seconds, Seed, Workers, app, example
from api.guard import guarded


@app.command(epilog=example("give monday --published out/roster.json --session 2026-11-23:PM --posts 2"))
def give(
    folder: Folder,
    published: Published,
    session: Annotated[str, typer.Option(help="The session the wings ask for, as 2026-11-23:PM.")],
    posts: Annotated[int, typer.Option(min=1, max=MOST_POSTS, help="How many people more they need.")] = 1,
    wing: Annotated[str, typer.Option(help="Which wing asks, if that is known.")] = "",
    top: Annotated[int, typer.Option(min=1, max=MOST_SETS, help="How many sets of people to list.")] = 5,
    now: Annotated[
        str, typer.Option(help="The time it is, as 2026-11-23T10:05: what has begun by then stays.")
    ] = "",
    seconds: Seconds = 30,
    workers: Workers = 2,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Say who should be lent when the wings ask for more people, and what each choice would cost.

    Every choice is solved or shut out by a bound, never sampled. Exit status 1: nobody may be lent.
    Ctrl-C keeps the ranking so far.
    """
    with guarded():
        from api.commands.give import give_people
        from api.judging import Effort

        effort = Effort(seconds, workers, seed)
        give_people(folder, published, session, posts, wing, now, top, effort, as_json=json)
