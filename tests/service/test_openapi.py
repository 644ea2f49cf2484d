"""The description of the calls: it is kept as the code says it, complete, in plain words, and its examples hold."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from api.app import bare_app
from api.examples import MORNING, examples
from api.openapi import FILE, TAGS, as_text, main
from api.store.working import PROGRESS
from roster.exports.request_json import as_request
from roster.reading import read_morning
from tests.schemas import DRAFT

ROOT = Path(__file__).parents[2]
KEPT = ROOT / FILE
WHOLE: dict[str, Any] = bare_app().openapi()
METHODS = {"get", "post"}
NAME = re.compile(r"[a-z]+(_[a-z]+)*")
PARTS = ("schemas", "responses", "headers", "examples")


def operations() -> Iterator[Any]:
    for path, methods in WHOLE["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(path, method, operation, id=f"{method} {path}")


OPERATIONS = list(operations())


def followed(part: Any) -> Any:
    """What a reference stands for, or the thing itself."""
    while isinstance(part, dict) and "$ref" in part:
        found: Any = WHOLE
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        part = found
    return part


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_the_description_that_is_kept_is_that_of_the_code() -> None:
    kept, now = KEPT.read_text(encoding="utf-8"), as_text(WHOLE)
    change = [*difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=2)]
    assert not change, (
        f"{FILE} is not what the code says. Write it again with `make openapi` and read what changed; "
        "a key that is taken away or means something else breaks the programs of others.\n"
        + "\n".join(change[:60])
    )


def test_it_is_written_sorted_and_ends_with_a_line(tmp_path: Path) -> None:
    main(tmp_path / "openapi.json")
    text = (tmp_path / "openapi.json").read_text(encoding="utf-8")
    assert text == KEPT.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n" == text


def test_the_server_gives_the_same(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_call_says_what_it_does_takes_and_gives(path: str, method: str, operation: Any) -> None:
    assert method in METHODS
    assert NAME.fullmatch(operation["operationId"])
    assert len(operation["tags"]) == 1
    assert operation["tags"][0] in TAGS
    assert re.fullmatch(r"[A-Z][^.`_]{7,60}", operation["summary"])
    assert re.match(r"[A-Z].*[.]$", operation["description"], re.S)
    assert operation["description"].count(".") <= 8
    for each in operation.get("parameters", ()):
        assert each.get("description"), f"{path}: {each['name']}"
    good = {status: each for status, each in operation["responses"].items() if status.startswith("2")}
    assert good
    for each in good.values():
        assert each["description"] != "Successful Response"
        assert all(content.get("schema") for content in each.get("content", {}).values())


@pytest.mark.parametrize(("path", "_", "operation"), OPERATIONS)
def test_every_answer_has_the_id_of_the_call_and_says_when_to_come_again(
    path: str, _: str, operation: Any
) -> None:
    for status, answer in operation["responses"].items():
        headers = followed(answer)["headers"]
        assert "X-Request-Id" in headers
        if status in ("429", "503") and path not in ("/health", "/v1/health"):
            assert "Retry-After" in headers
    takes_in = {"201", "202"} <= set(operation["responses"])
    for status in ("201", "202") if takes_in else ():
        assert "Location" in operation["responses"][status]["headers"]
    assert not takes_in or "Retry-After" in operation["responses"]["202"]["headers"]


def test_calls_have_names_of_their_own() -> None:
    names = [each.values[2]["operationId"] for each in OPERATIONS]
    assert len(names) == len(set(names)) > 25


def test_all_that_is_referred_to_is_there_and_all_that_is_there_is_referred_to() -> None:
    referred = set(references(WHOLE))
    there = {f"#/components/{part}/{name}" for part in PARTS for name in WHOLE["components"][part]}
    assert referred <= there
    assert there - referred == {"#/components/schemas/Progress"}  # named in words: events have no schema


def test_no_object_is_free_form_but_what_others_have_written() -> None:
    free = {
        name
        for name, schema in WHOLE["components"]["schemas"].items()
        if schema.get("type") == "object" and not schema.get("properties")
    }
    assert free == {"OwnPolicy", "StatedRevision", "Holds"}


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_every_body_has_an_example_that_is_as_its_schema_says(path: str, method: str, operation: Any) -> None:
    body = operation.get("requestBody")
    assert (body is None) == (method == "get" or path.endswith(("/finish", "/cancel")))
    if body is None:
        return
    content = body["content"]["application/json"]
    schema = {"$schema": DRAFT, **content["schema"], "components": WHOLE["components"]}
    check = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert content["examples"]
    for each in content["examples"].values():
        check.validate(followed(each)["value"])


def test_the_morning_of_the_examples_is_the_tiny_sample() -> None:
    morning = dict(examples()[MORNING.replace(" ", "-")]["value"])
    morning.pop("options")
    assert morning == as_request(read_morning(ROOT / "data" / "samples" / "tiny").tables)


def test_every_example_can_be_sent_as_it_is(client: httpx.Client) -> None:
    made = client.post("/v1/rosters?wait=60", json=body_of("make_roster"))
    assert made.status_code == 201, made.text
    there = made.headers["location"]
    for name in ("validate_morning", "check_roster"):
        answer = client.post(f"/v1/{name.partition('_')[0]}", json=body_of(name))
        assert answer.status_code == 200, answer.text
        problems = answer.json().get("breaches", [])
        assert len(problems) <= 1
    for name in ("replan_roster", "give", "explain", "whatif", "alternatives", "publish_roster"):
        answer = client.post(f"{there}/{name.partition('_')[0]}?wait=60", json=body_of(name))
        assert answer.status_code == 201, answer.text
        assert answer.json()["status"] == "done"
        if name != "publish_roster":
            assert_events_are_described(client, answer.headers["location"])


def body_of(name: str) -> Any:
    operation = next(each.values[2] for each in OPERATIONS if each.values[2]["operationId"] == name)
    (example,) = operation["requestBody"]["content"]["application/json"]["examples"].values()
    return followed(example)["value"]


def assert_events_are_described(client: httpx.Client, location: str) -> None:
    schemas = {"$schema": DRAFT, "components": WHOLE["components"], "$ref": "#/components/schemas/Progress"}
    states = WHOLE["components"]["schemas"]["JobStatus"]["enum"]
    for block in client.get(f"{location}/events").text.strip().split("\n\n"):
        event, data = (line.partition(": ")[2] for line in block.splitlines()[:2])
        assert event in {*states, PROGRESS}
        if event == PROGRESS:
            jsonschema_rs.validate(schemas, json.loads(data))
        else:
            assert data == "{}"


def test_the_events_of_the_description_are_named_as_the_real_ones() -> None:
    for path in ("/v1/rosters/{id}/events", "/v1/answers/{id}/events"):
        operation = WHOLE["paths"][path]["get"]
        example = operation["responses"]["200"]["content"]["text/event-stream"]["example"]
        names = re.findall("^event: (.*)$", example, re.M)
        assert set(names) <= {*WHOLE["components"]["schemas"]["JobStatus"]["enum"], PROGRESS}
        assert f"`{PROGRESS}`" in operation["description"]
        assert "`published`" in operation["description"]
