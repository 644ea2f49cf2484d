"""The pages do what they say: examples are taken from them and run, tables and links are compared with the code."""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

import api.cli
import roster.exports
import roster.rules
from roster import policy as policies
from roster.check import judge
from roster.compose import compose
from roster.exports.facts import Facts
from roster.prepare import problem_of
from roster.reading import read_morning
from roster.rule import rule_classes, rules_in_force
from solver.search import Search
from tests import tiny
from tests.brute import best_values
from tests.builders import MONDAY, problem, staff, wing_post
from tests.hand import solved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.problem import Problem
    from roster.roster import Roster

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
RULE = "few_interviews"
TINY_PROBLEMS, DECIDED = 12, 3  # compared with exhaustive search; how many the rule must decide
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
BLOCK = re.compile(r"^```\w+ (?P<name>\S+)\n(?P<text>.*?)^```$", re.M | re.S)


def blocks(page: str) -> dict[str, str]:
    """The code blocks of a page that carry a file name."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return {found["name"]: found["text"] for found in BLOCK.finditer(text)}


def patched(source: str, difference: str) -> str:
    """The source with each hunk of a page's difference applied; a hunk must fit exactly once."""
    for hunk in difference.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        assert source.count(old) == 1, f"this is not in the file exactly once:\n{old}"
        source = source.replace(old, "".join(line[1:] for line in lines if line[0] in " +"))
    return source


def run(text: str, name: str, **known: Any) -> dict[str, Any]:
    """Run a block as if it were the module of that name, and give what it defines."""
    module = ModuleType(name)
    vars(module).update(known)
    exec(compile(text, name, "exec", dont_inherit=True), vars(module))
    return vars(module)


@pytest.fixture
def rule_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The rule of the page is where the page says: its file among the rules, its entry in the shipped policy."""
    page = blocks("add-a-rule.md")
    (tmp_path / f"{RULE}.py").write_text(page[f"roster/rules/{RULE}.py"], encoding="utf-8")
    shipped = policies.shipped()
    entry = tomllib.loads(page["roster/policy.toml"])["rules"]
    monkeypatch.setattr(roster.rules, "__path__", [*roster.rules.__path__, str(tmp_path)])
    monkeypatch.setattr(policies, "shipped", lambda: shipped | {"rules": shipped["rules"] | entry})
    yield page
    sys.modules.pop(f"roster.rules.{RULE}", None)
    vars(roster.rules).pop(RULE, None)


def made(case: Problem) -> Roster:
    rules = rules_in_force(case.policy)
    outcome = Search(case, rules, seconds=60, workers=1).run()
    return compose(case, rules, outcome, {})


def test_a_task_type_of_the_page_is_read_and_planned(tmp_path: Path) -> None:
    folder = tmp_path / "monday"
    shutil.copytree(ROOT / "data" / "samples" / "tiny", folder)
    for name, text in blocks("add-a-task-type.md").items():
        (folder / name).write_text(text, encoding="utf-8")

    case = problem_of(read_morning(folder), None, 5, MONDAY)
    work = solved(case).plan.work

    assert {each.type.label for each in case.tasks} == {"Legal correspondence"}
    assert {(each.tier, f"{each.due:%Y-%m-%d %H:%M}") for each in case.tasks} == {(3, "2026-11-27 00:00")}
    assert {each.task_id for each in work} == {"L1", "L2"}
    assert {case.person[each.staff_id].grade for each in work} <= {"CA", "HUB"}


def test_the_types_the_page_names_as_examples_are_as_it_says() -> None:
    text = (DOCS / "add-a-task-type.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+) = (.+?)` \|.*\| `(\w+)` \|$", text, re.M)
    catalogue = policies.load({}).tasks

    assert len(rows) >= 10
    for key, value, name in rows:
        found = getattr(catalogue[name], key)
        assert found
        if key == "due":
            assert {key: found} == tomllib.loads(f"{key} = {value}")


@pytest.mark.parametrize("number", range(3))
def test_the_rule_of_the_page_passes_the_tests_of_the_page(rule_added: dict[str, str], number: int) -> None:
    name = f"tests/rules/test_{RULE}.py"
    tests = [each for key, each in run(rule_added[name], name).items() if key.startswith("test_")]

    assert len(tests) == 3
    tests[number]()


def test_solver_checker_and_exhaustive_search_agree_on_the_rule_of_the_page(
    rule_added: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    focus = run(rule_added["tests/tiny.py"], "tests.tiny", **vars(tiny))[f"_{RULE}"]
    monkeypatch.setitem(tiny.FOCUS, RULE, focus)
    decided = 0
    for seed in range(TINY_PROBLEMS):
        case = tiny.tiny(seed, RULE)
        rules = rules_in_force(case.policy)
        assert RULE in {each.name for each in rules}
        best = best_values(case, rules)
        outcome = Search(case, rules, seconds=60, workers=1).run()

        assert tuple(level.value for level in outcome.levels) == best
        assert outcome.proved
        assert judge(case, outcome.plan, outcome.levels, rules).clean
        decided += best != best_values(case, [each for each in rules if each.name != RULE])
    assert decided >= DECIDED


def test_the_rule_of_the_page_is_not_shipped() -> None:
    assert RULE not in policies.load({}).rules


def test_the_export_of_the_page_gives_the_text_of_the_page() -> None:
    page = blocks("add-an-export.md")
    case = problem(staff=[staff("S1", "PO"), staff("S2", "B4")], wing_posts=[wing_post("B", "AM")])

    to_txt = run(page["roster/exports/where_txt.py"], "where_txt")["to_txt"]

    assert to_txt(Facts(case, made(case))).decode() == page["where.txt"]


def test_the_export_of_the_page_is_written_with_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = blocks("add-an-export.md")
    (tmp_path / "where_txt.py").write_text(page["roster/exports/where_txt.py"], encoding="utf-8")
    monkeypatch.setattr(roster.exports, "__path__", [*roster.exports.__path__, str(tmp_path)])
    source = (ROOT / "roster" / "exports" / "files.py").read_text(encoding="utf-8")
    files = run(patched(source, page["roster/exports/files.py"]), "roster.exports.files")
    case = problem(staff=[staff("S1", "PO"), staff("S2", "B4")], wing_posts=[wing_post("B", "AM")])

    files["write_all"](case, made(case), tmp_path / "out", False)

    assert (tmp_path / "out" / "where.txt").read_text(encoding="utf-8") == page["where.txt"]
    assert (tmp_path / "out" / "roster.json").exists()
    sys.modules.pop("roster.exports.where_txt", None)
    vars(roster.exports).pop("where_txt", None)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [*re.findall(r"\]\(([^)#]+?)\)", text), *re.findall(r'src="([^"]+)"', text)]

    missing = [each for each in links if "://" not in each and not (page.parent / each).exists()]

    assert missing == []


def test_the_domain_page_gives_every_rule_in_its_own_words_and_says_whether_it_is_hard() -> None:
    text = (DOCS / "domain.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (hard|priced)(?:, liftable)? \|", text, re.M)
    rules = policies.load({}).rules

    told = {name: (sentence, kind) for name, sentence, _, kind in rows}

    assert told == {
        each.name: (each.sentence, "hard" if rules[each.name].must else "priced") for each in rule_classes()
    }


def test_the_readme_lists_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)(?: [A-Z]| \w+\\\||`)", text, re.M))

    commands = [each.callback for each in api.cli.app.registered_commands]
    groups = {each.name for each in api.cli.app.registered_groups}

    assert listed == {each.__name__ for each in commands if each is not None} | groups
