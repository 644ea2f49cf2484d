"""Counts for the operator, in the form that Prometheus reads: calls, jobs, how long they took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from api.jobs.dispatcher import Tally

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)


class Metrics:
    """The counts of one server. Routes are patterns: no id and no prison is a label."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._calls = Counter(
            "omu_roster_calls", "Calls answered", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "omu_roster_call_seconds",
            "How long calls took",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._jobs = Gauge(
            "omu_roster_jobs", "Jobs not finished, by state", ["state"], registry=self.registry
        )
        self._processes = Gauge(
            "omu_roster_processes_busy", "Processes at work on a job", registry=self.registry
        )
        self._started = Gauge("omu_roster_jobs_started", "Attempts since the start", registry=self.registry)
        self._died = Gauge(
            "omu_roster_processes_died", "Processes that died since the start", registry=self.registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a call."""
        self._calls.labels(method, route or "none", str(status)).inc()
        self._seconds.labels(route or "none").observe(seconds)

    def page(self, waiting: dict[str, int], tally: Tally) -> bytes:
        """Give all counts as text."""
        for state, number in waiting.items():
            self._jobs.labels(state).set(number)
        self._processes.set(tally.busy)
        self._started.set(tally.started)
        self._died.set(tally.died)
        return generate_latest(self.registry)
