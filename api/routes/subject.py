"""The call for subject access requests, with the shape and the statuses that HMPPS services have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.http.problem import MEDIA, ProblemError, at
from api.routes.calling import Admin, as_json
from api.routes.described import JSON, PLACE, gives
from api.store.held import PRISONER, Sought, held
from roster.reading.texts import PRISON_NUMBER

if TYPE_CHECKING:
    from api.http.problem import Error

router = APIRouter(tags=["operator"])
NOT_OURS = 209  # not registered anywhere; HMPPS services have agreed on it
MOST = 50  # characters of an id
OTHER_ID = (
    "Supplied subject identifier is not recognised by this service: it keeps prison numbers only (prn)."
)
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def _id(note: str) -> Any:  # noqa: ANN401  # what the framework takes
    return Query(max_length=MOST, description=note)


def _day(name: str, note: str) -> Any:  # noqa: ANN401  # the same
    return Query(alias=name, pattern=DAY, json_schema_extra={"format": "date"}, description=note)


@router.get(
    "/subject-access-request",
    operation_id="get_subject_access",
    summary="Get everything that is held about a prisoner",
    responses={
        **gives("SubjectAccess"),
        204: {"description": "Nothing is held"},
        NOT_OURS: {
            "description": "The id is not one that this service keeps",
            "content": {JSON: {"schema": {"$ref": f"{PLACE}NotOurs"}}},
        },
        400: {
            "description": "Neither prn nor crn was given",
            "content": {MEDIA: {"schema": {"$ref": f"{PLACE}Problem"}}},
        },
    },
)
async def subject_access_request(
    call: Admin,
    prn: Annotated[str | None, _id("a prison number, as A1234BC")] = None,
    crn: Annotated[str | None, _id("a number of the probation service, which is not kept here")] = None,
    from_date: Annotated[str | None, _day("fromDate", "what was sent on this day (UTC) or later")] = None,
    to_date: Annotated[str | None, _day("toDate", "what was sent on this day (UTC) or before")] = None,
) -> Response:
    """Give every row about a prisoner in mornings, rosters and answers of the caller's prisons.

    That it was asked for is written down. For the role `admin`. The rows may name other people as well: somebody
    should read them before they are given away.
    """
    if not (prn or crn):
        raise ProblemError(400, "Either prn or crn must be given; this service keeps prn.")
    errors: list[Error] = []
    first, final = _read("fromDate", from_date, errors), _read("toDate", to_date, errors)
    if first and final and first > final:
        errors.append(at("toDate", "contradiction", "This lies before fromDate."))
    if errors:
        raise ProblemError(422, "These are no days.", errors)
    if not (prn and PRISON_NUMBER.fullmatch(prn)):
        told = {"status": NOT_OURS, "userMessage": OTHER_ID, "developerMessage": OTHER_ID}
        return as_json(told, NOT_OURS)
    content = await call.beside(held, call.fence, Sought(PRISONER, prn, first, final), call.by())
    if content is None:
        return Response(status_code=204)
    return as_json({"content": content})


def _read(name: str, text: str | None, errors: list[Error]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors.append(at(name, "invalid", "There is no such day."))
        return None
