"""A full disk and a failing one: a 2xx is always on disk, everything else is a 503, and all is well when it is over."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from api.http.problem import MEDIA
from tests.service.account import Account, drain, settle
from tests.service.callers import Told
from tests.service.kills import until
from tests.service.looking import looking_at
from tests.service.running import Server, serving, small_morning
from tests.service.tracing import tracing, why_not

PAGE = 4096
ROOM = (0, PAGE, 3 * PAGE, 9 * PAGE, 33 * PAGE)  # bytes that still fit
MORNINGS = 15  # more than fit
MOST_CALLS = 60  # of one kind, that taking a job in needs
IN_ONE_GO = 3  # calls in a row that went well: the fault now lies beyond them
FAULTS = {
    "pwrite64:error=ENOSPC": 1,
    "pwrite64:error=EIO": 4,
    "fdatasync:error=EIO": 1,
}  # every so manieth call

needs_strace = pytest.mark.skipif(bool(why_not()), reason=why_not() or "-")


class Sender:
    """Sends mornings during a fault, and remembers what it was told."""

    def __init__(self, server: Server) -> None:
        self.server, self.told, self.refused = server, Told(), 0

    def send(self, client: httpx.Client, key: str, *, must: bool = False) -> bool:
        """Send a morning once; tell whether it was accepted."""
        body = self.told.bodies.setdefault(key, small_morning())
        answer = client.post("/v1/rosters", json=body, headers={"Idempotency-Key": key})
        if answer.status_code in (201, 202):
            self.told.accepted[key] = answer.json()["id"]
            return True
        assert not must, f"{answer.status_code} {answer.text}"
        assert answer.status_code == 503, answer.text
        assert answer.headers["content-type"] == MEDIA
        assert int(answer.headers["retry-after"]) > 0
        self.refused += 1
        return False

    def send_until_accepted(self, client: httpx.Client, key: str) -> None:
        until(lambda: self.send(client, key), "the server takes mornings again")

    def account(self) -> Account:
        """Kill and start the server, so that only what is on disk counts; let all be done, and account."""
        self.server.kill()
        self.server.start()
        url = looking_at(self.server).url
        drain(url)
        return settle(url, self.told)


@contextmanager
def room(pids: list[int], file_bytes: int) -> Iterator[None]:
    """Let files of these processes grow no longer than this: writing fails from there on, the log's too."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (file_bytes, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sender]:
    """One server for all faults: it is to get over each of them."""
    folder = tmp_path_factory.mktemp("disk")
    with serving(folder, solves="1", queue="1000", queue_per_prison="1000") as server:
        yield Sender(server)


@pytest.fixture
def client(sender: Sender) -> Iterator[httpx.Client]:
    with sender.server.client() as calls:
        yield calls


def test_a_full_disk_refuses_and_recovers(sender: Sender, client: httpx.Client) -> None:
    server = sender.server
    sender.send(client, "before", must=True)
    drain(looking_at(server).url)
    first = f"/v1/rosters/{sender.told.accepted['before']}"
    log = server.folder / "roster.db-wal"
    for number, more in enumerate(ROOM):
        assert server.process is not None
        pids = [server.process.pid, *server.children()]
        with room(pids, log.stat().st_size + more if more else 0):
            answers = [sender.send(client, f"full-{number}-{each}") for each in range(MORNINGS)]
            assert not all(answers), "the disk was never full"
            assert client.get(first).status_code == 200, "what is there can be read"
            assert client.get("/health/ping").status_code == 200
        sender.send_until_accepted(client, f"full-{number}-0")
    assert client.get("/v1/health").status_code == 200
    account = sender.account()
    assert account.whole, account


def sweep(sender: Sender, client: httpx.Client, fault: str, every: int) -> int:
    """Let the first, second, third … call of a kind fail, and all after it, until taking a job in needs no more."""
    out = sender.server.folder / "trace"
    went_well = 0
    for call in range(1, MOST_CALLS, every):
        assert sender.server.process is not None
        inject = f"inject={fault}:when={call}+"
        key = f"{fault}-{call}"
        with tracing(sender.server.process.pid, out, "-e", "trace=pwrite64,fdatasync", "-e", inject):
            went_well = went_well + 1 if sender.send(client, key) else 0
        sender.send_until_accepted(client, key)
        if went_well == IN_ONE_GO:
            return call - IN_ONE_GO
    raise AssertionError(f"it never went well: {fault}")


@needs_strace
def test_whichever_write_fails_no_false_promise_is_made(sender: Sender, client: httpx.Client) -> None:
    sender.send(client, "before the sweep", must=True)
    before = sender.refused
    failing = {fault: sweep(sender, client, fault, every) for fault, every in FAULTS.items()}
    assert all(failing.values()), f"no call of this kind is needed to take a job in? {failing}"
    assert sender.refused - before >= len(failing)
    account = sender.account()
    assert account.whole, account


def order(lines: list[str], name: Callable[[str], str]) -> list[str]:
    """Name the calls that matter, in the order in which they came back."""
    return [found for line in lines if (found := name(line))]


@needs_strace
def test_a_promise_is_on_disk_before_it_is_sent(sender: Sender, client: httpx.Client) -> None:
    out = sender.server.folder / "trace"

    def name(line: str) -> str:
        if "fdatasync(" in line and "roster.db-wal" in line:
            return "begun" if "unfinished" in line else "on disk"
        if "fdatasync resumed" in line:
            return "on disk"
        if "pwrite64(" in line and "roster.db-wal" in line:
            return "written"
        if "HTTP/1.1 20" in line:
            return "promised"
        return ""

    calls = "trace=pwrite64,fdatasync,write,writev,sendto,sendmsg"
    assert sender.server.process is not None
    for number in range(5):
        with tracing(sender.server.process.pid, out, "-e", calls):
            sender.send(client, f"order-{number}", must=True)
            until(
                lambda: "promised" in order(out.read_text().splitlines(), name), "strace has seen the promise"
            )
        found = order(out.read_text().splitlines(), name)
        before = found[: found.index("promised")]
        assert "written" in before, found
        # what was on disk before it is of a write from before strace looked
        assert "on disk" in before[before.index("written") :], found
