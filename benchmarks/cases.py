"""The cases that can be measured: the committed instances, the sample folders, or any other folder."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
INSTANCES = HERE / "instances"
CASES_FILE = HERE / "cases.toml"
SAMPLES = HERE.parent / "data" / "samples"
SAMPLE_GROUP, OTHER_GROUP = "samples", "other"
USUAL_SAMPLES = (
    "tiny:1:20",
    "tiny:5:20",
    "open:1:20",
    "women:1:20",
    "trainer:1:20",
    "shock:1:20",
    "large-local:1:20",
)
FORM = "NAME, SAMPLE:DAYS:SECONDS or FOLDER:DAYS:SECONDS"


class UnknownCaseError(Exception):
    """Nothing that can be measured is called so."""


@dataclass(frozen=True)
class Case:
    """One folder, the working days to plan, and the seconds the search is given."""

    name: str
    group: str
    folder: str
    days: int
    seconds: float

    def as_text(self) -> str:
        """Write it on one line, for the process that measures it."""
        return json.dumps(asdict(self))

    def given(self, seconds: float | None) -> Case:
        """Give the case with other seconds; a name that says the seconds says the new ones."""
        if seconds is None or seconds == self.seconds:
            return self
        parts = self.name.split(":")
        name = ":".join([*parts[:-1], f"{seconds:g}"]) if len(parts) > 1 else self.name
        return replace(self, name=name, seconds=seconds)


def committed() -> list[Case]:
    """Give the committed instances, in the order of `cases.toml`."""
    entries = tomllib.loads(CASES_FILE.read_text(encoding="utf-8"))["case"]
    return [
        Case(each["name"], each["group"], str(INSTANCES / each["name"]), each["days"], each["seconds"])
        for each in entries
    ]


def every_case() -> list[Case]:
    """Give what is measured when nothing is named: the usual samples, then the committed instances."""
    return [*(find(each) for each in USUAL_SAMPLES), *committed()]


def find(text: str) -> Case:
    """Give the case of that name. Raises UnknownCaseError where there is none."""
    name, _, rest = text.partition(":")
    if not rest:
        for case in committed():
            if case.name == name:
                return case
        raise UnknownCaseError(f"There is no case `{text}`. A case is {FORM}; the names are in cases.toml.")
    days, _, seconds = rest.partition(":")
    try:
        numbers = int(days), float(seconds)
    except ValueError:
        raise UnknownCaseError(f"`{text}` should read {FORM}, for example tiny:1:20.") from None
    for folder, group in (
        (SAMPLES / name, SAMPLE_GROUP),
        (INSTANCES / name, OTHER_GROUP),
        (Path(name), OTHER_GROUP),
    ):
        if folder.is_dir():
            return Case(text, group, str(folder.resolve()), *numbers)
    raise UnknownCaseError(f"There is no sample, instance or folder `{name}`.")
