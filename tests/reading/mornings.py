"""One small valid morning, and how to write it as a folder, as a workbook and as a request."""

from __future__ import annotations

import copy
import csv
import io
from typing import TYPE_CHECKING, Any

import xlsxwriter

from roster.faults import Fault, InputRefusedError
from roster.reading import read_morning
from roster.reading.request import read_request
from roster.reading.task_tables import EVERY_TABLE, TABLES

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[dict[str, Any]]
Content = dict[str, Rows]
SHEETS = {table.key: table.sheet for table in EVERY_TABLE}
FILES = {table.key: table.file for table in EVERY_TABLE}
NAMES = {table.key: table.names for table in EVERY_TABLE}
QUOTED = ("code", "name", "estate", "mode", "function")
FIRST_ROW = 2  # below the header

VALID: Content = {
    "establishment": [
        {
            "code": "ZZI",
            "name": "HMP Example",
            "estate": "closed_male",
            "mode": "mtt",
            "function": "local",
            "date": "2026-11-23",
        }
    ],
    "sessions": [
        {"name": "AM", "start": "08:00", "end": "12:00", "unlock_start": "09:00", "unlock_end": "11:30"},
        {"name": "PM", "start": "13:30", "end": "17:00", "unlock_start": "14:00", "unlock_end": "16:30"},
    ],
    "staff": [
        {"staff_id": "S01", "name": "A. Example", "grade": "PO"},
        {"staff_id": "S02", "name": "B. Example", "grade": "B4"},
        {"staff_id": "S03", "name": "C. Example", "grade": "PSO"},
    ],
    "availability": [
        {"staff_id": "S02", "date": "2026-11-23", "session": "AM", "status": "present"},
        {"staff_id": "S01", "date": "2026-11-23", "session": "PM", "status": "absent"},
    ],
    "wing_posts": [{"date": "2026-11-23", "session": "AM", "wing": "B", "posts": "1"}],
    "tasks": [
        {"task_id": "T1", "type": "recategorisation", "ready": "2026-11-20"},
        {"task_id": "T2", "type": "handover", "due": "2026-11-27", "after": "T1"},
    ],
    "history": [{"staff_id": "S01", "tasks_28_days": "4"}, {"staff_id": "S02", "tasks_28_days": "5"}],
    "overrides": [{"rule": "rotation", "staff_id": "S02", "by": "C. Manager", "reason": "agreed"}],
}


def morning(**tables: Rows) -> Content:
    """Give the valid morning, some tables replaced."""
    return {**copy.deepcopy(VALID), **tables}


def changed(table: str, row: int, cells: dict[str, Any]) -> Content:
    """Give the valid morning with some cells of one row changed."""
    content = morning()
    content[table][row] |= cells
    return content


def write_folder(folder: Path, content: Content) -> Path:
    """Write a morning as CSV files and a TOML file."""
    folder.mkdir(exist_ok=True)
    (folder / "establishment.toml").write_text(as_toml(content), encoding="utf-8")
    for table in TABLES:
        if table.key in content:
            (folder / table.file).write_text(as_csv(table.names, content[table.key]), encoding="utf-8")
    return folder


def as_csv(names: tuple[str, ...], rows: Rows) -> str:
    """Write rows as CSV with every column."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_toml(content: Content) -> str:
    """Write the establishment as people do: texts quoted, everything else bare if it can be."""
    sections: dict[str, list[str]] = {"": [], "interviews": [], "working": []}
    for key, value in content["establishment"][0].items():
        section, _, name = key.rpartition(".")
        sections[section].append(f"{name} = {_quoted(value)}")
    lines = [*sections.pop("")]
    for section, inner in sections.items():
        lines += [f"[{section}]", *inner] if inner else []
    for session in content["sessions"]:
        lines.append("[[session]]")
        unlock = [_quoted(session[name]) for name in ("unlock_start", "unlock_end") if name in session]
        lines += [f"{name} = {_quoted(value)}" for name, value in session.items() if "unlock" not in name]
        lines += [f"unlock = [{', '.join(unlock)}]"] if unlock else []
    return "\n".join(lines) + "\n"


def _quoted(value: Any) -> str:
    escaped = "".join(
        f"\\u{ord(each):04X}" if ord(each) < ord(" ") or each in '"\\' else each for each in value
    )
    return f'"{escaped}"'


def write_workbook(path: Path, content: Content) -> Path:
    """Write a morning as one workbook; texts as text, other values as a spreadsheet holds them."""
    with xlsxwriter.Workbook(
        path, {"default_date_format": "yyyy-mm-dd hh:mm", "strings_to_formulas": False}
    ) as book:
        for key, rows in content.items():
            sheet = book.add_worksheet(SHEETS[key])
            if key == "establishment":
                names: tuple[str, ...] = ("key", "value")
                rows = [{"key": name, "value": value} for name, value in rows[0].items()]
            else:
                names = NAMES[key] + tuple(name for row in rows for name in row if name not in NAMES[key])
            sheet.write_row(0, 0, names)
            for number, row in enumerate(rows, 1):
                for position, name in enumerate(names):
                    sheet.write(number, position, row.get(name))
    return path


def as_request(content: Content) -> dict[str, Any]:
    """Write a morning as the body of a request."""
    body: dict[str, Any] = {
        key: rows for key, rows in content.items() if key not in ("establishment", "sessions")
    }
    body["establishment"] = {"session": []}
    for key, value in content["establishment"][0].items():
        section, _, name = key.rpartition(".")
        inner = body["establishment"].setdefault(section, {}) if section else body["establishment"]
        inner[name] = value
    for session in content["sessions"]:
        cells = {name: value for name, value in session.items() if "unlock" not in name}
        unlock = [session[name] for name in ("unlock_start", "unlock_end") if name in session]
        body["establishment"]["session"].append(cells | ({"unlock": unlock} if unlock else {}))
    return body


def faults_of(path: Path) -> list[Fault]:
    """Read a morning and give what is wrong with it."""
    try:
        read_morning(path)
    except InputRefusedError as error:
        return error.faults
    return []


def faults_of_request(body: Any) -> list[Fault]:
    """Read a request and give what is wrong with it."""
    try:
        read_request(body)
    except InputRefusedError as error:
        return error.faults
    return []


def only(faults: list[Fault]) -> Fault:
    """Give the one fault there should be."""
    assert len(faults) == 1, "\n".join(str(fault) for fault in faults)
    return faults[0]
