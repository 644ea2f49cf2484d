"""What has happened since a roster was published, and what was decided: as typed after the command, or sent as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from roster.faults import Fault, InputRefusedError
from roster.reading.amounts import DAY, MOMENT
from roster.reading.cells import CellError, Kind, Known

LOST_OPTION, PIN_OPTION, BAN_OPTION, NOW_OPTION = "--lost", "--pin", "--ban", "--now"
LOST_FORM = "STAFF_ID:DATE:SESSION, with :wing=B if a wing takes them, for example S07:2026-11-23:PM:wing=B"
PAIR_FORM = "TASK_ID:STAFF_ID, for example T12:S03"
WING = "wing="
MOST_EVENTS = 5_000  # of one sort; a roster that has been revised all week has some hundred


@dataclass(frozen=True, order=True)
class Lost:
    """Somebody who is no longer there: in one session, or all day (`session` ""); `wing` says which wing has them.

    `since` is the moment at which they left a session that was under way (None: they miss all of it).
    """

    staff_id: str
    day: date
    session: str = ""
    wing: str = ""
    since: datetime | None = None

    def as_dict(self) -> dict[str, str]:
        """Give it as JSON has it; `since` only where they left in the middle."""
        since = {"since": self.since.isoformat(timespec="minutes")} if self.since else {}
        return since | {
            "staff_id": self.staff_id,
            "date": self.day.isoformat(),
            "session": self.session,
            "wing": self.wing,
        }

    def __str__(self) -> str:
        parts = [self.staff_id, self.day.isoformat(), self.session, f"{WING}{self.wing}" if self.wing else ""]
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Events:
    """What a replanned roster has to respect. `pins` and `bans` are (task id, staff id)."""

    lost: tuple[Lost, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    bans: tuple[tuple[str, str], ...] = ()
    now: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give them as JSON has them."""
        return {
            "now": self.now.isoformat(timespec="minutes") if self.now else None,
            "lost": [each.as_dict() for each in self.lost],
            "pins": [{"task_id": task_id, "staff_id": staff_id} for task_id, staff_id in self.pins],
            "bans": [{"task_id": task_id, "staff_id": staff_id} for task_id, staff_id in self.bans],
        }


def events_of_options(
    lost: Sequence[str] = (), pins: Sequence[str] = (), bans: Sequence[str] = (), now: str = ""
) -> Events:
    """Read what was typed. Raises InputRefusedError with every fault."""
    reader = _Reader()
    return reader.done(
        Events(
            tuple(reader.lost(each) for each in lost),
            tuple(reader.pair(PIN_OPTION, each) for each in pins),
            tuple(reader.pair(BAN_OPTION, each) for each in bans),
            reader.now(now),
        )
    )


def events_of_json(data: Mapping[str, Any]) -> Events:
    """Read what `Events.as_dict` wrote, or another program sent. Raises InputRefusedError with every fault."""
    reader = _Reader()
    lost = [reader.lost_of_json(each) for each in reader.objects(data, "lost")]
    pairs = {
        key: [
            f"{each.get('task_id') or ''}:{each.get('staff_id') or ''}" for each in reader.objects(data, key)
        ]
        for key in ("pins", "bans")
    }
    return reader.done(
        Events(
            tuple(lost),
            tuple(reader.pair("pins", each) for each in pairs["pins"]),
            tuple(reader.pair("bans", each) for each in pairs["bans"]),
            reader.now(str(data.get("now") or "")),
        )
    )


@dataclass
class _Reader:
    """Reads one thing after the other, and keeps what is wrong."""

    faults: list[Fault] = field(default_factory=list)

    def done(self, events: Events) -> Events:
        if self.faults:
            raise InputRefusedError(self.faults)
        return events

    def objects(self, data: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
        listed = data.get(key) or []
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            self.faults.append(Fault(key, 0, "", "this should be a list of objects."))
            return
        if len(listed) > MOST_EVENTS:
            message = f"these are {len(listed)}; at most {MOST_EVENTS} are read."
            self.faults.append(Fault(key, 0, "", message, code="too_large"))
            return
        yield from listed

    def lost(self, text: str) -> Lost:
        staff_id, *rest = [part.strip() for part in text.split(":")]
        wings = [part.removeprefix(WING) for part in rest if part.startswith(WING)]
        day, session, *more = [*(part for part in rest if not part.startswith(WING)), "", ""]
        if not staff_id or not day or any(more) or len(wings) > 1 or wings == [""]:
            self.faults.append(Fault(LOST_OPTION, 0, "", f"`{text}` should read {LOST_FORM}."))
            return Lost(staff_id, date.min)
        read = self._cell(LOST_OPTION, DAY, day)
        return Lost(
            staff_id, read if isinstance(read, date) else date.min, session, wings[0] if wings else ""
        )

    def lost_of_json(self, each: Mapping[str, Any]) -> Lost:
        parts = [str(each.get(key) or "") for key in ("staff_id", "date", "session")]
        wing = [f"{WING}{each['wing']}"] if each.get("wing") else []
        return replace(self.lost(":".join([*parts, *wing])), since=self.now(str(each.get("since") or "")))

    def pair(self, option: str, text: str) -> tuple[str, str]:
        task_id, _, staff_id = (part.strip() for part in text.partition(":"))
        if not task_id or not staff_id or ":" in staff_id:
            self.faults.append(Fault(option, 0, "", f"`{text}` should read {PAIR_FORM}."))
        return task_id, staff_id

    def now(self, text: str) -> datetime | None:
        if not text:
            return None
        moment = self._cell(NOW_OPTION, MOMENT, text)
        if isinstance(moment, datetime):
            return moment
        if moment is not None:
            message = f"`{text}` has no time of day; write it as 2026-11-23T10:05."
            self.faults.append(Fault(NOW_OPTION, 0, "", message))
        return None

    def _cell(self, option: str, kind: Kind, text: str) -> object:
        try:
            return kind.read(text, Known())
        except CellError as error:
            self.faults.append(Fault(option, 0, "", error.message, error.maybe, error.code))
            return None
