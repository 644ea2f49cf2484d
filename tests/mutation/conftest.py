"""Registers the marker of the long mutation run: `pytest -m "not mutation"` leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "mutation: breaks every rule on purpose; takes minutes")
