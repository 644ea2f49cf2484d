"""Subject access: everything that is held about one person is given, nobody else's prison, and it is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.commands.subject import show_subject
from api.mentions import Subject, ids_of_prisoner, mentions
from api.store.audit import verify
from api.store.database import Database
from api.store.held import PRISONER, STAFF, Sought, held
from api.store.records import Fence
from api.store.tables import audit
from api.who.caller import Caller, Role
from api.who.keys import make_key
from roster.faults import InputRefusedError
from tests.service.keeping import WHO, column, done
from tests.service.running import Server, serving, small_morning
from tests.test_cli import omu

PRN, OTHER = "A0002BC", "A0001BC"
ROSTER: dict[str, Any] = {
    "establishment": "ZZI",
    "work": [
        {"task_id": "T1", "staff_id": "S01", "reason": "S01 may do it."},
        {"task_id": "T2", "staff_id": "S02", "reason": "S02 may do it; after T1."},
    ],
    "not_done": [{"task_id": "T12", "reasons": [{"text": "T2 takes the room."}]}],
    "warnings": [
        {"code": "LATE", "message": "T2 is late.", "subjects": ["T2"]},
        {"code": "AWAY", "message": "Ben Invented is away.", "subjects": ["S02"]},
    ],
    "left_out": ["T1", "T2"],
    "made": {"seed": 2},
}


def find(
    database: Database, id: str, kind: str = PRISONER, prisons: set[str] | None = None, **days: Any
) -> Any:
    fence = Fence(database, Caller("key:1", Role.ADMIN, frozenset(prisons or {"ZZI"})))
    return held(fence, Sought(kind, id, **days), WHO)


def test_everything_about_a_prisoner_is_given_and_nothing_about_another(database: Database) -> None:
    job_id = done(database, content=ROSTER, asked={"options": {}, "pin": ["T2:S02", "T1:S01"]})

    found = find(database, PRN)

    [morning], [record] = found["mornings"], found["records"]
    assert morning["holds"] == {"tasks": [small_morning()["tasks"][1]]}
    assert (record["id"], record["kind"], record["morning"]) == (job_id, "roster", morning["number"])
    assert record["holds"] == {
        "asked.pin": ["T2:S02"],
        "work": [ROSTER["work"][1]],
        "not_done.reasons": [{"text": "T2 takes the room."}],
        "warnings": [ROSTER["warnings"][0]],
        "left_out": ["T2"],
    }
    assert OTHER not in json.dumps(found)


def test_staff_are_found_by_their_id_and_by_their_name(database: Database) -> None:
    job_id = done(database, content=ROSTER)
    fence = Fence(database, Caller("key:1", Role.ADMIN, None))
    record = fence.find(job_id)
    assert record is not None
    assert fence.publish(record, "Ben Invented", "Ada Invented", "", WHO)

    found = find(database, "S02", STAFF)

    assert found["mornings"][0]["holds"] == {"staff": [small_morning()["staff"][1]]}
    assert found["records"][0]["holds"] == {
        "published.signed_by": ["Ben Invented"],
        "work": [ROSTER["work"][1]],
        "warnings": [ROSTER["warnings"][1]],
    }


def test_a_revision_and_an_answer_speak_of_a_task_that_is_gone(database: Database) -> None:
    first = done(database, content=ROSTER)
    without = small_morning(tasks=1)
    second = done(database, "replan", first, problem=without, content={"changes": [{"task_id": "T2"}]})
    done(database, content=ROSTER, problem=without)  # another T2: nobody knows whose
    third = done(database, "explain", second, problem=without, content={"receipts": [{"task_id": "T2"}]})

    records = find(database, PRN)["records"]

    assert [each["id"] for each in records] == [first, second, third]
    assert records[2]["holds"] == {"receipts": [{"task_id": "T2"}]}


def test_a_morning_that_several_jobs_rest_on_is_given_once(database: Database) -> None:
    first = done(database)
    done(database, "whatif", first, problem=column(database, first, "problem"))

    found = find(database, PRN)

    assert (len(found["mornings"]), len(found["records"])) == (1, 2)


@pytest.mark.parametrize(
    ("first", "final", "there"), [(0, 0, True), (-9, 9, True), (1, 9, False), (-9, -1, False)]
)
def test_days_are_those_on_which_it_was_sent(database: Database, first: int, final: int, there: bool) -> None:
    done(database)
    today = datetime.now(UTC).date()

    found = find(database, PRN, first=today + timedelta(first), final=today + timedelta(final))

    assert (found is not None) is there


def test_nothing_of_another_prison(database: Database) -> None:
    done(database, code="ZZI")
    other = done(database, code="ZZJ")

    assert {each["establishment"] for each in find(database, PRN)["records"]} == {"ZZI"}
    assert find(database, PRN, prisons={"ZZK"}) is None
    assert [each["id"] for each in find(database, PRN, prisons={"ZZJ"})["records"]] == [other]
    assert len(find(database, PRN, prisons={"ZZI", "ZZJ"})["mornings"]) == 2


def test_looking_somebody_up_is_written_down_and_is_given_next_time(database: Database) -> None:
    done(database)
    assert find(database, "Z9999ZZ") is None
    assert find(database, "Z9999ZZ") is None  # that nothing was found is no reason to give something
    assert find(database, PRN)["consulted"] == []
    [before] = find(database, PRN)["consulted"]

    assert (before["who"], before["establishment"], before["records"]) == (WHO.who, "ZZI", 1)
    with database.reading() as connection:
        rows = connection.execute(select(audit).where(audit.c.what == "looked up")).all()
    assert [(r.subject_type, r.subject_id, r.request_id) for r in rows][-1] == (PRISONER, PRN, "request-1")
    assert verify(database) == []


@pytest.mark.parametrize(("key", "value", "names"), [
    ("task_id", "7", True), ("task_id", 7, True), ("task_ids", " 7 ", True), ("subjects", "7", True),
    ("posts", 7, False), ("minutes", "7", False), ("reason", "7 min later", False), ("task_id", True, False),
    ("note", "See t2, please", True), ("note", "T2-A", False), ("note", "T22", False), ("after", "T1;T2", True),
    ("lost", "T2:2026", True), ("task_id", "t2", True), ("task_id", None, False),
])  # fmt: skip
def test_what_names_somebody(key: str, value: object, names: bool) -> None:
    row = {"rows": [{key: value, "other": [1, None, {"deep": "er"}]}]}

    assert bool(mentions(row, Subject(frozenset({"7", "t2"})))) is names


# -- by HTTP -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, dict[str, str]]]]:
    """A server with keys for two prisons, and a real roster of each."""
    folder = tmp_path_factory.mktemp("subject")
    with serving(folder, solves="1") as server:
        database = Database(f"sqlite:///{folder / 'roster.db'}")
        keys = {
            f"{role.name}-{code}": {"X-Api-Key": make_key(database, "k", role, {code}, who="test")[0]}
            for role in (Role.PUBLISH, Role.ADMIN)
            for code in ("ZZI", "ZZJ")
        }
        database.close()
        with server.client() as client:
            morning = client.get("/v1/demo/open", headers=keys["PUBLISH-ZZI"]).json()
            morning["establishment"]["code"] = "ZZI"
            morning["options"] = {"days": 1, "seconds": 3, "workers": 1, "seed": 0}
            made = client.post("/v1/rosters?wait=60", json=morning, headers=keys["PUBLISH-ZZI"])
            assert made.status_code == 201, made.text
            answer = client.post(
                f"{made.headers['location']}/explain?wait=60",
                json={"options": {"seconds": 3}},
                headers=keys["PUBLISH-ZZI"],
            )
            assert answer.status_code == 201, answer.text
        (folder / "morning.json").write_text(json.dumps(morning))
        (folder / "said.json").write_text(json.dumps([made.json()["roster"], answer.json()["answer"]]))
        yield server, keys


@pytest.fixture
def calls(closed: tuple[Server, Any]) -> Iterator[httpx.Client]:
    with closed[0].client(headers=closed[1]["ADMIN-ZZI"]) as client:
        yield client


def ask(client: httpx.Client, **asked: Any) -> httpx.Response:
    return client.get("/subject-access-request", params=asked)


def some_prisoners(server: Server) -> list[str]:
    morning = json.loads((server.folder / "morning.json").read_text())
    numbers = sorted({each["prison_number"] for each in morning["tasks"] if each.get("prison_number")})
    return numbers[:: max(1, len(numbers) // 8)]


def test_every_place_of_a_real_roster_that_names_somebody_is_given(
    closed: tuple[Server, Any], calls: httpx.Client
) -> None:
    """Whatever stands in a morning, a roster or an answer as a word: it is in what is given, as often."""
    morning = json.loads((closed[0].folder / "morning.json").read_text())
    said = json.loads((closed[0].folder / "said.json").read_text())
    for number in some_prisoners(closed[0]):
        answer = ask(calls, prn=number)
        assert answer.status_code == 200, answer.text
        content = answer.json()["content"]
        given = json.dumps([each["holds"] for each in content["records"]])
        for name in ids_of_prisoner(morning, number):
            word = rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])"
            assert len(re.findall(word, given)) == len(re.findall(word, json.dumps(said)))
        rows = content["mornings"][0]["holds"]["tasks"]
        assert rows == [each for each in morning["tasks"] if each.get("prison_number") == number]


def test_the_statuses_are_those_of_other_services(calls: httpx.Client) -> None:
    nothing = ask(calls, prn="Z9999ZZ")
    assert (nothing.status_code, nothing.content) == (204, b"")
    for other in ({"crn": "X123456"}, {"prn": "not-a-number"}, {"prn": "a1234bc"}):
        answer = ask(calls, **other)
        assert answer.status_code == 209
        assert "prison numbers only" in answer.json()["userMessage"]
    assert ask(calls).status_code == 400
    assert ask(calls, fromDate="2026-01-01").status_code == 400
    assert ask(calls, prn=PRN, crn="X123456").status_code == 204  # both were given: the one it knows is used


@pytest.mark.parametrize("days", [
    {"fromDate": "2026-02-30"}, {"toDate": "yesterday"}, {"fromDate": "1"},
    {"fromDate": "2026-02-02", "toDate": "2026-02-01"},
])  # fmt: skip
def test_days_that_are_none_are_refused(calls: httpx.Client, days: dict[str, str]) -> None:
    answer = ask(calls, prn=PRN, **days)

    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_days_are_heeded(closed: tuple[Server, Any], calls: httpx.Client) -> None:
    number = some_prisoners(closed[0])[0]
    today = datetime.now(UTC).date().isoformat()

    assert ask(calls, prn=number, fromDate="2020-01-01", toDate=today).status_code == 200
    assert ask(calls, prn=number, toDate="2020-01-01").status_code == 204


def test_only_an_administrator_of_the_prison(closed: tuple[Server, Any]) -> None:
    server, keys = closed
    number = some_prisoners(server)[0]
    statuses = {}
    with server.client() as client:
        for name, headers in keys.items():
            answer = client.get("/subject-access-request", params={"prn": number}, headers=headers)
            statuses[name] = answer.status_code
        nobody = client.get("/subject-access-request", params={"prn": number})

    assert statuses == {"PUBLISH-ZZI": 403, "PUBLISH-ZZJ": 403, "ADMIN-ZZI": 200, "ADMIN-ZZJ": 204}
    assert nobody.status_code == 401


def test_it_is_described(calls: httpx.Client) -> None:
    described = calls.get("/openapi.json").json()
    call = described["paths"]["/subject-access-request"]["get"]

    assert {"200", "204", "209", "400", "401", "403", "422"} <= call["responses"].keys()
    assert [each["name"] for each in call["parameters"]] == ["prn", "crn", "fromDate", "toDate"]
    shape = described["components"]["schemas"]["SubjectContent"]
    assert set(shape["properties"]) == {"id", "mornings", "records", "consulted"}


# -- at the command ----------------------------------------------------------------------------------------------------


def shown(capsys: pytest.CaptureFixture[str], id: str, *days: str, as_json: bool = False) -> str:
    show_subject(id, "ZZI", *(days or ("", "")), as_json=as_json)
    return capsys.readouterr().out


def test_the_command_gives_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = done(database, content=ROSTER)
    monkeypatch.setenv("OMU_DATABASE_URL", database.url)
    given = json.loads(shown(capsys, PRN, as_json=True))["content"]
    assert given["records"] == find(database, PRN)["records"]
    text = shown(capsys, PRN)
    staff = shown(capsys, "S03")

    assert text.startswith(f"{PRN} at ZZI: 1 morning; 1 roster or answer.")
    assert f"roster {job_id}, asked for 20" in text
    assert "  tasks: task_id T2, type bcst1, prison_number A0002BC" in text
    assert "Looked up before" in text
    assert OTHER not in text
    assert "  staff: staff_id S03, name Cat Invented" in staff
    assert shown(capsys, PRN, "2020-01-01", "01/02/2020") == f"Nothing is held about {PRN} at ZZI.\n"
    assert verify(database) == []


def test_what_was_typed_wrong_is_said_all_at_once() -> None:
    with pytest.raises(InputRefusedError) as caught:
        show_subject("no such/id", "zzi", "32/01/2026", "", as_json=False)
    text = "\n".join(str(fault) for fault in caught.value.faults)

    assert all(each in text for each in ("--prison", "ID", "--from"))


def test_it_can_be_typed(closed: tuple[Server, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """While the server runs."""
    server = closed[0]
    monkeypatch.setenv("OMU_DATABASE_URL", f"sqlite:///{server.folder / 'roster.db'}")
    run = omu("subject", "--prison", "ZZI", some_prisoners(server)[0], "--json")

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["content"]["records"]
