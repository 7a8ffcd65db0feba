"""Readers that do what a hostile page may make a reader do, named by the page."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

from searchkit.article import Article
from searchkit.hits import Refusal
from searchkit.ingest.identity import Page


def read(page: Page) -> Iterator[Article | Refusal]:
    act = page.source.partition("-")[0]
    if act == "slow":
        for entry in range(4):
            time.sleep(0.2)
            yield Article(id=f"{page.source}-{entry}")
    ACTS.get(act, lambda: None)()
    yield Article(id=page.source)


def swell() -> None:
    kept = [bytearray(10_000_000) for _ in range(100)]
    raise AssertionError(f"{len(kept)} times 10 MB were to be had")


def fail() -> None:
    raise ValueError("a page that nobody thought of")


ACTS: dict[str, Callable[[], None]] = {
    "hang": lambda: time.sleep(60),
    "swell": swell,
    "exit": lambda: os._exit(3),
    "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "raise": fail,
    "print": lambda: print("a library that prints", file=sys.stdout, flush=True),
}
