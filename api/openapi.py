"""Describes the calls for other programs: the file from which clients are made.

What is sent and given back is described where it is read and written: the tables of a morning, the roster, the shapes
of what is asked. Here it is only put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from api.http.problem import MEDIA
from api.kinds import KINDS
from api.kinds.roster import MOST_DAYS
from api.routes.publishing import Publishing
from roster.exports.answer_schema import array_of, judgement_components, object_of, roster_components
from roster.exports.stated_schema import check_components, stated_components
from roster.reading.schema import OptionLimits, or_null, ref, request_components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

Schema = dict[str, Any]
VERSION = "1"
ABOUT = """Rosters for Offender Management Units: who does which task when. It proposes; a person decides.

`POST /v1/rosters` takes one prison's morning and makes a roster; `GET` on its `Location` gives it, while it is
being made the best so far. Everything that can be wrong comes back as `application/problem+json`, all errors
at once. `GET /v1/demo/{prison}` gives a ready body to try it with.
"""
PLACE = "#/components/schemas/{model}"
JSON = "application/json"
TEXT: Schema = {"type": "string"}
WHENEVER = {"401", "403", "422", "503"}
WHEN_READ, WHEN_SENT = {"404", "409"}, {"400", "404", "408", "409", "413", "415", "429"}
WORDS = {
    "400": "The body ended too soon",
    "401": "Nobody knows who calls",
    "403": "The caller may not do this, or not for this prison",
    "404": "There is no such thing, or it is another prison's",
    "408": "The body took too long",
    "409": "It cannot be done as things stand",
    "413": "The body is too large",
    "415": "The body is not plain JSON",
    "422": "The request cannot be used; every fault is listed",
    "429": "Too many jobs wait; see Retry-After",
    "503": "Not at the moment; see Retry-After",
}
STATES = ["queued", "solving", "done", "failed", "cancelled"]


def described(app: FastAPI) -> dict[str, Any]:
    """Give the description of every call (OpenAPI 3.1), made once."""
    if not app.openapi_schema:
        whole = get_openapi(title=app.title, version=VERSION, description=ABOUT, routes=app.routes)
        whole.setdefault("components", {})["schemas"] = dict(sorted(components().items()))
        for method, operation in _operations(whole):
            _complete(method, operation)
        app.openapi_schema = whole
    return app.openapi_schema


def components() -> dict[str, Schema]:
    """Give every schema by name."""
    most = OptionLimits(days=MOST_DAYS)
    return {
        **request_components(most),
        **check_components(most),
        **stated_components(),
        **roster_components(),
        **judgement_components(),
        **_shapes(),
        "Problem": _problem(),
        "ProblemError": object_of(
            {"where": TEXT, "code": TEXT, "message": TEXT}, note="One thing that is wrong."
        ),
        "RosterRecord": _record("roster", or_null(ref("Roster"))),
        "AnswerRecord": _record("answer", or_null({"type": "object", "additionalProperties": True})),
        "RosterList": object_of(
            {"rosters": array_of("RecordSummary"), "next": or_null(TEXT)},
            note="One page, the newest first; `next` is the `cursor` of the page after.",
        ),
        "RecordSummary": object_of(_summary(), note="A job, without what has come of it."),
        "Publication": object_of({"at": TEXT, "signed_by": TEXT, "spo_consulted": TEXT, "note": TEXT}),
        "Validated": object_of(
            {
                "valid": {"type": "boolean"},
                "establishment": TEXT,
                "days": {"type": "array", "items": TEXT},
                "warnings": array_of("RosterWarning"),
            }
        ),
        **_subject_access(),
        "Anything": {"type": "object", "additionalProperties": True},
    }


def _shapes() -> dict[str, Schema]:
    """Describe what is asked of a roster; a morning may come along."""
    found: dict[str, Schema] = {}
    for kind in KINDS.values():
        if kind.name != "roster":
            schema = kind.shape.model_json_schema(ref_template=PLACE)
            found |= schema.pop("$defs", {})
            schema["properties"]["problem"] = or_null(ref("RosterRequest"))
            found[kind.shape.__name__] = schema
    return found | {Publishing.__name__: Publishing.model_json_schema(ref_template=PLACE)}


def _problem() -> Schema:
    fields = {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT}
    return object_of({**fields, "errors": array_of("ProblemError")}, note="RFC 9457.")


def _summary() -> dict[str, Schema]:
    maybe = or_null(TEXT)
    return {
        "id": TEXT,
        "status": {"type": "string", "enum": STATES},
        "kind": {"type": "string", "enum": list(KINDS)},
        "establishment": TEXT,
        "parent": maybe,
        "created_at": TEXT,
        "started_at": maybe,
        "ended_at": maybe,
        "created_by": TEXT,
        "published": or_null(ref("Publication")),
        "errors": or_null(array_of("ProblemError")),
    }


def _record(name: str, content: Schema) -> Schema:
    return object_of({**_summary(), name: content}, note="A job and what has come of it so far.")


def _subject_access() -> dict[str, Schema]:
    maybe, number, holds = or_null(TEXT), {"type": "integer"}, ref("Holds")
    morning = {"number": number, "establishment": TEXT, "received_at": TEXT, "holds": holds}
    kept = dict.fromkeys(("id", "kind", "establishment", "created_at"), TEXT)
    kept |= {"parent": maybe, "published_at": maybe, "morning": number, "holds": holds}
    looked = {"at": TEXT, "who": TEXT, "establishment": TEXT, "records": number}
    content = {"mornings": object_of(morning), "records": object_of(kept), "consulted": object_of(looked)}
    lists = {name: {"type": "array", "items": items} for name, items in content.items()}
    return {
        "SubjectAccess": object_of({"content": object_of({"id": TEXT, **lists})}),
        "Holds": {
            "type": "object",
            "description": "By place, for example `tasks` or `warnings`: every row that names the person.",
            "additionalProperties": {"type": "array", "items": {}},
        },
    }


def _operations(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            operation["operationId"] = _name(operation["operationId"], path, method)
            yield method, operation


def _name(generated: str, path: str, method: str) -> str:
    """Give a call the name of its function: clients are written with it."""
    tail = path.replace("/", "_").replace("{", "_").replace("}", "_").replace(".", "_")
    return generated.removesuffix(f"_{method}").removesuffix(tail)


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add the problems that may come back."""
    answers = operation["responses"]
    answers.pop("422", None)
    open_to_all = not operation.get("security")
    codes = set() if open_to_all else WHENEVER | (WHEN_SENT if method == "post" else WHEN_READ)
    for code in sorted(codes - answers.keys()):
        answers[code] = {"description": WORDS[code], "content": {MEDIA: {"schema": ref("Problem")}}}
