"""Plans a roster again after what has happened since, with as few changed diaries as can be."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from api.judging import beforehand_of, replanned
from api.kinds.kind import MOST_ITEMS, Asked, Kind, Question, SearchOptions, Text, Work
from api.kinds.roster import search
from roster.replan.events import events_of_json
from roster.replan.revise import Revised, revise
from roster.rule import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "replan"


class LostAsked(Asked):
    """A session that somebody is lost for; no session: the whole day; `wing`: they are sent there."""

    staff_id: Text
    date: Text
    session: Text | None = None
    wing: Text | None = None


class PairAsked(Asked):
    """A task and a person."""

    task_id: Text
    staff_id: Text


class ReplanAsked(Asked):
    """What has happened since, with the keys of a roster's `revision`."""

    now: Annotated[Text | None, Field(description="what began before this moment stays")] = None
    lost: Annotated[tuple[LostAsked, ...], Field(max_length=MOST_ITEMS)] = ()
    pins: Annotated[
        tuple[PairAsked, ...], Field(max_length=MOST_ITEMS, description="who does what for certain")
    ] = ()
    bans: Annotated[
        tuple[PairAsked, ...], Field(max_length=MOST_ITEMS, description="who does not do what")
    ] = ()
    options: SearchOptions = SearchOptions()


def revised(question: Question) -> Revised:
    """Work out what is to be planned again. Raises InputRefusedError."""
    happened: Mapping[str, Any] = question.asked.model_dump(mode="json", exclude={"options"})
    return revise(question.morning, question.about, events_of_json(happened))


def _check(question: Question) -> None:
    revised(question)


def _do(question: Question, work: Work) -> dict[str, Any]:
    from roster.exports.roster_json import to_json

    asked = revised(question)
    rules = rules_in_force(asked.problem.policy)
    at = datetime.now(UTC)
    effort = question.asked.options.effort
    outcome = search(asked.problem, rules, effort, work, beforehand_of(asked))
    roster = replanned(asked, rules, outcome, effort, at, question.published_sha256)
    return to_json(asked.problem, roster)


KIND = Kind(NAME, ReplanAsked, _check, _do)
