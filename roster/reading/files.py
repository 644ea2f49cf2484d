"""Opens the files of a morning: never a larger one than is sensible, and text only in UTF-8."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from typing import TYPE_CHECKING, Any

from roster.reading import limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from roster.reading.complaints import Complaints

HOW_TO_SAVE_AS_UTF_8 = "in Excel, choose Save as > CSV UTF-8 (Comma delimited)"
WRONG_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_bytes(path: Path, most: int, complaints: Complaints) -> bytes | None:
    """Read a file, or complain and give None where it is too large, no file, or cannot be opened."""
    try:
        if not path.is_file():
            complaints.add(path.name, "this is not a file.", code="unreadable")
            return None
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        complaints.add(path.name, f"this file cannot be opened ({error.strerror}).", code="unreadable")
        return None
    if len(content) > most:
        message = f"this file is larger than {most // limits.MEBIBYTE or 1} MB; it is not read."
        complaints.add(path.name, message, code="too_large")
        return None
    return content


def as_utf_8(content: bytes, file: str, complaints: Complaints) -> str | None:
    """Decode a text file; a byte order mark is let through, any other encoding is not."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"this file is not saved as UTF-8 (first seen in line {line}); {HOW_TO_SAVE_AS_UTF_8}."
        complaints.add(file, message, code="encoding")
        return None


def csv_grid(content: bytes, file: str, complaints: Complaints) -> Iterator[list[object]] | None:
    """Give the rows of a CSV file; None when it cannot be read as one at all."""
    if not content:
        message = "this file is empty (0 bytes); without rows it should still hold the header row."
        complaints.add(file, message, code="empty")
        return None
    text = as_utf_8(content, file, complaints)
    if text is None:
        return None
    first = text.partition("\n")[0]
    wrong = [sign for sign in WRONG_SEPARATORS if sign in first and "," not in first]
    if wrong:
        message = (
            f"the columns are separated by {WRONG_SEPARATORS[wrong[0]]}, not commas; {HOW_TO_SAVE_AS_UTF_8}."
        )
        complaints.add(file, message, row=1, code="separator")
        return None
    return (list(cells) for cells in csv.reader(io.StringIO(text, newline=""), strict=True))


def toml_table(content: bytes, file: str, complaints: Complaints) -> dict[str, Any] | None:
    """Read a TOML file; None when it is not one."""
    text = as_utf_8(content, file, complaints)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "lists lie too deep in each other"
        complaints.add(file, f"this is not proper TOML: {reason}.", code="unreadable")
        return None


def fingerprint(contents: list[tuple[str, bytes]]) -> str:
    """Give the SHA-256 of files in the order given; names and lengths keep them from running together."""
    digest = hashlib.sha256()
    for name, content in contents:
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
