"""Where answers go: styled lines and text, to a terminal, a file or a pipe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Protocol, TextIO

from searchkit.errors import SearchkitError
from searchkit.screen.progress import Progress, on_terminal, quiet
from searchkit.screen.styled import NO_MARKS, Fragment, Layout, Line, Marks, line, wrap
from searchkit.screen.theme import coloured, uncoloured

WIDTH, HEIGHT = 80, 24
NARROWEST, WIDEST = 30, 110
HIT_MARKS: Marks = ("«", "»")


View = Callable[[Layout], Iterable[Line]]


class Screen(Protocol):
    """What commands print to."""

    @property
    def layout(self) -> Layout:
        """The width, and the marks around a match where no colour shows it."""

    def show(self, lines: Iterable[Line]) -> None:
        """Print an answer."""

    def read(self, view: View) -> None:
        """Print a text that the user wants to read from its first line, at any width."""

    def write(self, texts: Iterable[str]) -> None:
        """Print text for another program, as it is."""

    def tell(self, *lines: Line) -> None:
        """Print what is no answer: notes, reports, faults."""

    def progress(self) -> Progress:
        """Return a context that shows how far long work has come."""


class Streams:
    """A screen of two streams: answers on ``out``, all else on ``err``.

    Colour is only for terminals, never with NO_COLOR (https://no-color.org) or ``plain``.  Where
    there is none, matches are marked «so», but not with ``plain``.
    """

    def __init__(
        self, out: TextIO, err: TextIO, environ: Mapping[str, str], *, plain: bool = False
    ) -> None:
        self.out = out
        self.err = err
        has_colour = _shows_colour(out, environ) and not plain
        self._paint = coloured if has_colour else uncoloured
        self._paint_err = coloured if _shows_colour(err, environ) else uncoloured
        self.layout = Layout(_width(out), NO_MARKS if has_colour or plain else HIT_MARKS)

    def show(self, lines: Iterable[Line]) -> None:
        self.write(f"{self._paint(pieces)}\n" for pieces in lines)

    def read(self, view: View) -> None:
        self.show(view(self.layout))

    def write(self, texts: Iterable[str]) -> None:
        for text in texts:
            with _writing():
                self.out.write(text)

    def flush(self) -> None:
        """Hand over what was printed; raises SearchkitError where it cannot be written."""
        with _writing():
            self.out.flush()

    def tell(self, *lines: Line) -> None:
        self.flush()  # so that both streams stand in order on a terminal
        try:
            self.err.writelines(f"{self._paint_err(pieces)}\n" for pieces in lines)
        except OSError:  # there is nobody to tell, and the answer counts
            forget(self.err)

    def progress(self) -> Progress:
        return on_terminal(self.err) if self.err.isatty() else quiet()


def forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, or Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SearchkitError(f"the answer cannot be written: {error.strerror}") from None


def notes(texts: Iterable[str], layout: Layout) -> Iterator[Line]:
    """Yield notes for the user, wrapped."""
    for text in texts:
        yield from wrap(line(Fragment("note", "note: "), text), layout.width, hanging=6)


def _shows_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _width(stream: TextIO) -> int:
    columns = shutil.get_terminal_size((WIDTH, HEIGHT)).columns if stream.isatty() else WIDTH
    return min(max(columns, NARROWEST), WIDEST)
