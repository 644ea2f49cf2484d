"""Makes a Python client from the description of the calls, as a tool developer would, and imports it."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from api.openapi import FILE

ROOT = Path(__file__).parents[2]
SECONDS = 120


def generate(folder: Path, config: str, name: str) -> str:
    """Write a client as the package `name`; give what the generator said."""
    settings = folder / "client.yaml"
    settings.write_text(config, encoding="utf-8")
    command = [
        sys.executable, "-m", "openapi_python_client", "generate",
        "--path", str(ROOT / FILE), "--output-path", str(folder / name), "--meta", "none",
        "--config", str(settings), "--fail-on-warning",
    ]  # fmt: skip
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


@contextmanager
def taken_in(folder: Path, name: str) -> Iterator[ModuleType]:
    """Import a package from a folder for a while."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
            del sys.modules[each]
