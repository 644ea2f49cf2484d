"""One cell at a time: every spelling that is read, and every odd one that is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from roster.reading.amounts import CLOCK_TIME, DAY, MOMENT, YES_OR_NO, whole
from roster.reading.cells import CellError, Kind, Known
from roster.reading.lists import IDENTIFIERS, PATTERN, SKILLS, WEEKDAY_LIST
from roster.reading.texts import IDENTIFIER_CELL, PRISON_NUMBER, free_text, matching
from roster.wording import closest, listing, maybe, shown

KNOWN = Known(("AM", "PM"), ("PO",), ("case_qa",), ("os", "oasys", "parole", "mappa"))
TEN_TO_TWENTY = whole(10, 20)
NUMBER = matching(PRISON_NUMBER, "a prison number")
TEXT = free_text(20)


def pairs(*days: int, names: str = "AM PM") -> frozenset[tuple[int, str]]:
    return frozenset((day, name) for day in days for name in names.split())


READ: list[tuple[Kind, list[Any], Any]] = [
    (TEN_TO_TWENTY, [12, 12.0, "12", " 12 ", "12.0", "0012"], 12),
    (YES_OR_NO, [True, "yes", "Y", "TRUE", " Yes "], True),
    (YES_OR_NO, [False, "no", "N", "false"], False),
    (DAY, ["2026-03-01", "01/03/2026", "1/3/2026"], date(2026, 3, 1)),
    (DAY, [date(2026, 3, 1), datetime(2026, 3, 1)], date(2026, 3, 1)),
    (DAY, ["29/02/2028"], date(2028, 2, 29)),
    (CLOCK_TIME, ["09:05", "9:05", "09:05:00", time(9, 5), timedelta(minutes=545)], time(9, 5)),
    (MOMENT, ["2026-03-01", "01/03/2026"], date(2026, 3, 1)),
    (MOMENT, ["2026-03-01T09:05", "2026-03-01 9:05", "1/3/2026 09:05"], datetime(2026, 3, 1, 9, 5)),
    (MOMENT, ["2026-03-01T00:00"], datetime(2026, 3, 1)),
    (MOMENT, ["2026-03-01T09:05:30.25"], datetime(2026, 3, 1, 9, 5, 30)),
    (MOMENT, [datetime(2026, 3, 1, 9, 5)], datetime(2026, 3, 1, 9, 5)),
    (PATTERN, ["Mon-Fri", ["Mon-Fri"]], pairs(0, 1, 2, 3, 4)),
    (PATTERN, ["Mon-Fri AM"], pairs(0, 1, 2, 3, 4, names="AM")),
    (PATTERN, ["Mon;Tue;Wed AM", ["Mon", "Tue", "Wed AM"]], pairs(0, 1) | pairs(2, names="AM")),
    (PATTERN, ["monday \N{EN DASH} tue PM;"], pairs(0, 1, names="PM")),
    (PATTERN, ["Sat-Mon"], pairs(5, 6, 0)),
    (WEEKDAY_LIST, ["Mon-Fri", ["Mon", "Tuesday", "Wed", "Thu", "Fri"]], frozenset(range(5))),
    (SKILLS, [" OS; Oasys;;own_skill "], frozenset({"os", "oasys", "own_skill"})),
    (IDENTIFIERS, ["T1; 7;T1", ["T1", 7]], ("T1", "7")),
    *((IDENTIFIER_CELL, [each], each) for each in ("S01", "a.b-c_d", "_x", "x" * 40, "console")),
    (IDENTIFIER_CELL, ["17", 17, 17.0, " 17\u00a0"], "17"),
    (NUMBER, ["A1234BC"], "A1234BC"),
    (TEXT, ["two\r\nlines\tand  more"], "two lines and more"),
    (TEXT, ["Si\u00e2n", "Sia\u0302n"], "Si\u00e2n"),
    (TEXT, [date(2026, 3, 1)], "2026-03-01"),
]
REFUSED: list[tuple[Kind, list[Any]]] = [
    (TEN_TO_TWENTY, ["9", "21", "12.5", "1e1", "nan", "١٢", "12 min", "9" * 5000, "-12", "+12"]),
    (TEN_TO_TWENTY, [12.5, float("nan"), float("inf"), True, 10**5000, -(10**20), [12], time(0, 12)]),
    (YES_OR_NO, ["ja", "1", 1, 0.0, "yesno", [True], "\ud800"]),
    (DAY, ["12/13/2026", "2026-02-30", "23/11/26", "20261123", "2026-W48-1", "23.11.2026", "0/1/2026"]),
    (DAY, ["٢٠٢٦-١١-٢٣", "2026-11-23Z", "Mon", 46349, 46349.0, True, time(9), datetime(2026, 3, 1, 9)]),
    (DAY, [date(1999, 12, 31), date(2101, 1, 1), "1/1/0001", "9999-12-31"]),
    (CLOCK_TIME, ["24:00", "9", "09.30", "9:5", "12:60", "09:30:15", "noon", 0.5, timedelta(days=1)]),
    (MOMENT, ["2026-03-01T", "T09:00", "09:00", "2026-03-01T09:00Z", "2026-03-01 09:00+0100"]),
    (MOMENT, ["2026-03-01T24:00", "2026-03-01T09:00T10:00", 5, "1990-01-01T00:00", [1]]),
    (MOMENT, [datetime(2026, 3, 1, tzinfo=UTC), True, {}]),
    (PATTERN, ["Mon,Tue", "Mo", "Mon-", "-", "Mon-Wed-Fri", "AM", "Mon am", "Mon Evening", ";", 5, [[1]]]),
    (WEEKDAY_LIST, ["Mon AM", "Fir", [1], {"Mon": 1}, "x" * 5000]),
    (SKILLS, ["os,oasys", "oasis", "pa role", "7", [["os"]], True]),
    (IDENTIFIER_CELL, ["S/01", "S\\1", "..", "a..b", ".a", "-a", "a.", "S 1", "con", "NUL.x", "x" * 41]),
    (IDENTIFIER_CELL, ["Siân", "S\u200b1", 1.5, 10**13, True, date(2026, 3, 1), "=1+1", "\ud800"]),
    (NUMBER, ["a1234bc", "A1234B", "A1234BCD", "A 1234BC", "\uff211234BC", "A١٢٣٤BC", 1234]),
    (TEXT, ["x" * 21, "\x00", "a\x1bb", "a\u2028b", "\u202e", "\ufffe", [1], {}, True, float("nan")]),
]
every_spelling = [(kind, typed, value) for kind, spellings, value in READ for typed in spellings]
every_rubbish = [(kind, typed) for kind, spellings in REFUSED for typed in spellings]


@pytest.mark.parametrize(("kind", "typed", "value"), every_spelling, ids=range(len(every_spelling)))
def test_what_people_type_is_read(kind: Kind, typed: Any, value: Any) -> None:
    read = kind.read(typed, KNOWN)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(("kind", "typed"), every_rubbish, ids=range(len(every_rubbish)))
def test_what_cannot_be_meant_is_refused(kind: Kind, typed: Any) -> None:
    with pytest.raises(CellError) as refused:
        kind.read(typed, KNOWN)
    assert refused.value.message.endswith(".")
    assert refused.value.message.isprintable()


def test_names_are_let_through_where_those_there_are_could_not_be_read() -> None:
    assert PATTERN.read("Mon Evening", Known()) == frozenset({(0, "Evening")})


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("x", "`x`"),
        ("x" * 50, "`" + "x" * 40 + "…`"),
        ("a\nb", "`a\N{REPLACEMENT CHARACTER}b`"),
        (True, "`true`"),
        (10**400, "`a very long number`"),
        ({"a": 1}, "an object"),
        ([1], "a list"),
        (datetime(2026, 3, 1, 9), "`2026-03-01T09:00`"),
    ],
    ids=range(8),
)
def test_what_was_found_is_quoted_safely(found: Any, said: str) -> None:
    assert shown(found) == said


def test_suggestions_are_the_closest_name_or_the_few_there_are() -> None:
    assert maybe("oasis", ["oasys", "os"]) == "Maybe `oasys`?"
    assert maybe("zzz", ["b", "a"]) == "Maybe one of: a, b."
    assert maybe("zzz", []) == ""
    assert maybe("zzz", [f"name{number}" for number in range(21)]) == ""
    assert closest("name7", [f"name{number}" for number in range(501)]) == ""
    assert closest("x" * 10**6, ["x" * 60]) == "x" * 60
    assert [listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])] == ["a", "a or b", "a, b or c"]
