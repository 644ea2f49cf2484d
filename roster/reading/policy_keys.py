"""Checks a prison's own rule settings: each number stays a number, each list a list of the same sort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roster import policy as policies
from roster.faults import Fault
from roster.wording import closest, shown

HIGHEST_SETTING = 1_000_000  # a price above this would drown the others; so would any count
SETTINGS_OF_EVERY_RULE = (
    "must",
    "price",
)  # their kind is checked with the policy's form, as are unknown keys


def rule_faults(own: object, file: str) -> list[Fault]:
    """Give what is wrong with the `rules` of a policy; the rest has a fixed form and is checked by that."""
    rules = own.get("rules") if isinstance(own, dict) else None
    if not isinstance(rules, dict):
        return []
    shipped = policies.shipped()["rules"]
    return [
        Fault(file, 0, place, message, suggestion, "invalid")
        for name, settings in rules.items()
        for place, message, suggestion in _rule(str(name), settings, shipped)
    ]


Found = Iterator[tuple[str, str, str]]


def _rule(name: str, settings: object, shipped: dict[str, Any]) -> Found:
    """Check one rule's settings; an unknown name may be the prison's own, a near miss is a slip."""
    place = f"rules.{name}"
    if name not in shipped:
        close = closest(name, shipped)
        if close:
            yield place, f"{shown(name)} is not a rule.", f"Maybe `{close}`?"
    elif isinstance(settings, dict):
        for key, value in settings.items():
            if key in shipped[name] and key not in SETTINGS_OF_EVERY_RULE:
                yield from _setting(f"{place}.{key}", value, shipped[name][key])


def _setting(place: str, value: object, model: object) -> Found:
    if isinstance(model, int):
        if type(value) is not int or not 0 <= value <= HIGHEST_SETTING:
            yield place, f"{shown(value)} is not a whole number from 0 to {HIGHEST_SETTING}.", ""
        elif value == 0 and place.rpartition(".")[2].startswith("step"):
            yield place, "a step must be at least 1.", ""
    elif isinstance(model, str):
        if not isinstance(value, str):
            yield place, f"{shown(value)} is not text.", ""
    elif isinstance(model, list):
        yield from _list(place, value, model)
    elif isinstance(model, dict):
        yield from _mapping(place, value, model)


def _list(place: str, value: object, model: list[Any]) -> Found:
    if not isinstance(value, list):
        yield place, f"{shown(value)} is not a list; write for example {model}.", ""
        return
    if model and isinstance(model[0], int) and len(value) != len(model):
        yield place, f"this list should have {len(model)} numbers, for example {model}.", ""
    for each in value:
        if model:
            yield from _setting(place, each, model[0])


def _mapping(place: str, value: object, model: dict[str, Any]) -> Found:
    if not isinstance(value, dict):
        yield place, f"{shown(value)} is not a table of names and numbers.", ""
        return
    for key, each in value.items():
        if key in model:
            yield from _setting(f"{place}.{key}", each, model[key])
