"""Tells whether a request was made on this very machine, by somebody who sits at it and not by a page they look at."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from api.who.caller import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Mapping

PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
SAME_ORIGIN = ("same-origin", "none")  # of Sec-Fetch-Site; `none`: typed or opened by a person
HOST = re.compile(r"(?:\[([^\]\[]*)\]|([^:\[\]]*))(?::[0-9]{1,5})?")
ORIGIN = re.compile(r"https?://(.*)")
MAKE_A_KEY = (
    "As long as there is no key, only programs on this machine may call. "
    'Make one with `omu-roster keys add --name "…" --role plan --prison CODE` and send it as X-Api-Key.'
)


def is_loopback(host: str) -> bool:
    """Tell whether a host, written as a name or an address without brackets, is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # ::ffff:127.0.0.1, as some systems show IPv4 callers
    return bool((mapped or address).is_loopback)


def refuse_strangers(headers: Mapping[str, str], client_host: str | None) -> None:
    """Refuse what did not come from this machine, straight. `headers` have lower-case names.

    Raises NotAllowedError: behind a proxy everybody seems to be here; a Host that is not this machine's is a foreign
    page whose name was made to lead here (DNS rebinding); a foreign Origin is a foreign page in a browser here.
    """
    if client_host is not None and not is_loopback(client_host):
        raise NotAllowedError(f"The call comes from another machine. {MAKE_A_KEY}")
    if any(each in headers for each in PROXIED):
        raise NotAllowedError(f"The call comes through a proxy. {MAKE_A_KEY}")
    host = headers.get("host", "")
    if not _is_here(host):
        raise NotAllowedError(f"The call was made to a name that is not this machine's. {MAKE_A_KEY}")
    origin = headers.get("origin")
    if headers.get("sec-fetch-site", "none") not in SAME_ORIGIN or (
        origin is not None and not _same(origin, host)
    ):
        raise NotAllowedError(f"The call comes from a page of another site. {MAKE_A_KEY}")


def _is_here(host: str) -> bool:
    found = HOST.fullmatch(host)
    return found is not None and is_loopback(found[1] or found[2] or "")


def _same(origin: str, host: str) -> bool:
    found = ORIGIN.fullmatch(origin.lower())
    return found is not None and found[1] == host.lower()
