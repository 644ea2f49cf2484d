"""What can be typed after `omu-roster subject`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import Json, app, example
from api.guard import guarded


@app.command(
    epilog=example("subject --prison ZZI A1234BC", "subject --prison ZZI S07 --from 2026-01-01 --json")
)
def subject(
    id: Annotated[
        str, typer.Argument(metavar="ID", help="A prison number or a staff id.", show_default=False)
    ],
    prison: Annotated[str, typer.Option(help="The prison's code.", show_default=False)],
    first: Annotated[
        str, typer.Option("--from", help="Only what was sent from this day on, as 2026-11-23.")
    ] = "",
    final: Annotated[str, typer.Option("--to", help="Only what was sent up to this day.")] = "",
    json: Json = False,
) -> None:
    """Show everything the service holds about one person of one prison; that it was looked up is written down.

    Read it before it is given away: rows about one person can name another.
    """
    with guarded():
        from api.commands.subject import show_subject

        show_subject(id, prison, first, final, as_json=json)
