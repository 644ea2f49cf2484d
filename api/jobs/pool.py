"""Runs each job in a process of its own that stays warm; a process that dies takes only its own job with it.

It is a `concurrent.futures.Executor`, and the service asks for no more than that: another one, on many machines, can
take its place.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from api.jobs.child import begin

T = TypeVar("T")
JOBS_OF_A_PROCESS = 100  # then a fresh one: what a solver never gives back is given back to the system


class Pool(Executor):
    """So many processes, each with one job at a time. A job whose process died raises BrokenProcessPool.

    (The standard library's pool of several processes fails all jobs when one process dies; so each has a pool of one.)
    """

    def __init__(self, size: int, memory_mebibytes: int = 0) -> None:
        self._memory = memory_mebibytes
        self._threads = ThreadPoolExecutor(size, thread_name_prefix="job")
        self._idle: list[ProcessPoolExecutor] = []
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:  # noqa: ANN401  # as the base has it
        """Have a function called in a process; it and all it is given must be picklable."""
        return self._threads.submit(self._run, fn, args, kwargs)

    def _run(self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        process, future = self._begun(fn, args, kwargs)
        broken = False
        try:
            return future.result()
        except BrokenProcessPool:
            broken = True
            raise
        finally:
            if broken:
                process.shutdown(wait=False)
            else:
                self._put_back(process)

    def _begun(
        self, fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[ProcessPoolExecutor, Future[T]]:
        """Give a job to a process. One that died while it had nothing to do is no fault of the job: take another."""
        while True:
            with self._lock:
                was_idle = bool(self._idle)
                process = self._idle.pop() if was_idle else self._fresh()
            try:
                return process, process.submit(fn, *args, **kwargs)
            except BrokenProcessPool:
                process.shutdown(wait=False)
                if not was_idle:
                    raise
            except BaseException:  # no process could be started; what was begun is not used again
                process.shutdown(wait=False)
                raise

    def _put_back(self, process: ProcessPoolExecutor) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(process)
                return
        process.shutdown(wait=False)

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1,
            mp_context=multiprocessing.get_context(
                "spawn"
            ),  # none of the server's threads and locks comes along
            initializer=begin,
            initargs=(self._memory,),
            max_tasks_per_child=JOBS_OF_A_PROCESS,
        )

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more; with `wait`, return when what runs is done."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for process in idle:
            process.shutdown(wait=wait)
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
