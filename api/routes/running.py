"""The calls about a job under way, roster or answer alike: look, follow, finish, cancel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import Enum
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.http.problem import ProblemError
from api.routes.calling import ASK_SECONDS, Call, JobId, Planner, Reader, shown
from api.routes.described import follows, gives
from api.store import stopping
from api.store.tables import UNFINISHED

if TYPE_CHECKING:
    from api.store.records import Record

QUIET_SECONDS = 15.0  # after so long without news a comment is sent: who stands between does not hang up
FOLLOW = """Gives server-sent events until the job has ended: what has happened so far, then what happens.

Sent again with `Last-Event-ID`, only what came after that event. `event` is the job's new state, or `published`, with
`{}` as `data`; or `level`, whose `data` is a `Progress`. Lines that begin with `:` say only that the server is
still there. Where nobody wants to follow, `wait` or looking again after `Retry-After` will do."""

router = APIRouter(prefix="/v1")
LastEvent = Annotated[
    str | None,
    Header(alias="Last-Event-ID", pattern="^[0-9]{1,18}$", description="what comes after this event"),
]


async def news(call: Call, record: Record, after: int) -> AsyncIterator[bytes]:
    """Give what has happened to a job since an event, and what happens until it ends."""
    quiet = 0.0
    while True:
        state = await run_in_threadpool(call.fence.find, record.id)
        for each in await run_in_threadpool(call.fence.events, record, after):
            after, quiet = each.number, 0.0
            yield format_sse_event(data_str=each.data, event=each.name, id=str(each.number))
        if state is None or state.state not in UNFINISHED:
            return
        await call.service.waiting.until_told(record.id, ASK_SECONDS)
        quiet += ASK_SECONDS
        if quiet >= QUIET_SECONDS:
            quiet = 0.0
            yield b": still at it\n\n"


def add(kind: str, *, roster: bool) -> None:
    """Add the calls for rosters, or for answers."""

    async def events(call: Reader, roster_id: JobId, last_event_id: LastEvent = None) -> Response:
        record = await call.find(roster_id, roster=roster)
        return StreamingResponse(news(call, record, int(last_event_id or 0)), media_type="text/event-stream")

    async def finish(call: Planner, roster_id: JobId) -> Response:
        await call.find(roster_id, roster=roster)
        if not await run_in_threadpool(stopping.ask_to_finish, call.service.database, roster_id, call.by()):
            raise ProblemError(409, "It has ended already.")
        return shown(await call.find(roster_id, roster=roster, content=True), 202)

    async def cancel(call: Planner, roster_id: JobId) -> Response:
        await call.find(roster_id, roster=roster)
        if not await run_in_threadpool(stopping.cancel, call.service.database, roster_id, call.by()):
            raise ProblemError(409, "It has ended already.")
        call.service.waiting.tell(roster_id)
        return shown(await call.find(roster_id, roster=roster, content=True))

    there, what = f"/{kind}s/{{id}}", f"{'a' if roster else 'an'} {kind}"
    tags: list[str | Enum] = [f"{kind}s"]
    router.add_api_route(
        f"{there}/events",
        events,
        methods=["GET"],
        tags=tags,
        operation_id=f"follow_{kind}",
        summary=f"Follow {what} while it is being made",
        description=FOLLOW,
        response_class=StreamingResponse,
        responses=follows(),
    )
    router.add_api_route(
        f"{there}/finish",
        finish,
        methods=["POST"],
        tags=tags,
        status_code=202,
        operation_id=f"finish_{kind}",
        responses=gives(f"{kind.title()}Record", 202),
        summary=f"Stop making {what} and keep the best so far",
        description="The job ends soon after, and is then done with the best that was found. 409 if it has ended.",
    )
    router.add_api_route(
        f"{there}/cancel",
        cancel,
        methods=["POST"],
        tags=tags,
        operation_id=f"cancel_{kind}",
        responses=gives(f"{kind.title()}Record"),
        summary=f"Stop making {what} and throw it away",
        description="The job is cancelled at once, and nothing is kept of it. 409 if it has ended.",
    )


add("roster", roster=True)
add("answer", roster=False)
