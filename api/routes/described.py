"""Says what a call takes and gives, by the names of the schemas, for the description of the calls."""

from __future__ import annotations

from typing import Any

PLACE = "#/components/schemas/"
EXAMPLES = "#/components/examples/"
HEADERS = "#/components/headers/"
JSON = "application/json"
EVENTS = "text/event-stream"
WORDS = {200: "Here it is", 201: "Finished", 202: "Accepted, not finished", 503: "Not all is well"}
SOME_EVENTS = """event: queued
data: {}
id: 41

event: solving
data: {}
id: 42

event: level
data: {"level":"due.1","value":0,"bound":0,"seconds":0.4}
id: 43

event: done
data: {}
id: 44

"""
Answers = dict[int | str, dict[str, Any]]


def takes(name: str, example: str) -> dict[str, Any]:
    """Describe the body that a call takes, with an example by its name."""
    content = {
        "schema": {"$ref": PLACE + name},
        "examples": {example: {"$ref": EXAMPLES + example.replace(" ", "-")}},
    }
    return {"requestBody": {"required": True, "content": {JSON: content}}}


def gives(name: str, *statuses: int) -> Answers:
    """Describe the JSON that a call gives."""
    return {
        status: {"description": WORDS[status], "content": {JSON: {"schema": {"$ref": PLACE + name}}}}
        for status in statuses or (200,)
    }


def accepts(name: str) -> Answers:
    """Describe what is given by a call that takes a job in."""
    found = gives(name, 201, 202)
    for status, each in found.items():
        later = {"Retry-After": {"$ref": f"{HEADERS}Retry-After"}} if status == 202 else {}
        each["headers"] = {"Location": {"$ref": f"{HEADERS}Location"}, **later}
    return found


def gives_text(media: str, note: str) -> Answers:
    """Describe text that a call gives."""
    return {200: {"description": WORDS[200], "content": {media: {"schema": _text(note)}}}}


def follows() -> Answers:
    """Describe server-sent events."""
    found = gives_text(EVENTS, "Server-sent events; `data` of the event `level` is a `Progress`.")
    found[200]["content"][EVENTS]["example"] = SOME_EVENTS
    return found


def _text(note: str) -> dict[str, Any]:
    return {"type": "string", "description": note}
