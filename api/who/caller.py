"""Who calls, what they may do, and which prisons they may see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What a caller may do; each includes those before it."""

    READ = 1
    PLAN = 2
    PUBLISH = 3
    ADMIN = 4


@dataclass(frozen=True)
class Caller:
    """Somebody who calls. `name` is written into the audit; `prisons` are codes, None = every prison."""

    name: str
    role: Role
    prisons: frozenset[str] | None

    def may_see(self, establishment: str) -> bool:
        """Tell whether a prison is theirs."""
        return self.prisons is None or establishment in self.prisons


class NotKnownError(Exception):
    """Nobody knows who calls: no key or token came, or it is not good (answered 401)."""


class NotAllowedError(Exception):
    """The caller is known and may not do this (answered 403)."""


class CannotCheckError(Exception):
    """Whether the caller is known cannot be checked at the moment (answered 503).

    `retry_after_seconds` is when it makes sense to ask again.
    """

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
