"""Puts a question together from what was sent or stored: the morning, the roster it is about, what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from api.kinds import KINDS
from api.kinds.kind import Question
from roster.exports.roster_json import from_json, to_text
from roster.faults import Fault, InputRefusedError
from roster.reading import read_request
from roster.reading.complaints import TOO_MANY
from roster.reading.limits import MOST_FAULTS
from roster.reading.request import WHOLE_REQUEST, where
from roster.reading.sizes import is_larger_than
from roster.replan.revise import ROSTER

if TYPE_CHECKING:
    from fastapi.exceptions import RequestValidationError

    from api.store.working import Job

MOST_ASKED = 10_000  # values beside the morning: 500 lost sessions, 500 pins and 500 bans are some 6,000

Error = Mapping[str, Any]
"""One thing that is wrong: `where` it is in the request, as JSON would name it, a stable `code`, a `message`."""

OPTION = "--"
SEVERAL = {"pin": "pins", "ban": "bans", "task": "tasks", "person": "people"}
"""Options that are given one by one at the command, and as a list in a body."""

PARTS = ("body", "query", "path", "header")  # where a framework says a value came from


class RefusedError(Exception):
    """What was asked cannot be used; `errors` names every fault."""

    def __init__(self, errors: Sequence[Error]) -> None:
        self.errors = list(errors)
        super().__init__(f"{len(self.errors)} faults")


def question_of(
    kind: str, problem: Mapping[str, Any], asked: Mapping[str, Any], parent: Mapping[str, Any] | None
) -> Question:
    """Read a question. Raises RefusedError with every fault of the morning and of what is asked, together."""
    if is_larger_than(dict(asked), MOST_ASKED):
        message = f"more than {MOST_ASKED} values are asked for beside the morning."
        raise InputRefusedError([Fault(WHOLE_REQUEST, 0, "", message, code="too_large")])
    errors: list[Error] = []
    morning = shaped = None
    try:
        morning = read_request(dict(problem))
    except InputRefusedError as error:
        errors += errors_of(error)
    try:
        shaped = KINDS[kind].shape.model_validate(asked)
    except ValidationError as error:
        errors += shape_errors(error)
    if errors:
        raise RefusedError(errors)
    assert morning is not None
    if parent is None:
        return Question(morning, shaped)
    published = hashlib.sha256(to_text(parent).encode()).hexdigest()
    return Question(morning, shaped, from_json(dict(parent), ROSTER), published)


def question_of_job(job: Job) -> Question:
    """Read a job's question again."""
    return question_of(job.kind, job.problem, job.asked, job.parent)


def errors_of(error: InputRefusedError) -> list[Error]:
    """Give what is wrong as an answer tells it: where, a stable code, a sentence."""
    return [
        {
            "where": _in_json(where(fault)),
            "code": fault.code,
            "message": f"{fault.message} {fault.maybe}".strip(),
        }
        for fault in error.faults
    ]


def _in_json(place: str) -> str:
    """Name an option of a command as the key that stands for it in a body."""
    if not place.startswith(OPTION):
        return place
    name = place.removeprefix(OPTION).replace("-", "_")
    return SEVERAL.get(name, name)


def shape_errors(error: ValidationError | RequestValidationError) -> list[Error]:
    """Give the faults of a shape by place, without what was sent (it may be huge, or no JSON number at all)."""
    found = error.errors()
    told: list[Error] = [
        {
            "where": place_of(each["loc"]),
            "code": str(each["type"]),
            "message": f"{each['msg']}.".replace("..", "."),
        }
        for each in found[:MOST_FAULTS]
    ]
    if len(found) > MOST_FAULTS:
        message = f"There are more faults than these {MOST_FAULTS}."
        told.append({"where": "", "code": TOO_MANY, "message": message})
    return told


def place_of(location: tuple[int | str, ...]) -> str:
    """Write a place as JSON would: `options.days`, `lost[0].date`."""
    parts = location[1:] if location and location[0] in PARTS else location
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in parts)
    return text.removeprefix(".")
