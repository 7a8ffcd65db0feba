"""The reader process: one page after the other from standard input, until that closes.

Started by ``workers`` as a module of its own, with the reader, the megabytes and the seconds it may
use.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, NoReturn

from searchkit.article import Article
from searchkit.hits import Refusal
from searchkit.ingest.identity import Page, source_name
from searchkit.ingest.processes.frames import Frame, read_frame, write_frame

_Reader = Callable[[Page], Iterator[Article | Refusal]]

_MOST_REFUSALS = 1000
"""Entries of a page whose refusals are told one by one: a file may have millions."""

_GRACE = 5.0
"""Seconds after which a reader ends by itself when nobody has killed it."""


def main(arguments: list[str]) -> NoReturn:
    """Answer each request with a frame for every article and refusal, and an empty one."""
    module, _, name = arguments[0].partition(":")
    requests, answers = _pipes()
    reader: _Reader = getattr(import_module(module), name)
    _bound_memory(int(arguments[1]))
    try:
        _answer(reader, requests, answers, float(arguments[2]) + _GRACE)
    except BrokenPipeError:  # the parent was killed, and nobody is to be told
        os._exit(1)


def _answer(reader: _Reader, requests: IO[bytes], answers: IO[bytes], seconds: float) -> NoReturn:
    write_frame(answers, {})
    pages = _queued(requests)
    with open(os.devnull, "w") as nowhere:
        while True:
            page = pages.get()
            _bound_time(seconds, nowhere)
            for frame in _frames(reader, page):
                write_frame(answers, frame)
                _bound_time(seconds, nowhere)
            write_frame(answers, {})
            faulthandler.cancel_dump_traceback_later()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The two pipes to the parent, with what is printed here by chance sent elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return sys.stdin.buffer, answers


def _queued(requests: IO[bytes]) -> SimpleQueue[Page]:
    """Requests are read in a thread of their own, which ends the process when they end."""
    pages: SimpleQueue[Page] = SimpleQueue()

    def listen() -> None:
        try:
            while True:
                frame = read_frame(requests)
                pages.put(Page(Path(frame["root"]), frame["source"], frame["collection"]))
        except EOFError:
            os._exit(0)

    Thread(target=listen, daemon=True).start()
    return pages


def _frames(reader: _Reader, page: Page) -> Iterator[Frame]:
    refused = 0
    try:
        for found in reader(page):
            refused += isinstance(found, Refusal)
            if isinstance(found, Article) or refused <= _MOST_REFUSALS:
                yield _frame(found)
    except MemoryError:
        yield _refusal(page, "needs too much memory to read; save the article alone")
    except Exception as error:  # a fault of ours is one page's, and is told
        yield _refusal(
            page, f"cannot be read ({type(error).__name__}: {error!s:.200}); report the page"
        )
    if refused > _MOST_REFUSALS:
        yield _refusal(page, f"{refused - _MOST_REFUSALS:,} more entries are refused")


def _frame(found: Article | Refusal) -> Frame:
    if isinstance(found, Article):
        return {"article": found.to_json()}
    return {"source": found.source, "reason": found.reason}


def _refusal(page: Page, reason: str) -> Frame:
    return {"source": source_name(page.source), "reason": reason}


def _bound_memory(megabytes: int) -> None:
    """Bound the address space, where the system can, to so much more than is in use now."""
    try:
        import resource  # not on Windows

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    limit = pages * resource.getpagesize() + megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _bound_time(seconds: float, nowhere: IO[str]) -> None:
    """End the process after a time, even where it hangs and its parent is gone.

    The clock of ``faulthandler`` runs outside of the interpreter, which a parser may hold.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)


if __name__ == "__main__":
    main(sys.argv[1:])
