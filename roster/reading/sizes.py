"""Measures how deep and how large something is that was sent, before anything is done with it."""

from __future__ import annotations

from collections.abc import Iterator


def is_deeper_than(found: object, most: int) -> bool:
    """Measure how deep lists and objects lie in each other, layer by layer: a recursion could be exhausted by it."""
    return any(number >= most for number, _ in enumerate(layers(found)))


def layers(found: object) -> Iterator[list[object]]:
    """Give what lies in it, layer by layer: itself, then what is in it, then what is in those."""
    layer = [found]
    while layer:
        yield layer
        layer = [inner for each in layer for inner in _inside(each)]


def is_larger_than(found: object, most: int) -> bool:
    """Tell whether there are more values in it, lists and objects counted too; stops as soon as that is known."""
    left = [found]
    count = 0
    while left:
        count += 1
        inner = _inside(left.pop())
        if count + len(left) + len(inner) > most:
            return True
        left.extend(inner)
    return False


def _inside(found: object) -> list[object]:
    if isinstance(found, dict):
        return list(found.values())
    return found if isinstance(found, list) else []
