"""Turns everything that can go wrong in a call into a problem; never the caller's own text back, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from api.http.problem import ProblemError, answer
from api.jobs.asking import RefusedError, errors_of, shape_errors
from api.store.accepting import KeyUsedError, QueueFullError
from api.who.caller import CannotCheckError, NotAllowedError, NotKnownError
from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

LATER_SECONDS = "5"  # when to try again after a fault of the database
INPUT = "The request cannot be used as it is; every fault is listed."


def problem_of(error: Exception) -> ProblemError:
    """Give the problem that tells of an error."""
    for kind, tell in TELLING.items():
        if isinstance(error, kind):
            return tell(error)
    return ProblemError(500, "This is a fault of the program. It was written down; nothing was changed.")


def handle(app: FastAPI) -> None:
    """Let an app answer with problems, also where the framework finds the fault."""

    def told(_: Request, error: Exception) -> Response:
        return answer(problem_of(error))

    for kind in TELLING:
        app.add_exception_handler(kind, told)


def _of_http(error: Exception) -> ProblemError:
    assert isinstance(error, HTTPException)
    detail = {404: "There is nothing here.", 405: "This cannot be done here."}.get(error.status_code, "")
    return ProblemError(error.status_code, detail, headers=error.headers or {})


def _of_input(error: Exception) -> ProblemError:
    assert isinstance(error, InputRefusedError)
    return ProblemError(422, INPUT, errors_of(error))


def _of_asked(error: Exception) -> ProblemError:
    assert isinstance(error, RefusedError)
    return ProblemError(422, INPUT, error.errors)


def _of_shape(error: Exception) -> ProblemError:
    assert isinstance(error, ValidationError | RequestValidationError)
    return ProblemError(422, INPUT, shape_errors(error))


def _of_queue(error: Exception) -> ProblemError:
    assert isinstance(error, QueueFullError)
    return ProblemError(429, str(error), headers={"Retry-After": str(error.seconds)})


def _of_key(_: Exception) -> ProblemError:
    return ProblemError(409, "This Idempotency-Key was used before, for another request.")


def _of_database(_: Exception) -> ProblemError:
    detail = "The database cannot be used at the moment. What was asked for may not have been taken in."
    return ProblemError(503, detail, headers={"Retry-After": LATER_SECONDS})


def _unknown(error: Exception) -> ProblemError:
    detail = str(error) or "A key or a token is needed."
    return ProblemError(401, detail, headers={"WWW-Authenticate": "Bearer"})


def _forbidden(error: Exception) -> ProblemError:
    return ProblemError(403, str(error) or "You may not do this.")


def _later(error: Exception) -> ProblemError:
    assert isinstance(error, CannotCheckError)
    return ProblemError(503, str(error), headers={"Retry-After": str(error.retry_after_seconds)})


def _itself(error: Exception) -> ProblemError:
    assert isinstance(error, ProblemError)
    return error


TELLING: dict[type[Exception], Callable[[Exception], ProblemError]] = {
    ProblemError: _itself,
    InputRefusedError: _of_input,
    RefusedError: _of_asked,
    ValidationError: _of_shape,
    RequestValidationError: _of_shape,
    HTTPException: _of_http,
    QueueFullError: _of_queue,
    KeyUsedError: _of_key,
    CannotCheckError: _later,
    NotKnownError: _unknown,
    NotAllowedError: _forbidden,
    SQLAlchemyError: _of_database,
}
