"""Counts become lines: speakers, an explanation, the size of an index, what a change did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from searchkit.hits import Explanation, FacetValue, Refusal, Report, SpeakerCount, Stats
from searchkit.screen.quoting import role_list
from searchkit.screen.styled import Fragment, Layout, Line, columns, line, wrap

ROLES_SHOWN = 3
OUTLETS_SHOWN = 3


def speakers(rows: Sequence[SpeakerCount], layout: Layout) -> Iterator[Line]:
    """Yield a line for each speaker: quotes, articles, names, roles, and the outlets."""
    counts = [(f"{row.quotes:,}", f"{row.articles:,}", "") for row in rows]
    heads = ("quotes", "articles", "")
    table = columns([heads, *counts], (True, True, False))
    yield line(Fragment("label", "  ".join((*next(table)[:2], "speaker"))))
    for row, cells in zip(rows, table, strict=True):
        numbers = "  ".join((*cells[:2], ""))
        roles = role_list(row.roles, ROLES_SHOWN)
        who = (Fragment("speaker", row.name), _also(row), ", " if roles else "", roles)
        where = Fragment("meta", _outlets(row.outlets))
        yield from wrap(line(Fragment("count", numbers), *who, where), layout.width, len(numbers))


def _also(row: SpeakerCount) -> str:
    return f" (also {', '.join(row.names)})" if row.names else ""


def _outlets(names: Sequence[str]) -> str:
    more = len(names) - OUTLETS_SHOWN
    shown = ", ".join((*names[:OUTLETS_SHOWN], *((f"{more} more",) if more > 0 else ())))
    return f" · {shown}" if shown else ""


def explanation(reason: Explanation, layout: Layout) -> Iterator[Line]:
    """Yield the score, then each share of it: how much, for which words, in which field."""
    yield line(Fragment("count", f"{reason.score:.3f}"), "  score, of which")
    rows = [(f"{part.score:.3f}", part.label, f"in {part.field}") for part in reason.parts]
    for score, label, field in columns(rows, (True, False, False)):
        pieces = line(Fragment("count", score), "  ", label, "  ", Fragment("meta", field))
        yield from wrap(pieces, layout.width, len(score) + 2)


def stats(size: Stats, location: str) -> Iterator[Line]:
    """Yield the size of an index, a line for each number."""
    rows = [
        ("index", location),
        ("articles", f"{size.articles:,}"),
        ("quotes", f"{size.quotes:,}"),
        ("speakers", f"{size.speakers:,}"),
        ("outlets", f"{size.outlets:,}"),
        ("published", _days(size.first, size.last)),
        ("collections", _values(size.collections)),
        ("languages", _values(size.languages)),
        ("terms", f"{size.terms:,}"),
        ("on disk", _size(size.bytes)),
    ]
    for name, value in columns(rows, (False, False)):
        yield line(Fragment("label", name), "  ", value)


def _days(first: date | None, last: date | None) -> str:
    days = dict.fromkeys(day.isoformat()[:10] for day in (first, last) if day)
    return " to ".join(days) or "no dates"


def _values(values: Iterable[FacetValue]) -> str:
    return ", ".join(f"{value.value} ({value.count:,})" for value in values) or "none"


def _size(size: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.3g} GB"


def report(changes: Report) -> str:
    """Return in one line what a change of the index did."""
    counts = (
        (changes.added, "added"),
        (changes.updated, "updated"),
        (changes.removed, "removed"),
        (changes.unchanged, "unchanged"),
        (len(changes.refused), "refused"),
    )
    done = ", ".join(f"{number:,} {what}" for number, what in counts if number)
    return done or "nothing to do"


def refusals(refused: Iterable[Refusal], layout: Layout) -> Iterator[Line]:
    """Yield each refused page with the reason."""
    for page in refused:
        pieces = line(Fragment("error", page.source), ": ", page.reason)
        yield from wrap(pieces, layout.width, hanging=2)
