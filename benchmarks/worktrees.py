"""An earlier commit to measure against: checked out beside the repository, measured with today's ruler, removed again.

The commit's own `solver/` and `roster/` are measured; its `benchmarks/` is replaced with today's, so that both sides
are measured by the same code and on the same folders.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULER = "benchmarks"
MEASURED = ("solver", "roster")


class WorktreeError(Exception):
    """The commit cannot be checked out, or its code is not what a child process would import."""


@contextmanager
def checked_out(revision: str, root: Path = ROOT) -> Iterator[Path]:
    """Check a commit out into a temporary folder for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="omu-roster-previous-") as above:
        folder = Path(above).resolve() / "tree"
        _git(root, "worktree", "add", "--detach", "--quiet", str(folder), revision)
        try:
            shutil.rmtree(folder / RULER, ignore_errors=True)
            ignored = shutil.ignore_patterns("__pycache__", "instances")  # cases name their folders in full
            shutil.copytree(ROOT / RULER, folder / RULER, ignore=ignored)
            _check_imports(folder)
            yield folder
        finally:
            _git(root, "worktree", "remove", "--force", str(folder))


def environment(folder: Path) -> dict[str, str]:
    """Give a child process's environment in which the packages of this folder come before any installed ones."""
    return {**os.environ, "PYTHONPATH": str(folder)}


def _check_imports(folder: Path) -> None:
    """Make sure that a child process would import the commit's own packages and not the installed ones."""
    program = f"import {', '.join(MEASURED)}; print(*(each.__file__ for each in ({', '.join(MEASURED)})), sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=environment(folder),
        check=False,
        capture_output=True,
        text=True,
    )
    imported = [Path(line).resolve() for line in done.stdout.splitlines()]
    if not imported or not all(each.is_relative_to(folder) for each in imported):
        raise WorktreeError(
            f"The commit's own packages are not imported: {done.stdout} {done.stderr}".strip()
        )


def _git(root: Path, *words: str) -> None:
    try:
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise WorktreeError(f"git {words[0]} {words[1]}: {error.stderr.strip()}") from None
