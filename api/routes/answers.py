"""The calls that ask about a roster: plan it again, who could be lent, why, what if, what else."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.examples import ASKED
from api.http.body import parse, read_body
from api.http.problem import ProblemError, at
from api.kinds import alternatives, explain, give, replan, whatif
from api.routes.calling import Asking, JobId, Key, Planner, Reader, Wait, shown, take_in
from api.routes.described import accepts, gives, takes
from api.schemas import answer_name
from api.store.accepting import sha256_of
from api.store.tables import DONE

router = APIRouter(prefix="/v1")
SUMMARIES = {
    replan.NAME: "Plan a roster again",
    give.NAME: "Ask who could be lent to the wings",
    explain.NAME: "Ask why work is or is not done",
    whatif.NAME: "Ask what one more or one fewer would do",
    alternatives.NAME: "Ask for other rosters as good",
}
ABOUT_ASKING = """

The roster must be done. The answer is 201 if it is finished within `wait` seconds, else 202; look again at `Location`.
`problem` may hold the morning as it is now, if it has changed since the roster was made."""
MORNING = "problem"  # the key of a morning that has changed since the roster was made


@router.get(
    "/answers/{id}",
    operation_id="get_answer",
    summary="Get an answer",
    tags=["answers"],
    responses=gives("AnswerRecord"),
)
async def answer(call: Reader, roster_id: JobId) -> Response:
    """Give what was asked about a roster with its state, and the answer once there is one; `kind` says of what kind."""
    return shown(await call.find(roster_id, roster=False, content=True))


def _route(kind: str) -> Callable[..., Coroutine[Any, Any, Response]]:
    async def ask(
        call: Planner, roster_id: JobId, wait: Wait = None, idempotency_key: Key = None
    ) -> Response:
        parent = await call.find(roster_id, roster=True, content=True)
        body = await read_body(call.request, call.settings)
        if parent.state != DONE:
            raise ProblemError(409, f"The roster is {parent.state}: it should be done first.")
        asked = await call.beside(parse, body)
        morning = asked.pop(MORNING, None)
        stored = parent.problem if morning is None else None
        if morning is None:
            morning = await run_in_threadpool(call.fence.morning, parent)
        elif not isinstance(morning, dict):
            where = at(MORNING, "invalid", "This should be a morning, as for POST /v1/rosters.")
            raise ProblemError(422, "The morning cannot be read.", [where])
        sha256 = sha256_of(call.path, body)
        asking = Asking(kind, morning, asked, parent, stored)
        return await take_in(call, asking, sha256, idempotency_key, wait)

    return ask


for module in (replan, give, explain, whatif, alternatives):
    router.add_api_route(
        "/rosters/{id}/" + module.NAME,
        _route(module.NAME),
        methods=["POST"],
        tags=["rosters" if module is replan else "answers"],
        operation_id="replan_roster" if module is replan else module.NAME,
        summary=SUMMARIES[module.NAME],
        description=f"{(module.__doc__ or '').strip()} {ABOUT_ASKING}",
        status_code=202,
        openapi_extra=takes(module.KIND.shape.__name__, ASKED[module.NAME]),
        responses=accepts("RosterRecord" if module is replan else answer_name(module.NAME)),
    )
