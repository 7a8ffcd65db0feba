"""Print the figures of each language, and the misses."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from searchkit.speakers import read
from tests.speakers.languages.measure import (
    LANGUAGES,
    SEEN,
    Labelled,
    Pair,
    labelled,
    pairs,
    score,
)


def main() -> None:
    """Run from a shell."""
    parser = argparse.ArgumentParser(prog="python -m tests.speakers.languages")
    parser.add_argument("languages", nargs="*", default=LANGUAGES, metavar="LANGUAGE")
    parser.add_argument("--misses", choices=("seen", "all"))
    options = parser.parse_args()
    print("       articles  direct: span  joint   indirect: span  joint   speakers: names  roles")
    for code in options.languages:
        rows = labelled(code)
        for name, part in (("seen", rows[:SEEN]), ("unseen", rows[SEEN:]), ("all", rows)):
            print(f"{code}  {name:>9}", figures(part))
        if options.misses:
            misses(rows[:SEEN] if options.misses == "seen" else rows)


def figures(rows: Sequence[Labelled]) -> str:
    """One line of the table."""
    found = [pair for row in rows for pair in pairs(row)]
    direct, indirect = score(found, "direct"), score(found, "indirect")
    names, roles = _speakers(rows)
    return (
        f"{direct.span:14.3f}  {direct.joint:.3f}  {indirect.span:15.3f}  {indirect.joint:.3f}"
        f"  {names:16.3f}  {roles:.3f}"
    )


def _speakers(rows: Sequence[Labelled]) -> tuple[float, float]:
    """The share of the labelled speakers that are listed, by name, and with role and body."""
    listed = [{(s.name, s.role, s.affiliation) for s in read(row.article).speakers} for row in rows]
    total = sum(len(row.speakers) for row in rows)
    names = sum(
        name in {known for known, *_ in there}
        for row, there in zip(rows, listed, strict=True)
        for name, *_ in row.speakers
    )
    whole = sum(len(row.speakers & there) for row, there in zip(rows, listed, strict=True))
    return names / total, whole / total


def misses(rows: Sequence[Labelled]) -> None:
    """Print each label that was not answered rightly, and each quote that answers none."""
    for row in rows:
        for pair in pairs(row):
            if not pair.is_right:
                print(f"  {row.article.id:>3} {_told(pair)}")


def _told(pair: Pair) -> str:
    label, quote = pair.label, pair.quote
    if label is None and quote is not None:
        return f"none: {quote.kind} [{quote.speaker}] {quote.text}"
    assert label is not None
    answer = f"[{quote.speaker}] {quote.text}" if quote is not None else "not found"
    return f"{label.kind} [{label.speaker}] {label.text}\n        -> {answer}"


if __name__ == "__main__":
    main()
