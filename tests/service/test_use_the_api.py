"""The page for tool developers does what it says: its blocks are run, in order, against a real server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.generated import generate, taken_in
from tests.service.running import Server
from tests.test_howto import blocks

PAGE, ADDRESS, CLIENT = "use-the-api.md", "http://127.0.0.1:8000", "omu_roster_client"
SECONDS = 240


def block_texts(server: Server, ending: str) -> dict[str, str]:
    """The page's blocks of a sort, with this server's address in place of the usual one."""
    found = {name: text for name, text in blocks(PAGE).items() if name.endswith(ending)}
    assert found
    assert any(ADDRESS in text for text in found.values())
    return {name: text.replace(ADDRESS, server.url) for name, text in found.items()}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_calls_with_curl_lead_to_a_roster_and_its_files(server: Server, tmp_path: Path) -> None:
    together = "\n".join(text for _, text in sorted(block_texts(server, ".sh").items()))

    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", together],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert '"valid":true' in run.stdout
    assert "event: done" in run.stdout
    assert '"status":' in (tmp_path / "made.json").read_text(encoding="utf-8")
    assert (tmp_path / "roster.xlsx").read_bytes().startswith(b"PK")
    assert "task_id" in (tmp_path / "roster.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_the_day_with_a_generated_client_ends_with_a_published_roster(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (program,) = block_texts(server, ".py").values()
    generate(tmp_path, blocks(PAGE)["client.yaml"], CLIENT)

    with taken_in(tmp_path, CLIENT):
        exec(compile(program, "day.py", "exec", dont_inherit=True), {"__name__": "day"})

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2026-11-23 ")
    assert lines[-1].startswith("20")
    assert not any(name.startswith(CLIENT) for name in sys.modules)
