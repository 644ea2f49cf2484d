"""Reads the body of a call: JSON of a sensible size that arrives in a sensible time, strictly."""

from __future__ import annotations

import asyncio
import json
import math
from typing import TYPE_CHECKING, Any, NoReturn

from starlette.requests import ClientDisconnect

from api.http.problem import ProblemError, at
from roster.reading.sizes import layers

if TYPE_CHECKING:
    from starlette.requests import Request

    from api.settings import Settings

JSON = "application/json"
DEPTH = 16  # how deep lists and objects may lie in each other; a roster inside a request lies four deep
MOST_VALUES = 500_000  # twenty thousand rows with every cell filled in have fewer
MOST_KEYS = 1_000  # of one object; the policy's largest has some forty
LONGEST_KEY = 200  # characters; faults are told with it
LARGEST = 2**63 - 1  # of a whole number: what every program can hold
DIGITS = 20
VALUE_BEFORE = (b",", b"[", b"{")  # before each value stands one of these
HALF_A_SIGN = "a text holds half a sign (a lone surrogate)."
SURROGATES = ("\ud800", "\udfff")  # halves of signs: they cannot be written as UTF-8


async def read_body(request: Request, settings: Settings) -> bytes:
    """Read the bytes of a JSON body. Raises ProblemError: 415 another kind, 413 too large, 408 too slow."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise ProblemError(415, f"The body should be sent as {JSON}.")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise ProblemError(415, "The body should be sent as it is, not packed.")
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:DIGITS]) > settings.body_bytes:
        _too_large(settings)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size > settings.body_bytes:
                    _too_large(settings)
                parts.append(part)
    except TimeoutError:
        raise ProblemError(
            408,
            f"The body did not arrive within {settings.body_seconds:g} seconds.",
            headers={"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise ProblemError(400, "The body ended too soon.") from None
    return b"".join(parts)


def _too_large(settings: Settings) -> NoReturn:
    detail = f"The body is larger than {settings.body_bytes:,} bytes."
    raise ProblemError(413, detail, headers={"Connection": "close"})


class _NotJsonError(ValueError):
    pass


def parse(body: bytes) -> dict[str, Any]:
    """Read strict JSON (RFC 8259), an object. Raises ProblemError 422 for what is not, or cannot be stored.

    Refused beyond the standard library's own: NaN and Infinity, numbers too large for a program to hold, a key given
    twice, halves of signs, and what lies too deep or is far more than a morning: a few bytes of JSON become many of
    memory, and each fault found in it becomes more again.
    """
    # Also those inside texts are counted: a bound that costs nothing.
    if sum(map(body.count, VALUE_BEFORE)) > MOST_VALUES:
        raise _refused("there are too many values in it.")
    try:
        found = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
            object_pairs_hook=_once,
        )
    except UnicodeDecodeError:
        raise _refused("this is not UTF-8 text.") from None
    except RecursionError:
        raise _refused("lists and objects lie too deep in each other.") from None
    except json.JSONDecodeError as error:
        raise _refused(
            f"this is not JSON: {error.msg}, line {error.lineno}, character {error.colno}."
        ) from None
    except _NotJsonError as error:
        raise _refused(str(error)) from None
    _check_depth_and_text(found)
    if not isinstance(found, dict):
        raise _refused("the body should be one JSON object.")
    return found


def _refused(message: str) -> ProblemError:
    return ProblemError(422, "The body cannot be read.", [at("", "json", message)])


def _no_number(name: str) -> NoReturn:
    raise _NotJsonError(f"{name} is not a number in JSON.")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NotJsonError("a number is too large.")
    return number


def _whole(text: str) -> int:
    if len(text) > DIGITS or abs(int(text)) > LARGEST:
        raise _NotJsonError("a number is too large.")
    return int(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NotJsonError("a key is given twice in the same object.")
    if len(found) > MOST_KEYS:
        raise _NotJsonError(f"an object has more than {MOST_KEYS:,} keys.")
    if any(len(key) > LONGEST_KEY for key in found):
        raise _NotJsonError(f"a key has more than {LONGEST_KEY} characters.")
    if any(map(_is_broken, found)):
        raise _NotJsonError(HALF_A_SIGN)
    return found


def _check_depth_and_text(found: object) -> None:
    for depth, layer in enumerate(layers(found)):
        if depth >= DEPTH:
            raise _refused(f"lists and objects lie more than {DEPTH} deep in each other.")
        if any(map(_is_broken, layer)):
            raise _refused(HALF_A_SIGN)


def _is_broken(found: object) -> bool:
    first, last = SURROGATES
    return isinstance(found, str) and not found.isascii() and any(first <= sign <= last for sign in found)
