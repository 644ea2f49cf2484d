"""`new`, `close` and `demo`: write a folder to fill in, tomorrow's folder, an invented folder."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from api.commands.common import stated_roster

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from roster.exports.roster_json import StatedRoster
    from roster.ticks import Tick

WORKBOOK_SUFFIX = ".xlsx"


def new_workbook(folder: Path, *, force: bool) -> None:
    """Write the empty workbook."""
    from roster.exports.placing import place
    from roster.reading.template import template
    from roster.reading.workbook import WORKBOOK_FILE

    place({WORKBOOK_FILE: template()}, folder, force)
    typer.echo(f"Written: {folder / WORKBOOK_FILE}. Fill it in, then: omu-roster make {folder}")


def close_day(
    folder: Path, roster: Path, out: Path | None, done: Sequence[str], left: Sequence[str], *, force: bool
) -> None:
    """Read the evening's ticks and write the next morning's folder."""
    from roster import close
    from roster.prepare import problem_of_days
    from roster.reading import read_morning
    from roster.reading.folder import POLICY_FILE
    from roster.ticks import ticks_of_options

    morning = read_morning(folder)
    stated, typed = _roster_and_ticks(roster)
    problem = problem_of_days(morning, stated.days, roster.name)
    tomorrow = close.close_day(morning.tables, problem, stated, (*typed, *ticks_of_options(done, left)))
    target = out or _beside(folder, tomorrow.establishment.date)
    policy = folder / POLICY_FILE
    text = policy.read_text(encoding="utf-8-sig") if policy.is_file() else None
    close.write_tables(tomorrow, target, force, text)
    typer.echo(close.summary(morning.tables, tomorrow, stated), nl=False)
    typer.echo(f"Written: {target}")


def _roster_and_ticks(path: Path) -> tuple[StatedRoster, tuple[Tick, ...]]:
    if path.suffix.casefold() != WORKBOOK_SUFFIX:
        return stated_roster(path), ()
    from roster.ticks import read_workbook

    return read_workbook(path)


def _beside(folder: Path, day: date) -> Path:
    """Name tomorrow's folder after its day: `unit` becomes `unit-2026-11-24`, then `unit-2026-11-25`."""
    there = folder.resolve()
    stem = there.stem if there.is_file() else there.name
    ends_in_a_day = len(stem) > len(str(day)) and _is_a_day(stem[-len(str(day)) :])
    stem = stem[: -len(str(day)) - 1] if ends_in_a_day else stem
    return folder.parent / f"{stem}-{day}" if folder.name else there.parent / f"{stem}-{day}"


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def demo_folder(out: Path, prison: str, staff: int | None, seed: int, *, force: bool) -> None:
    """Write an invented folder."""
    from roster.demo import make_folder

    make_folder(out, prison, staff, seed, force=force)
    typer.echo(f"Written: {out}. Everybody in it is invented. Next: omu-roster make {out}")
