"""From what is known of the sets to the answer: those that cost least, ties as ties, and how sure each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.replan.lent_sets import LentSet, LevelLoss, Ranking, effects
from roster.staff import History

if TYPE_CHECKING:
    from solver.giving import Giving, Tried


def ranked(giving: Giving, seconds: float) -> Ranking:
    """Put the sets in order; of those that cost the same, who has been on the wings least comes first."""
    out = {each.staff_ids for each in giving.excluded()}
    order = sorted(
        (each for each in giving.sets if each.staff_ids not in out),
        key=lambda each: (each.worth, turns(giving, each), each.staff_ids),
    )
    listed = order[: giving.top]
    return Ranking(
        request=giving.request,
        now=giving.problem.revision.now if giving.problem.revision is not None else None,
        may=tuple(each.staff_id for each in giving.may),
        kept=tuple(giving.kept),
        published={name: giving.ground.values[name] for name in giving.ground.names},
        stands=giving.stands,
        sets=tuple(_listed(giving, each, order) for each in listed),
        also=tuple(
            each.staff_ids for each in order[giving.top :] if listed and each.worth == listed[-1].worth
        ),
        number=giving.number,
        proved=sum(each.proved for each in giving.sets),
        excluded=len(out),
        first_seconds=giving.first_seconds,
        seconds=seconds,
        stopped=giving.stop.asked.is_set(),
    )


def turns(giving: Giving, tried: Tried) -> int:
    """Count how often these people were on the wings in the last 28 days."""
    history = giving.problem.history
    return sum(history.get(each, History()).wing_sessions for each in tried.staff_ids)


def _listed(giving: Giving, tried: Tried, order: list[Tried]) -> LentSet:
    ground = giving.ground
    levels, sure = [], True
    for name, worth, least in zip(ground.names, tried.worth, tried.least, strict=True):
        published = ground.values[name]
        known = least - published if sure else None  # below a level that is open, nothing is known
        levels.append(LevelLoss(name, published, tried.values[name], worth - published, known))
        sure = sure and worth == least
    return LentSet(
        rank=1 + sum(each.worth < tried.worth for each in order),
        staff_ids=tried.staff_ids,
        proved=tried.proved,
        levels=tuple(levels),
        effects=effects(tried.problem, giving.standing, tried.plan),
        turns=turns(giving, tried),
        plan=tried.plan,
    )
