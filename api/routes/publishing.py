"""The call by which a person decides: the roster is published, and from then on only followed, never altered."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.examples import PUBLISHING
from api.http.problem import ProblemError
from api.kinds.kind import PLAIN, Asked
from api.routes.calling import JobId, Publisher, shown
from api.routes.described import gives, takes
from api.store.tables import DONE

router = APIRouter(prefix="/v1/rosters", tags=["rosters"])
MOST_NAME, MOST_NOTE = 100, 1000


class Publishing(Asked):
    """Who decides, and which senior probation officer was consulted."""

    signed_by: Annotated[
        str, Field(min_length=1, max_length=MOST_NAME, description="who decides, by name"), PLAIN
    ]
    spo_consulted: Annotated[
        str,
        Field(
            min_length=1, max_length=MOST_NAME, description="the senior probation officer consulted, by name"
        ),
        PLAIN,
    ]
    note: Annotated[str, Field(max_length=MOST_NOTE, description="anything to be kept with it"), PLAIN] = ""


@router.post(
    "/{id}/publish",
    operation_id="publish_roster",
    summary="Publish a roster",
    status_code=201,
    openapi_extra=takes("Publishing", PUBLISHING),
    responses=gives("RosterRecord", 201),
)
async def publish(call: Publisher, roster_id: JobId) -> Response:
    """Say that a person has decided on a roster that is done, and which senior probation officer was consulted.

    A published roster is never altered, only followed: `POST …/replan` makes the one that follows it.
    """
    record = await call.find(roster_id, roster=True)
    said = Publishing.model_validate(await call.body())
    if record.state != DONE:
        raise ProblemError(409, f"The roster is {record.state}: there is nothing to publish.")
    if not await run_in_threadpool(
        call.fence.publish, record, said.signed_by, said.spo_consulted, said.note, call.by()
    ):
        raise ProblemError(409, "It is published already. Plan it again to follow it with another.")
    return shown(await call.find(roster_id, roster=True, content=True), 201)
