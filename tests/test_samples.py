"""The sample folders: clean, made as their README says, the broken one refused for what it lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from roster.demo import make_tables
from roster.demo.writing import folder_texts
from roster.faults import InputRefusedError
from roster.problem import resolve
from roster.reading import read_morning

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
GENERATED = {"large-local": "local", "shock": "shock", "trainer": "trainer", "open": "open", "women": "women"}
SEED = 1
PLACE = re.compile(
    r"^(?P<file>[a-z_]+\.(?:csv|toml)),(?: row (?P<row>\d+),)? (?P<column>[a-z_.0-9]+): ", re.M
)


@pytest.mark.parametrize("sample", ["tiny", *GENERATED])
def test_a_sample_reads_clean_and_resolves(sample: str) -> None:
    morning = read_morning(SAMPLES / sample)
    problem = resolve(morning.tables, morning.policy)
    assert problem.tasks
    assert problem.posts


@pytest.mark.parametrize("sample", GENERATED)
def test_a_generated_sample_is_what_the_generator_makes_byte_for_byte(sample: str) -> None:
    texts = folder_texts(make_tables(GENERATED[sample], None, SEED))
    found = {path.name: path.read_bytes() for path in (SAMPLES / sample).iterdir()}
    assert {name: text.encode() for name, text in texts.items()} == found


def test_the_broken_sample_is_refused_for_exactly_what_its_readme_lists() -> None:
    listed = {
        (found["file"], int(found["row"] or 0), found["column"])
        for found in PLACE.finditer((SAMPLES / "broken" / "README.txt").read_text(encoding="utf-8"))
    }
    with pytest.raises(InputRefusedError) as refused:
        read_morning(SAMPLES / "broken")
    assert {(fault.file, fault.row, fault.column) for fault in refused.value.faults} == listed


def test_the_large_local_sample_is_as_large_as_the_domain_says() -> None:
    tables = read_morning(SAMPLES / "large-local").tables
    assert len(tables.staff) == 38
    backlog = [row for row in tables.tasks if row.ready and row.ready.isoformat() < "2026-11-20T12:00"]
    assert 400 <= len(backlog) <= 600
    assert any(row.status == "wing" for row in tables.availability)
    assert any(row.fixed_date for row in tables.tasks)


def test_the_tiny_sample_shows_what_its_readme_promises() -> None:
    morning = read_morning(SAMPLES / "tiny")
    tasks = resolve(morning.tables, morning.policy).task
    assert tasks["T4"].after == ("T3",)
    assert tasks["T6"].splittable
    assert tasks["T6"].owner == "S02"
    assert tasks["T7"].fixed is not None
    assert not tasks["T8"].owner
