"""A roster as a file: the workbook, the pages to print, the lines, the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.http.problem import ProblemError, at
from api.jobs.papers import EVERYONE
from api.routes.calling import Call, JobId, Reader
from api.routes.described import PLACE, gives
from api.store.tables import DONE
from roster.exports.calendars import file_name
from roster.exports.files import CALENDARS, CSV_FILE, HTML_FILE, JSON_FILE, WORKBOOK_FILE
from roster.exports.roster_json import to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

router = APIRouter(prefix="/v1/rosters", tags=["files"])
PRINTING_SECONDS = "2"  # when to come again for a file that is being made
JSON_MEDIA = "application/json"
PRINTED_PAGE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""What the printed page needs: its style is in the page, so that it can be saved and sent as one file."""


@dataclass(frozen=True)
class Form:
    """A form that a roster can be had in."""

    suffix: str
    file: str
    media: str
    title: str
    words: str

    @property
    def schema(self) -> dict[str, Any]:
        """Describe it for programs: as a roster, as text, or as bytes."""
        if self.media == JSON_MEDIA:
            return {"$ref": f"{PLACE}Roster"}
        return (
            {"type": "string"} if self.media.startswith("text/") else {"type": "string", "format": "binary"}
        )


FORMS = (
    Form(
        "json",
        JSON_FILE,
        JSON_MEDIA,
        "JSON",
        "the file `roster.json` that the command writes",
    ),
    Form(
        "xlsx",
        WORKBOOK_FILE,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "a workbook",
        "an Excel workbook",
    ),
    Form(
        "html", HTML_FILE, "text/html", "pages to print", "the wall sheets and a page for each person, on A4"
    ),
    Form(
        "csv", CSV_FILE, "text/csv", "CSV", "lines of comma-separated values, one line for each piece of work"
    ),
    Form("ics", EVERYONE, "text/calendar", "a calendar", "the calendar of everybody, or of one person"),
)
FORM = {form.suffix: form for form in FORMS}


def gives_roster() -> dict[int | str, dict[str, Any]]:
    """Describe what is given for a roster: its record, or by `Accept` one of the files."""
    found = gives("RosterRecord")
    files = {each.media: {"schema": each.schema} for each in FORMS if each.media != JSON_MEDIA}
    found[200]["content"] |= files
    return found


def wanted(accept: str) -> str | None:
    """Say which file an `Accept` header asks for first; None: the record as JSON, also where anything will do."""
    best, found = 0.0, None
    for part in accept.lower().split(","):
        media, *parameters = [each.strip() for each in part.split(";")]
        quality = _quality(parameters)
        if media in ("*/*", "application/*", JSON_MEDIA):
            suffix: str | None = JSON_MEDIA
        else:
            suffix = next((form.suffix for form in FORMS if form.media == media), None)
        if suffix is not None and quality > best:
            best, found = quality, suffix
    return None if found == JSON_MEDIA else found


def _quality(parameters: list[str]) -> float:
    value = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return float(value)
    except ValueError:
        return 0.0


async def file_of(call: Call, roster_id: str, suffix: str, staff_id: str | None = None) -> Response:
    """Give one form of a roster. Raises ProblemError: 404, 409 if it is not done, 503 while it is being printed."""
    form = FORM[suffix]
    record = await call.find(roster_id, roster=True, content=suffix == "json")
    if record.state != DONE:
        raise ProblemError(409, f"The roster is {record.state}: there is nothing to print.")
    if suffix == "json":
        content: bytes | None = await call.beside(_roster_json, record.content)
    else:
        name = form.file if staff_id is None else f"{CALENDARS}/{file_name(staff_id)}"
        content = await run_in_threadpool(call.fence.paper, record, name)
    if content is None and record.printed:
        raise ProblemError(
            404, "There is no such person on the roster.", [at("staff_id", "unknown", "Nobody.")]
        )
    if content is None:
        headers = {"Retry-After": PRINTING_SECONDS}
        raise ProblemError(503, "The roster is being printed.", headers=headers)
    headers = {
        "Content-Disposition": f'attachment; filename="{record.establishment}-{form.file}"',
        "Vary": "Accept",
    }
    if suffix == "html":
        headers["Content-Disposition"] = "inline"
        headers["Content-Security-Policy"] = PRINTED_PAGE
    return Response(content, media_type=form.media, headers=headers)


def _roster_json(content: bytes | None) -> bytes:
    import json

    return to_text(json.loads(content or b"null")).encode()


def _route(form: Form) -> Callable[[Call, str], Coroutine[None, None, Response]]:
    async def file(call: Reader, roster_id: JobId) -> Response:
        return await file_of(call, roster_id, form.suffix)

    return file


def _calendar_route(form: Form) -> Callable[..., Coroutine[None, None, Response]]:
    async def file(
        call: Reader,
        roster_id: JobId,
        staff_id: Annotated[str | None, Query(max_length=40, description="one person's only")] = None,
    ) -> Response:
        return await file_of(call, roster_id, form.suffix, staff_id)

    return file


for each in FORMS:
    router.add_api_route(
        "/{id}." + each.suffix,
        _calendar_route(each) if each.suffix == "ics" else _route(each),
        methods=["GET"],
        operation_id=f"get_roster_{each.suffix}",
        summary=f"Get a roster as {each.title}",
        description=f"Give a roster that is done as {each.words}. 503 with `Retry-After` while it is being printed.",
        response_class=Response,
        responses={200: {"description": "Here it is", "content": {each.media: {"schema": each.schema}}}},
    )
