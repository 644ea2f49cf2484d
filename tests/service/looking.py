"""Looks into a server's database from outside: what state a job is in, what happened to it, who asks for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx
from sqlalchemy import select

from api.store.audit import verify
from api.store.database import Database
from api.store.tables import audit, event, job
from roster.demo import demo_request
from tests.service.kills import until
from tests.service.running import Server

LONG_SECONDS = 240.0  # a search of a morning that is never proved within this time
FEW = 6  # people


def long_morning() -> dict[str, Any]:
    """Give a morning that is searched for as long as it is allowed to, and small enough to be printed at once."""
    morning = dict(demo_request("local", FEW, 0))
    morning["options"] = {"days": 5, "seconds": LONG_SECONDS, "workers": 1, "seed": 0}
    return morning


class Looking:
    """What the database says, at the address that the server has."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database(url, pooled=False)

    def row(self, job_id: str) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(job).where(job.c.id == job_id)).one()

    def state(self, job_id: str) -> str:
        return str(self.row(job_id).state)

    def events(self, job_id: str) -> Counter[str]:
        number = self.row(job_id).number
        with self.database.reading() as connection:
            return Counter(connection.execute(select(event.c.name).where(event.c.job == number)).scalars())

    def audited(self, job_id: str) -> Counter[str]:
        with self.database.reading() as connection:
            query = select(audit.c.what).where(audit.c.subject_id == job_id)
            return Counter(connection.execute(query).scalars())

    def ended_once(self, job_id: str, state: str) -> bool:
        return self.state(job_id) == state and self.events(job_id)[state] == self.audited(job_id)[state] == 1

    def audit_is_whole(self) -> bool:
        return verify(self.database) == []


def looking_at(server: Server) -> Looking:
    return Looking(server.settings.get("OMU_DATABASE_URL", f"sqlite:///{server.folder / 'roster.db'}"))


def post(client: httpx.Client, morning: dict[str, Any], wait: float = 0) -> str:
    answer = client.post(f"/v1/rosters?wait={wait:g}", json=morning)
    assert answer.status_code in (201, 202), answer.text
    return str(answer.json()["id"])


def wait_for_best(client: httpx.Client, job_id: str) -> dict[str, Any]:
    """Wait until a roster has been found, and the search goes on."""
    until(lambda: client.get(f"/v1/rosters/{job_id}").json()["roster"] is not None, "a best so far", 120)
    body: dict[str, Any] = client.get(f"/v1/rosters/{job_id}").json()
    assert body["status"] == "solving"
    return body
