"""No call lets anybody do what is not theirs, or see another prison: gone through from the description of the calls.

A route that is added is in the description, so it is tried here too, or these tests fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from api.app import bare_app
from api.store.database import Database
from api.store.tables import CANCELLED, job
from api.store.upgrade import upgrade
from api.who.caller import Role
from api.who.keys import make_key, revoke_key
from tests.service.keeping import accepted, done
from tests.service.running import serving, small_morning
from tests.who.issuing import (
    AUDIENCE,
    ISSUER,
    KeyServer,
    base64url,
    by_hand,
    claims,
    rsa,
    shown,
    signed,
    with_secret,
)

OURS, THEIRS = "ZZA", "ZZB"
NOBODYS = "0" * 32
SOON = 4102444800  # the year 2100: tokens of these tests are good on any day they are run
PROBLEM = "application/problem+json"

# What each call needs: a new one fails these tests until somebody has thought about it.
NEEDS = {
    "read": [
        "get /v1/rosters/{id}.json", "get /v1/rosters/{id}.xlsx", "get /v1/rosters/{id}.html",
        "get /v1/rosters/{id}.csv", "get /v1/rosters/{id}.ics", "get /v1/rosters", "get /v1/rosters/{id}",
        "get /v1/rosters/{id}/diff/{other}", "get /v1/rosters/{id}/events", "get /v1/answers/{id}",
        "get /v1/answers/{id}/events", "post /v1/check", "post /v1/validate", "get /v1/demo/{prison}",
        "get /v1/version",
    ],
    "plan": [
        "post /v1/rosters", "post /v1/rosters/{id}/replan", "post /v1/rosters/{id}/give",
        "post /v1/rosters/{id}/explain",
        "post /v1/rosters/{id}/whatif", "post /v1/rosters/{id}/alternatives", "post /v1/rosters/{id}/finish",
        "post /v1/rosters/{id}/cancel", "post /v1/answers/{id}/finish", "post /v1/answers/{id}/cancel",
    ],
    "publish": ["post /v1/rosters/{id}/publish"],
    "admin": ["get /metrics", "get /subject-access-request"],
    "": ["get /health/ping", "get /health", "get /v1/health", "get /info"],
}  # fmt: skip
WHOLE = bare_app().openapi()
OPERATIONS = {
    f"{method} {path}": operation
    for path, methods in WHOLE["paths"].items()
    for method, operation in methods.items()
}
NEEDED = {call: need for need, calls in NEEDS.items() for call in calls}
CLOSED = sorted(call for call, need in NEEDED.items() if need)
BY_ID = sorted(call for call in CLOSED if "{id}" in call)


@dataclass(frozen=True)
class Set:
    """A server with a roster and an answer of our prison and one of theirs, and keys for both."""

    client: httpx.Client
    database: Database
    keys: dict[str, str]
    rosters: dict[str, str]
    answers: dict[str, str]

    def call(self, name: str, key: str | None, id_: str = NOBODYS, body: Any = None, **headers: str) -> Any:
        method, path = name.split(" ")
        path = path.replace("{id}", id_).replace("{other}", id_).replace("{prison}", "open")
        sent = {"X-Api-Key": key, **headers} if key else headers
        if method == "get":
            return self.client.get(path, headers=sent)
        content = example(name) if body is None else body
        return self.client.post(path, headers=sent, json=content)


def example(name: str) -> Any:
    body = OPERATIONS[name].get("requestBody")
    if body is None:
        return None
    found = next(iter(body["content"]["application/json"]["examples"].values()))
    for step in found["$ref"].removeprefix("#/").split("/") if "$ref" in found else ():
        found = WHOLE[step] if step == "components" else found[step]
    return found["value"]


@pytest.fixture(scope="module")
def issuer() -> Iterator[KeyServer]:
    with KeyServer(shown(rsa("ours"))) as one:
        yield one


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory, issuer: KeyServer) -> Iterator[Set]:
    folder = tmp_path_factory.mktemp("fence")
    database = Database(f"sqlite:///{folder / 'roster.db'}")
    upgrade(database)
    rosters = {code: done(database, code=code) for code in (OURS, THEIRS)}
    answers = {code: done(database, "explain", rosters[code], code=code) for code in (OURS, THEIRS)}
    keys = {}
    for role in Role:
        for code in (OURS, THEIRS):
            keys[f"{role.name.lower()} {code}"] = make_key(database, "test", role, [code], who="test")[0]
    text, row = make_key(database, "test", Role.ADMIN, None, who="test")
    keys["revoked"] = text
    revoke_key(database, row.id, who="test")
    tokens = {"jwks_url": issuer.url, "jwt_issuer": ISSUER, "jwt_audience": AUDIENCE}
    with serving(folder, stop_seconds="0", **tokens) as server, server.client() as client:
        yield Set(client, database, keys, rosters, answers)


def test_somebody_has_thought_about_every_call() -> None:
    assert sorted(NEEDED) == sorted(OPERATIONS)
    said = {name for name, operation in OPERATIONS.items() if operation.get("security")}
    assert said == set(CLOSED)


@pytest.mark.parametrize("call", CLOSED)
@pytest.mark.parametrize("key", [None, "nonsense", "omu_0123456789ab_secret", "revoked"])
def test_who_is_not_known_is_let_in_nowhere(here: Set, call: str, key: str | None) -> None:
    answer = here.call(call, here.keys.get(key or "", key), here.rosters[OURS])
    assert answer.status_code == 401
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["www-authenticate"]


@pytest.mark.parametrize("call", NEEDS[""])
def test_a_watch_needs_no_key(here: Set, call: str) -> None:
    assert here.call(call, None).status_code == 200


@pytest.mark.parametrize("call", CLOSED)
@pytest.mark.parametrize("role", [role.name.lower() for role in Role])
def test_each_role_may_do_what_it_is_for_and_no_more(here: Set, call: str, role: str) -> None:
    body = example(call) if call.startswith("post") else None
    if body and "establishment" in body:
        body = {**body, "establishment": {**body["establishment"], "code": OURS}}
    answer = here.call(call, here.keys[f"{role} {OURS}"], body=body)
    enough = Role[role.upper()] >= Role[NEEDED[call].upper()]
    assert (answer.status_code != 403) == enough
    assert enough or answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("call", BY_ID)
def test_by_id_another_prisons_is_as_if_it_were_not_there(here: Set, call: str) -> None:
    key = here.keys[f"admin {OURS}"]
    theirs = here.answers[THEIRS] if "/answers/" in call else here.rosters[THEIRS]
    answer, nothing = here.call(call, key, theirs), here.call(call, key, NOBODYS)
    assert answer.status_code == nothing.status_code == 404
    assert answer.content == nothing.content
    ours = here.answers[OURS] if "/answers/" in call else here.rosters[OURS]
    assert here.call(call, key, ours).status_code != 404


def test_a_difference_with_another_prisons_roster_is_not_told(here: Set) -> None:
    key = {"X-Api-Key": here.keys[f"admin {OURS}"]}
    for pair in ((OURS, THEIRS), (THEIRS, OURS)):
        first, second = (here.rosters[each] for each in pair)
        assert here.client.get(f"/v1/rosters/{first}/diff/{second}", headers=key).status_code == 404


@pytest.mark.parametrize("call", sorted(set(CLOSED) - set(BY_ID)))
def test_a_prison_that_is_named_is_refused_unless_it_is_ones_own(here: Set, call: str) -> None:
    key, body = here.keys[f"admin {OURS}"], OPERATIONS[call].get("requestBody")
    names = [each["name"] for each in OPERATIONS[call].get("parameters", ())]
    if body is not None:
        for code, refused in ((THEIRS, True), (OURS, False)):
            morning = small_morning(code) | ({"roster": {}} if call == "post /v1/check" else {})
            assert (here.call(call, key, body=morning).status_code == 403) == refused
    elif "establishment" in names:
        path = call.split(" ")[1]
        for code, status in ((THEIRS, 403), (OURS, 200)):
            answer = here.client.get(f"{path}?establishment={code}", headers={"X-Api-Key": key})
            assert answer.status_code == status
    else:  # nothing in it names a prison
        assert call in (
            "get /v1/demo/{prison}",
            "get /v1/version",
            "get /metrics",
            "get /subject-access-request",
        )


def test_a_morning_of_another_prison_cannot_be_slipped_in_beside_a_roster(here: Set) -> None:
    morning = {key: value for key, value in small_morning(THEIRS).items() if key != "options"}
    for kind in ("replan", "give", "explain", "whatif", "alternatives"):
        call = f"post /v1/rosters/{{id}}/{kind}"
        body = {**example(call), "problem": morning}
        assert here.call(call, here.keys[f"plan {OURS}"], here.rosters[OURS], body).status_code == 403


def test_a_list_has_ones_own_only(here: Set) -> None:
    for code, other in ((OURS, THEIRS), (THEIRS, OURS)):
        found = here.call("get /v1/rosters", here.keys[f"read {code}"]).json()["rosters"]
        assert here.rosters[code] in [each["id"] for each in found]
        assert {each["establishment"] for each in found} == {code}
        assert here.rosters[other] not in json.dumps(found)


def test_two_callers_with_the_same_idempotency_key_have_jobs_of_their_own(here: Set) -> None:
    made = []
    for code in (OURS, THEIRS):
        key = here.keys[f"plan {code}"]
        headers = {"Idempotency-Key": "monday"}
        made.append(here.call("post /v1/rosters", key, body=small_morning(code), **headers).json())
    assert [each["establishment"] for each in made] == [OURS, THEIRS]
    assert made[0]["id"] != made[1]["id"]


GOOD = {"exp": SOON, "caseloads": [OURS], "authorities": ["ROLE_OMU_ROSTER_ADMIN"]}
PUBLIC = rsa("ours").as_pem(private=False)
BAD_TOKENS: dict[str, Callable[[], str]] = {
    "forged": lambda: signed(claims(**GOOD), rsa("a stranger")),
    "changed": lambda: _changed(signed(claims(**GOOD))),
    "expired": lambda: signed(claims(**GOOD | {"exp": 1_700_000_000})),
    "not yet": lambda: signed(claims(**GOOD | {"nbf": SOON - 10})),
    "wrong audience": lambda: signed(claims(**GOOD | {"aud": "another-service"})),
    "wrong issuer": lambda: signed(claims(**GOOD | {"iss": "https://elsewhere.example"})),
    "alg none": lambda: by_hand({"alg": "none", "kid": "key-1"}, claims(**GOOD)),
    "the public key as secret": lambda: with_secret(PUBLIC, claims(**GOOD)),
    "no expiry": lambda: signed(claims(**GOOD | {"exp": None})),
    "nonsense": lambda: "a.b.c",
}


def _changed(token: str) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{base64url(json.dumps(claims(**GOOD | {'caseloads': [THEIRS]})).encode())}.{signature}"


@pytest.mark.parametrize("call", CLOSED)
@pytest.mark.parametrize("kind", sorted(BAD_TOKENS))
def test_a_token_that_is_not_good_is_let_in_nowhere(here: Set, call: str, kind: str) -> None:
    token = f"Bearer {BAD_TOKENS[kind]()}"
    answer = here.call(call, None, here.rosters[OURS], authorization=token)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("call", CLOSED)
def test_a_good_token_is_let_in_to_its_own_prison(here: Set, call: str) -> None:
    token = {"authorization": f"Bearer {signed(claims(**GOOD))}"}
    assert here.call(call, None, NOBODYS, **token).status_code not in (401, 500)
    for code, found in ((OURS, True), (THEIRS, False)):
        if "{id}" in call:
            there = here.answers[code] if "/answers/" in call else here.rosters[code]
            assert (here.call(call, None, there, **token).status_code != 404) == found


def test_a_job_of_another_prison_cannot_be_stopped(here: Set) -> None:
    waiting = accepted(here.database, code=THEIRS)
    for verb in ("finish", "cancel"):
        call = f"post /v1/rosters/{{id}}/{verb}"
        assert here.call(call, here.keys[f"admin {OURS}"], waiting).status_code == 404
        assert here.call(call, here.keys[f"read {THEIRS}"], waiting).status_code == 403
    with here.database.reading() as connection:
        row = connection.execute(select(job.c.state, job.c.wanted).where(job.c.id == waiting)).one()
    assert row.wanted == ""
    assert row.state != CANCELLED  # the server may well have begun it by now
