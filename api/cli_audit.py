"""What can be typed after `omu-roster audit`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import Json, app, example
from api.guard import guarded

MOST = 100_000


@app.command(epilog=example("audit", "audit --last 50 --establishment ZZI"))
def audit(
    last: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="Show so many of the last entries as well.")
    ] = None,
    establishment: Annotated[
        str, typer.Option(help="Show only those of this prison. [default: of all]", show_default=False)
    ] = "",
    json: Json = False,
) -> None:
    """Verify the record of who did what, kept in the database that OMU_DATABASE_URL names, from its first entry.

    Exit status 1 when an entry was changed, is missing or stands in another's place.
    """
    with guarded():
        from api.commands.audit import show_audit

        show_audit(last, establishment, as_json=json)
