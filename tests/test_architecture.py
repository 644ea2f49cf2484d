"""What holds the code together: layers, rules that know nothing of each other, a test file for each, short modules."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
RULES = sorted(path for path in (ROOT / "roster" / "rules").glob("*.py") if path.stem != "__init__")
PACKAGES = ("roster", "solver", "api")
SOFT_LIMIT, HARD_LIMIT = 200, 300  # lines of a module
NOT_FOR_THE_DOMAIN = ("ortools", "fastapi", "starlette", "uvicorn", "typer", "solver", "api")


def modules(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The full names a module imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively"
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_every_rule_has_a_test_file_with_tests(rule: Path) -> None:
    tests = ROOT / "tests" / "rules" / f"test_{rule.stem}.py"

    assert tests.exists()
    assert tests.read_text(encoding="utf-8").count("\ndef test_") >= 3


def test_every_test_file_of_a_rule_has_a_rule() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "rules").glob("test_*.py")}

    assert tested == {path.stem for path in RULES}


@pytest.mark.parametrize("path", modules("roster"), ids=short)
def test_the_domain_imports_no_engine_and_no_web(path: Path) -> None:
    assert [name for name in imported(path) if name.partition(".")[0] in NOT_FOR_THE_DOMAIN] == []


@pytest.mark.parametrize("path", modules("solver"), ids=short)
def test_the_engine_imports_no_web(path: Path) -> None:
    forbidden = ("fastapi", "starlette", "uvicorn", "typer", "api")

    assert [name for name in imported(path) if name.partition(".")[0] in forbidden] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_knows_no_other_rule(rule: Path) -> None:
    assert [name for name in imported(rule) if name.startswith("roster.rules")] == []


def test_the_domain_and_every_rule_import_where_no_engine_is_installed() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules("roster")]
    program = f"""
import importlib, sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {NOT_FOR_THE_DOMAIN}:
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Nothing())
for name in {names}:
    importlib.import_module(name.removesuffix(".__init__"))
from roster import policy, rule
print(len(rule.rules_in_force(policy.load({{}}))))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert int(done.stdout) == len(RULES)


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    lines = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*PACKAGES)}
    long = {
        name: number
        for name, number in sorted(lines.items(), key=lambda each: -each[1])
        if number > SOFT_LIMIT
    }

    report = f"Modules longer than the {SOFT_LIMIT} lines they should have: {long}"
    assert not any(number > HARD_LIMIT for number in long.values()), report
