"""Invents the prisoners that the work is about: a made-up number, a risk, perhaps an owner, no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.problem import CRC, HIGH_RISKS, NPS

if TYPE_CHECKING:
    from roster.demo.dice import Dice
    from roster.demo.people import Team
    from roster.demo.shapes import Shape

# Numbers of the right form that look made up: they begin with Z and have a Z before the last letter.
NUMBER_FORM = "Z{digits:04d}Z{letter}"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"
HIGHEST_DIGITS = 9999
HUNDRED = 100


@dataclass(frozen=True)
class Case:
    """One prisoner, as far as the roster may know them."""

    number: str = ""
    risk: str = ""
    holder: str = ""
    owner: str = ""


NO_CASE = Case()


class Cases:
    """Everybody the unit has work about: known cases, and those who arrive."""

    def __init__(self, team: Team, shape: Shape, waiting_tasks: int, dice: Dice) -> None:
        self._team, self._shape, self._dice = team, shape, dice
        self._used: set[str] = set()
        count = max(1, round(waiting_tasks / shape.cases.tasks_for_each))
        self.known = [self._case(shape.cases.owned) for _ in range(count)]

    def arrival(self) -> Case:
        """Give somebody who was not here before."""
        return self._case(self._shape.cases.owned_on_arrival)

    def somebody(self) -> Case:
        """Give one of the known cases; several tasks may be about the same one."""
        return self._dice.pick(self.known)

    def somebody_else(self) -> Case:
        """Give a known sort of case that nothing else is about, so that no two appointments collide."""
        return self._case(self._shape.cases.owned)

    def owned_in_pair(self) -> Case | None:
        """Give a case whose owner takes it to an advice session, or None where nobody owns such cases."""
        owners = [each for grade in self._shape.cases.pair_owners for each in self._team.of_grade(grade)]
        if not owners:
            return None
        ids = {each.staff_id for each in owners}
        owned = [case for case in self.known if case.owner in ids]
        if owned:
            return self._dice.pick(owned)
        case = self.somebody()
        return Case(case.number, case.risk, case.holder, self._dice.pick(owners).staff_id)

    def owner_key(self, case: Case) -> str:
        """Say which owners such a case has: by holder where the estate splits cases so, otherwise by risk."""
        if self._shape.cases.holder_given:
            return case.holder
        return "high" if case.risk in HIGH_RISKS else "other"

    def _case(self, owned: float) -> Case:
        cases = self._shape.cases
        level = self._dice.weighted(cases.risk)
        nps = self._dice.happens(cases.nps_percent[level] / HUNDRED)
        case = Case(
            number=self._number(),
            risk="" if level == "unknown" else level,
            holder=(NPS if nps else CRC) if cases.holder_given else "",
        )
        owner = self._owner(case) if self._dice.happens(owned) else ""
        return Case(case.number, case.risk, case.holder, owner)

    def _owner(self, case: Case) -> str:
        grades = [
            grade for grade in self._shape.cases.owners[self.owner_key(case)] if self._team.of_grade(grade)
        ]
        return self._dice.pick(self._team.of_grade(self._dice.pick(grades))).staff_id if grades else ""

    def _number(self) -> str:
        while True:
            number = NUMBER_FORM.format(
                digits=self._dice.between([1, HIGHEST_DIGITS]), letter=self._dice.pick(LETTERS)
            )
            if number not in self._used:
                self._used.add(number)
                return number
