"""Writes a morning folder: the tables as CSV, the establishment and the prison's own policy as TOML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.demo.writing import folder_texts
from roster.exports.morning_cells import establishment_data
from roster.exports.placing import AlreadyThereError, place
from roster.exports.roster_csv import encoded
from roster.exports.toml_text import to_toml

if TYPE_CHECKING:
    from pathlib import Path

    from roster.tables import Tables

ESTABLISHMENT_FILE, POLICY_FILE, WORKBOOK_FILE = "establishment.toml", "policy.toml", "morning.xlsx"


def write_tables(tables: Tables, folder: Path, force: bool = False, policy_text: str | None = None) -> None:
    """Write tables as a morning folder, all files or none.

    `policy_text` is the prison's policy file word for word, with its comments; without it the policy is
    written anew. Raises AlreadyThereError or NotWrittenError.
    """
    if (folder / WORKBOOK_FILE).exists():
        raise AlreadyThereError(
            f"{folder / WORKBOOK_FILE} would be read in place of the new files. Give another folder."
        )
    files = {name: encoded(text) for name, text in _csv_texts(tables, folder).items()}
    files[ESTABLISHMENT_FILE] = to_toml(establishment_data(tables.establishment)).encode()
    policy = policy_text if policy_text is not None else to_toml(tables.policy)
    if policy.strip():
        files[POLICY_FILE] = policy.encode()
    stale = [] if POLICY_FILE in files else [POLICY_FILE]
    place(files, folder, force, stale)


def _csv_texts(tables: Tables, folder: Path) -> dict[str, str]:
    """Give the tables that are there; one that was missing is not made to look empty."""
    texts = {name: text for name, text in folder_texts(tables).items() if name.endswith(".csv")}
    if "overrides.csv" not in texts and (folder / "overrides.csv").exists():
        texts["overrides.csv"] = "rule,staff_id,task_id,by,reason,oversight,expires\n"
    empty = {name for name in ("availability", "wing_posts", "history") if not getattr(tables, name)}
    left_out = {
        f"{name}.csv" for name in empty if name in tables.missing and not (folder / f"{name}.csv").exists()
    }
    return {name: text for name, text in texts.items() if name not in left_out}
