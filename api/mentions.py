"""Finds what stored data says about one person: every row, and every text, in which their id stands.

It knows no keys, so that what is added to a roster or an answer one day is found as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ID_KEYS = ("_id", "_ids", "subjects")  # ends of keys: a number under one of them is an id
PRISON_NUMBER = "prison_number"
Found = dict[str, list[Any]]


@dataclass(frozen=True)
class Subject:
    """Whom it is about: `ids` is what they are called by in one morning; `prisoner` is "" for a member of staff."""

    ids: frozenset[str]
    prisoner: str = ""

    def named(self, key: str, value: object) -> bool:
        """Tell whether a value names them."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            return False
        text = tidy(str(value))
        if any(key.endswith(each) for each in ID_KEYS):
            return text in self.ids
        return isinstance(value, str) and any(
            _distinct(each) and re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", text) for each in self.ids
        )

    def is_somebody_elses(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row is about another prisoner, and only refers to a task of this one."""
        number = row.get(PRISON_NUMBER)
        return bool(self.prisoner and number and tidy(str(number)) != self.prisoner)


def tidy(text: str) -> str:
    """Give a text as the readers of mornings compare it, and without capitals."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def mentions(data: Mapping[str, Any], subject: Subject) -> Found:
    """Give what names a subject, by the place where it stands: `tasks`, `work`, `warnings`, `people.sentences`."""
    found: Found = {}
    for place, what in _walk(data, "", subject, row=False):
        found.setdefault(place, []).append(what)
    return found


def ids_of_prisoner(morning: Mapping[str, Any], number: str) -> frozenset[str]:
    """Give what a prisoner is called by in a morning: the ids of their tasks, beside their number."""
    rows = [
        each for each in _rows(morning, "tasks") if tidy(str(each.get(PRISON_NUMBER, ""))) == tidy(number)
    ]
    return frozenset(tidy(str(each["task_id"])) for each in rows if "task_id" in each)


def ids_of_staff(morning: Mapping[str, Any], staff_id: str) -> frozenset[str]:
    """Give what a member of staff is called by in a morning: their name, beside their id."""
    rows = [each for each in _rows(morning, "staff") if tidy(str(each.get("staff_id", ""))) == tidy(staff_id)]
    return frozenset(tidy(str(each["name"])) for each in rows if each.get("name"))


def _rows(morning: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    rows = morning.get(table)
    return [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []


def _distinct(word: str) -> bool:
    """Tell whether a word in a sentence can only be the id; `7` may be a number of minutes."""
    return any(letter.isalpha() for letter in word)


def _walk(node: Mapping[str, Any], place: str, subject: Subject, *, row: bool) -> Iterator[tuple[str, Any]]:
    """Give each row that names the subject as a whole; outside of rows, each value by itself."""
    if row and any(subject.named(key, each) for key, value in node.items() for each in _flat(value)):
        if not subject.is_somebody_elses(node):
            yield place, node
        return
    for key, value in node.items():
        here = f"{place}.{key}" if place else key
        for each in _flat(value):
            if isinstance(each, Mapping):
                yield from _walk(each, here, subject, row=row or isinstance(value, list))
            elif subject.named(key, each):
                yield here, each


def _flat(value: object) -> Iterator[Any]:
    """Give a value itself, or what is in a list, or in the lists in it."""
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value
