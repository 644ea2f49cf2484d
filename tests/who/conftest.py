"""An empty database of the newest form, in a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.store.database import Database
from api.store.upgrade import upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'who.db'}")
    upgrade(database)
    yield database
    database.close()
