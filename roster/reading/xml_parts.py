"""Finds the parts of a workbook: which part holds which sheet, how long the texts are that cells share."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from xml.parsers import expat

from roster.reading import limits
from roster.reading.archive import WORKBOOK_PART, RefusedError, too_many_sheets

if TYPE_CHECKING:
    from collections.abc import Callable

RELATIONS_PART = "xl/_rels/workbook.xml.rels"
STRINGS_PART = "xl/sharedStrings.xml"
FIXED_PARTS = (  # what a reader needs besides the sheets
    "[Content_Types].xml",
    "_rels/.rels",
    WORKBOOK_PART,
    RELATIONS_PART,
    STRINGS_PART,
    "xl/styles.xml",
)
CHARTS = "xl/chartsheets/"  # sheets that are one large diagram

Attributes = dict[str, str]


def damaged() -> RefusedError:
    """Say that a workbook's inside is not as spreadsheet programs write it."""
    return RefusedError("this workbook is damaged or was written in an unusual way; save it again in Excel.")


def walk(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through an XML part, element names without their prefix. Raises RefusedError for what is unusual."""

    def refuse(*_: object) -> None:
        raise damaged()

    parser = expat.ParserCreate(
        "utf-8"
    )  # as every spreadsheet program writes, whatever the part says of itself
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse  # entities could multiply
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise damaged() from None


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Give the part that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target if target.startswith("xl/") else posixpath.join("/xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path).lstrip("/")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet" and len(sheets) == limits.MOST_SHEETS:
            raise too_many_sheets()
        if name == "sheet":
            identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets[attributes.get("name", "")] = identity

    walk(parts.get(RELATIONS_PART, b""), relation)
    walk(parts[WORKBOOK_PART], sheet)
    found = {name: targets.get(identity, "") for name, identity in sheets.items()}
    return {name: part for name, part in found.items() if part in parts and not part.startswith(CHARTS)}


def text_lengths(parts: dict[str, bytes]) -> list[int]:
    """Measure the texts that cells share; each is stored once, however many cells show it."""
    lengths: list[int] = []

    def start(name: str, _: Attributes) -> None:
        if name == "si":
            lengths.append(0)

    def text(piece: str) -> None:
        if lengths:
            lengths[-1] += len(piece)

    if STRINGS_PART in parts:
        walk(parts[STRINGS_PART], start, text=text)
    return lengths
