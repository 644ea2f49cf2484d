"""What the calls share: who calls and may they, whose record is it, wait for a job, give it back."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import Depends, Header, Path, Query, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.http.body import JSON, parse, read_body
from api.http.problem import ProblemError, at
from api.jobs.asking import question_of
from api.kinds import KINDS
from api.service import Service  # read by the framework
from api.store import accepting
from api.store.accepting import By, Wish
from api.store.packing import as_text
from api.store.records import Fence, Record
from api.store.tables import UNFINISHED
from api.who.caller import Caller, NotAllowedError, Role

if TYPE_CHECKING:
    from api.settings import Settings

T = TypeVar("T")
RETRY_SECONDS = "1"  # when to look again for a job that is not finished
ASK_SECONDS = 0.5  # how often a waiting call looks by itself, where another server does the work
NOT_THERE = "There is no such roster, or it is not of your prison."
KEY_SCHEME = APIKeyHeader(
    name="X-Api-Key",
    scheme_name="key",
    description="A key that `omu-roster keys add` printed.",
    auto_error=False,
)
TOKEN_SCHEME = HTTPBearer(
    scheme_name="token",
    description="A bearer token of the issuer that the operator has set.",
    auto_error=False,
)
MOST_KEY = 255  # characters of an Idempotency-Key


async def service_of(request: Request) -> Service:
    """Give the server that answers."""
    found: Service = request.app.state.service
    return found


HERE = Annotated[Service, Depends(service_of)]


@dataclass(frozen=True)
class Call:
    """One call: the server, the caller, the request."""

    service: Service
    caller: Caller
    request: Request

    @property
    def fence(self) -> Fence:
        """Give the caller's view of the database."""
        return Fence(self.service.database, self.caller)

    @property
    def settings(self) -> Settings:
        """Give the server's settings."""
        return self.service.settings

    @property
    def path(self) -> str:
        """Give the path that was called. Not from the request's URL: that is put together with the caller's `Host`."""
        return str(self.request.scope["path"])

    def by(self, key: str = "", sha256: str = "") -> By:
        """Say for the audit who asks in which call."""
        return By(self.caller.name, str(self.request.state.request_id), key, sha256)

    async def find(self, job_id: str, *, roster: bool, content: bool = False) -> Record:
        """Find a record. Raises ProblemError 404, the same for what is not there and what is another prison's."""
        found = await run_in_threadpool(self.fence.find, job_id, content=content)
        if found is None or found.is_roster != roster:
            raise ProblemError(404, NOT_THERE)
        return found

    async def body(self) -> dict[str, Any]:
        """Read the body as strict JSON. Raises ProblemError."""
        return await self.beside(parse, await read_body(self.request, self.settings))

    async def beside(self, work: Callable[..., T], *args: object) -> T:
        """Do something that takes a while, beside the calls that are quick; a few at once."""
        return await asyncio.get_running_loop().run_in_executor(self.service.reading, work, *args)


def calling(role: Role) -> Callable[..., Awaitable[Call]]:
    """Let in callers who have this role."""

    async def call(
        request: Request,
        service: HERE,
        _key: Annotated[str | None, Security(KEY_SCHEME)],
        _token: Annotated[object, Security(TOKEN_SCHEME)],
    ) -> Call:
        client = request.client.host if request.client else None
        caller = await run_in_threadpool(service.desk.caller, dict(request.headers), client)
        request.state.who = caller.name
        if caller.role < role:
            raise NotAllowedError(f"This needs the role `{role.name.lower()}`.")
        return Call(service, caller, request)

    return call


Reader = Annotated[Call, Depends(calling(Role.READ))]
Planner = Annotated[Call, Depends(calling(Role.PLAN))]
Publisher = Annotated[Call, Depends(calling(Role.PUBLISH))]
Admin = Annotated[Call, Depends(calling(Role.ADMIN))]

ID = "^[0-9a-f]{32}$"
JobId = Annotated[str, Path(alias="id", pattern=ID, description="`id` of the record")]
OtherId = Annotated[str, Path(alias="other", pattern=ID, description="the later roster's `id`")]
Wait = Annotated[
    float | None, Query(ge=0, allow_inf_nan=False, description="seconds to wait for the job to finish")
]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=MOST_KEY,
        description="the same key and body: the same job",
    ),
]


def refuse_foreign(call: Call, establishment: object) -> None:
    """Raise NotAllowedError for a prison that the caller names and that is not theirs."""
    if isinstance(establishment, str) and not call.caller.may_see(establishment):
        raise NotAllowedError("This is not your prison.")


def refuse_long(call: Call, options: dict[str, Any]) -> None:
    """Refuse a search that is longer or harder than this server allows. Raises ProblemError 422."""
    limits = {"seconds": call.settings.most_seconds, "workers": call.settings.most_workers}
    errors = [
        at(f"options.{name}", "limit", f"This server allows at most {most:g}.")
        for name, most in limits.items()
        if options[name] > most
    ]
    if errors:
        raise ProblemError(422, "This is more than the server allows.", errors)


@dataclass(frozen=True)
class Asking:
    """What a call asks for. `stored` is the number of the morning, if it is one that is stored already."""

    kind: str
    morning: dict[str, Any]
    asked: dict[str, Any]
    parent: Record | None = None
    stored: int | None = None


async def take_in(call: Call, asking: Asking, sha256: str, key: str | None, wait: float | None) -> Response:
    """Check what is asked without a solver, take the job in, and wait for it as long as the caller wants to."""
    parent = asking.parent
    refuse_foreign(call, code_of(asking.morning))
    code, shaped = await call.beside(_checked, asking)
    refuse_foreign(call, code)  # also as it was read: that is the prison it would be stored for
    if parent is not None and parent.establishment != code:
        where = at("problem.establishment.code", "other", f"It should be {parent.establishment}.")
        raise ProblemError(422, "This morning is of another prison than the roster.", [where])
    refuse_long(call, shaped["options"])
    problem = asking.morning if asking.stored is None else asking.stored
    wish = Wish(asking.kind, code, problem, shaped, parent.id if parent else None)
    by = call.by(key or "", sha256)
    job_id = await run_in_threadpool(accepting.accept, call.service.database, call.settings, wish, by)
    call.service.dispatcher.wake()
    return accepted_as(await finished(call, job_id, wait or 0))


def _checked(asking: Asking) -> tuple[str, dict[str, Any]]:
    """Read what is asked, and refuse what cannot be done; give the prison's code and what is asked in full."""
    parent = asking.parent
    before = json.loads(parent.content) if parent is not None and parent.content is not None else None
    question = question_of(asking.kind, asking.morning, asking.asked, before)
    KINDS[asking.kind].check(question)
    return question.morning.tables.establishment.code, question.asked.model_dump(mode="json")


def accepted_as(record: Record) -> Response:
    """Answer for a job that was taken in: 201 when it is finished, 202 when it is not."""
    there = {"Location": f"/v1/{'rosters' if record.is_roster else 'answers'}/{record.id}"}
    if record.state in UNFINISHED:
        return shown(record, 202, {**there, "Retry-After": RETRY_SECONDS})
    return shown(record, 201, there)


def code_of(morning: dict[str, Any]) -> object:
    """Give the prison that a morning names, whatever else may be wrong with it."""
    establishment = morning.get("establishment")
    code = establishment.get("code") if isinstance(establishment, dict) else None
    return code.strip() if isinstance(code, str) else None  # as it will be read


async def finished(call: Call, job_id: str, wait: float) -> Record:
    """Wait for a job to end, at most so many seconds and no longer than the server allows; give it as it is then."""
    until = time.monotonic() + min(wait, call.settings.most_wait_seconds)
    while (left := until - time.monotonic()) > 0:
        found = await run_in_threadpool(call.fence.find, job_id)
        if found is None or found.state not in UNFINISHED:
            break
        await call.service.waiting.until_told(job_id, min(left, ASK_SECONDS))
    record = await run_in_threadpool(call.fence.find, job_id, content=True)
    if record is None:
        raise ProblemError(404, NOT_THERE)
    return record


def as_json(content: object, status: int = 200) -> Response:
    """Answer with plain data."""
    return Response(as_text(content), status, media_type=JSON)


def shown(record: Record, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Give a record with its roster or answer, which is stored as JSON and passed on as it is."""
    name = b"roster" if record.is_roster else b"answer"
    summary = as_text(record.summary()).encode()
    content = summary[:-1] + b',"' + name + b'":' + (record.content or b"null") + b"}"
    return Response(content, status, headers, JSON)
