"""Who has already been detailed to a wing is there, and the roster says so."""

from __future__ import annotations

from collections.abc import Iterable

from roster.rule import Breach, Rule
from roster.view import View


class DetailedRule(Rule):
    """Every detail in `availability.csv` stands in the roster as wing duty (the engine carries it over)."""

    name = "detailed"
    sentence = "People already detailed to a wing are shown on that wing."
    trace = "contract, section 2 (status `wing`)"

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each detail that is missing or on another wing."""
        for (staff_id, index), presence in view.problem.presence.items():
            if presence.wing is None:
                continue
            wings = [each.wing for each in view.duties_by_seat.get((staff_id, index), [])]
            if wings != [presence.wing]:
                yield self.breach(
                    f"{staff_id} is detailed to wing {presence.wing}, and the roster does not say so.",
                    people=[view.problem.person[staff_id]],
                    session=view.problem.sessions[index],
                )


RULE = DetailedRule
