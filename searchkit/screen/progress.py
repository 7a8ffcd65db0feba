"""How far long work has come: a bar on a terminal after one second, nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from typing import TYPE_CHECKING, NoReturn, TextIO

from searchkit.printable import one_line
from searchkit.screen.styled import shortened

if TYPE_CHECKING:
    from tqdm import tqdm

Step = Callable[[int, int, str], None]
"""Is told how many are done, of how many, and which one was the last."""

Progress = AbstractContextManager[Step]

DELAY = 1.0
LABEL_WIDTH = 28


class Bar:
    """A bar that comes up when the work has taken longer than ``delay`` seconds."""

    def __init__(self, stream: TextIO, delay: float = DELAY) -> None:
        self.stream = stream
        self.start = monotonic() + delay
        self.bar: tqdm[NoReturn] | None = None

    def step(self, done: int, total: int, source: str) -> None:
        label = shortened(one_line(source), LABEL_WIDTH)
        if self.bar is None and monotonic() >= self.start:
            self.bar = _bar(self.stream, total, done, label)
        if self.bar is not None:
            self.bar.total = total
            self.bar.set_description_str(label, refresh=False)
            self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


@contextmanager
def on_terminal(stream: TextIO, delay: float = DELAY) -> Iterator[Step]:
    """Show a bar on the stream, and take it away at the end."""
    bar = Bar(stream, delay)
    try:
        yield bar.step
    finally:
        bar.close()


@contextmanager
def quiet() -> Iterator[Step]:
    """Show nothing."""
    yield lambda done, total, source: None


def _bar(stream: TextIO, total: int, done: int, label: str) -> tqdm[NoReturn]:
    from tqdm import tqdm  # slow to import, and seldom needed

    # Its monitor is a thread, and worker processes are forked beside it.
    tqdm.monitor_interval = 0
    return tqdm(
        total=total,
        initial=done,
        desc=label,
        file=stream,
        unit=" pages",
        leave=False,
        dynamic_ncols=True,
    )
