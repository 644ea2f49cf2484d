"""One connection, before anything on it is a call: what is no HTTP, endless, or never comes is refused here.

The web server has no bounds of its own for the head of a request: 200 MB of one header kept all other callers waiting
for more than a minute, and connections on which nothing is ever sent use up all there are.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.http.problem import ProblemError, answer
from api.http.surroundings import HEADERS, NOT_KEPT

if TYPE_CHECKING:
    from uvicorn import Config
    from uvicorn.server import ServerState

MOST_HEAD = 64 * 1024  # bytes of a request's line and headers; what is read at once is checked as a whole
HEAD_SECONDS = 15.0  # how long they may take to arrive

log = structlog.get_logger()


class Connection(HttpToolsProtocol):
    """A connection whose heads are bounded in size and time, and whose refusals are problems as all others are."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._outside_calls = True  # neither a body is being read nor is there anything to read it for
        self._came_on = False
        self._head_bytes = 0
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as its parent does
        """Expect a head."""
        super().connection_made(transport)
        self._expect_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Expect nothing more."""
        self._forget_the_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and count what comes without a head being complete or a body growing (trailers count too)."""
        self._came_on = False
        super().data_received(data)
        if self.transport.is_closing():
            return
        self._head_bytes = 0 if self._came_on else self._head_bytes + len(data)
        if self._head_bytes > MOST_HEAD:
            self._refuse(ProblemError(431, f"The head of a request may have {MOST_HEAD:,} bytes."))
        elif self._head_timer is None and not self._is_awaited:
            self._expect_a_head()

    def on_headers_complete(self) -> None:
        """Begin a call."""
        super().on_headers_complete()
        self._came_on, self._outside_calls = True, False
        self._forget_the_timer()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; it has bounds of its own."""
        self._came_on = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a call; what comes then is another's head."""
        self._came_on, self._outside_calls = True, True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; `msg` are the web server's words."""
        self._refuse(ProblemError(400, msg))

    @property
    def _is_awaited(self) -> bool:
        """Tell whether a call is being answered. After that, the rest of a body that nobody reads is not waited for."""
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_a_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _forget_the_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if self._outside_calls and self._head_bytes:
            self._refuse(ProblemError(408, f"No whole request arrived within {HEAD_SECONDS:g} seconds."))
        else:
            self.transport.close()  # nothing was asked, or all of it is answered

    def _refuse(self, problem: ProblemError) -> None:
        """Say no and close; only close where another answer is being sent, or is to be sent first."""
        log.info("refused", status=problem.status)
        if not (self._is_awaited if self._outside_calls else self.cycle.response_started):
            said = answer(problem)
            headers = [*said.raw_headers, *HEADERS, NOT_KEPT, (b"connection", b"close")]
            first = f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}".encode()
            lines = [first, *map(b": ".join, headers)]
            self.transport.write(b"\r\n".join([*lines, b"", bytes(said.body)]))
        self.transport.close()
