"""A log that cannot be written ends neither a call nor a job."""

from __future__ import annotations

import errno
import sys

import pytest
import structlog

from api.logs import set_up


class Full:
    """An error output on a full disk."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_on_a_full_disk_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Full())
    set_up("INFO")
    try:
        structlog.get_logger().info("answered", status=202)
    finally:
        structlog.reset_defaults()
