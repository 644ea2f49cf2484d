"""What a kind of job is: the shape of what is asked, a check without a solver, and the work itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.bounds import MOST_SECONDS, MOST_SEED, MOST_WORKERS
from api.judging import Effort
from roster.reading.texts import REFUSED_CATEGORIES
from solver.stopping import Stop

if TYPE_CHECKING:
    from roster.exports.roster_json import StatedRoster
    from roster.reading import Morning
    from solver.search import Search

MOST_TEXT = 200  # characters of an id, a moment, a name
MOST_ITEMS = 500
LINE_ENDS = "\t\r\n"  # a note may have lines


def _without_controls(text: str) -> str:
    """Refuse characters that no name and no id holds; PostgreSQL cannot store one of them (NUL) at all."""
    if any(unicodedata.category(sign) in REFUSED_CATEGORIES and sign not in LINE_ENDS for sign in text):
        raise PydanticCustomError("control_character", "This holds an invisible control character")
    return text


PLAIN = AfterValidator(_without_controls)
Text = Annotated[str, Field(max_length=MOST_TEXT), PLAIN]

Seconds = Annotated[float, Field(gt=0, le=MOST_SECONDS, description="longest time to search, in all")]


class Asked(BaseModel):
    """The shape of something asked: unknown keys are refused, null is the same as left out."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, found: object) -> object:
        if isinstance(found, dict):
            return {key: value for key, value in found.items() if value is not None}
        return found


class SearchOptions(Asked):
    """How long and how hard to search."""

    seconds: Seconds = 20
    workers: Annotated[int, Field(ge=1, le=MOST_WORKERS, description="how many searches side by side")] = 2
    seed: Annotated[int, Field(ge=0, le=MOST_SEED, description="same seed, same search")] = 0

    @property
    def effort(self) -> Effort:
        """Give it as the solver takes it."""
        return Effort(self.seconds, self.workers, self.seed)


class QuestionOptions(SearchOptions):
    """How long and how hard to search for many rosters together: a minute, as the commands have it."""

    seconds: Seconds = 60


@dataclass(frozen=True)
class Question:
    """What is asked of which morning; `stated` is the roster it is about, if it is about one."""

    morning: Morning
    asked: Any
    stated: StatedRoster | None = None
    published_sha256: str = ""

    @cached_property
    def about(self) -> StatedRoster:
        """Give the roster it is about."""
        assert self.stated is not None
        return self.stated


@dataclass
class Work:
    """What a job has at hand while it is done: a way to be stopped, and to tell how far it is."""

    stop: Stop = field(default_factory=Stop)
    tell: Callable[[Mapping[str, Any]], None] = lambda _: None
    show: Callable[[Search], None] = lambda _: None
    """Called with a search once it runs, so that the best so far can be looked at."""


@dataclass(frozen=True)
class Kind:
    """A kind of job. `check` raises InputRefusedError for what cannot be asked; `do` gives the result as plain data."""

    name: str
    shape: type[Asked]
    check: Callable[[Question], None]
    do: Callable[[Question, Work], dict[str, Any]]
