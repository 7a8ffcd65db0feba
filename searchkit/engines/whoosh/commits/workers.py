"""Other processes that take a part of the articles, each writing segments of its own.

A worker reads articles from its standard input.  It ends, leaving no file, when that closes before
it was told to finish, however its parent ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any

from searchkit.engines import Entry
from searchkit.engines.whoosh.segments.codec import Segment
from searchkit.errors import EngineError
from searchkit.printable import one_line

FINISH = b"null\n"
"""The line that says that all articles are given."""

_PATIENCE = 5  # seconds that a worker has to delete its files


class Worker:
    """One process, which writes articles to the folder of an index, but commits nothing."""

    def __init__(self, folder: str) -> None:
        # -P: what lies in the current folder is not imported; what the parent can import is.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "searchkit.engines.whoosh.commits.worker", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def take(self, entry: Entry) -> None:
        """Give it an article; it may wait until the worker has room for it."""
        row = [entry.json or entry.article.to_json(), entry.page, entry.fingerprint]
        self._send(json.dumps(row).encode() + b"\n")

    def finish(self) -> list[Segment]:
        """Return the segments that it wrote, all of them on disk; OSError where it could not."""
        self._send(FINISH)
        answer = json.loads(_pipe(self._process.stdout).readline() or "{}")
        self._process.wait()
        if "errno" in answer:
            raise OSError(answer["errno"], os.strerror(answer["errno"]))
        if "fault" in answer:
            fault = one_line(answer["fault"])[:200]
            raise EngineError(
                f"a process that wrote a part of the index failed ({fault}); "
                "run it again with --jobs 1 --debug, and report what it prints"
            )
        if "segments" not in answer:
            raise EngineError("a process that wrote a part of the index died; try again")
        return [Segment.from_state(state) for state in answer["segments"]]

    def end(self) -> None:
        """Have it delete what it wrote, and wait for that."""
        with suppress(OSError):
            _pipe(self._process.stdin).close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        _pipe(self._process.stdout).close()

    def _send(self, line: bytes) -> None:
        try:
            _pipe(self._process.stdin).write(line)
            if line == FINISH:
                _pipe(self._process.stdin).flush()
        except BrokenPipeError:  # what it died of stands in its answer, if it could give one
            pass


class Crew:
    """This process and its workers, among whom articles are shared out in turn."""

    def __init__(self) -> None:
        self._workers: list[Worker] = []
        self._turn = 0

    def start(self, folder: str, jobs: int) -> None:
        """Start the workers that make this process one of ``jobs``."""
        for _ in range(jobs - 1):
            self._workers.append(Worker(folder))

    def take(self, entry: Entry) -> bool:
        """Give an article to the next in turn; false where that is this process."""
        self._turn = (self._turn + 1) % (len(self._workers) + 1)
        if not self._turn:
            return False
        self._workers[self._turn - 1].take(entry)
        return True

    def finish(self) -> list[Segment]:
        return [segment for worker in self._workers for segment in worker.finish()]

    def end(self) -> None:
        """Stop all workers; what they wrote and was not taken over is deleted."""
        for worker in self._workers:
            worker.end()


def _pipe(pipe: IO[bytes] | None) -> Any:
    assert pipe is not None
    return pipe
