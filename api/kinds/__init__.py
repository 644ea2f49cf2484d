"""The kinds of job, one file each: what may be asked, what is refused at once, and how it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.kinds import alternatives, explain, give, replan, roster, whatif

if TYPE_CHECKING:
    from api.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    each.NAME: each.KIND for each in (roster, replan, give, explain, whatif, alternatives)
}
