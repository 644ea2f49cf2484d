"""The long run of the kills, on SQLite and on PostgreSQL: `python -m tests.service.soak`; exits 1 on any loss."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.service.kills import Run, run
from tests.service.running import has_postgres, postgres

KILLS = 60
CANCELS = 0.5  # of what is accepted: a cancelling is a promise too
COLUMNS = ("database", "accepted", "writes", "done", "cancelled", "again", "lost", "doubled", "wrong")
MORE = ("kills", "restarts", "seconds")


def line(*cells: object) -> None:
    sys.stdout.write("  ".join(f"{each!s:>10}" for each in cells) + "\n")
    sys.stdout.flush()


def show(name: str, found: Run) -> bool:
    """Print the account of one run; tell whether it is whole."""
    account = found.account
    counts = (account.accepted, account.writes, account.done, account.cancelled, account.again)
    faults = (account.lost, account.doubled, account.wrong)
    kills = f"{found.kills_of_server}+{found.kills_of_jobs}"
    line(name, *counts, *map(len, faults), kills, found.restarts, round(found.seconds))
    for each in [fault for some in faults for fault in some]:
        sys.stdout.write(f"  {each}\n")
    return account.whole


def main() -> int:
    """Kill 60 servers and 60 processes of jobs on each database; all that was accepted must be done once."""
    line(*COLUMNS, *MORE)
    with tempfile.TemporaryDirectory(prefix="omu-soak-") as folder:
        url = f"sqlite:///{Path(folder) / 'roster.db'}"
        whole = show("SQLite", run(Path(folder), url, KILLS, KILLS, seed=1, cancels=CANCELS))
    if not has_postgres():
        sys.stdout.write("PostgreSQL is not installed: left out.\n")
        return 0 if whole else 1
    with tempfile.TemporaryDirectory(prefix="omu-soak-") as folder, postgres() as url:
        whole &= show("PostgreSQL", run(Path(folder), url, KILLS, KILLS, seed=2, cancels=CANCELS))
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
