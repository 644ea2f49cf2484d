"""Puts a morning together from what was found, and refuses it with every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from roster import policy as policies
from roster.crosscheck import Typed, cross_check
from roster.faults import InputRefusedError
from roster.reading.cells import Known
from roster.reading.complaints import Complaints
from roster.reading.policy_keys import rule_faults
from roster.reading.prison import RawPrison, read_prison
from roster.reading.rows import RawTable, ReadTable, read_rows
from roster.reading.task_tables import TABLES
from roster.tables import EstablishmentRow, Tables

if TYPE_CHECKING:
    from roster.policy import Policy

BASIC_SKILL = "os"  # what an empty skills cell stands for
UNREADABLE_PRISON = EstablishmentRow("", "", "", "", date.max, ())


@dataclass(frozen=True)
class Morning:
    """One prison's morning, read and cross-checked: its tables and its policy."""

    tables: Tables
    policy: Policy


@dataclass
class Source:
    """What a folder, a workbook or a request held, before any cell is read.

    `names` is what each table is called in messages. A table that is not in `raw` was not there or could
    not be opened; `missing` has those that were left out and are worth a warning.
    """

    names: dict[str, str]
    complaints: Complaints = field(default_factory=Complaints)
    prison: RawPrison | None = None
    raw: dict[str, RawTable] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    sha256: str = ""


def assemble(source: Source) -> Morning:
    """Read and cross-check everything. Raises InputRefusedError with every fault found."""
    complaints = source.complaints
    policy = _policy(source)
    prison = UNREADABLE_PRISON if source.prison is None else read_prison(source.prison, complaints)
    known = _known(prison, policy)
    read = {
        table.key: read_rows(table, source.raw[table.key], source.names[table.key], known, complaints)
        for table in TABLES
        if table.key in source.raw
    }
    tables = Tables(
        prison,
        **{key: table.rows for key, table in read.items()},
        policy=source.policy,
        missing=source.missing,
        names=source.names,
        input_sha256=source.sha256,
    )
    complaints.extend(cross_check(tables, policy, Typed(_ids(read, "staff"), _ids(read, "tasks"))))
    if complaints.faults:
        raise InputRefusedError(complaints.faults)
    return Morning(tables, policy)


def _policy(source: Source) -> Policy:
    """Load the policy; where it is wrong, say so and go on with the shipped one."""
    wrong = rule_faults(source.policy, source.names["policy"])
    source.complaints.extend(wrong)
    try:
        own = policies.load(source.policy, source.names["policy"])
    except InputRefusedError as error:
        source.complaints.extend(error.faults)
        return policies.load({})
    return policies.load({}) if wrong else own


def _known(prison: EstablishmentRow, policy: Policy) -> Known:
    return Known(
        sessions=tuple(each.name for each in prison.sessions),
        grades=tuple(policy.grades),
        types=tuple(policy.tasks),
        skills=tuple(sorted({BASIC_SKILL} | {each.skill for each in policy.tasks.values() if each.skill})),
    )


def _ids(read: dict[str, ReadTable], table: str) -> frozenset[str] | None:
    return read[table].ids if table in read else None
