"""The interactive page, in a real browser: it lists the calls, from this server's files alone, without a complaint."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import bare_app
from tests.exports.test_roster_html import CHROMIUM, SWITCHES
from tests.service.running import HOST, Server

NOBODY_ELSE = (
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"  # the browser's own calls home get nowhere
)
LOADING_MILLISECONDS = 10_000  # of the page's own time, which runs faster than ours
SECONDS = 120


def looked_at(server: Server, folder: Path) -> tuple[str, str, list[str]]:
    """Open the page; give what it holds in the end, what the browser said, and what addresses the page asked for."""
    if CHROMIUM is None:
        assert os.environ.get("CI", "").casefold() != "true", "chromium is needed in CI"
        pytest.skip("chromium is not installed, so no page can be looked at")
    network = folder / "network.json"
    own = (
        f"--user-data-dir={folder / 'profile'}",
        f"--log-net-log={network}",
        f"--virtual-time-budget={LOADING_MILLISECONDS}",
    )
    run = subprocess.run(
        [
            CHROMIUM,
            *SWITCHES,
            NOBODY_ELSE,
            *own,
            "--enable-logging=stderr",
            "--dump-dom",
            f"{server.url}/docs",
        ],
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    asked = [
        each["params"]["url"]
        for each in json.loads(network.read_text(encoding="utf-8"))["events"]
        if each.get("params", {}).get("initiator") == server.url
    ]
    return run.stdout.decode(), run.stderr.decode(errors="replace"), asked


def test_the_page_lists_every_call_and_asks_nobody_but_this_server(server: Server, tmp_path: Path) -> None:
    page, said, asked = looked_at(server, tmp_path)

    assert "CONSOLE" not in said, [line for line in said.splitlines() if "CONSOLE" in line]
    assert {each.removeprefix(server.url) for each in asked} == {
        "/openapi.json", "/docs/start.js", "/docs/files/favicon.png",
        "/docs/files/swagger-ui.css", "/docs/files/swagger-ui-bundle.js",
    }  # fmt: skip
    calls: dict[str, Any] = bare_app().openapi()["paths"]
    for operation in (each for methods in calls.values() for each in methods.values()):
        assert f"operations-{operation['tags'][0]}-{operation['operationId']}" in page
        assert operation["summary"] in page


def test_the_pages_own_policy_lets_no_other_host_in(client: httpx.Client) -> None:
    answer = client.get("/docs")
    rules = dict(each.split(" ", 1) for each in answer.headers["content-security-policy"].split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert not any("http" in each or "*" in each for each in rules.values())
    assert "://" not in answer.text
