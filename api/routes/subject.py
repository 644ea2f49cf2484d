"""The call for subject access requests, with the shape and the statuses that HMPPS services have."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.http.problem import ProblemError, at
from api.routes.calling import Admin
from api.routes.described import PLACE, gives
from api.store.held import PRISONER, Sought, held
from api.store.packing import as_text
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
AS_DAY = {"format": "date"}


@router.get(
    "/subject-access-request",
    operation_id="subject_access_request",
    summary="Give all that is held about a prisoner",
    responses={
        **gives("SubjectAccess"),
        204: {"description": "Nothing is held"},
        NOT_OURS: {
            "description": "The id is not one that this service keeps",
            "content": {"application/json": {"schema": {"$ref": f"{PLACE}NotKept"}}},
        },
        400: {"description": "Neither prn nor crn was given"},
    },
)
async def subject_access_request(
    call: Admin,
    prn: Annotated[str | None, Query(max_length=MOST, description="the prison number")] = None,
    crn: Annotated[str | None, Query(max_length=MOST, description="a case reference; not kept here")] = None,
    from_date: Annotated[
        str | None, Query(alias="fromDate", pattern=DAY, json_schema_extra=AS_DAY, description="first day")
    ] = None,
    to_date: Annotated[
        str | None, Query(alias="toDate", pattern=DAY, json_schema_extra=AS_DAY, description="last day")
    ] = None,
) -> Response:
    """Give everything that is held about a prisoner in the caller's prisons; that it was asked for is written down."""
    if not (prn or crn):
        raise ProblemError(400, "Either prn or crn must be given; this service keeps prn.")
    errors: list[Error] = []
    first, final = _day("fromDate", from_date, errors), _day("toDate", to_date, errors)
    if first and final and first > final:
        errors.append(at("toDate", "contradiction", "This lies before fromDate."))
    if errors:
        raise ProblemError(422, "These are no days.", errors)
    if not (prn and PRISON_NUMBER.fullmatch(prn)):
        told = {"status": NOT_OURS, "userMessage": OTHER_ID, "developerMessage": OTHER_ID}
        return Response(as_text(told), NOT_OURS, media_type="application/json")
    content = await call.beside(held, call.fence, Sought(PRISONER, prn, first, final), call.by())
    if content is None:
        return Response(status_code=204)
    return Response(as_text({"content": content}), media_type="application/json")


def _day(name: str, text: str | None, errors: list[Error]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors.append(at(name, "invalid", "There is no such day."))
        return None
