"""The other calls: lists, files, publishing, differences, answers, check, validate, demo, what the operator asks."""

from __future__ import annotations

import io
import time
from typing import Any

import httpx
import openpyxl
import pytest
from icalendar import Calendar

from tests.service.running import small_morning

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def there(client: httpx.Client) -> str:
    """The path of a roster that is done."""
    return str(client.post("/v1/rosters?wait=60", json=small_morning()).headers["location"])


def printed(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    """Ask for a file until it is printed."""
    deadline = time.monotonic() + 60
    while (answer := client.get(path, headers=headers)).status_code == 503 and time.monotonic() < deadline:
        assert answer.headers["retry-after"]
        time.sleep(0.1)
    return answer


def test_a_roster_as_files(client: httpx.Client, there: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(printed(client, f"{there}.xlsx").content))
    assert {"By person", "By task", "Not done", "Wing cover", "Levels", "Checks"} <= set(book.sheetnames)
    assert "HMP Example" in printed(client, f"{there}.html").text
    assert printed(client, f"{there}.csv").text.count("\n") > 3
    everybody = Calendar.from_ical(printed(client, f"{there}.ics").content).walk("VEVENT")
    one = Calendar.from_ical(printed(client, f"{there}.ics?staff_id=S02").content).walk("VEVENT")
    assert 0 < len(one) < len(everybody)
    assert printed(client, f"{there}.ics?staff_id=S99").status_code == 404
    assert client.get(f"{there}.json").json() == client.get(there).json()["roster"]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/csv", "text/csv"),
        ("text/calendar", "text/calendar"),
        (XLSX, XLSX),
        ("text/csv;q=0.1, application/json;q=0.9", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_form_that_is_asked_for(client: httpx.Client, there: str, accept: str, media: str) -> None:
    answer = printed(client, there, Accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media


def test_a_list_page_by_page_the_newest_first(client: httpx.Client) -> None:
    made = [client.post("/v1/rosters", json=small_morning("ZZP")).json()["id"] for _ in range(5)]
    first = client.get("/v1/rosters?establishment=ZZP&limit=2").json()
    assert [each["id"] for each in first["rosters"]] == made[:-3:-1]
    seen = list(first["rosters"])
    page = first
    while page["next"]:
        page = client.get(f"/v1/rosters?establishment=ZZP&limit=2&cursor={page['next']}").json()
        seen += page["rosters"]
    assert [each["id"] for each in seen] == made[::-1]
    assert "roster" not in seen[0]
    assert client.get("/v1/rosters?establishment=ZZQ").json() == {"rosters": [], "next": None}


def test_a_published_roster_is_only_followed(client: httpx.Client) -> None:
    there = client.post("/v1/rosters?wait=60", json=small_morning()).headers["location"]
    said = {"signed_by": "An Invented Governor", "spo_consulted": "An Invented Officer"}
    assert client.post(f"{there}/publish", json={"signed_by": "x"}).status_code == 422
    published = client.post(f"{there}/publish", json=said)
    assert published.status_code == 201
    assert published.json()["published"] | said == published.json()["published"]
    assert client.post(f"{there}/publish", json=said).status_code == 409
    assert client.get(there).json()["published"] == published.json()["published"]

    lost = {"lost": [{"staff_id": "S01", "date": "2026-11-23", "session": "PM"}]}
    revision = client.post(f"{there}/replan?wait=60", json=lost)
    assert revision.status_code == 201, revision.text
    assert revision.json()["parent"] == there.rpartition("/")[2]
    assert revision.json()["published"] is None
    assert client.get(there).json() == published.json()


def test_a_roster_planned_again_and_what_it_changed(client: httpx.Client, there: str) -> None:
    mine = [piece for piece in client.get(there).json()["roster"]["work"] if piece["staff_id"] == "S01"]
    lost = {"lost": [{"staff_id": "S01", "date": "2026-11-23"}]}
    body = client.post(f"{there}/replan?wait=60", json=lost).json()
    after = body["roster"]
    assert "changes" in [level["name"] for level in after["levels"]]
    assert not [piece for piece in after["work"] if piece["staff_id"] == "S01"]
    new = f"/v1/rosters/{body['id']}"
    diff = client.get(f"{there}/diff/{body['id']}").json()
    assert bool(mine) == any(each["staff_id"] == "S01" for each in diff["half_days"])
    same = client.get(f"{new}/diff/{body['id']}").json()
    assert same["half_days"] == []
    assert printed(client, f"{new}.html").status_code == 200
    once_more = client.post(f"{new}/replan?wait=60", json={"now": "2026-11-23T10:05"})
    assert once_more.status_code == 201, once_more.text
    assert once_more.json()["roster"]["work"] == after["work"]


def test_what_cannot_have_happened_is_refused_at_once(client: httpx.Client, there: str) -> None:
    wrong = {
        "lost": [{"staff_id": "S77", "date": "2026-11-23"}],
        "pins": [{"task_id": "T99", "staff_id": "S01"}],
    }
    answer = client.post(f"{there}/replan", json=wrong)
    assert answer.status_code == 422
    assert {each["where"] for each in answer.json()["errors"]} == {"lost", "pins"}
    assert client.post(f"{there}/replan", json={"losst": []}).json()["errors"][0]["where"] == "losst"


@pytest.mark.parametrize(
    ("kind", "body", "key"),
    [
        ("give", {"session": "2026-11-23:PM", "options": {"seconds": 10, "workers": 1}}, "sets"),
        ("explain", {"tasks": ["T1"], "options": {"seconds": 10, "workers": 1}}, "receipts"),
        ("whatif", {"grades": ["B4"], "plus": [1], "minus": [], "options": {"seconds": 10}}, "people"),
        ("alternatives", {"number": 2, "options": {"seconds": 10, "workers": 1}}, "rosters"),
    ],
)
def test_answers_about_a_roster(
    client: httpx.Client, there: str, kind: str, body: dict[str, Any], key: str
) -> None:
    answer = client.post(f"{there}/{kind}?wait=60", json=body)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["kind"] == kind
    assert found["parent"] == there.rpartition("/")[2]
    assert key in found["answer"], found["answer"].keys()
    assert answer.headers["location"] == f"/v1/answers/{found['id']}"
    assert client.get(answer.headers["location"]).json() == found
    assert client.get(f"/v1/rosters/{found['id']}").status_code == 404  # it is no roster


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("give", {"session": "2026-12-25:PM"}),
        ("explain", {"tasks": ["T99"]}),
        ("whatif", {"grades": ["XX"]}),
        ("alternatives", {"number": 0}),
    ],
)
def test_questions_that_cannot_be_answered(
    client: httpx.Client, there: str, kind: str, body: dict[str, Any]
) -> None:
    answer = client.post(f"{there}/{kind}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]


def test_a_morning_that_has_changed_since(client: httpx.Client, there: str) -> None:
    morning = small_morning(tasks=4)
    del morning["options"]
    answer = client.post(f"{there}/replan?wait=60", json={"problem": morning})
    assert answer.status_code == 201, answer.text
    assert "T4" in {piece["task_id"] for piece in answer.json()["roster"]["work"]}
    other = small_morning("ZZX")
    del other["options"]
    assert client.post(f"{there}/replan", json={"problem": other}).status_code == 422


def test_check_judges_any_roster(client: httpx.Client, there: str) -> None:
    roster = client.get(there).json()["roster"]
    assert client.post("/v1/check", json={**small_morning(), "roster": roster}).json()["clean"]
    roster["work"] += [{**roster["work"][0], "staff_id": "S03", "start": "03:00", "end": "03:45"}]
    judged = client.post("/v1/check", json={**small_morning(), "roster": roster})
    assert judged.status_code == 200
    assert not judged.json()["clean"]
    assert judged.json()["breaches"][0]["message"]


def test_validate_tells_every_fault_with_its_place(client: httpx.Client) -> None:
    good = client.post("/v1/validate", json=small_morning())
    assert good.status_code == 200
    assert good.json()["valid"]
    assert good.json()["days"] == ["2026-11-23"]

    body = small_morning()
    body["tasks"][1]["due"] = "soon"
    body["tasks"][2]["type"] = "bsct1"
    body["staff"][0]["garde"] = "PO"
    body["establishment"]["estate"] = "castle"
    body["options"]["days"] = 61
    answer = client.post("/v1/validate", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    places = {each["where"] for each in answer.json()["errors"]}
    assert {
        "tasks[1].due",
        "tasks[2].type",
        "staff[0].garde",
        "establishment.estate",
        "options.days",
    } <= places
    assert client.post("/v1/rosters", json=body).status_code == 422


def test_numbers_may_be_text_and_null_is_absent(client: httpx.Client) -> None:
    body = small_morning()
    body["policy"] = None
    body["history"] = None
    body["wing_posts"][0]["posts"] = "1"
    body["options"] = {"days": "1", "seconds": "5", "workers": 1, "seed": None}
    body["tasks"][0] |= {"minutes": "45", "owner": None, "after": []}
    body["staff"][1]["skills"] = "os;oasys"
    body["staff"][2]["cross_deployable"] = True
    assert client.post("/v1/validate", json=body).json() == {
        **client.post("/v1/validate", json=body).json(),
        "valid": True,
    }


@pytest.mark.parametrize("prison", ["local", "trainer", "open", "women"])
def test_a_ready_body_for_every_prison(client: httpx.Client, prison: str) -> None:
    body = client.get(f"/v1/demo/{prison}?seed=3").json()
    assert client.post("/v1/validate", json=body).json()["valid"]


def test_there_is_no_other_prison(client: httpx.Client) -> None:
    answer = client.get("/v1/demo/castle")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_the_operator_asks(client: httpx.Client) -> None:
    health = client.get("/v1/health").json()
    assert health["status"] == "UP"
    assert set(health["components"]) >= {"database", "dispatcher"}
    assert client.get("/health").json()["status"] == "UP"
    assert client.get("/health/ping").json() == {"status": "UP"}
    assert client.get("/info").json()["build"]["name"] == "omu-roster"
    assert {"omu-roster", "ortools", "python"} <= client.get("/v1/version").json()["versions"].keys()
    counts = client.get("/metrics").text
    assert 'omu_roster_calls_total{method="GET",route="/health/ping",status="200"}' in counts
    assert "omu_roster_jobs{" in counts


def test_headers_that_browsers_heed(client: httpx.Client) -> None:
    answer = client.get("/v1/health", headers={"X-Request-Id": "morning-1"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"] == "morning-1"
    odd = client.get("/v1/health", headers={"X-Request-Id": "a b\tc"})
    assert odd.headers["x-request-id"] != "a b\tc"
    assert "server" not in answer.headers


def test_a_roster_of_nonsense_is_judged_soon_and_at_no_great_length(client: httpx.Client) -> None:
    """Were each piece compared with each, forty thousand at the same time would take all memory there is."""
    piece = {
        "task_id": "T1",
        "staff_id": "S01",
        "date": "2026-11-23",
        "session": "AM",
        "start": "09:00",
        "end": "09:45",
    }
    roster = {
        "from": "2026-11-23",
        "days": ["2026-11-23"],
        "work": [{**piece, "minutes": 45}] * 25_000,
        "wing_duty": [],
    }
    crowded = client.post("/v1/check", json={**small_morning(), "roster": roster})
    assert crowded.status_code == 422
    assert {each["where"] for each in crowded.json()["errors"]} == {"roster.work"}
    roster["work"] = [{**piece, "minutes": 45}] * 150
    judged = client.post("/v1/check", json={**small_morning(), "roster": roster}).json()
    assert not judged["clean"]
    assert 100 < len(judged["breaches"]) <= 10_001
