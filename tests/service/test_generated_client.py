"""A client that a program wrote from the description of the calls: a whole day's work with it, everything typed."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from datetime import date, datetime
from types import ModuleType
from typing import Any

import attrs
import pytest

from tests.service.generated import generate, taken_in
from tests.service.running import HOST, Server, small_morning

NAME = "client_of_the_tests"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONFIG = f"post_hooks: []\ncontent_type_overrides:\n  {XLSX}: application/octet-stream\n"
WAIT, SECONDS = 60, 90


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package that was generated; the generator had nothing to complain of."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, CONFIG, NAME)
    with taken_in(folder, NAME) as package:
        yield package


@pytest.fixture(scope="module")
def models(made: ModuleType) -> Any:
    return importlib.import_module(f"{made.__name__}.models")


@pytest.fixture(scope="module")
def caller(made: ModuleType, server: Server) -> Iterator[Any]:
    assert HOST in server.url
    with made.Client(server.url, timeout=SECONDS, raise_on_unexpected_status=True) as open_client:
        yield open_client


@pytest.fixture(scope="module")
def call(made: ModuleType, caller: Any) -> Any:
    """Call by operationId; give the answer as the client has read it."""
    functions: dict[str, Any] = {}
    api = importlib.import_module(f"{made.__name__}.api")
    for _, name, is_package in pkgutil.walk_packages(api.__path__, f"{api.__name__}."):
        if not is_package:
            functions[name.rpartition(".")[2]] = importlib.import_module(name)

    def called(operation: str, *path: Any, **asked: Any) -> Any:
        answer = functions[operation].sync_detailed(*path, client=caller, **asked)
        assert answer.headers["x-request-id"]
        return answer

    return called


@pytest.fixture(scope="module")
def roster(models: Any, call: Any) -> Any:
    """The record of a roster that is done, made of an invented morning."""
    demo = call("get_demo", models.GetDemoPrison.WOMEN, staff=6, seed=1)
    body = demo.parsed
    assert isinstance(body, models.RosterRequest)
    assert body.to_dict() == json.loads(demo.content)  # nothing is lost on the way in and out
    body.options = models.Options(days=1, seconds=10, workers=1, seed=0)
    answer = call("make_roster", body=body, wait=WAIT, idempotency_key="generated-1")
    assert answer.status_code == 201, answer.content
    assert answer.headers["location"] == f"/v1/rosters/{answer.parsed.id}"
    again = call("make_roster", body=body, wait=WAIT, idempotency_key="generated-1")
    assert again.parsed.id == answer.parsed.id
    return answer.parsed


def left_over(data: Any) -> Iterator[str]:
    """Keys that the description does not know, and objects that stayed plain, however deep."""
    if isinstance(data, dict):
        yield f"plain: {sorted(data)}"
    elif isinstance(data, list):
        for each in data:
            yield from left_over(each)
    elif hasattr(data, "to_dict"):
        names = [each.name for each in attrs.fields(type(data))]
        for name in names:
            each = getattr(data, name)
            if name != "additional_properties":
                yield from left_over(each)
            elif len(names) > 1:  # otherwise it is a table by name, as `versions`
                yield from each


def test_a_roster_comes_back_typed(models: Any, call: Any, roster: Any) -> None:
    assert isinstance(roster, models.RosterRecord)
    assert roster.status is models.JobStatus.DONE
    assert isinstance(roster.created_at, datetime)
    assert (roster.parent, roster.published, roster.errors) == (None, None, None)
    found = roster.roster
    assert isinstance(found, models.Roster)
    assert isinstance(found.levels[0], models.Level)
    assert found.levels[0].name == "wing_posts"
    assert all(isinstance(each.value, int) and isinstance(each.proved, bool) for each in found.levels)
    assert found.work
    assert all(isinstance(each, models.Work) and isinstance(each.date, date) for each in found.work)
    assert list(left_over(roster)) == []
    assert call("get_roster", roster.id).parsed == roster


def test_rosters_are_listed_page_by_page(models: Any, call: Any, roster: Any) -> None:
    code = roster.establishment
    (found,) = call("list_rosters", establishment=code, limit=1).parsed.rosters
    assert isinstance(found, models.RosterSummary)
    assert list(left_over(found)) == []
    ids, cursor = [], ""
    while cursor is not None:
        page = call("list_rosters", limit=1, **({"cursor": cursor} if cursor else {})).parsed
        ids += [each.id for each in page.rosters]
        cursor = page.next_
    assert roster.id in ids
    assert len(ids) == len(set(ids))


def test_who_is_lent_by_give_is_sent_to_replan_and_the_rosters_are_compared(
    models: Any, call: Any, roster: Any
) -> None:
    duty = [each for each in roster.roster.work if each.date == roster.roster.days[0]]
    asked = models.GiveAsked(
        session=f"{duty[0].date}:{duty[0].session}", options=models.GiveOptions(seconds=10)
    )
    given = call("give", roster.id, body=asked, wait=WAIT).parsed
    assert isinstance(given, models.GiveAnswer)
    assert isinstance(given.answer, models.Lending)
    assert list(left_over(given)) == []
    assert call("get_answer", given.id).parsed == given

    lost = [models.LostAsked.from_dict(each.to_dict()) for each in given.answer.sets[0].lost]
    wanted = models.ReplanAsked(lost=lost, options=models.SearchOptions(seconds=10, workers=1))
    again = call("replan_roster", roster.id, body=wanted, wait=WAIT).parsed
    assert isinstance(again, models.RosterRecord)
    assert (again.kind, again.parent) == ("replan", roster.id)
    assert isinstance(again.roster.revision, models.Revision)
    assert [each.staff_id for each in again.roster.revision.lost] == [each.staff_id for each in lost]

    difference = call("diff_rosters", roster.id, again.id).parsed
    assert isinstance(difference, models.RosterDifference)
    assert [each.name for each in difference.levels]
    assert list(left_over(difference)) == []


@pytest.mark.parametrize(
    ("kind", "asked", "answer", "content"),
    [
        ("explain", "ExplainAsked", "ExplainAnswer", "Explanation"),
        ("whatif", "WhatIfAsked", "WhatIfAnswer", "WhatIfTable"),
        ("alternatives", "AlternativesAsked", "AlternativesAnswer", "Choices"),
    ],
)
def test_each_question_has_an_answer_of_its_own_type(
    models: Any, call: Any, roster: Any, kind: str, asked: str, answer: str, content: str
) -> None:
    less = {"whatif": {"grades": ["PO"], "plus": [1], "minus": [1], "wing_posts": []}}
    body = getattr(models, asked).from_dict({"options": {"seconds": 10, "workers": 1}, **less.get(kind, {})})
    found = call(kind, roster.id, body=body, wait=WAIT).parsed
    assert type(found).__name__ == answer
    assert found.kind == kind
    assert type(found.answer).__name__ == content
    assert list(left_over(found)) == []
    assert type(call("get_answer", found.id).parsed).__name__ == answer


def test_a_published_roster_says_by_whom_and_is_not_published_twice(models: Any, call: Any) -> None:
    morning = models.RosterRequest.from_dict(small_morning())
    record = call("make_roster", body=morning, wait=WAIT).parsed
    said = models.Publishing(signed_by="Iris Invented", spo_consulted="Sam Invented")
    published = call("publish_roster", record.id, body=said).parsed
    assert isinstance(published.published, models.Publication)
    assert (published.published.signed_by, published.published.note) == ("Iris Invented", "")
    assert isinstance(published.published.at, datetime)
    again = call("publish_roster", record.id, body=said)
    assert (again.status_code, type(again.parsed)) == (409, models.Problem)
    events = call("follow_roster", record.id).parsed
    assert "event: done" in events
    assert "event: published" in events
    told = [json.loads(each.splitlines()[0]) for each in events.split("event: level\ndata: ")[1:]]
    assert [models.LevelProgress.from_dict(each).level for each in told] == [
        each.name for each in record.roster.levels
    ]


def test_every_fault_of_a_broken_morning_comes_back_typed(models: Any, call: Any) -> None:
    broken = small_morning()
    broken["tasks"][2]["due"] = "soon"
    broken["staff"][0]["grade"] = "XX"
    answer = call("validate_morning", body=models.RosterRequest.from_dict(broken))
    assert answer.status_code == 422
    assert isinstance(answer.parsed, models.Problem)
    assert {each.where for each in answer.parsed.errors} == {"tasks[2].due", "staff[0].grade"}
    assert all(
        isinstance(each, models.ProblemError) and each.code and each.message for each in answer.parsed.errors
    )
    good = call("validate_morning", body=models.RosterRequest.from_dict(small_morning())).parsed
    assert isinstance(good, models.Validated)


def test_a_roster_made_elsewhere_is_judged(models: Any, call: Any) -> None:
    by_hand = {"from": "2026-11-23", "days": ["2026-11-23"], "work": [], "wing_duty": []}
    asked = models.CheckRequest.from_dict({**small_morning(), "roster": by_hand})
    found = call("check_roster", body=asked).parsed
    assert isinstance(found, models.Judgement)
    assert found.clean
    assert found.levels["wing_posts"] == 1


def test_files_come_as_text_or_bytes(call: Any, roster: Any) -> None:
    assert call("get_roster_json", roster.id).parsed == roster.roster
    assert call("get_roster_csv", roster.id).parsed.count("\n") > len(roster.roster.work)
    assert call("get_roster_html", roster.id).parsed.startswith("<!DOCTYPE html>")
    assert call("get_roster_ics", roster.id).parsed.startswith("BEGIN:VCALENDAR")
    workbook = call("get_roster_xlsx", roster.id).parsed
    assert workbook.payload.read(2) == b"PK"


def test_the_operators_calls_are_typed(call: Any) -> None:
    assert call("ping").parsed.status == "UP"
    for name in ("get_health", "get_health_as_hmpps"):
        health = call(name).parsed
        assert (health.status, health.components.database.status) == ("UP", "UP")
        assert list(left_over(health)) == []
    assert call("get_info").parsed.build.name == "omu-roster"
    assert call("get_version").parsed.versions["python"]
    assert "omu_" in call("get_metrics").parsed
