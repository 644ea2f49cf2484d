"""Checks plain data against the schemas, as a client that was made from the API's description would."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from roster.exports.answer_schema import judgement_components, roster_components
from roster.exports.question_schema import question_components
from roster.exports.stated_schema import check_components, stated_components
from roster.reading.schema import PLACE, OptionLimits, request_components

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def every_component(most: OptionLimits | None = None) -> dict[str, Any]:
    """All schemas by name, as one API has them."""
    parts = (
        request_components(most or OptionLimits()),
        check_components(),
        stated_components(),
        roster_components(),
        judgement_components(),
        question_components(),
    )
    together: dict[str, Any] = {}
    for each in parts:
        assert not together.keys() & each.keys()
        together |= each
    return together


def validator(name: str, most: OptionLimits | None = None) -> Any:
    """What tells whether data are as the component of that name says."""
    whole = {"$schema": DRAFT, "$ref": f"{PLACE}{name}", "components": {"schemas": every_component(most)}}
    return jsonschema_rs.validator_for(whole, validate_formats=True)
