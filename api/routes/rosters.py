"""The calls that make rosters and show them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.answers import difference_of
from api.examples import MORNING
from api.http.body import parse, read_body
from api.http.problem import ProblemError
from api.kinds.roster import NAME
from api.routes.calling import (
    Asking,
    JobId,
    Key,
    OtherId,
    Planner,
    Reader,
    Wait,
    as_json,
    refuse_foreign,
    shown,
    take_in,
)
from api.routes.described import accepts, gives, takes
from api.routes.files import file_of, gives_roster, wanted
from api.store.accepting import sha256_of
from api.store.tables import DONE

router = APIRouter(prefix="/v1/rosters", tags=["rosters"])
MOST_LISTED, LISTED = 200, 50
CODE = "^[A-Z]{3}$"


@router.post(
    "",
    operation_id="make_roster",
    summary="Make a roster",
    status_code=202,
    openapi_extra=takes("RosterRequest", MORNING),
    responses=accepts("RosterRecord"),
)
async def make(call: Planner, wait: Wait = None, idempotency_key: Key = None) -> Response:
    """Send one prison's morning and have its roster made.

    The answer is 201 if the roster is finished within `wait` seconds, else 202; look again at `Location`, or follow
    the events. Sent again with the same `Idempotency-Key` and body, it is the same job, never a second one.
    """
    body = await read_body(call.request, call.settings)
    morning = await call.beside(parse, body)
    options = morning.pop("options", None)
    asked: dict[str, Any] = {} if options is None else {"options": options}
    sha256 = sha256_of(call.path, body)
    return await take_in(call, Asking(NAME, morning, asked), sha256, idempotency_key, wait)


@router.get("", operation_id="list_rosters", summary="List rosters", responses=gives("RosterList"))
async def rosters(
    call: Reader,
    establishment: Annotated[str | None, Query(pattern=CODE, description="one prison's only")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED, description="how many on a page")] = LISTED,
    cursor: Annotated[
        str | None, Query(pattern="^[0-9]{1,18}$", description="`next` of the page before")
    ] = None,
) -> Response:
    """Give the rosters of the caller's prisons, the newest first, without what is in them."""
    refuse_foreign(call, establishment)
    before = None if cursor is None else int(cursor)
    found = await run_in_threadpool(call.fence.rosters, establishment, before, limit + 1)
    page = found[:limit]
    following = str(page[-1].number) if len(found) > limit else None
    content = {"rosters": [each.summary() for each in page], "next": following}
    return as_json(content)


@router.get("/{id}", operation_id="get_roster", summary="Get a roster", responses=gives_roster())
async def roster(call: Reader, roster_id: JobId) -> Response:
    """Give a roster with its state; while it is being made, the best so far.

    With an `Accept` header that prefers one of the file types, a roster that is done comes as that file.
    """
    suffix = wanted(call.request.headers.get("accept", ""))
    if suffix is not None:
        return await file_of(call, roster_id, suffix)
    return shown(await call.find(roster_id, roster=True, content=True))


@router.get(
    "/{id}/diff/{other}",
    operation_id="diff_rosters",
    summary="Compare two rosters",
    responses=gives("RosterDifference"),
)
async def difference(call: Reader, roster_id: JobId, other_id: OtherId) -> Response:
    """Say in what a later roster of the same days differs: whose half-days, which tasks, which levels."""
    first, second = [await call.find(each, roster=True, content=True) for each in (roster_id, other_id)]
    for record in (first, second):
        if record.state != DONE:
            raise ProblemError(409, f"Roster {record.id} is {record.state}: both should be done.")
    morning = await run_in_threadpool(call.fence.morning, second)
    content = await call.beside(difference_of, morning, first.content or b"", second.content or b"")
    return as_json(content)
