"""What can be typed after `omu-roster keys`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli import Json, app, example
from api.guard import guarded

keys = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)
app.add_typer(
    keys,
    name="keys",
    help="Make, list and revoke the keys that programs show when they call the service.",
    epilog=example('keys add --name "rota tool" --role plan --prison ZZI', "keys list"),
)


@keys.command(
    epilog=example(
        'keys add --name "rota tool" --role plan --prison ZZI --prison ZZJ --days 90',
        'keys add --name "the operator" --role admin --every-prison',
    )
)
def add(
    name: Annotated[str, typer.Option(help="Who or what will use it.")],
    role: Annotated[
        str, typer.Option(help="read, plan, publish or admin; each may do what those before it may.")
    ],
    prison: Annotated[
        list[str] | None, typer.Option(help="A prison that may be seen with it; repeat for more.")
    ] = None,
    every_prison: Annotated[
        bool, typer.Option("--every-prison", help="Every prison, also those to come.")
    ] = False,
    days: Annotated[
        int | None, typer.Option(help="How long it is good. [default: until it is revoked]")
    ] = None,
) -> None:
    """Make a key and print it, once: only its fingerprint is kept, in the database that OMU_DATABASE_URL names.

    The first key closes a service that was open to everybody on its machine.
    """
    with guarded():
        from api.commands.keys import add_key

        add_key(name, role, prison or [], days, every_prison=every_prison)


@keys.command("list", epilog=example("keys list --json"))
def list_(json: Json = False) -> None:
    """Show every key that was ever made: its id, what may be done with it, and whether it is still good."""
    with guarded():
        from api.commands.keys import show_keys

        show_keys(as_json=json)


@keys.command(epilog=example("keys revoke 3f9a0c12be47"))
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the key itself.", show_default=False)],
) -> None:
    """Take a key back; the service refuses it within a few seconds."""
    with guarded():
        from api.commands.keys import take_back_key

        take_back_key(id)
