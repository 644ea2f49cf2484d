"""Good callers: each morning has a key of its own, and is sent again until the server has answered for it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.http.problem import MEDIA
from tests.service.running import small_morning

PRISONS = ("ZZA", "ZZB", "ZZC")
REST_SECONDS = 0.2  # between two tries
MOST_REST_SECONDS = 0.5  # whatever `Retry-After` says: these callers are in a hurry
GIVE_UP_SECONDS = 120.0  # a server that is killed again and again still answers within this time
CALL_SECONDS = 60.0
AGAIN_SHARE = 0.2  # so many are sent a second time after they were accepted


@dataclass
class Told:
    """What callers were told, by Idempotency-Key."""

    accepted: dict[str, str] = field(default_factory=dict)  # the job's id
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)  # a cancelling was acknowledged
    perhaps_cancelled: set[str] = field(default_factory=set)  # … or asked for, and the answer was lost
    wrong: list[str] = field(default_factory=list)  # answers that no server should give
    statuses: Counter[str] = field(default_factory=Counter)
    writes: int = 0  # everything that was acknowledged


class Caller(threading.Thread):
    """Sends small mornings to servers in turn until it is told to stop; everything it was told is in `told`."""

    def __init__(self, name: str, urls: list[str], *, cancels: float = 0.0, seed: int = 0) -> None:
        super().__init__(name=name, daemon=True)
        self.told = Told()
        self._urls, self._cancels = urls, cancels
        self._random = random.Random(f"{name} {seed}")
        self._enough = threading.Event()
        self._at = self._random.randrange(len(urls))

    def enough(self) -> None:
        """Let it end once it has an answer for the morning under way."""
        self._enough.set()

    def run(self) -> None:
        with httpx.Client(timeout=CALL_SECONDS) as client:
            number = 0
            while not self._enough.is_set():
                number += 1
                try:
                    self._one(client, f"{self.name}-{number}")
                except Exception as error:
                    self.told.wrong.append(f"{self.name}-{number}: {type(error).__name__} {error}")
                    return

    def _one(self, client: httpx.Client, key: str) -> None:
        body = small_morning(self._random.choice(PRISONS), tasks=self._random.randint(1, 4))
        self.told.bodies[key] = body
        answer = self._until_answered(client, "/v1/rosters", key, body)
        if answer.status_code not in (201, 202):
            self.told.wrong.append(f"{key}: {answer.status_code} {answer.text[:200]}")
            return
        job = answer.json()["id"]
        self.told.accepted[key] = job
        self.told.writes += 1
        if self._random.random() < AGAIN_SHARE:
            again = self._until_answered(client, "/v1/rosters", key, body)
            if again.status_code not in (201, 202) or again.json()["id"] != job:
                self.told.wrong.append(f"{key}: the second time {again.status_code} {again.text[:200]}")
        if self._random.random() < self._cancels:
            self._cancel(client, key, job)

    def _cancel(self, client: httpx.Client, key: str, job: str) -> None:
        before = self.told.statuses.total()
        answer = self._until_answered(client, f"/v1/rosters/{job}/cancel", "", None)
        if answer.status_code == 200:
            self.told.cancelled.add(key)
            self.told.writes += 1
        elif answer.status_code != 409:
            self.told.wrong.append(f"{key}: cancelling {answer.status_code} {answer.text[:200]}")
        elif self.told.statuses.total() > before + 1:  # the answer to an earlier try may have been lost
            self.told.perhaps_cancelled.add(key)

    def _until_answered(self, client: httpx.Client, path: str, key: str, body: Any) -> httpx.Response:
        """Send a call again and again while it is not clear what became of it, or the server asks to wait."""
        headers = {"Idempotency-Key": key} if key else {}
        until = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < until:
            rest = REST_SECONDS
            try:
                answer = client.post(self._urls[self._at] + path, json=body, headers=headers)
            except httpx.TransportError as error:
                self.told.statuses[type(error).__name__] += 1
                self._at = (self._at + 1) % len(self._urls)
            else:
                self.told.statuses[str(answer.status_code)] += 1
                if answer.status_code not in (429, 503):
                    return answer
                if answer.headers.get("content-type") != MEDIA or "retry-after" not in answer.headers:
                    self.told.wrong.append(f"{key}: {answer.status_code} without what it should say")
                rest = min(float(answer.headers.get("retry-after", 0)), MOST_REST_SECONDS)
            time.sleep(rest)
        raise AssertionError(f"no answer within {GIVE_UP_SECONDS:g} seconds: {dict(self.told.statuses)}")


def together(callers: list[Caller]) -> Told:
    """Put together what all of them were told."""
    whole = Told()
    for each in callers:
        whole.accepted |= each.told.accepted
        whole.bodies |= each.told.bodies
        whole.cancelled |= each.told.cancelled
        whole.perhaps_cancelled |= each.told.perhaps_cancelled
        whole.wrong += each.told.wrong
        whole.statuses += each.told.statuses
        whole.writes += each.told.writes
    return whole
