"""Where in a long text the reader is: the line at the top, and the match that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from searchkit.screen.styled import HIT, Fragment, Line

Match = tuple[int, int]
"""A match by its line and its fragment in the line."""

CONTEXT = 3
"""Lines that are shown before a match that was gone to."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """A place in lines of which ``height`` are shown at a time; no line before the first shown.

    ``current`` is the number of the match that is looked at, None before the first was gone to.
    """

    lines: Sequence[Line]
    height: int
    top: int = 0
    current: int | None = None

    @property
    def matches(self) -> tuple[Match, ...]:
        """The matches in order."""
        return tuple(
            (row, place)
            for row, pieces in enumerate(self.lines)
            for place, piece in enumerate(pieces)
            if HIT in piece.style.split()
        )

    def to(self, top: int) -> Scroll:
        """Go to a line, or to the nearest place where the page is full."""
        return replace(self, top=max(0, min(top, len(self.lines) - self.height)))

    def by(self, rows: int) -> Scroll:
        """Go so many lines down, or up where negative."""
        return self.to(self.top + rows)

    def page(self, pages: int) -> Scroll:
        """Go so many pages down, or up where negative; one line stays in sight."""
        return self.by(pages * max(1, self.height - 1))

    def match(self, step: int) -> Scroll:
        """Go to the next match, or to the one before where ``step`` is -1; around at the ends."""
        matches = self.matches
        if not matches:
            return self
        current = (0 if step > 0 else -1) if self.current is None else self.current + step
        current %= len(matches)
        row = matches[current][0]
        seen = self.top <= row < self.top + self.height
        placed = self if seen else self.to(row - CONTEXT)
        return replace(placed, current=current)

    def resized(self, lines: Sequence[Line], height: int) -> Scroll:
        """Return the same place in the text as it was broken anew, as near as can be told."""
        top = self.top * len(lines) // max(1, len(self.lines))
        current = self.current if len(Scroll(lines, height).matches) > (self.current or 0) else None
        return Scroll(lines, height, 0, current).to(top)

    def visible(self) -> list[Line]:
        """Return the lines in sight, the match that is looked at in the style ``current``."""
        shown = list(self.lines[self.top : self.top + self.height])
        if self.current is not None:
            row, place = self.matches[self.current]
            if 0 <= row - self.top < len(shown):
                shown[row - self.top] = _current(shown[row - self.top], place)
        return shown

    def status(self) -> str:
        """Return which match is looked at, and how far down the page is."""
        below = len(self.lines) - self.height
        where = f"{100 * self.top // below}%" if below > 0 else "all"
        count = len(self.matches)
        if not count:
            return where
        which = "" if self.current is None else f"{self.current + 1} of "
        return f"{which}{count} {'match' if count == 1 else 'matches'} · {where}"


def _current(pieces: Line, place: int) -> Line:
    looked_at = Fragment(f"{pieces[place].style} current", pieces[place].text)
    return (*pieces[:place], looked_at, *pieces[place + 1 :])
