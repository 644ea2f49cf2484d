from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roster.exports import placing
from roster.exports.files import check_free, write_all
from roster.exports.placing import AlreadyThereError, NotWrittenError
from tests.builders import staff, task
from tests.exports.invented import made, morning

if TYPE_CHECKING:
    from pathlib import Path

OUTPUTS = {"roster.json", "roster.xlsx", "roster.csv", "roster.html", "calendars"}
SMALL = morning(staff=[staff("S01"), staff("S02")], tasks=[task("T1")], availability=(), wing_posts=())
SMALLER = morning(staff=[staff("S01")], tasks=[task("T1")], availability=(), wing_posts=())


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_all_outputs_are_written_into_a_new_folder(tmp_path: Path) -> None:
    paths = write_all(SMALL, made(SMALL), tmp_path / "deep" / "out", force=False)
    assert {each.name for each in (tmp_path / "deep" / "out").iterdir()} == OUTPUTS
    assert all(each.is_file() for each in paths)
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["out"]


def test_nothing_is_written_over_without_being_asked(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("mine")
    with pytest.raises(AlreadyThereError, match="--force"):
        write_all(SMALL, made(SMALL), tmp_path, force=False)
    assert _tree(tmp_path) == {"roster.csv": b"mine"}
    with pytest.raises(AlreadyThereError):
        check_free(SMALL, tmp_path, force=False)


def test_a_folder_with_other_files_only_is_used(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_all(SMALL, made(SMALL), tmp_path, force=False)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "calendars" / "S02.ics").exists()


def test_force_replaces_our_files_and_stale_calendars_and_leaves_others_alone(tmp_path: Path) -> None:
    write_all(SMALL, made(SMALL), tmp_path, force=False)
    (tmp_path / "calendars" / "holidays.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    (tmp_path / "roster.html").write_text("old")
    write_all(SMALLER, made(SMALLER), tmp_path, force=True)
    assert (tmp_path / "roster.html").read_text() != "old"
    assert {each.name for each in (tmp_path / "calendars").iterdir()} == {"S01.ics", "holidays.ics"}


def test_a_failure_half_way_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(SMALL, made(SMALL), tmp_path / "out", force=False)
    before = _tree(tmp_path)
    real = placing._move

    def fails_late(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
        if "new" in source.parts and source.name == "roster.html":
            raise PermissionError(13, "Permission denied", str(target))
        real(source, target, moved)

    monkeypatch.setattr(placing, "_move", fails_late)
    with pytest.raises(NotWrittenError, match="Nothing was changed"):
        write_all(SMALLER, made(SMALLER), tmp_path / "out", force=True)
    assert _tree(tmp_path) == before


def test_a_file_in_the_place_of_the_folder_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(AlreadyThereError, match="not a folder"):
        write_all(SMALL, made(SMALL), tmp_path / "out", force=True)
