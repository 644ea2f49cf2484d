"""`serve`: read the settings, open the database, and answer calls until it is told to stop."""

from __future__ import annotations

import signal
import socket
from typing import TYPE_CHECKING

import structlog
import uvicorn

from api.commands.service import refusing, settings_of_environment
from api.guard import tell
from api.who.here import is_loopback
from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

GRACE_SECONDS = 5  # calls under way may end, when the server is told to stop
IDLE_SECONDS = 15  # an open connection without a call is closed
BACKLOG = 1024
OPEN = (
    "Anybody on this computer may do everything: no key was made yet. That is fine for trying things out. To close the"
    " door: omu-roster keys add --help"
)


def serve_calls(host: str, port: int) -> None:
    """Answer calls until SIGTERM or Ctrl-C. Raises InputRefusedError for settings, host or port that cannot be used."""
    from api.app import make_app
    from api.http.connection import Connection
    from api.logs import set_up

    settings = settings_of_environment()
    set_up(settings.log_level)
    listening = _listen(host, port)
    with refusing():
        app = make_app(settings, open_here=is_loopback(host))
    _greet(app, host, listening.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            loop="auto",
            http=Connection,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,  # who calls is told by keys and tokens, not by addresses
            limit_concurrency=settings.connections,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=BACKLOG,
        )
    )

    def stop(*_: object) -> None:
        server.should_exit = True

    # One that comes before the web server listens for it is heeded too. And the web server gives a signal back once
    # it has stopped: it was heeded, so that is no reason to die of it.
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else: whoever starts two servers hears of it at once."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        message = f"{host} port {port} cannot be listened on: {error.strerror}."
        raise InputRefusedError(
            [Fault("--port", 0, "", message, "Maybe another server runs there.")]
        ) from None
    return listening


def _greet(app: ASGIApp, host: str, port: int) -> None:
    service = app.app.state.service  # type: ignore[attr-defined]  # what `make_app` made
    tell(
        f"omu-roster answers at http://{host}:{port} (calls: /docs). Ctrl-C stops it; nothing accepted is lost."
    )
    if service.desk.is_open:
        tell(OPEN)
        structlog.get_logger().warning("open", host=host)
