"""Opens a workbook's packing safely: one that would unpack to far more than it weighs is refused unread."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from roster.reading import limits

if TYPE_CHECKING:
    from collections.abc import Sequence

OLD_FORMAT = bytes.fromhex("d0cf11e0")  # how .xls files start, and .xlsx files with a password
ENCRYPTED = 0x1  # the bit in a part's flags
READ_SUFFIXES = (".xml", ".rels")  # pictures and printer settings are left out
SHEET_FOLDER = "xl/worksheets/"
WORKBOOK_PART = "xl/workbook.xml"
CHUNK = 64 * 1024  # bytes unpacked at a time
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class RefusedError(Exception):
    """A workbook that is not opened; the text says why and what to do."""


def unpack(content: bytes) -> dict[str, bytes]:
    """Unpack a workbook's parts, counting what really comes out. Raises RefusedError."""
    if content.startswith(OLD_FORMAT):
        raise RefusedError("this is an old .xls file or has a password; save it as .xlsx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_declared(parts)
            return _read(archive, [part for part in parts if part.filename.endswith(READ_SUFFIXES)])
    except DAMAGED:
        raise RefusedError(
            "this is not an .xlsx workbook, or it is damaged; save it again as .xlsx."
        ) from None


def _check_declared(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse by what the workbook says of itself, before anything is unpacked."""
    names = [part.filename for part in parts]
    if len(parts) > limits.MOST_PARTS or len(names) != len(set(names)):
        raise RefusedError("this workbook is packed in an unusual way; save it again as .xlsx.")
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise RefusedError("this workbook holds macros; save it as .xlsx (Excel workbook) without macros.")
    if WORKBOOK_PART not in names:
        raise RefusedError("this is not an .xlsx workbook; save it as .xlsx (Excel workbook).")
    if sum(name.startswith(SHEET_FOLDER) and name.endswith(".xml") for name in names) > limits.MOST_SHEETS:
        raise too_many_sheets()
    if sum(part.file_size for part in parts) > limits.UNPACKED_BYTES:
        raise _too_large()
    for part in parts:
        swollen = part.file_size > limits.RATIO * max(1, part.compress_size)
        if part.file_size > limits.RATIO_FROM_BYTES and swollen:
            raise _too_large()
        if part.flag_bits & ENCRYPTED:
            raise RefusedError("this workbook has a password; save it without one.")


def too_many_sheets() -> RefusedError:
    """Say that there are more sheets than anybody needs."""
    return RefusedError(
        f"this workbook has more than {limits.MOST_SHEETS} sheets; keep those that are needed."
    )


def _too_large() -> RefusedError:
    most = limits.UNPACKED_BYTES // limits.MEBIBYTE
    return RefusedError(
        f"this workbook would unpack to more than {most} MB, or to far more than it weighs; "
        "copy the tables into a new workbook (omu-roster new FOLDER makes one)."
    )


def _read(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Unpack piece by piece: what a part says of its size may be untrue."""
    contents: dict[str, bytes] = {}
    left = limits.UNPACKED_BYTES
    for part in parts:
        pieces: list[bytes] = []
        with archive.open(part) as packed:
            while piece := packed.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _too_large()
                pieces.append(piece)
        contents[part.filename] = b"".join(pieces)
    return contents


def repack(parts: dict[str, bytes]) -> bytes:
    """Pack the counted parts anew, so that whatever reads them next sees exactly what was counted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
