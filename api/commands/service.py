"""What the commands of the service share: its settings, and its database in the newest form."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from api.settings import PREFIX, Settings
from api.store.database import Database
from api.store.upgrade import upgrade
from roster.faults import Fault, InputRefusedError, OmuRosterError

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = "service"


def settings_of_environment() -> Settings:
    """Read the settings. Raises InputRefusedError with a fault for each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise InputRefusedError(
            [
                Fault(PREFIX + "_".join(map(str, each["loc"])).upper(), 0, "", f"{each['msg']}.")
                for each in error.errors(include_input=False, include_url=False)
            ]
        ) from None


def who_types() -> str:
    """Name who sits at the keyboard, for the audit."""
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):  # a container's user may have no name
        return "command"


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the database, in the newest form, and close it in the end. Raises InputRefusedError."""
    with refusing():
        database = Database(settings.database_url, pooled=False)
    try:
        with refusing():
            upgrade(database)
        yield database
    finally:
        database.close()


@contextmanager
def existing_database(settings: Settings) -> Iterator[Database]:
    """Do the same with a database that is there already: what is looked up in an empty one is not found."""
    with refusing():
        file = Database(settings.database_url, pooled=False).file
    if file is not None and not file.exists():
        raise _refused(f"there is no database {file}; {PREFIX}DATABASE_URL says where it is.")
    with opened_database(settings) as database:
        yield database


@contextmanager
def refusing() -> Iterator[None]:
    """Say what is wrong with the settings or the database as a fault of the input. Raises InputRefusedError."""
    try:
        yield
    except InputRefusedError:
        raise
    except OmuRosterError as error:
        raise _refused(str(error)) from None
    except DBAPIError as error:
        why = str(error.orig).splitlines()[0].rstrip(".")
        raise _refused(f"what {PREFIX}DATABASE_URL names cannot be used: {why}.") from None


def _refused(message: str) -> InputRefusedError:
    return InputRefusedError([Fault(SERVICE, 0, "", message)])
