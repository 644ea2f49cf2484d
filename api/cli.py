"""The command `omu-roster`: what can be typed after it. The work is done in `api/commands/`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.bounds import MOST_DAYS, MOST_SECONDS, MOST_SEED, MOST_WORKERS
from api.guard import guarded

PROGRAM = "omu-roster"

app = typer.Typer(
    name=PROGRAM,
    help="Daily and weekly task rosters for Offender Management Units. It proposes; a person decides.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: it comes up at once, and reads the same everywhere
)

Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="The morning folder, or its morning.xlsx.", show_default=False),
]
RosterFile = Annotated[Path, typer.Argument(metavar="ROSTER", help="The roster.", show_default=False)]
Published = Annotated[
    Path,
    typer.Option(metavar="ROSTER.json", help="The roster that people were told.", show_default=False),
]
Days = Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="How many working days.")]
Seconds = Annotated[float, typer.Option(max=MOST_SECONDS, help="Longest time to search, in all.")]
Workers = Annotated[int, typer.Option(min=1, max=MOST_WORKERS, help="How many searches side by side.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Same seed, same search.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that are there already.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON instead of text.")]


def example(*lines: str) -> str:
    """Show how a command is typed, under its help."""
    return "\b\nExample:\n" + "\n".join(f"  {PROGRAM} {line}" for line in lines)


@app.command(epilog=example("make data/samples/tiny --out out --days 5 --seconds 20"))
def make(
    folder: Folder,
    date: Annotated[
        str, typer.Option(help="First day, as 2026-11-23 or 23/11/2026. [default: the folder's date]")
    ] = "",
    days: Days = 5,
    out: Annotated[Path, typer.Option(help="Where the roster is written.")] = Path("out"),
    seconds: Seconds = 20,
    workers: Workers = 2,
    seed: Seed = 0,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make the roster of a morning and write it in every form: workbook, wall sheet, calendars, JSON, CSV.

    Ctrl-C stops the search and keeps the best roster found so far.
    """
    with guarded():
        from api.commands.make import make_roster
        from api.judging import Effort

        make_roster(folder, date, days, out, Effort(seconds, workers, seed), force=force, as_json=json)


@app.command(epilog=example("check data/samples/tiny out/roster.json"))
def check(folder: Folder, roster: RosterFile, json: Json = False) -> None:
    """Judge any roster.json, whoever made it, without the solver; exit status 1 when it breaks a rule."""
    with guarded():
        from api.commands.check import check_roster

        check_roster(folder, roster, as_json=json)


@app.command(epilog=example("new monday"))
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write it.", show_default=False)],
    force: Force = False,
) -> None:
    """Write an empty morning.xlsx with drop-downs and a note on every column, ready to fill in."""
    with guarded():
        from api.commands.folders import new_workbook

        new_workbook(folder, force=force)


@app.command(
    epilog=example(
        "close monday out/roster.xlsx --out tuesday",
        "close monday out/roster.json --done T1,T2 --left T3=90 --out tuesday",
    )
)
def close(
    folder: Folder,
    roster: RosterFile,
    out: Annotated[
        Path | None, typer.Option(help="Tomorrow's folder. [default: beside FOLDER, named by its day]")
    ] = None,
    done: Annotated[list[str] | None, typer.Option(help="Finished tasks, as T1,T2.")] = None,
    left: Annotated[list[str] | None, typer.Option(help="Minutes left of begun tasks, as T3=90.")] = None,
    force: Force = False,
) -> None:
    """Close the day: read ticks and minutes left, and write tomorrow's folder."""
    with guarded():
        from api.commands.folders import close_day

        close_day(folder, roster, out, done or [], left or [], force=force)


@app.command(epilog=example("demo monday --prison local --staff 12 --seed 1"))
def demo(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Where to write it.", show_default=False)],
    prison: Annotated[str, typer.Option(help="local, trainer, open or women.")] = "local",
    staff: Annotated[int | None, typer.Option(min=1, help="How many people. [default: as in life]")] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Same seed, same folder.")] = 0,
    force: Force = False,
) -> None:
    """Write an invented morning folder to try things out with; nobody in it is real."""
    with guarded():
        from api.commands.folders import demo_folder

        demo_folder(out, prison, staff, seed, force=force)


def main() -> None:
    """Run the command; Ctrl-C before anything was found ends it with status 3."""
    from api.guard import NOTHING_WRITTEN, STOPPED, tell

    try:
        app()
    except KeyboardInterrupt:
        tell(NOTHING_WRITTEN)
        raise SystemExit(STOPPED) from None


from api import (  # noqa: E402, F401  # their commands register themselves
    cli_alternatives,
    cli_audit,
    cli_explain,
    cli_give,
    cli_keys,
    cli_replan,
    cli_serve,
    cli_subject,
    cli_whatif,
)

if __name__ == "__main__":  # the commands are registered on the module's app, not on a second one
    from api.cli import main as run

    run()
