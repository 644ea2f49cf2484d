"""The schemas of what the calls give beside rosters: records, lists, problems, what is asked, what operators see."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from api.bounds import MOST_DAYS, MOST_SECONDS, MOST_SEED, MOST_WORKERS
from api.kinds import KINDS, alternatives, explain, give, replan, whatif
from api.kinds import roster as making
from api.kinds.kind import Asked
from api.routes.described import PLACE
from api.store.tables import CANCELLED, DONE, FAILED, QUEUED, ROSTER_KINDS, SOLVING
from roster.exports.answer_schema import COUNT, DAY, OR_NO_NUMBER, TEXT, array_of, object_of
from roster.exports.comparison_schema import ALTERNATIVES, WHATIF, all_of
from roster.exports.question_schema import EXPLAIN, GIVE
from roster.reading.schema import (
    EMPTY,
    OPTIONS,
    REQUEST,
    OptionLimits,
    Schema,
    or_null,
    ref,
    request_components,
)

MOST = OptionLimits(MOST_DAYS, MOST_SECONDS, MOST_WORKERS, MOST_SEED)
MOMENT: Schema = {"type": "string", "format": "date-time"}
OR_NO_MOMENT: Schema = {"type": ["string", EMPTY], "format": "date-time"}
SECONDS: Schema = {"type": "number", "minimum": 0}
UP_OR_DOWN: Schema = {"type": "string", "enum": ["UP", "DOWN"]}
ANSWERS = {give.NAME: GIVE, explain.NAME: EXPLAIN, whatif.NAME: WHATIF, alternatives.NAME: ALTERNATIVES}


def answer_name(kind: str) -> str:
    """Give the name of the schema of a record that holds an answer of a kind."""
    return KINDS[kind].shape.__name__.replace("Asked", "Answer")


def service_components() -> dict[str, Schema]:
    """Give every schema of the service's own by name."""
    return {**_asked(), **_records(), **_problems(), **_operating(), **_subject(), **_progress()}


def morning_components() -> dict[str, Schema]:
    """Give every schema of the body of `POST /v1/rosters` by name; the first day may be said in its options."""
    found = request_components(MOST)
    first = {
        "type": ["string", EMPTY],
        "description": "First day. Left out: the establishment's date.",
        **_day(),
    }
    found[OPTIONS]["properties"]["date"] = first
    return found


def _day() -> Schema:
    return {"examples": DAY["examples"]}


class _Untitled(GenerateJsonSchema):
    """Leaves out titles that only say a field's name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  # as the library has it
        return False


def _asked() -> dict[str, Schema]:
    """Describe what is asked of a roster; a morning may come along."""
    from api.routes.publishing import Publishing

    questions = [kind.shape for kind in KINDS.values() if kind.name != making.NAME]
    shapes: list[type[Asked]] = [*questions, Publishing]
    found: dict[str, Schema] = {}
    for shape in shapes:
        schema = shape.model_json_schema(ref_template=f"{PLACE}{{model}}", schema_generator=_Untitled)
        found |= schema.pop("$defs", {})
        if shape is not Publishing:
            schema["properties"]["problem"] = or_null(ref(REQUEST)) | {
                "description": "The morning as it is now. Null: as it was when the roster was made."
            }
        found[shape.__name__] = schema
    return found


def _records() -> dict[str, Schema]:
    states = [QUEUED, SOLVING, DONE, FAILED, CANCELLED]
    about = "A roster asked for, and what has come of it so far."
    answers = {
        answer_name(kind): _record({"type": "string", "const": kind}, "answer", name)
        for kind, name in ANSWERS.items()
    }
    return {
        "JobStatus": {"type": "string", "enum": states},
        "RosterKind": {
            "type": "string",
            "enum": list(ROSTER_KINDS),
            "description": f"`{replan.NAME}`: it follows its `parent`.",
        },
        "RosterRecord": _record(ref("RosterKind"), "roster", "Roster", about),
        **answers,
        "AnswerRecord": {
            "anyOf": [ref(name) for name in answers],
            "description": "Something asked about a roster, and the answer once there is one; `kind` tells which.",
        },
        "RosterList": object_of(
            {"rosters": array_of("RosterSummary"), "next": or_null(TEXT)},
            note="One page, the newest first; `next` is the `cursor` of the page after. Null: there is none.",
        ),
        "RosterSummary": object_of(_summary(ref("RosterKind")), note="A roster, without what is in it."),
        "Publication": object_of(
            {"at": MOMENT, "signed_by": TEXT, "spo_consulted": TEXT, "note": TEXT},
            note="Who decided, and when.",
        ),
        "Validated": object_of(
            {
                "valid": {"type": "boolean", "const": True},
                "establishment": TEXT,
                "days": {"type": "array", "items": DAY},
                "warnings": array_of("RosterWarning"),
            },
            note="A morning that can be used.",
        ),
    }


def _record(kind: Schema, name: str, content: str, note: str = "") -> Schema:
    what = or_null(ref(content)) | {"description": "Null: nothing yet."}
    note = note or "Something asked about a roster, and the answer once there is one."
    return object_of({**_summary(kind), name: what}, note=note)


def _summary(kind: Schema) -> dict[str, Schema]:
    errors = or_null(array_of("ProblemError")) | {"description": "Why it failed. Null: it did not."}
    return {
        "id": TEXT,
        "status": ref("JobStatus"),
        "kind": kind,
        "establishment": TEXT,
        "parent": {
            "type": ["string", EMPTY],
            "description": "The `id` of the roster it follows or is about.",
        },
        "created_at": MOMENT,
        "started_at": OR_NO_MOMENT,
        "ended_at": OR_NO_MOMENT,
        "created_by": TEXT,
        "published": or_null(ref("Publication")) | {"description": "Null: nobody has decided on it."},
        "errors": errors,
    }


def _problems() -> dict[str, Schema]:
    return {
        "Problem": object_of(
            {
                "type": TEXT,
                "title": TEXT,
                "status": {"type": "integer"},
                "detail": TEXT,
                "errors": array_of("ProblemError"),
            },
            note="What is wrong, as RFC 9457 has it.",
        ),
        "ProblemError": object_of(
            {
                "where": TEXT
                | {"description": "The place in what was sent. Empty: no one place.", **_where()},
                "code": TEXT | {"description": "For programs: stable."},
                "message": TEXT | {"description": "For people: what would be right."},
            },
            note="One thing that is wrong.",
        ),
    }


def _where() -> Schema:
    return {"examples": ["tasks[3].due"]}


def _operating() -> dict[str, Schema]:
    database = object_of(
        {"status": UP_OR_DOWN},
        {QUEUED: COUNT, SOLVING: COUNT, "error": TEXT | {"description": "Its kind, where it is down."}},
        "The database, and how many jobs it has that are not finished.",
    )
    return {
        "Ping": all_of({"status": {"type": "string", "const": "UP"}}),
        "Health": all_of({"status": UP_OR_DOWN, "components": ref("HealthComponents")}),
        "HealthComponents": all_of(
            {"database": ref("DatabaseHealth"), "dispatcher": ref("DispatcherHealth")}
        ),
        "DatabaseHealth": database,
        "DispatcherHealth": all_of({"status": UP_OR_DOWN}, "What gives jobs to processes."),
        "Info": all_of({"build": ref("Build")}),
        "Build": all_of({"name": TEXT, "version": TEXT}),
        "Versions": all_of({"versions": {"type": "object", "additionalProperties": TEXT}}),
    }


def _subject() -> dict[str, Schema]:
    """Describe what is held about a person; rows are as they were sent or stored, whatever is in them."""
    morning: dict[str, Schema] = {
        "number": COUNT,
        "establishment": TEXT,
        "received_at": MOMENT,
        "holds": ref("Holds"),
    }
    kept: dict[str, Schema] = {
        **dict.fromkeys(("id", "kind", "establishment"), TEXT),
        "parent": {"type": ["string", EMPTY]},
        "created_at": MOMENT,
        "published_at": OR_NO_MOMENT,
        "morning": COUNT | {"description": "The `number` of the morning it rests on."},
        "holds": ref("Holds"),
    }
    looked: dict[str, Schema] = {"at": MOMENT, "who": TEXT, "establishment": TEXT, "records": COUNT}
    return {
        "SubjectAccess": all_of({"content": ref("SubjectContent")}),
        "SubjectContent": all_of(
            {
                "id": TEXT,
                "mornings": array_of("SubjectMorning"),
                "records": array_of("SubjectRecord"),
                "consulted": array_of("Consulted"),
            }
        ),
        "SubjectMorning": all_of(morning, "A morning that names the person."),
        "SubjectRecord": all_of(kept, "A roster or an answer that rests on such a morning."),
        "Consulted": all_of(looked, "When the person was looked up before; `establishment` empty: in all."),
        "Holds": {
            "type": "object",
            "description": "By place, for example `tasks` or `warnings`: every row that names the person.",
            "additionalProperties": {"type": "array", "items": {}},
        },
        "NotOurs": all_of({"status": COUNT, "userMessage": TEXT, "developerMessage": TEXT}),
    }


def _progress() -> dict[str, Schema]:
    """Describe `data` of the events `level`, which differ by kind."""
    level: dict[str, Schema] = {"level": TEXT, "value": COUNT, "bound": OR_NO_NUMBER, "seconds": SECONDS}
    sets = {"seconds": SECONDS, "possible": COUNT, "proved": COUNT, "excluded": COUNT}
    names = ("LevelProgress", "LendingProgress", "CountProgress")
    return {
        "Progress": {
            "anyOf": [ref(name) for name in names],
            "description": "How far a job is: `data` of the event `level`.",
        },
        names[0]: all_of(level, "A roster: one level is settled as far as it goes."),
        names[1]: all_of(sets, "`give`: how many sets of people are possible, and what is known of them."),
        names[2]: all_of(
            {"roster": COUNT, "of": COUNT}, "`whatif`, `alternatives`: so many rosters of so many."
        ),
    }
