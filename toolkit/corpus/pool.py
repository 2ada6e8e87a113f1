"""Tasks → answers, in the order of the tasks: in this process, in processes of our own, or on any executor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from typing import Any, Protocol

from toolkit.corpus.work import Done, FileEntry, Task, merged

Worker = Callable[[Task], Done]


class Maps(Protocol):
    """All that is asked of an executor: those of concurrent.futures have it, and those of dask and mpi4py."""

    def map(self, fn: Callable[..., Any], *iterables: Any) -> Iterator[Any]:
        """Return the results in the order of the arguments."""


class Answers(Protocol):
    """What `answers` is: tasks in, their answers out in the same order."""

    def __call__(self, work: Worker, tasks: Sequence[Task], jobs: int, executor: Maps | None = None) -> Iterator[Done]:
        """Yield the answer to each task, in order."""


def answers(work: Worker, tasks: Sequence[Task], jobs: int, executor: Maps | None = None) -> Iterator[Done]:
    """Yield the answer to each task, in order."""
    if executor is not None:
        yield from executor.map(work, tasks)
    elif jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
    else:
        yield from _pooled(work, tasks, jobs)


def _pooled(work: Worker, tasks: Sequence[Task], jobs: int) -> Iterator[Done]:
    """Spread tasks over processes. One that dies (a library under us may) is tried again file by file."""
    waiting = list(tasks)
    while waiting:
        answered = 0
        with _processes(min(jobs, len(waiting))) as pool:
            try:
                for future in [pool.submit(work, task) for task in waiting]:
                    done = future.result()
                    answered += 1
                    yield done
                return
            except BrokenProcessPool:
                pass
        suspect = waiting[answered]
        yield merged(_alone(work, replace(suspect, files=(file,))) for file in suspect.files)
        waiting = waiting[answered + 1 :]


def _alone(work: Worker, task: Task) -> Done:
    """Answer a task of one file in a process of its own; a file that takes it down is quarantined."""
    with _processes(1) as pool:
        try:
            return pool.submit(work, task).result()
        except BrokenProcessPool:
            message = "the process that read it died, for lack of memory or by a fault in a library"
            return Done(files=tuple(FileEntry(s, "", 0, kind="crash", message=message) for _, s, _ in task.files))


def _processes(jobs: int) -> ProcessPoolExecutor:
    # Never fork: polars and the PDF library hold threads and locks that a copied process could not release.
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
