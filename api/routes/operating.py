"""The calls for the operator: is it well, which version is it, what does it count."""

from __future__ import annotations

import platform
from typing import Any

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.routes.calling import HERE, Admin, as_json, calling
from api.routes.described import gives, gives_text
from api.service import Service
from api.store import working
from api.store.tables import audit_head
from api.who.caller import Role
from roster.compose import versions

router = APIRouter(tags=["operator"])
UP, DOWN = "UP", "DOWN"  # the words of the health calls of HMPPS services


@router.get(
    "/health/ping", operation_id="ping", summary="Ask whether the server answers", responses=gives("Ping")
)
async def ping() -> Response:
    """Say that the server answers, and nothing more. For a watch that asks often; no key is needed."""
    return as_json({"status": UP})


@router.get(
    "/health",
    operation_id="get_health_as_hmpps",
    summary="Ask whether all is well, as HMPPS services are asked",
    responses=gives("Health", 200, 503),
)
@router.get(
    "/v1/health",
    operation_id="get_health",
    summary="Ask whether all is well",
    responses=gives("Health", 200, 503),
)
async def health(service: HERE) -> Response:
    """Say whether the server, its database and its processes are well: 200 if they are, else 503. No key is needed."""
    parts = await run_in_threadpool(_parts, service)
    well = all(each["status"] == UP for each in parts.values())
    return as_json({"status": UP if well else DOWN, "components": parts}, 200 if well else 503)


def _parts(service: Service) -> dict[str, dict[str, Any]]:
    try:
        with service.database.reading() as connection:
            connection.execute(select(audit_head.c.number)).scalar_one()
        waiting = working.waiting(service.database)
        database: dict[str, Any] = {"status": UP, **waiting}
    except Exception as error:
        database = {"status": DOWN, "error": type(error).__name__}
    return {"database": database, "dispatcher": {"status": UP if service.dispatcher.is_alive else DOWN}}


@router.get("/info", operation_id="get_info", summary="Ask what this is", responses=gives("Info"))
async def info() -> Response:
    """Give name and version, in the form of HMPPS services. No key is needed."""
    return as_json({"build": {"name": "omu-roster", "version": versions().get("omu-roster", "")}})


@router.get(
    "/v1/version",
    operation_id="get_version",
    summary="Ask for the versions",
    dependencies=[Depends(calling(Role.READ))],
    responses=gives("Versions"),
)
async def version() -> Response:
    """Give the versions of the program and of what it stands on: what could change a roster."""
    return as_json({"versions": {**versions(), "python": platform.python_version()}})


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Get counts for Prometheus",
    response_class=Response,
    responses=gives_text("text/plain", "Lines of names and numbers."),
)
async def metrics(call: Admin) -> Response:
    """Give counts of calls, jobs and processes in the text form that Prometheus reads. Needs the role admin."""
    service = call.service
    waiting = await run_in_threadpool(working.waiting, service.database)
    return Response(
        service.metrics.page(waiting, service.dispatcher.tally), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )
