"""Reads one prison's morning: tables become checked rows, or every fault in them is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.faults import Fault, InputRefusedError
from roster.reading.assemble import Morning, Source, assemble
from roster.reading.folder import INPUT_FILES, POLICY_FILE, read_folder
from roster.reading.request import read_request
from roster.reading.workbook import WORKBOOK_FILE, read_workbook

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Morning", "read_morning", "read_request"]

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls")  # all but the first are refused when they are opened


def read_morning(path: Path) -> Morning:
    """Read a folder of tables, a folder with a `morning.xlsx`, or a workbook.

    Raises InputRefusedError with every fault of it at once.
    """
    return assemble(_source(path))


def _source(path: Path) -> Source:
    try:
        if path.is_dir():
            workbook = path / WORKBOOK_FILE
            return _only_workbook(workbook) if workbook.exists() else read_folder(path)
        if path.suffix.casefold() in WORKBOOK_SUFFIXES and path.exists():
            return read_workbook(path)
    except OSError as error:
        message = f"this cannot be opened ({error.strerror})."
        raise InputRefusedError([Fault(path.name, 0, "", message, code="unreadable")]) from None
    message = "there is no such folder or .xlsx workbook."
    raise InputRefusedError([Fault(path.name, 0, "", message, code="missing")])


def _only_workbook(workbook: Path) -> Source:
    """Read a folder's workbook; tables beside it are a fault, because nobody could tell which count."""
    source = read_workbook(workbook)
    beside = [name for name in INPUT_FILES if name != POLICY_FILE and workbook.with_name(name).exists()]
    if beside:
        message = f"the folder holds {', '.join(beside)} as well; keep either the workbook or the files."
        source.complaints.add(workbook.name, message, code="contradiction")
    return source
