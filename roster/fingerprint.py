"""The fingerprint of a roster: what an explanation, a change list or a signature belongs to, and to nothing else."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from roster.roster import Plan

KEY = "roster_sha256"  # where whatever is about one roster says which
SHORT = 12  # so many characters tell rosters apart on paper


def roster_sha256(plan: Plan) -> str:
    """Give the fingerprint of a roster's decisions: work and wing duties, whatever their order; no reasons."""
    work = sorted(
        (
            each.day.isoformat(),
            each.session,
            f"{each.start:%H:%M}",
            f"{each.end:%H:%M}",
            each.staff_id,
            each.task_id,
        )
        for each in plan.work
    )
    duties = sorted((each.day.isoformat(), each.session, each.wing, each.staff_id) for each in plan.wing_duty)
    text = json.dumps(
        {"work": work, "wing_duty": duties}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_another(explanation: Mapping[str, Any], plan: Plan, file: str) -> None:
    """Let an explanation pass only for the roster that it explains. Raises InputRefusedError for any other."""
    stated, real = str(explanation.get(KEY, "")), roster_sha256(plan)
    if stated == real:
        return
    said = (
        f"it explains the roster {stated[:SHORT]}" if stated else "it does not say which roster it explains"
    )
    message = f"this explanation is not of this roster: {said}, and this one is {real[:SHORT]}."
    raise InputRefusedError([Fault(file, 0, KEY, message, "Maybe run `omu-roster explain` again.")])
