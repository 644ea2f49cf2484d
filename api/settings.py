"""What an operator can set for the service, each by an environment variable `OMU_…`, with the limits it enforces."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "OMU_"
MEBIBYTE = 1024 * 1024
DAY_SECONDS = 24 * 60 * 60
HUNDRED_YEARS = 36_500


def _half_the_processors() -> int:
    """Each solve uses two processors, unless it is asked to use more or fewer."""
    return max(1, (os.cpu_count() or 1) // 2)


class Settings(BaseSettings):
    """All settings of the service; names are written `OMU_DATABASE_URL` and so on. Raises ValidationError."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True)

    database_url: Annotated[
        str, Field(description="Where everything is kept: a SQLite file, or postgresql://…")
    ] = "sqlite:///omu-roster.db"

    solves: Annotated[
        int, Field(ge=1, le=64, description="How many jobs run side by side, each in a process of its own.")
    ] = Field(default_factory=_half_the_processors)
    attempts: Annotated[
        int, Field(ge=1, le=100, description="After so many processes that died on it, a job has failed.")
    ] = 3
    queue: Annotated[int, Field(ge=1, description="How many jobs may wait; more are answered 429.")] = 100
    queue_per_prison: Annotated[int, Field(ge=1, description="The same for one prison.")] = 20
    most_seconds: Annotated[
        float, Field(gt=0, le=DAY_SECONDS, description="The longest search that may be asked for.")
    ] = 600
    most_workers: Annotated[
        int, Field(ge=1, le=64, description="How many searches side by side one job may ask for.")
    ] = Field(default_factory=lambda: max(2, os.cpu_count() or 1))
    spare_seconds: Annotated[
        float,
        Field(gt=0, description="A job's process is ended so long after its search should have ended."),
    ] = 120
    stop_seconds: Annotated[
        float, Field(ge=0, description="How long a server that is stopped waits for jobs to end.")
    ] = 10
    job_memory_mebibytes: Annotated[
        int, Field(ge=0, description="Address space of a job's process; 0 = as much as there is.")
    ] = 8192

    body_bytes: Annotated[int, Field(ge=1024, description="The largest body that is read.")] = 4 * MEBIBYTE
    body_seconds: Annotated[float, Field(gt=0, description="How long a body may take to arrive.")] = 30
    most_wait_seconds: Annotated[float, Field(ge=0, description="The longest `wait` of a call.")] = 60
    connections: Annotated[int, Field(ge=1, description="How many calls are answered at once.")] = 500

    keep_days: Annotated[
        int,
        Field(
            ge=0,
            le=HUNDRED_YEARS,
            description="Rosters and their mornings are deleted after so many days; 0 = never.",
        ),
    ] = 0
    idempotency_hours: Annotated[
        int, Field(ge=1, description="How long an Idempotency-Key is remembered.")
    ] = 24

    jwks_url: Annotated[str, Field(description="Where the issuer of bearer tokens shows its keys.")] = ""
    jwt_issuer: Annotated[str, Field(description="Who must have issued a token.")] = ""
    jwt_audience: Annotated[str, Field(description="For whom it must have been issued.")] = ""
    jwt_algorithm: Annotated[str, Field(description="The one algorithm that is accepted.")] = "RS256"
    jwt_roles_claim: Annotated[str, Field(description="The claim that lists roles.")] = "authorities"
    jwt_role_prefix: Annotated[str, Field(description="What stands before READ, PLAN, PUBLISH, ADMIN.")] = (
        "ROLE_OMU_ROSTER_"
    )
    jwt_prisons_claim: Annotated[str, Field(description="The claim that lists prison codes.")] = "caseloads"

    log_level: Annotated[str, Field(description="DEBUG, INFO, WARNING or ERROR.")] = "INFO"
