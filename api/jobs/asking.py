"""Puts a question together from what was sent or stored: the morning, the roster it is about, what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.kinds import KINDS
from api.kinds.kind import Question
from roster.exports.roster_json import from_json, to_text
from roster.faults import Fault, InputRefusedError
from roster.reading import read_request
from roster.reading.request import WHOLE_REQUEST, where
from roster.reading.sizes import is_larger_than
from roster.replan.revise import ROSTER

if TYPE_CHECKING:
    from api.store.working import Job

MOST_ASKED = 10_000  # values beside the morning: 500 lost sessions, 500 pins and 500 bans are some 6,000


def question_of(
    kind: str, problem: Mapping[str, Any], asked: Mapping[str, Any], parent: Mapping[str, Any] | None
) -> Question:
    """Read a question. Raises InputRefusedError, and ValidationError when `asked` has not the shape of its kind."""
    if is_larger_than(dict(asked), MOST_ASKED):
        message = f"more than {MOST_ASKED} values are asked for beside the morning."
        raise InputRefusedError([Fault(WHOLE_REQUEST, 0, "", message, code="too_large")])
    shaped = KINDS[kind].shape.model_validate(asked)
    morning = read_request(dict(problem))
    if parent is None:
        return Question(morning, shaped)
    published = hashlib.sha256(to_text(parent).encode()).hexdigest()
    return Question(morning, shaped, from_json(dict(parent), ROSTER), published)


def question_of_job(job: Job) -> Question:
    """Read a job's question again."""
    return question_of(job.kind, job.problem, job.asked, job.parent)


def errors_of(error: InputRefusedError) -> list[dict[str, Any]]:
    """Give what is wrong as an answer tells it: where, a stable code, a sentence."""
    return [
        {"where": where(fault), "code": fault.code, "message": f"{fault.message} {fault.maybe}".strip()}
        for fault in error.faults
    ]
