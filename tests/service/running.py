"""Starts and stops what the tests of the service need: a server, a PostgreSQL, each on a free port of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

HOST = "127.0.0.1"
START_SECONDS = 60.0
COUNTING = "COVERAGE_PROCESS_CONFIG"  # where coverage tells the processes of a test run to count as well
POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """`omu-roster serve` as a process of its own, in a session of its own so that its children can be found."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()  # what the command is run under, for instance strace
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    counted: bool = False  # whether its lines count as tested: that doubles the time it takes to start

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self, *, wait: bool = True) -> Server:
        self.port = self.port or free_port()
        environment = {
            **os.environ,
            "OMU_DATABASE_URL": f"sqlite:///{self.folder / 'roster.db'}",
            **self.settings,
        }
        if not self.counted:
            environment.pop(COUNTING, None)
        command = [*self.before, sys.executable, "-m", "api.cli", "serve", "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=Path(__file__).parents[2],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if wait:
            self.wait_until_well()
        return self

    def wait_until_well(self) -> None:
        assert self.process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.log()[-2000:]}")
            try:
                if httpx.get(f"{self.url}/health/ping", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the server does not answer: {self.log()[-2000:]}")

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def children(self) -> list[int]:
        """Give the processes of its jobs (not the helper that tracks resources)."""
        assert self.process is not None
        return [pid for pid in descendants(self.process.pid) if b"spawn_main" in command_of(pid)]

    def kill(self) -> None:
        """End it as a power cut would; its children find out by themselves."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop(self) -> int:
        """Ask it to stop, and give its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise
        return self.process.returncode

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=90, **options)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def descendants(pid: int) -> list[int]:
    """Give the children of a process, and theirs."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for each in task.read_text().split():
                found += [int(each), *descendants(int(each))]
        except OSError:
            continue
    return found


def serving(folder: Path, **settings: str) -> AbstractContextManager[Server]:
    """Have a server for a while; settings are named without OMU_, in small letters."""
    return at_work(Server(folder, {f"OMU_{name.upper()}": value for name, value in settings.items()}))


@contextmanager
def at_work(server: Server) -> Iterator[Server]:
    """Start a server, and stop it in the end."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Postgres:
    """A PostgreSQL of one's own on a free port; everything it keeps is in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgresql://omu@{HOST}:{self.port}/postgres"
        self._user = "postgres" if os.getuid() == 0 else None  # it refuses to be run by root
        if self._user:
            shutil.chown(folder, self._user)
        data = str(folder / "data")
        self._control = ("pg_ctl", "-D", data, "-w")
        self._run("initdb", "-D", data, "-U", "omu", "-A", "trust", "--no-sync")

    def start(self) -> None:
        settings = f"-p {self.port} -h {HOST} -k {self.folder}"
        self._run(*self._control, "-o", settings, "-l", str(self.folder / "log"), "start")

    def crash(self) -> None:
        """End it without any tidying up; what it had promised is in its log, and is read at the next start."""
        self._run(*self._control, "-m", "immediate", "stop")

    def _run(self, program: str, *options: str) -> None:
        subprocess.run(
            [POSTGRES_FOLDERS[0] / program, *options],
            cwd=self.folder,
            user=self._user,
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )


@contextmanager
def a_postgres() -> Iterator[Postgres]:
    """Have a PostgreSQL that can be stopped and started again; its folder is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="omu-postgres-"))
    try:
        one = Postgres(folder)
        one.start()
        try:
            yield one
        finally:
            one.crash()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgres() -> Iterator[str]:
    """Have a PostgreSQL of one's own for a while; give its address."""
    with a_postgres() as one:
        yield one.url


def another_database(url: str) -> str:
    """Make an empty database on the same PostgreSQL, and give its address."""
    import psycopg

    name = f"omu_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"{url.rpartition('/')[0]}/{name}"


def has_postgres() -> bool:
    return bool(POSTGRES_FOLDERS)


def small_morning(code: str = "ZZI", tasks: int = 3) -> dict[str, Any]:
    """Give a morning that is solved in a moment."""
    return {
        "establishment": {
            "code": code,
            "name": "HMP Example",
            "estate": "closed_male",
            "mode": "mtt",
            "function": "local",
            "date": "2026-11-23",
            "session": [
                {"name": "AM", "start": "08:00", "end": "12:00", "unlock": ["09:00", "11:30"]},
                {"name": "PM", "start": "13:30", "end": "17:00", "unlock": ["14:00", "16:30"]},
            ],
        },
        "staff": [
            {"staff_id": "S01", "name": "Ada Invented", "grade": "PO"},
            {"staff_id": "S02", "name": "Ben Invented", "grade": "B4", "skills": ["os", "oasys"]},
            {"staff_id": "S03", "name": "Cat Invented", "grade": "B4"},
        ],
        "availability": [],
        "wing_posts": [{"date": "2026-11-23", "session": "AM", "wing": "A", "posts": 1}],
        "tasks": [
            {
                "task_id": f"T{number}",
                "type": "bcst1",
                "prison_number": f"A{number:04}BC",
                "ready": "2026-11-20",
                "due": "2026-11-23",
            }
            for number in range(1, tasks + 1)
        ],
        "options": {"days": 1, "seconds": 10, "workers": 1, "seed": 0},
    }
