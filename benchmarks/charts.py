"""The charts of the report: how much is proved, how long it takes, and how far the rest may be from the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from benchmarks.drawing import FILLS, PALE, TITLE_SIZE, Sheet, widest
from benchmarks.results import Level, Result

PLOT_WIDTH, MARGIN, ROW = 420, 16, 22
TOP, BOTTOM = 52, 48  # room for the title, and for the axis with its label
BAR, THIN_BAR = 14, 11
VALUE_ROOM = 190  # right of the plot, for what a bar stands for
SHORTEST_SHOWN = 0.01  # seconds: what a level that takes no time is drawn at
SPREAD = 3  # dots of one row lie on so many lines on either side of its middle …
SPREAD_STEP = 2.5  # … so far apart, so that they do not hide each other
WHOLE = 100
Place = Callable[[float], float]


def proved_chart(by_engine: dict[str, list[Result]]) -> str:
    """Draw the share of levels proved, by group, a bar for each engine."""
    groups = list(dict.fromkeys(each.group for results in by_engine.values() for each in results))
    engines = list(by_engine)
    height_of_row = max(ROW, THIN_BAR * len(engines) + 8) if len(engines) > 1 else ROW
    left = MARGIN + widest([*groups, "group"])
    legend = ROW if len(engines) > 1 else 0
    sheet = _sheet(
        "Share of levels proved, by group",
        "A bar for each group of cases: of all levels of all its cases, how many percent are proved.",
        left,
        legend + height_of_row * len(groups),
    )
    place = _percent_axis(sheet, left, ("group", "levels proved (%)"), TOP + legend)
    if legend:
        _legend(sheet, left, engines)
    for row, group in enumerate(groups):
        top = TOP + legend + row * height_of_row
        sheet.text((left - 6, top + height_of_row / 2 + 4), group, "end")
        for number, engine in enumerate(engines):
            levels = [level for each in by_engine[engine] if each.group == group for level in each.levels]
            if levels:
                proved = sum(level.proved for level in levels)
                _share_bar(
                    sheet, (left, top, height_of_row), (number, len(engines)), proved, len(levels), place
                )
    return sheet.as_svg()


def _share_bar(
    sheet: Sheet,
    row: tuple[float, float, float],
    turn: tuple[int, int],
    proved: int,
    levels: int,
    place: Place,
) -> None:
    left, top, height = row
    number, engines = turn
    thick = BAR if engines == 1 else THIN_BAR
    upper = top + (height - thick * engines) / 2 + number * thick
    end = place(WHOLE * proved / levels)
    sheet.bar(left, upper, end - left, thick, FILLS[number % len(FILLS)])
    sheet.text(
        (place(WHOLE) + 8, upper + thick / 2 + 4), f"{proved} of {levels}", size=12 if engines == 1 else 10
    )


def _legend(sheet: Sheet, left: float, engines: Sequence[str]) -> None:
    for number, engine in enumerate(engines):
        at = left + number * (PLOT_WIDTH + VALUE_ROOM) / len(engines)
        sheet.bar(at, TOP - 12, BAR, BAR, FILLS[number % len(FILLS)])
        sheet.text((at + BAR + 6, TOP), engine)


def seconds_chart(results: Sequence[Result]) -> str:
    """Draw how long each level took in each case: filled dots where it was proved, open ones where it was not."""
    names = list(dict.fromkeys(level.name for each in results for level in each.levels))
    timed = {name: _timed(results, name) for name in names}
    left = MARGIN + widest(names)
    sheet = _sheet(
        "Seconds for each level",
        "A row for each level, a dot for each case: filled where the level was proved, open where time ran out.",
        left,
        ROW * len(names),
    )
    longest = max((level.seconds or 0 for levels in timed.values() for level in levels), default=1.0)
    place = _log_axis(sheet, left, max(1.0, longest))
    for row, name in enumerate(names):
        middle = TOP + row * ROW + ROW / 2
        sheet.text((left - 6, middle + 4), name, "end")
        for number, level in enumerate(timed[name]):
            off = (number % (2 * SPREAD + 1) - SPREAD) * SPREAD_STEP
            sheet.dot((place(level.seconds or 0), middle + off), level.proved)
        proved = sum(level.proved for level in timed[name])
        sheet.text((left + PLOT_WIDTH + 12, middle + 4), f"{proved} of {len(timed[name])} proved")
    return sheet.as_svg()


def _timed(results: Sequence[Result], name: str) -> list[Level]:
    levels = [level for each in results for level in each.levels if level.name == name]
    return [level for level in levels if level.seconds is not None]


def gap_chart(results: Sequence[Result]) -> str:
    """Draw, for each case that is not proved throughout, how much of its first open level may still be saved."""
    open_cases = [(each, each.first_open) for each in results]
    rows = [(each.named, level) for each, level in open_cases if level is not None]
    left = MARGIN + widest([name for name, _ in rows] or ["none"])
    sheet = _sheet(
        "How far the first level that is not proved may be from the best",
        "A bar for each case: the difference between value and bound, in percent of the value. Cases that are proved "
        "at every level have none.",
        left,
        ROW * max(1, len(rows)),
    )
    place = _percent_axis(sheet, left, ("case", "value less bound, in percent of the value"), TOP)
    if not rows:
        sheet.text((left + 8, TOP + ROW / 2 + 4), "Every level of every case is proved.")
    for row, (name, level) in enumerate(rows):
        top = TOP + row * ROW
        sheet.text((left - 6, top + ROW / 2 + 4), name, "end")
        sheet.bar(left, top + (ROW - BAR) / 2, place(gap_percent(level)) - left, BAR, FILLS[0])
        sheet.text((place(WHOLE) + 8, top + ROW / 2 + 4), f"{level.name}: {level.shown}")
    return sheet.as_svg()


def gap_percent(level: Level) -> float:
    """Give value less bound in percent of the value; the whole of it where nothing is known."""
    if level.bound is None:
        return WHOLE
    return WHOLE * (level.value - level.bound) / level.value if level.value else 0.0


def _sheet(title: str, says: str, left: float, height: float) -> Sheet:
    width = max(left + PLOT_WIDTH + VALUE_ROOM, widest([title]) * TITLE_SIZE / 12 + 2 * MARGIN)
    sheet = Sheet(title, says, round(width), round(TOP + height + BOTTOM))
    sheet.text((MARGIN, 22), title, size=TITLE_SIZE)
    return sheet


def _percent_axis(sheet: Sheet, left: float, labels: tuple[str, str], top: float) -> Place:
    def place(percent: float) -> float:
        return left + PLOT_WIDTH * percent / WHOLE

    _axis(sheet, left, labels, [(place(each), f"{each}") for each in range(0, WHOLE + 1, 20)], top)
    return place


def _log_axis(sheet: Sheet, left: float, longest: float) -> Place:
    first, last = math.log10(SHORTEST_SHOWN), math.ceil(math.log10(longest))

    def place(seconds: float) -> float:
        return left + PLOT_WIDTH * (math.log10(max(seconds, SHORTEST_SHOWN)) - first) / (last - first)

    powers = [10.0**power for power in range(round(first), last + 1)]
    marks = [(place(each), f"{each:g}") for each in powers]
    marks[0] = (marks[0][0], f"{SHORTEST_SHOWN:g} or less")
    _axis(sheet, left, ("level", "seconds (each mark ten times the one before)"), marks, TOP)
    return place


def _axis(
    sheet: Sheet,
    left: float,
    labels: tuple[str, str],
    marks: Sequence[tuple[float, str]],
    top: float,
) -> None:
    """Draw both axes, each with its label, and a pale line at each mark."""
    bottom = sheet.height - BOTTOM + 4
    for at, mark in marks:
        sheet.line((at, top - 6), (at, bottom), PALE)
        sheet.text((at, bottom + 15), mark, "middle")
    sheet.line((left, bottom), (left + PLOT_WIDTH, bottom))
    sheet.line((left, top - 6), (left, bottom))
    sheet.text((left - 6, top - 8), labels[0], "end")
    sheet.text((left + PLOT_WIDTH / 2, bottom + 34), labels[1], "middle")
