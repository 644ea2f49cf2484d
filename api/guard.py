"""What goes wrong becomes a plain sentence and an exit status: 2 the input, 3 stopped, 4 our fault."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER_IS_NO, WRONG_INPUT, STOPPED, OUR_FAULT = 1, 2, 3, 4
DEBUG_VARIABLE = "OMU_DEBUG"  # set to anything: show where in the program it went wrong
NOTHING_WRITTEN = "Stopped before any roster was found. Nothing was written."


def tell(text: str) -> None:
    """Say something to the person at the keyboard; not part of the command's output."""
    typer.echo(text, err=True)


def leave(status: int, text: str = "") -> NoReturn:
    """End the command with a message and an exit status."""
    if text:
        tell(text)
    raise typer.Exit(status)


@contextmanager
def guarded() -> Iterator[None]:
    """Run a command; whatever goes wrong ends in one of the exit statuses, never in a traceback."""
    from api.judging import RejectedError
    from roster.exports.placing import NotWrittenError
    from roster.faults import InputRefusedError

    try:
        yield
    except typer.Exit:
        raise
    except InputRefusedError as error:
        leave(WRONG_INPUT, "\n".join(str(fault) for fault in error.faults))
    except NotWrittenError as error:
        leave(WRONG_INPUT, str(error))
    except RejectedError as error:
        leave(OUR_FAULT, str(error))
    except KeyboardInterrupt:
        leave(STOPPED, NOTHING_WRITTEN)
    except BrokenPipeError:
        quiet_pipe()
        leave(0)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        what = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
        leave(OUR_FAULT, f"This is a fault of the program, not of your input ({what}). Nothing was written.")


def quiet_pipe() -> None:
    """Forget what can no longer be printed, when the reader (for example `head`) has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
