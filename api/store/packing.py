"""Packs what is stored: JSON, and files, as bytes that take less room."""

from __future__ import annotations

import json
import zlib
from typing import Any

QUICK = 1  # a roster shrinks to a seventh already


def pack(content: bytes) -> bytes:
    """Pack bytes."""
    return zlib.compress(content, QUICK)


def unpack(packed: bytes) -> bytes:
    """Give the bytes back."""
    return zlib.decompress(packed)


def pack_json(data: object) -> bytes:
    """Pack plain data as JSON."""
    return pack(as_text(data).encode())


def unpack_json(packed: bytes) -> Any:  # noqa: ANN401  # JSON may be anything
    """Give the data back."""
    return json.loads(unpack(packed))


def as_text(data: object) -> str:
    """Write plain data as JSON in one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
