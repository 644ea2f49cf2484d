"""What can be typed after `omu-roster serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import app, example
from api.guard import guarded

HOST, PORT = "127.0.0.1", 8000
MOST_PORT = 65535


@app.command(epilog=example("serve", "serve --host 0.0.0.0 --port 8080"))
def serve(
    host: Annotated[str, typer.Option(help="Where to listen; the default is this computer only.")] = HOST,
    port: Annotated[int, typer.Option(min=0, max=MOST_PORT, help="0: any that is free.")] = PORT,
) -> None:
    """Answer calls of other programs: rosters over HTTP, described at /openapi.json and /docs.

    Everything is kept in the database that OMU_DATABASE_URL names (a SQLite file in this folder, if it names none).
    Stopped or killed at any moment, it goes on with every accepted job when it is started again.
    """
    with guarded():
        from api.commands.serve import serve_calls

        serve_calls(host, port)
