"""What is asked: which grades, how many more and fewer, how many wing posts fewer; typed after the command or sent."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from roster.faults import Fault, InputRefusedError
from roster.policy import Policy

GRADES, PLUS, MINUS, WING_POSTS, THROUGH = "--grades", "--plus", "--minus", "--wing-posts", "--through"
USUAL_GRADES, USUAL_PLUS, USUAL_MINUS, USUAL_WING_POSTS = "PO,PSO,B4,NB4", "1,2,3", "1", "-1,-2"
USUAL_THROUGH = "due.5"
MOST = 20  # people or posts: more than this is another prison


@dataclass(frozen=True)
class Asked:
    """The table that is asked for; `wing_posts` are posts fewer, as positive numbers."""

    grades: tuple[str, ...]
    plus: tuple[int, ...]
    minus: tuple[int, ...]
    wing_posts: tuple[int, ...]
    per_session: bool = False
    through: str = USUAL_THROUGH


def asked_of_options(
    policy: Policy,
    grades: str = USUAL_GRADES,
    plus: str = USUAL_PLUS,
    minus: str = USUAL_MINUS,
    wing_posts: str = USUAL_WING_POSTS,
    *,
    per_session: bool = False,
    through: str = USUAL_THROUGH,
) -> Asked:
    """Read what was typed; an empty list asks nothing of its sort. Raises InputRefusedError with every fault."""
    faults: list[Fault] = []
    asked = Asked(
        _grades(policy, grades, faults),
        _numbers(PLUS, plus, 1, MOST, faults),
        _numbers(MINUS, minus, 1, MOST, faults),
        tuple(-each for each in _numbers(WING_POSTS, wing_posts, -MOST, -1, faults)),
        per_session,
        through,
    )
    if through not in policy.levels:
        faults.append(
            Fault(THROUGH, 0, "", f"there is no level `{through}`.", _maybe(through, policy.levels))
        )
    if faults:
        raise InputRefusedError(faults)
    return asked


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _grades(policy: Policy, text: str, faults: list[Fault]) -> tuple[str, ...]:
    found = _parts(text)
    for each in found:
        if each not in policy.grades:
            faults.append(
                Fault(GRADES, 0, "", f"there is no grade `{each}`.", _maybe(each, list(policy.grades)))
            )
    return tuple(found)


def _maybe(text: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(text, known, n=1)
    return f"Maybe `{close[0]}`?" if close else f"Maybe one of: {', '.join(known)}."


def _numbers(option: str, text: str, least: int, most: int, faults: list[Fault]) -> tuple[int, ...]:
    found = []
    for part in _parts(text):
        try:
            number = int(part)
        except ValueError:
            number = 0
        if least <= number <= most:
            found.append(number)
        else:
            message = f"`{part}` should be a whole number from {least} to {most}."
            faults.append(Fault(option, 0, "", message, f"Maybe `{least if least > 0 else most}`?"))
    return tuple(sorted(set(found), key=abs))
