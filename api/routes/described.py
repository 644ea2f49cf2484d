"""Says what a call takes and gives, by the names of the schemas, for the description of the calls."""

from __future__ import annotations

from typing import Any

PLACE = "#/components/schemas/"
JSON = "application/json"


def takes(name: str) -> dict[str, Any]:
    """Describe the body that a call takes."""
    return {"requestBody": {"required": True, "content": {JSON: {"schema": {"$ref": PLACE + name}}}}}


def gives(name: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the JSON that a call gives."""
    words = {200: "Here it is", 201: "Finished", 202: "Accepted, not finished"}
    schema = {"schema": {"$ref": PLACE + name}}
    return {
        status: {"description": words[status], "content": {JSON: schema}} for status in statuses or (200,)
    }
