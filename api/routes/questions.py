"""The calls that answer at once, without a solver: check, validate, and an invented morning to try things with."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api import answers
from api.bounds import MOST_SEED
from api.examples import CHECKING, MORNING
from api.http.problem import ProblemError, at
from api.routes.calling import Call, Reader, as_json, code_of, refuse_foreign
from api.routes.described import gives, takes
from roster.demo import prisons

router = APIRouter(prefix="/v1", tags=["questions"])
MOST_STAFF = 200


@router.post(
    "/check",
    operation_id="check_roster",
    summary="Check a roster",
    openapi_extra=takes("CheckRequest", CHECKING),
    responses=gives("Judgement"),
)
async def check(call: Reader) -> Response:
    """Judge any roster, whoever made it, against its morning: every rule that it breaks. Nothing is stored."""
    return as_json(await call.beside(answers.check, await _own_body(call)))


@router.post(
    "/validate",
    operation_id="validate_morning",
    summary="Check a morning before a roster is made",
    openapi_extra=takes("RosterRequest", MORNING),
    responses=gives("Validated"),
)
async def validate(call: Reader) -> Response:
    """Read and cross-check a morning; 422 lists every fault at once. Nothing is stored."""
    return as_json(await call.beside(answers.validate, await _own_body(call)))


async def _own_body(call: Call) -> dict[str, Any]:
    """Read a body that holds a morning of the caller's own prison. Raises ProblemError, and NotAllowedError."""
    body = await call.body()
    refuse_foreign(call, code_of(body))
    return body


@router.get(
    "/demo/{prison}",
    operation_id="get_demo",
    summary="Get an invented morning",
    responses=gives("RosterRequest"),
)
async def demo(
    call: Reader,
    prison: Annotated[
        str, Path(description="what sort of prison", json_schema_extra={"enum": list(prisons())})
    ],
    staff: Annotated[
        int | None, Query(ge=1, le=MOST_STAFF, description="how many people; left out: as in life")
    ] = None,
    seed: Annotated[int, Query(ge=0, le=MOST_SEED, description="same seed, same morning")] = 0,
) -> Response:
    """Give a ready body for `POST /v1/rosters`; nobody in it is real."""
    if prison not in prisons():
        where = at("prison", "unknown", f"It should be one of {', '.join(prisons())}.")
        raise ProblemError(404, "There is no such prison.", [where])
    return as_json(await call.beside(_demo, prison, staff, seed))


def _demo(prison: str, staff: int | None, seed: int) -> object:
    from roster.demo import demo_request

    return demo_request(prison, staff, seed)
