"""Pages are read in worker processes, each page within bounds of time and memory.

A worker is a fresh interpreter that reads requests from its standard input and ends when that
closes, however its parent ended.  A page that exceeds its time has its worker killed and replaced;
a worker that dies takes only its page with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Timer
from typing import IO

from searchkit.article import Article
from searchkit.hits import Refusal
from searchkit.ingest.identity import Page, source_name
from searchkit.ingest.processes.frames import Frame, read_frame, write_frame
from searchkit.spool import Spool

SECONDS = 10.0
"""Wall time for a page, or for one entry of a file of articles."""

MEGABYTES = 1000
"""Memory of a worker beyond what it has when it starts."""

_WORKER = "searchkit.ingest.processes.worker"
READER = "searchkit.ingest.pages:read_page"
"""What reads a page: ``module:function``, Page -> Iterator[Article | Refusal]."""

_AHEAD = 4
"""Pages under way or done for each worker, beyond which no more are taken."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page gave: its articles, and what of it was refused.

    ``is_cut`` says that its reader died or was too slow, so that another try may give more.
    """

    page: Page
    articles: Iterable[Article]
    refusals: tuple[Refusal, ...]
    is_cut: bool = False


def read_pages(
    pages: Iterable[Page],
    jobs: int = 1,
    *,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
    reader: str = READER,
) -> Generator[Reading, None, None]:
    """Yield a Reading for each page, in the order of the pages, read by ``jobs`` processes.

    Pages are taken as they are needed.  Closing the iterator, or an exception in it (Ctrl-C among
    them), ends the workers at once.
    """
    crew = _Crew(max(1, jobs), [reader, str(megabytes), str(seconds)], seconds)
    waiting: deque[Future[Reading]] = deque()
    try:
        for page in pages:
            waiting.append(crew.submit(page))
            if len(waiting) >= _AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        crew.end()


class _Articles:
    """The articles of a spool, made as they are gone through."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def __iter__(self) -> Iterator[Article]:
        return map(Article.from_json, self._spool)


def _articles(spool: Spool) -> Iterable[Article]:
    return tuple(_Articles(spool)) if spool.is_in_memory else _Articles(spool)


class _Crew:
    """The workers, each served by one thread at a time."""

    def __init__(self, jobs: int, arguments: list[str], seconds: float) -> None:
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="searchkit-ingest")
        self._workers = [_Worker(arguments, seconds) for _ in range(jobs)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def submit(self, page: Page) -> Future[Reading]:
        return self._threads.submit(self._read, page)

    def end(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()

    def _read(self, page: Page) -> Reading:
        worker = self._idle.get()
        try:
            return worker.read(page)
        finally:
            self._idle.put(worker)


class _Worker:
    """One process, started when there is a page for it, and again after it died."""

    def __init__(self, arguments: list[str], seconds: float) -> None:
        # -P: what lies in the current folder is not imported; what the parent can import is.
        self._command = [
            sys.executable,
            "-P",
            "-m",
            "searchkit.ingest.processes.worker",
            *arguments,
        ]
        self._environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._ended = False
        self._late = False

    def read(self, page: Page) -> Reading:
        spool = Spool()
        refusals: list[Refusal] = []
        is_cut = False
        try:
            for frame in self._answers(page):
                if "article" in frame:
                    spool.add(frame["article"])
                else:
                    refusals.append(Refusal(frame["source"], frame["reason"]))
        except (OSError, EOFError):
            refusals.append(Refusal(source_name(page.source), self._death()))
            is_cut = True
        return Reading(page, _articles(spool), tuple(refusals), is_cut)

    def end(self) -> None:
        """Kill the process; none is started any more."""
        with self._lock:
            self._ended = True
            process = self._process
        if process is not None:
            _kill(process)

    def _answers(self, page: Page) -> Iterator[Frame]:
        """Send a page and yield the frames of the answer; each has the full time."""
        process = self._started()
        request = {"root": str(page.root), "source": page.source, "collection": page.collection}
        write_frame(_pipe(process.stdin), request)
        while frame := self._within_time(process):
            yield frame

    def _within_time(self, process: subprocess.Popen[bytes]) -> Frame:
        self._late = False
        timer = Timer(self._seconds, self._overrun, [process])
        timer.daemon = True
        timer.start()
        try:
            return read_frame(_pipe(process.stdout))
        finally:
            timer.cancel()

    def _overrun(self, process: subprocess.Popen[bytes]) -> None:
        self._late = True
        process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ended:
                raise EOFError
            if self._process is not None:
                return self._process
            self._process = process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self._environment,
            )
        # Its first frame says that it has loaded what all pages need: that is not the page's time.
        read_frame(_pipe(process.stdout))
        return process

    def _death(self) -> str:
        with self._lock:
            process, self._process = self._process, None
        status = _buried(process) if process is not None else 0
        if self._late:
            return f"took more than {self._seconds:g} s to read; save the article alone"
        return f"its reader died (exit status {status}); report the page"


def _buried(process: subprocess.Popen[bytes]) -> int:
    """Return the exit status of a process that has closed its pipe, and so is ending."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)
    return _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> int:
    process.kill()
    status = process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            _pipe(pipe).close()
    return status


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe
