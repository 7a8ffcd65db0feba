"""What a part found: a table of figures, as aligned text or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under the names of their columns, units included, and what to know of them.

    A figure that could not be taken is None.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the table as text: numbers to the right, words to the left."""
        shown = [self.columns, *(tuple(map(_shown, row)) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
        numeric = [
            not any(isinstance(cell, str) for cell in column)
            for column in zip(*self.rows, strict=True)
        ] or [False] * len(widths)
        yield self.title
        for row in shown:
            yield f"  {_aligned(row, widths, numeric)}".rstrip()
        for note in self.notes:
            yield f"  {note}"

    def as_json(self) -> Mapping[str, object]:
        """Return the table as JSON has it, each row an object by column."""
        rows = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        return {"title": self.title, "rows": rows, "notes": list(self.notes)}


def _aligned(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> str:
    columns = zip(cells, widths, numeric, strict=True)
    return "  ".join(c.rjust(width) if right else c.ljust(width) for c, width, right in columns)


def _shown(cell: Cell) -> str:
    """Three digits or more of a figure; a dash where there is none."""
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.{0 if cell >= 100 else 1 if cell >= 10 else 2}f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
