"""What stands round every call: an id, a line in the log, headers that browsers heed, and no traceback for anybody."""

from __future__ import annotations

import re
import time
import traceback
import uuid
from typing import TYPE_CHECKING

import structlog

from api.http.problem import ProblemError, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from api.metrics import Metrics

REQUEST_ID = "x-request-id"
SENSIBLE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
JOB_ID = re.compile(r"[0-9a-f]{32}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
# Rosters are about people: nothing between here and there keeps them.
NOT_KEPT = (b"cache-control", b"no-store")

log = structlog.get_logger()


class Surroundings:
    """The outermost layer of the service."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.monotonic()
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request_id)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            # Where, and what kind: the text of an error may hold what a caller sent.
            where = [f"{each.filename}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)]
            log.error(
                "a fault of the program", error=type(error).__name__, where=where, request_id=request_id
            )
            if not status:
                problem = ProblemError(500, "This is a fault of the program. It was written down.")
                await answer(problem)(scope, receive, sending)
        finally:
            route = getattr(scope.get("route"), "path", "")
            seconds = time.monotonic() - begun
            self.metrics.answered(scope["method"], route, status, seconds)
            if not route.startswith("/health"):
                log.info(
                    "answered",
                    method=scope["method"],
                    route=route,  # the pattern, not the address: that may hold anything
                    job=_job(scope),
                    status=status,
                    seconds=round(seconds, 4),
                    who=scope["state"].get("who"),
                    request_id=request_id,
                )


def _request_id(scope: Scope) -> str:
    """Take over the caller's id for the call if it is a sensible one, so that logs of both sides can be joined."""
    given = next((value for name, value in scope["headers"] if name == REQUEST_ID.encode()), b"")
    return given.decode() if SENSIBLE_ID.fullmatch(given) else uuid.uuid4().hex


def _job(scope: Scope) -> str | None:
    """Give the id in the address, if it can be one: whatever else somebody wrote there is kept out of the log."""
    given = scope.get("path_params", {}).get("id")
    return given if isinstance(given, str) and JOB_ID.fullmatch(given) else None


def _add_headers(message: Message, request_id: str) -> None:
    headers = message["headers"]
    names = {name.lower() for name, _ in headers}
    headers += [*HEADERS, (REQUEST_ID.encode(), request_id.encode())]
    if b"cache-control" not in names:
        headers.append(NOT_KEPT)
    if b"content-security-policy" not in names:
        headers.append((b"content-security-policy", POLICY.encode()))
