"""Bodies, heads and addresses that no honest program sends, made from honest ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.service.running import small_morning

MARK = "Zqxmark"  # in every text that was sent; nowhere in a log
MARKED_PRISON_NUMBER = "Q9876ZX"
OPTIONS = {"days": 1, "seconds": 1, "workers": 1, "seed": 0}
DEEP = 50_000
HUGE = "7" * 400
PLACE = "@@here@@"

# Written into the JSON as they stand.
TOKENS = {
    "nan": "NaN",
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "1e400": "1e400",
    "-1e400": "-1e400",
    "1e-400": "1e-400",
    "minus zero": "-0",
    "minus zero point zero": "-0.0",
    "one and a half": "1.5",
    "400 digits": HUGE,
    "minus 400 digits": f"-{HUGE}",
    "400 digits and a point": f"{HUGE}.0",
    "2^63": str(2**63),
    "2^63 - 1": str(2**63 - 1),
    "-2^63": str(-(2**63)),
    "leading zero": "01",
    "hexadecimal": "0x10",
    "lone surrogate": r'"\ud800"',
    "surrogates the wrong way round": r'"\udc00\ud800"',
    "nul": rf'"{MARK}\u0000"',
    "raw nul": '"\0"',
    "control": r'"\u0007\u001b[2J"',
    "right to left": r'"\u202e\u2066"',
    "no character": r'"\ufffe\uffff"',
    "digits of another script": '"\u0661\u0662"',
    "a time in another script": '"0\u0665:00"',
    "combining": '"' + "e\u0301" * 500 + '"',
    "long text": '"' + MARK * 20_000 + '"',
    "empty": '""',
    "blank": '"  \\u00a0 "',
    "null": "null",
    "yes": "true",
    "list": "[]",
    "object": "{}",
    "list of lists": "[[[[[[1]]]]]]",
    "lists": '[[],{},[[]],{"a":[]}]',
    "key twice": '{"a":1,"a":2}',
    "surrogate as key": r'{"\ud800":1}',
    "nul as key": r'{"\u0000":1}',
    "empty key": '{"":1}',
    "long key": '{"' + MARK * 1000 + '":1}',
    "wide": "{" + ",".join(f'"{MARK}{number}":1' for number in range(5_000)) + "}",
    "long": "[" + ",".join(["1"] * 50_000) + "]",
    "deep list": "[" * DEEP + "]" * DEEP,
    "deep object": '{"a":' * DEEP + "1" + "}" * DEEP,
    "deep mixture": '[{"a":' * (DEEP // 2) + "1" + "}]" * (DEEP // 2),
    "seventeen deep": "[" * 17 + "]" * 17,
    "formula": f'"=1+1{MARK}"',
    "path": '"../../etc/passwd"',
    "no day": '"2026-02-30"',
    "last day": '"9999-12-31"',
    "first day": '"0001-01-01"',
    "time zone": '"2026-11-23T10:00+01:00"',
    "semicolons": '";;;;;;"',
    "markup": f'"<script>{MARK}</script>"',
}

# Bodies as a whole.
WHOLE = {
    "nothing": b"",
    "blanks": b" \r\n\t",
    "half a key": b'{"establi',
    "no end": b'{"a":[1,2',
    "comma at the end": b'{"a":1,}',
    "two objects": b"{}{}",
    "list": b"[]",
    "text": b'"' + MARK.encode() + b'"',
    "number": b"1",
    "null": b"null",
    "yes": b"true",
    "empty object": b"{}",
    "byte order mark": b"\xef\xbb\xbf{}",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "utf-16 without mark": '{"a": 1}'.encode("utf-16-le"),
    "utf-32": '{"a": 1}'.encode("utf-32"),
    "no utf-8": b'{"a": "\xff\xfe"}',
    "utf-8 of a surrogate": b'{"a": "\xed\xa0\x80"}',
    "overlong utf-8": b'{"a": "\xc0\xaf"}',
    "nul": b"\0",
    "nuls": b"\0" * 1000,
    "comment": b"/* a */ {}",
    "form": b"establishment=ZZI",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
    "pickle": b"\x80\x04\x95",
    "deep list": b"[" * DEEP,
    "deep objects": b'{"a":' * DEEP,
    "deep inside": b'{"establishment":' * DEEP + b"{}" + b"}" * DEEP,
    "many values": b'{"tasks":[' + b"[]," * 1_300_000 + b"[]]}",
    "many objects": b'{"tasks":[' + b"{}," * 180_000 + b"{}]}",
}


def marked_morning(code: str = "ZZI", tasks: int = 3) -> dict[str, Any]:
    """Give a good morning whose every text says so, to look for in places where no text of a morning belongs."""
    morning = small_morning(code, tasks)
    morning["options"] = dict(OPTIONS)
    morning["establishment"]["name"] = f"HMP {MARK}"
    for person in morning["staff"]:
        person["name"] = f"{person['name']} {MARK}"
        person["staff_id"] = f"{MARK}-{person['staff_id']}"
    for task in morning["tasks"]:
        task |= {
            "prison_number": MARKED_PRISON_NUMBER,
            "note": f"{MARK} said something",
            "task_id": f"{MARK}{task['task_id']}",
        }
    return morning


def bodies(roster: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give a good body for each kind of call, by the last part of its path."""
    morning = marked_morning()
    task, person = morning["tasks"][0]["task_id"], morning["staff"][1]["staff_id"]
    options = {name: value for name, value in OPTIONS.items() if name != "days"}
    lost = {"staff_id": person, "date": "2026-11-23", "session": "AM", "wing": "A"}
    pair = {"task_id": task, "staff_id": person}
    return {
        "rosters": morning,
        "validate": morning,
        "check": {**morning, "roster": roster},
        "replan": {"now": "2026-11-23T08:00", "lost": [lost], "pins": [pair], "bans": [], "options": options},
        "give": {
            "session": "2026-11-23:PM",
            "posts": 1,
            "wing": "A",
            "now": None,
            "top": 2,
            "options": options,
        },
        "explain": {"tasks": [task], "people": [person], "options": options, "problem": morning},
        "whatif": {
            "grades": ["B4"],
            "plus": [1],
            "minus": [1],
            "wing_posts": [-1],
            "per_session": False,
            "options": options,
        },
        "alternatives": {"number": 2, "options": options},
        "publish": {"signed_by": MARK, "spo_consulted": MARK, "note": MARK},
    }


def spoilt(body: Mapping[str, Any], tokens: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Give a body again and again, each time with one token in one place; all tokens and all places come up."""
    places = list(_places(body))
    names = list(tokens)
    for turn in range(max(len(places), len(names))):
        place, name = places[turn % len(places)], names[turn % len(names)]
        text = json.dumps(_with(body, place, PLACE)).replace(f'"{PLACE}"', tokens[name])
        yield f"{name} at {'.'.join(map(str, place))}", text.encode("utf-8")
    for name in names:  # … and as a key nobody knows, beside the others
        yield f"{name} as more", f'{{"{MARK}":{tokens[name]},'.encode() + json.dumps(body).encode()[1:]


def _places(found: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if before:
        yield before
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from _places(value, (*before, key))
    elif isinstance(found, list) and found:
        yield from _places(found[0], (*before, 0))


def _with(body: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    first, *rest = place
    inner = _with(body[first], tuple(rest), value)
    if isinstance(body, Mapping):
        return {**body, first: inner}
    return [inner if number == first else each for number, each in enumerate(body)]


HEADS: dict[str, list[tuple[str, str]]] = {
    "no content type": [],
    "empty content type": [("Content-Type", "")],
    "text": [("Content-Type", "text/plain")],
    "form": [("Content-Type", "application/x-www-form-urlencoded")],
    "files": [("Content-Type", "multipart/form-data; boundary=x")],
    "nearly json": [("Content-Type", "application/jsonp")],
    "utf-16": [("Content-Type", "application/json; charset=utf-16")],
    "gzip": [("Content-Type", "application/json"), ("Content-Encoding", "gzip")],
    "deflate": [("Content-Type", "application/json"), ("Content-Encoding", "deflate, br")],
    "long": [("Content-Type", "application/json"), ("X-Long", "a" * 60_000)],
    "many": [("Content-Type", "application/json"), *((f"X-{number}", "1") for number in range(1000))],
    "not ASCII": [("Content-Type", "application/json"), ("X-Odd", "\xff\xfe\xe9")],
    "strange accept": [
        ("Content-Type", "application/json"),
        ("Accept", "text/csv;q=nan, text/html;q=1e400,,;;=,\xff"),
    ],
    "strange ids": [
        ("Content-Type", "application/json"),
        ("X-Request-Id", f"{MARK} \xff"),
        ("Idempotency-Key", MARK),
    ],
    "empty key": [("Content-Type", "application/json"), ("Idempotency-Key", "")],
    "long key": [("Content-Type", "application/json"), ("Idempotency-Key", "k" * 300)],
    "key not ASCII": [("Content-Type", "application/json"), ("Idempotency-Key", f"{MARK}\xff\x80")],
    "bad event": [("Content-Type", "application/json"), ("Last-Event-ID", "-1")],
    "bad event not ASCII": [("Content-Type", "application/json"), ("Last-Event-ID", "\xb2\xb3")],
    "expect": [("Content-Type", "application/json"), ("Expect", "100-continue")],
    "expect nonsense": [("Content-Type", "application/json"), ("Expect", MARK)],
    "upgrade": [("Content-Type", "application/json"), ("Connection", "upgrade"), ("Upgrade", "websocket")],
    "http 2": [
        ("Content-Type", "application/json"),
        ("Connection", "upgrade, http2-settings"),
        ("Upgrade", "h2c"),
    ],
    "range": [("Content-Type", "application/json"), ("Range", "bytes=0-0,-1,99999999999999999999-")],
    "conditions": [("Content-Type", "application/json"), ("If-Match", "*"), ("If-Modified-Since", "9" * 300)],
    "another method": [("Content-Type", "application/json"), ("X-HTTP-Method-Override", "DELETE")],
    "cookie": [("Content-Type", "application/json"), ("Cookie", f"a={MARK}; \xff")],
}

QUERIES = (
    "wait=nan", "wait=NaN", "wait=1e400", "wait=-1", "wait=inf", "wait=-0", "wait=", "wait=a", "wait=1&wait=nan",
    "wait=%00", "wait=%ff", "wait=\u00b2", "limit=-1", "limit=0", "limit=201", "limit=1e3", "limit=1.0",
    f"limit={HUGE}", "limit=true", "cursor=-1", "cursor=" + "9" * 18, "cursor=" + "9" * 19, "cursor=" + "9" * 4000,
    "cursor=%D9%A1", "cursor=", "establishment=", "establishment=zzi", "establishment=ZZI%00", "establishment=ZZI%0A",
    f"establishment={MARK}", "establishment=%27%20OR%201=1", "staff=nan", f"staff={HUGE}", "staff=0", "seed=-1",
    f"seed={2**31}", f"seed={HUGE}", "staff_id=%00", "staff_id=..%2f..%2fetc", "staff_id=%ff",
    "staff_id=" + "%F0%9F%98%80" * 40,
    f"staff_id={MARK}", "%", "%zz", "&&&=&;", "a[]=1&a[b]=2", "=", "?" * 100,
)  # fmt: skip

TAILS = (
    "%00", "%2f", "%2F..%2F", "..%2f..%2fetc%2fpasswd", "../../etc/passwd", "%ff", "%c0%af", "%0a", "%0d%0aX-A:%20b",
    "%252f", "\\..\\..", "a" * 60_000, "%41" * 10_000, MARK, MARKED_PRISON_NUMBER, "0" * 32, "0" * 31, "0" * 33,
    "G" * 32, "%D9%A0" * 32, "\u00e9", ";", "?", "#", " ", "*", "null", ".xlsx", "~", "//", "%", "%u0041",
)  # fmt: skip

METHODS = (
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "HEAD",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "SEARCH",
    "PURGE",
    "QUERY",
    "BREW",
    "get",
)
HOSTS = (
    "",
    "[",
    "]",
    "[::1",
    "a b",
    "evil.example/x?y=",
    "evil.example#",
    "\xff\xfe",
    "a" * 30_000,
    "127.0.0.1:99999999",
)
