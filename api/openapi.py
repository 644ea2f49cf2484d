"""Describes the calls for other programs: the file from which clients are made.

What is sent and given back is described where it is read and written: the tables of a morning, the roster, the shapes
of what is asked. Here it is only put together. `python -m api.openapi` writes the file that is kept with the code.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

from api.examples import examples
from api.http.problem import MEDIA
from api.http.surroundings import REQUEST_ID
from api.routes.described import HEADERS
from api.schemas import MOST, morning_components, service_components
from roster.exports.answer_schema import judgement_components, roster_components
from roster.exports.question_schema import question_components
from roster.exports.stated_schema import check_components, stated_components
from roster.reading.schema import ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

Schema = dict[str, Any]
VERSION = "1"
FILE = Path("docs/openapi.json")
ABOUT = """Rosters for Offender Management Units: who does which task when. It proposes; a person decides.

`POST /v1/rosters` takes one prison's morning and makes a roster; `GET` on its `Location` gives it, while it is
being made the best so far. Everything that can be wrong comes back as `application/problem+json`, all errors
at once. `GET /v1/demo/{prison}` gives a ready body to try it with.

A caller shows a key in `X-Api-Key`, or a bearer token; a server that listens only on its own computer lets in
everybody there as long as it has no keys. Every answer has an `X-Request-Id`: the caller's, if one was sent.
Calls, keys and values may be added to version 1; none is taken away or changes its meaning. Read what you know.
"""
TAGS = {
    "rosters": "Make rosters, follow, compare and publish them.",
    "answers": "Ask about a roster that is done.",
    "questions": "What is answered at once, and not stored.",
    "files": "Rosters as files.",
    "operator": "Is it well, and which version is it?",
}
PROBLEMS = {  # by status: the name of the answer, what it says, its headers
    "400": ("BadRequest", "The body ended too soon", ()),
    "401": ("NotKnown", "Nobody knows who calls", ("WWW-Authenticate",)),
    "403": ("NotAllowed", "The caller may not do this, or not for this prison", ()),
    "404": ("NotThere", "There is no such thing, or it is another prison's", ()),
    "408": ("TooSlow", "The body took too long", ()),
    "409": ("Conflict", "It cannot be done as things stand", ()),
    "413": ("TooLarge", "The body is too large", ()),
    "415": ("NotJson", "The body is not plain JSON", ()),
    "422": ("Faulty", "The request cannot be used; every fault is listed", ()),
    "429": ("TooMany", "Too many jobs wait", ("Retry-After",)),
    "503": ("NotNow", "Not at the moment", ("Retry-After",)),
}
WHENEVER = {"401", "403", "422", "503"}
WHEN_READ, WHEN_SENT = {"404", "409"}, {"400", "404", "408", "409", "413", "415", "429"}
REQUEST_ID_NAME = "-".join(part.capitalize() for part in REQUEST_ID.split("-"))
HEADER_WORDS = {
    "Location": ("The path of the record.", "/v1/rosters/0123456789abcdef0123456789abcdef"),
    "Retry-After": ("When to come again, in seconds.", "1"),
    "WWW-Authenticate": ("How to say who calls.", "Bearer"),
    REQUEST_ID_NAME: ("By which both sides find the call in their logs.", "5f0c6a1e"),
}


def described(app: FastAPI) -> dict[str, Any]:
    """Give the description of every call (OpenAPI 3.1), made once."""
    if not app.openapi_schema:
        whole = get_openapi(
            title=app.title,
            version=VERSION,
            description=ABOUT,
            routes=app.routes,
            tags=[{"name": name, "description": words} for name, words in TAGS.items()],
            license_info={"name": "MIT", "identifier": "MIT"},
        )
        whole.setdefault("components", {}).update(
            schemas=dict(sorted(components().items())),
            examples=examples(),
            headers={name: _header(*words) for name, words in HEADER_WORDS.items()},
            responses={name: _problem(words, headers) for name, words, headers in PROBLEMS.values()},
        )
        for method, operation in _operations(whole):
            _complete(method, operation)
        app.openapi_schema = whole
    return app.openapi_schema


def components() -> dict[str, Schema]:
    """Give every schema by name."""
    return {
        **morning_components(),
        **check_components(MOST),
        **stated_components(),
        **roster_components(),
        **judgement_components(),
        **question_components(),
        **service_components(),
    }


def as_text(description: dict[str, Any]) -> str:
    """Write a description as it is kept: sorted, so that what has changed shows."""
    return json.dumps(description, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _header(words: str, example: str) -> dict[str, Any]:
    return {"description": words, "schema": {"type": "string"}, "example": example}


def _problem(words: str, headers: tuple[str, ...]) -> dict[str, Any]:
    names = (*headers, REQUEST_ID_NAME)
    return {
        "description": words,
        "headers": {name: {"$ref": HEADERS + name} for name in names},
        "content": {MEDIA: {"schema": ref("Problem")}},
    }


def _operations(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in whole["paths"].values():
        yield from methods.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Add the problems that may come back, and the header that every answer has; say parameters as they can be sent."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _sendable(parameter["schema"])
    answers = operation["responses"]
    answers.pop("422", None)
    for answer in answers.values():
        answer.setdefault("headers", {})[REQUEST_ID_NAME] = {"$ref": HEADERS + REQUEST_ID_NAME}
    open_to_all = not operation.get("security")
    codes = set() if open_to_all else WHENEVER | (WHEN_SENT if method == "post" else WHEN_READ)
    for code in sorted(codes - answers.keys()):
        answers[code] = {"$ref": f"#/components/responses/{PROBLEMS[code][0]}"}


def _sendable(schema: Schema) -> Schema:
    """Leave out null, which no query and no header can hold: what is not said is left out."""
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    own = {key: each for key, each in schema.items() if key != "anyOf"}
    return {**choices[0], **own} if len(choices) == 1 else schema


def main(path: Path = FILE) -> None:
    """Write the description to a file."""
    from api.app import bare_app

    path.write_text(as_text(bare_app().openapi()), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
