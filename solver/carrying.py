"""Carry what was found around an older roster over to the best one: what it changes is changed there too.

Parts are opened at once, each around the best roster of that moment. Whoever is done first changes that roster; what
the others find still stands wherever it has nothing to do with that change.
"""

from __future__ import annotations

from collections.abc import Sequence

from solver.model import total
from solver.open_parts import OpenPart, Stage, around_the_best
from solver.question import Solved, holds
from solver.stating import Stating


def carried(
    stating: Stating, stage: Stage, part: OpenPart, values: Sequence[int]
) -> tuple[OpenPart, Solved] | None:
    """Give the same part of the best roster there is now, and values better there too (None: they do not stand).

    `values` are the part's own.
    """
    now = around_the_best(stating, stage, part.region, part.free)
    question, best = now.question, stating.keeper.best.draft
    found = now.stated.moved(best, part.around, part.stated.draft(values))
    if total(question.aim, found) >= total(question.aim, question.start) or not holds(question, found):
        return None
    return now, Solved(found, None, optimal=False)
