"""Whatever bytes are in the files: a morning or a list of faults comes out, never a traceback."""

from __future__ import annotations

import contextlib
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roster.faults import InputRefusedError
from roster.reading import read_morning
from roster.reading.request import read_request
from tests.reading.mornings import VALID, as_request, morning, write_folder, write_workbook

RUNS = 40
NASTY = [
    *(
        b"",
        b",",
        b'"',
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b";",
        b"\xef\xbb\xbf",
        b"1e999",
        b"-1",
        b"=1+1",
        b"#REF!",
    ),
    *(b"../", b"nan", b"\xed\xa0\x80", b"9" * 5000, b"2026-02-30", b"24:00", b"T1;T1;T2", b"\xe2\x80\xae"),
    *(b"'''", b"[[", b"{}"),
]
XML = [
    *(b"<", b">", b"</c>", b'r="', b"<v>", b't="e"', b't="d"', b't="b"', b"&amp;", b"&#0;", b"1e999", b"A1"),
    b's="99"',
]
quick = settings(max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
places = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 8)), min_size=1, max_size=6)


def mutated(content: bytes, edits: list[tuple[float, int]], pieces: list[bytes]) -> bytes:
    for (where, length), piece in zip(edits, pieces, strict=False):
        start = int(where * len(content))
        content = content[:start] + piece + content[start + length :]
    return content


def read(path: Path) -> None:
    with contextlib.suppress(InputRefusedError):
        read_morning(path)


@quick
@given(
    file=st.sampled_from(
        ["staff.csv", "tasks.csv", "availability.csv", "overrides.csv", "establishment.toml", "policy.toml"]
    ),
    edits=places,
    pieces=st.lists(st.one_of(st.sampled_from(NASTY), st.binary(max_size=6)), min_size=6, max_size=6),
)
def test_no_bytes_in_a_folder_give_a_traceback(file: str, edits: Any, pieces: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = write_folder(Path(parent) / "folder", VALID)
        (folder / "policy.toml").write_text("grid_minutes = 5\n[rules.lateness]\npoints = [5, 4, 3, 2, 1]\n")
        (folder / file).write_bytes(mutated((folder / file).read_bytes(), edits, pieces))
        read(folder)


@quick
@given(
    part=st.sampled_from(
        [
            *(f"xl/worksheets/sheet{number}.xml" for number in range(1, 9)),
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/sharedStrings.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml",
        ]
    ),
    edits=places,
    pieces=st.lists(st.sampled_from(NASTY + XML), min_size=6, max_size=6),
)
def test_no_bytes_inside_a_workbook_give_a_traceback(part: str, edits: Any, pieces: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as parent:
        path = write_workbook(Path(parent) / "morning.xlsx", VALID)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts[part] = mutated(parts[part], edits, pieces)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        read(path)


@quick
@given(
    edits=places,
    pieces=st.lists(st.one_of(st.sampled_from(NASTY), st.binary(max_size=6)), min_size=6, max_size=6),
)
def test_no_bytes_of_a_workbook_give_a_traceback(edits: Any, pieces: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as parent:
        path = write_workbook(Path(parent) / "morning.xlsx", VALID)
        path.write_bytes(mutated(path.read_bytes(), edits, pieces))
        read(path)


values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["\ud800", "T1", "AM"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(quick, max_examples=2 * RUNS)
@given(
    table=st.sampled_from([*as_request(morning()), "policy", "options"]),
    key=st.text(max_size=6),
    value=values,
    where=st.floats(0, 0.99),
)
def test_no_request_gives_a_traceback(table: str, key: str, value: Any, where: float) -> None:
    body = as_request(morning())
    inside = body.get(table, {})
    if isinstance(inside, list) and where > 0.2:
        row = inside[0]
        row[list(row)[int(where * len(row))]] = value
    elif isinstance(inside, dict) and inside and where > 0.2:
        inside[list(inside)[int(where * len(inside))]] = value
    else:
        body[table] = {key: value} if table == "policy" else value
    with contextlib.suppress(InputRefusedError):
        read_request(body)


@quick
@given(
    value=values,
    path=st.sampled_from(
        [
            "rules",
            "tasks.handover",
            "rules.lateness",
            "rules.high_risk",
            "tiers.local",
            "levels",
            "grades.PO",
            "supervision.mtt",
            "tolerance",
        ]
    ),
    key=st.sampled_from(
        [
            "price",
            "points",
            "must",
            "always",
            "types",
            "grades",
            "due",
            "who",
            "advises",
            "handover",
            "wing_posts",
            "x",
        ]
    ),
)
def test_no_policy_gives_a_traceback(value: Any, path: str, key: str) -> None:
    policy: dict[str, Any] = {}
    inner = policy
    for part in path.split("."):
        inner = inner.setdefault(part, {})
    inner[key] = value
    with contextlib.suppress(InputRefusedError):
        read_request(as_request(morning()) | {"policy": policy})
