"""Break every rule on purpose, in memory, and see which test notices: `python -m tests.mutation.run [--rule NAME]`.

Each mutant lives in a process of its own, forked before the project is imported: an import hook hands out the changed
text of one module, then that rule's unit tests run, and solver, checker and exhaustive search are compared on the
first tiny problems of that rule's focus. No file of the source tree is written but the table, `docs/mutants.md`.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.mutation.mutants import MUTANTS, Mutant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType, ModuleType

ROOT = Path(__file__).parent.parent.parent
TABLE = Path("docs", "mutants.md")
COPIED = ("roster", "solver", "tests", "pyproject.toml")
SEEDS = 10  # tiny problems compared for each mutant
LONGEST_SECONDS = 120  # a mutant that runs longer than this has been noticed
SEARCH_SECONDS = 5.0  # for one tiny problem, which takes a hundredth of it
OURS = ("roster", "solver", "api", "tests")
WHAT_IS_USED = f"""
import sys, datetime
import solver.search, roster.check, roster.sessions, tests.tiny
roster.sessions.Calendar().is_working(datetime.date(2026, 1, 1))
found = [name for name in sys.modules if name.partition(".")[0] not in {OURS}]
print(*(name for name in found if getattr(sys.modules[name], "__spec__", None) and name != "__main__"))
"""
OF_THE_CORE = {
    "levels": "tests/test_levels.py",
    "problem": "tests/test_problem.py",
    "kinds": "tests/test_kinds.py",
}


@dataclass(frozen=True)
class Verdict:
    """What noticed a mutant: a unit test's name, and where the three do not agree ("" = nothing)."""

    unit: str = ""
    agreement: str = ""
    broken: str = ""

    @property
    def killed(self) -> bool:
        """Tell whether anything noticed."""
        return bool(self.unit or self.agreement)


# -- a module with another text -----------------------------------------------------------------------------------


class Changed(importlib.machinery.SourceFileLoader):
    """Loads one module from a text that is not its file's."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed text; nothing is cached."""
        return compile(self.text, self.get_filename(fullname), "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module of a mutant, before anything else looks for it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Hand out the changed module."""
        del path, target
        if fullname != self.mutant.module:
            return None
        where = str(file_of(self.mutant))
        return importlib.util.spec_from_file_location(
            fullname, where, loader=Changed(fullname, where, changed_text(self.mutant))
        )


def file_of(mutant: Mutant) -> Path:
    """Give the file whose text a mutant changes."""
    return ROOT.joinpath(*mutant.module.split(".")).with_suffix(".py")


def changed_text(mutant: Mutant) -> str:
    """Give the module's text with the mutant in it. Raises ValueError unless the old text is there exactly once."""
    text = file_of(mutant).read_text(encoding="utf-8")
    found = list(re.finditer(_however_laid_out(mutant.old), text))
    if len(found) != 1:
        message = f"{mutant.module} has `{mutant.old}` {len(found)} times, not once"
        raise ValueError(message)
    return text[: found[0].start()] + mutant.new + text[found[0].end() :]


def _however_laid_out(text: str) -> str:
    """Match a text wherever a formatter breaks its lines: after a blank or a bracket, with a comma before the last."""
    pattern = re.sub(r"(?:\\[ \n])+", r"\\s+", re.escape(text))
    pattern = re.sub(r"(\\[(\[{])", r"\1\\s*", pattern)
    return re.sub(r"(\\[)\]}])", r",?\\s*\1", pattern)


# -- one trial, in a process of its own ---------------------------------------------------------------------------


def unit_tests_of(rule: str) -> str:
    """Give the file of a rule's own tests."""
    return OF_THE_CORE.get(rule, f"tests/rules/test_{rule}.py")


def failing_test(file: str) -> tuple[str, str]:
    """Run one file of tests up to the first failure: its name, and what is wrong with the file if it cannot run."""
    import pytest

    class Watch:
        failed = ""
        broken = ""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed and not self.failed:
                self.failed = report.nodeid.rpartition("::")[2]

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed and not self.broken:
                self.broken = report.longreprtext.strip().splitlines()[-1]

    watch = Watch()
    code = pytest.main(
        [file, "-x", "--tb=native", "-p", "no:cacheprovider", "-p", "no:unraisableexception"], plugins=[watch]
    )
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not watch.broken:
        watch.broken = f"pytest ended with {code!r} on {file}"
    return watch.failed, watch.broken


def disagreement(focus: str, seeds: int) -> str:
    """Give the first tiny problem on which solver, checker and exhaustive search differ, and how."""
    from roster.check import judge
    from roster.rule import rules_in_force
    from solver.search import Search
    from tests.brute import best_values
    from tests.tiny import FOCUS, tiny

    if focus in OF_THE_CORE:
        return ""
    assert focus in FOCUS, focus
    for seed in range(seeds):
        try:
            problem = tiny(seed, focus)
            rules = rules_in_force(problem.policy)
            best = best_values(problem, rules)
            outcome = Search(problem, rules, seconds=SEARCH_SECONDS, workers=1).run()
            judgement = judge(problem, outcome.plan, outcome.levels, rules)
        except Exception as error:  # whatever it is, it has been noticed
            return f"seed {seed}: {type(error).__name__}"
        if judgement.breaches:
            return f"seed {seed}: refused ({judgement.breaches[0].rule})"
        if tuple(level.value for level in outcome.levels) != best:
            return f"seed {seed}: another value"
        if not outcome.proved:
            return f"seed {seed}: not proved"
    return ""


def trial(mutant: Mutant, seeds: int, *, quick: bool) -> Verdict:
    """Try one mutant out (in a process that has not imported the project)."""
    try:
        sys.meta_path.insert(0, Finder(mutant))
        changed_text(mutant)
        importlib.import_module(mutant.module)
    except Exception as error:
        return Verdict(broken=f"{type(error).__name__}: {error}")
    unit, broken = failing_test(unit_tests_of(mutant.rule))
    enough = broken or (quick and unit)
    return Verdict(unit, "" if enough else disagreement(mutant.rule, seeds), broken)


def sound(rules: Iterable[str], seeds: int) -> Verdict:
    """Run the same without any mutant: everything must be quiet."""
    for rule in rules:
        unit, broken = failing_test(unit_tests_of(rule))
        agreement = disagreement(rule, seeds)
        if unit or broken or agreement:
            return Verdict(f"{rule}: {unit}" if unit else "", agreement and f"{rule} {agreement}", broken)
    return Verdict()


# -- processes ----------------------------------------------------------------------------------------------------


def warm_up() -> None:
    """Import what is slow and not ours, once, so that every fork has it."""
    for name in subprocess.run(
        [sys.executable, "-c", WHAT_IS_USED], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split():
        importlib.import_module(name)
    with contextlib.redirect_stdout(io.StringIO()):
        importlib.import_module("pytest").main(["--collect-only", "-qq", "-p", "no:cacheprovider", __file__])
    early = sorted(name for name in sys.modules if name.partition(".")[0] in OURS)
    harness = ("tests", "tests.conftest")
    early = [name for name in early if name not in harness and not name.startswith("tests.mutation")]
    assert not early, f"imported too early: {early}"


@dataclass
class Fork:
    """A running trial and the pipe it answers through."""

    pid: int
    answers: int


def start(work: Any, seconds: int) -> Fork:
    """Run `work()`, which gives a verdict, in a forked process; it is ended after so many seconds."""
    answers, ours = os.pipe()
    pid = os.fork()
    if pid:
        os.close(ours)
        return Fork(pid, answers)
    gc.disable()
    signal.alarm(seconds)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        found = work()
    except BaseException as error:
        found = Verdict(broken=f"the harness failed: {error!r}")
    os.write(ours, json.dumps(asdict(found)).encode())
    os._exit(0)


def finish(fork: Fork) -> Verdict:
    """Wait for a trial's verdict; none means that it ran too long."""
    with os.fdopen(fork.answers, "rb") as pipe:
        text = pipe.read()
    os.waitpid(fork.pid, 0)
    return Verdict(**json.loads(text)) if text else Verdict(agreement="ran too long")


def verdicts(
    mutants: Sequence[Mutant], seeds: int, jobs: int, *, quick: bool
) -> Iterator[tuple[Mutant, Verdict]]:
    """Try every mutant, so many at a time; in their order."""
    running: list[tuple[Mutant, Fork]] = []
    waiting = list(mutants)
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop(0)
            running.append((mutant, start(partial(trial, mutant, seeds, quick=quick), LONGEST_SECONDS)))
        mutant, fork = running.pop(0)
        yield mutant, finish(fork)


# -- the table ----------------------------------------------------------------------------------------------------


def table(found: Sequence[tuple[Mutant, Verdict]], seeds: int) -> str:
    """Write the result down as Markdown."""
    killed = sum(verdict.killed for _, verdict in found)
    both = sum(bool(verdict.unit and verdict.agreement) for _, verdict in found)
    sides = Counter(mutant.side for mutant, _ in found)
    lines = [
        "# Rules broken on purpose",
        "",
        "Written by `python -m tests.mutation.run`; do not edit. Each line is a change to a module, made in memory.",
        "The rule's own tests run against it, and solver, checker and exhaustive search are compared on the first",
        f"{seeds} tiny problems of the rule's focus (`tests/tiny.py`; its grid of 30 minutes cannot see a minute).",
        "",
        f"{len(found)} mutants ({', '.join(f'{sides[side]} {side}' for side in sorted(sides))}), {killed} noticed,"
        f" {both} of them twice, {len(found) - killed} not.",
        "",
        "| rule | side | what is changed | instead of | stands | unit test | agreement |",
        "|---|---|---|---|---|---|---|",
    ]
    for mutant, verdict in found:
        unit = f"`{_cell(verdict.unit)}`" if verdict.unit else "–"
        nothing = "–" if verdict.killed else "**nothing noticed it**"
        where = mutant.module.removeprefix("roster.rules.")
        side = mutant.side if where == mutant.rule else f"{mutant.side}, `{where}`"
        cells = [
            mutant.rule,
            side,
            mutant.why,
            _code(mutant.old),
            _code(mutant.new),
            unit,
            verdict.agreement or nothing,
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _code(text: str) -> str:
    text = text.replace('__import__("datetime").timedelta(minutes=1)', "MINUTE")
    return f"`{_cell(text)}`" if text else "(nothing)"


def in_a_snapshot(arguments: Sequence[str]) -> int:
    """Run the command in a copy of the tree, so that editing it meanwhile changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for name in COPIED:
            source = ROOT / name
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, Path(folder, name))
        command = [sys.executable, "-m", "tests.mutation.run", "--here", *arguments]
        code = subprocess.run(command, cwd=folder, check=False).returncode
        written = Path(folder, TABLE)
        if written.exists():
            (ROOT / TABLE).parent.mkdir(exist_ok=True)
            shutil.copyfile(written, ROOT / TABLE)
    return code


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 = every mutant was noticed, 1 = one was not, 2 = the mutants or the tests are broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run", description=__doc__)
    parser.add_argument("--rule", action="append", help="only this rule's mutants (may be repeated)")
    parser.add_argument("--seeds", type=int, default=SEEDS, help="tiny problems compared for each mutant")
    parser.add_argument("--jobs", type=int, default=1, help="mutants tried at a time")
    parser.add_argument("--no-table", action="store_true", help="do not write docs/mutants.md")
    quickly = (
        "compare the three only where unit tests notice nothing; first try only one rule without a mutant"
    )
    parser.add_argument("--quick", action="store_true", help=quickly)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not asked.here:
        return in_a_snapshot(arguments)
    chosen = [each for each in MUTANTS if not asked.rule or each.rule in asked.rule]
    warm_up()
    gc.freeze()
    rules = sorted({each.rule for each in chosen})[: 1 if asked.quick else None]
    quiet = finish(start(lambda: sound(rules, asked.seeds), LONGEST_SECONDS * 5))
    if quiet.killed or quiet.broken:
        say(f"Without any mutant: {quiet.unit or quiet.agreement or quiet.broken}")
        return 2
    found = []
    for mutant, verdict in verdicts(chosen, asked.seeds, asked.jobs, quick=asked.quick):
        found.append((mutant, verdict))
        if verdict.broken:
            say(f"BROKEN    {mutant.name}: {verdict.broken}")
        elif not verdict.killed:
            say(f"SURVIVED  {mutant.name}: `{mutant.old}` -> `{mutant.new}`")
        elif asked.rule:
            say(f"noticed   {mutant.name}: {verdict.unit or '-'}; {verdict.agreement or '-'}")
    broken = sum(bool(verdict.broken) for _, verdict in found)
    survivors = sum(not verdict.killed for _, verdict in found) - broken
    say(f"{len(found)} mutants, {len(found) - survivors - broken} noticed, {survivors} not, {broken} broken")
    if not (asked.rule or asked.quick or asked.no_table or broken):
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(table(found, asked.seeds), encoding="utf-8")
    return 2 if broken else int(bool(survivors))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
