"""Says what is wrong in one shape for every call: `application/problem+json` (RFC 9457) with a list of errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from api.store.packing import as_text

MEDIA = "application/problem+json"
Error = Mapping[str, Any]


@dataclass
class ProblemError(Exception):
    """An answer that is not the one that was hoped for. `errors` are where, a stable code, a sentence."""

    status: int
    detail: str
    errors: Sequence[Error] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(problem: ProblemError) -> Response:
    """Give a problem as an answer."""
    content = {
        "type": "about:blank",  # RFC 9457 §4.2.1: the title is that of the status
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "errors": [dict(each) for each in problem.errors],
    }
    text = as_text(content).encode("utf-8", "replace")
    return Response(text, problem.status, dict(problem.headers), MEDIA)


def at(where: str, code: str, message: str) -> Error:
    """Give one error: `where` is a place in the request as JSON would name it."""
    return {"where": where, "code": code, "message": message}
