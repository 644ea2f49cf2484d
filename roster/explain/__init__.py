"""Why each piece of work is where it is, and why the rest is not done: checked before it is said."""

from __future__ import annotations

from roster.explain.lists import blocked, late, not_done, unfilled
from roster.explain.reasons import with_reasons

__all__ = ["blocked", "late", "not_done", "unfilled", "with_reasons"]
