"""Who is ahead on a case: the engines compared at the first level at which their values differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Line = dict[str, Any]


def standing(lines: Sequence[Line]) -> str:
    """Say in one line how the engines stand on one case."""
    name = lines[0]["case"]
    there = [each for each in lines if "failed" not in each]
    failed = [each["engine"] for each in lines if "failed" in each]
    said = _ahead(there) if len(there) > 1 else "nothing to compare"
    return f"{name}: {said}" + (f"; failed: {', '.join(failed)}" if failed else "")


def _ahead(lines: Sequence[Line]) -> str:
    """Tell who is ahead at the first level that differs, then who of these at the next, until one is left."""
    said, left = [], list(lines)
    for place, level in enumerate(lines[0]["levels"]):
        values = {each["engine"]: each["levels"][place]["value"] for each in left}
        least = min(values.values())
        if least < max(values.values()):
            shown = ", ".join(f"{engine} {value}" for engine, value in sorted(values.items(), key=_by_value))
            left = [each for each in left if values[each["engine"]] == least]
            best = " and ".join(each["engine"] for each in left)
            said.append(f"{best} ahead at {level['name']} ({shown})")
    return f"{', then '.join(said) or 'all reach the same values'}; {_proved(lines)}"


def _by_value(each: tuple[str, int]) -> int:
    return each[1]


def _proved(lines: Sequence[Line]) -> str:
    counts = ", ".join(f"{each['engine']} {leading(each)} of {len(each['levels'])}" for each in lines)
    seconds = ", ".join(f"{each['engine']} {each['seconds']:g}" for each in lines)
    return f"leading levels proved: {counts}; seconds: {seconds}"


def leading(line: Line) -> int:
    """Count the levels from the first on that are proved, up to the first that is not."""
    proved = [each["proved"] for each in line["levels"]]
    return proved.index(False) if False in proved else len(proved)
