"""Puts finished files into a folder all together or not at all, and never over others without being asked."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from roster.faults import OmuRosterError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class NotWrittenError(OmuRosterError):
    """The files could not be put in their place; the folder is as it was."""


class AlreadyThereError(NotWrittenError):
    """Files of that name are there already, and nobody asked to replace them."""


def refuse_if_there(folder: Path, names: Collection[str], force: bool) -> None:
    """Raise AlreadyThereError when a file would be written over without being asked to."""
    if folder.exists() and not folder.is_dir():
        raise AlreadyThereError(f"{folder} is a file, not a folder. Give another folder.")
    there = [name for name in names if (folder / name).exists() or (folder / name).is_symlink()]
    if there and not force:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise AlreadyThereError(
            f"{folder / there[0]}{more} is there already. Give another folder, or add --force to replace it."
        )


def place(files: Mapping[str, bytes], folder: Path, force: bool, stale: Collection[str] = ()) -> None:
    """Write the files (names may have one `/`) into the folder; `stale` names are removed from it.

    Everything is first written beside the folder. What is replaced is kept until all is in place, and put
    back if anything fails, for instance a workbook that is open in Excel. Other files are left alone.
    """
    refuse_if_there(folder, files, force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise NotWrittenError(f"{folder} cannot be written: {error.strerror}.") from None
    try:
        _write(files, beside / "new")
        _swap(list(files), beside, folder, stale)
    except OSError as error:
        which = error.filename2 or error.filename
        raise NotWrittenError(f"{which} cannot be written: {error.strerror}. Nothing was changed.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(files: Mapping[str, bytes], fresh: Path) -> None:
    fresh.mkdir()
    for name, content in files.items():
        (fresh / name).parent.mkdir(exist_ok=True)
        (fresh / name).write_bytes(content)


def _swap(names: Collection[str], beside: Path, folder: Path, stale: Collection[str]) -> None:
    """Move new files in and old ones out; on any failure undo it all."""
    if not folder.exists():
        (beside / "new").rename(folder)  # the whole folder in one step
        return
    moved: list[tuple[Path, Path]] = []
    try:
        for name in [*names, *stale]:
            if (folder / name).exists():
                _move(folder / name, beside / "old" / name, moved)
        for name in names:
            _move(beside / "new" / name, folder / name, moved)
    except BaseException:  # Ctrl-C too
        for source, target in reversed(moved):
            target.replace(source)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)
    moved.append((source, target))
