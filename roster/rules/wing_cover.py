"""The wings get only people who may be sent there, for the whole session, and no more than they ask for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.sessions import Session
from roster.staff import Person
from roster.view import View


class WingCoverRule(Rule):
    """Wing duty is for cross-deployable staff who are there for the whole session, one wing each, posts permitting."""

    name = "wing_cover"
    sentence = "Only cross-deployable staff present for the whole session cover the posts a wing asks for."
    trace = "M6 (001:61); contract, section 2"

    def may_cover(self, problem: Problem, person: Person, session: Session) -> bool:
        """Ask for a whole session of somebody cross-deployable."""
        presence = problem.presence.get((person.staff_id, session.index))
        return person.cross_deployable and presence is not None and presence.whole and presence.wing is None

    def enforce(self, problem: Problem, port: Port) -> None:
        """Send no more people than there are open posts."""
        for session in problem.sessions:
            detailed = Counter(
                each.wing
                for (_, index), each in problem.presence.items()
                if index == session.index and each.wing
            )
            open_posts = sum(
                max(0, posts - detailed[wing])
                for (index, wing), posts in problem.posts.items()
                if index == session.index
            )
            port.at_most(
                [term for person in problem.staff for term in port.on_wing(person, session)], open_posts
            )

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person who may not go, is sent twice, or is more than the wing asked for."""
        problem = view.problem
        for seat, duties in view.duties_by_seat.items():
            presence = problem.presence.get(seat)
            person, session = duties[0].person, duties[0].session
            if len(duties) > 1:
                yield self._breach(f"{seat[0]} is on two wings at once.", person, session)
            if presence is not None and presence.wing is not None:
                continue  # detailed already: nobody's decision here
            if not person.cross_deployable or presence is None or not presence.whole:
                why = (
                    "is not there for the whole session"
                    if person.cross_deployable
                    else "is not cross-deployable"
                )
                yield self._breach(f"{seat[0]} {why} and is sent to wing {duties[0].wing}.", person, session)
        yield from self._too_many(view)

    def _too_many(self, view: View) -> Iterable[Breach]:
        sent: dict[tuple[int, str], list[Person]] = defaultdict(list)
        for each in view.duties:
            sent[each.session.index, each.wing].append(each.person)
        detailed = Counter(
            (index, each.wing) for (_, index), each in view.problem.presence.items() if each.wing is not None
        )
        for (index, wing), there in sent.items():
            number = len(there)
            if number > max(view.problem.posts.get((index, wing), 0), detailed[index, wing]):
                yield self.breach(
                    f"Wing {wing} has {number} people where it asked for {view.problem.posts.get((index, wing), 0)}.",
                    people=there,
                    session=view.problem.sessions[index],
                )

    def _breach(self, message: str, person: Person, session: Session) -> Breach:
        return self.breach(message, people=[person], session=session)


RULE = WingCoverRule
