"""Sets the log up: one line of JSON for each thing that happened, on the error output; ids only, no names, no cases."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

QUIET = ("uvicorn.error", "alembic", "httpx", "httpcore")  # libraries that say more than an operator needs


class Steadfast:
    """Writes to the error output, and goes on when it cannot: a log on a full disk ends no call and no job."""

    def write(self, text: str) -> int:
        """Write what can be written."""
        with suppress(OSError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        """Pass it on."""
        with suppress(OSError):
            sys.stderr.flush()


def set_up(level: str) -> None:
    """Write what is at least of this level (DEBUG, INFO, WARNING, ERROR)."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, Steadfast())),
        cache_logger_on_first_use=True,
    )
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
