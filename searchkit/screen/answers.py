"""Hits become lines: rank, headline, where and when, snippets with their matches, facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from searchkit.article import Article, Quote, Span
from searchkit.hits import Facet, Header, Hit, Hits, Snippet
from searchkit.screen import quoting
from searchkit.screen.styled import Fragment, Layout, Line, columns, line, marked, wrap

INDENT = 5
SPEAKERS_SHOWN = 3
VALUES_SHOWN = 20
SPEAKER_FIELDS = ("speaker", "role", "org")
UNTITLED = "(no headline)"
UNITS = {"article": ("article", "articles"), "quote": ("quote", "quotes")}


def lines_of(answer: Hits, layout: Layout) -> Iterator[Line]:
    """Yield the hits in order, then the facets, an empty line between each two."""
    blocks = [_HIT[answer.unit](hit, layout) for hit in answer]
    for place, block in enumerate((*blocks, *map(facet, answer.facets))):
        if place:
            yield ()
        yield from block


def summary(answer: Hits) -> str:
    """Return how much was found, what of it is shown, and how long it took."""
    found = counted(answer.total, answer.unit)
    shown = ""
    if 0 < len(answer) < answer.total:
        shown = f", {answer[0].rank} to {answer[-1].rank} shown"
    return f"{found}{shown} ({answer.took_ms:.1f} ms)"


def counted(number: int, unit: str) -> str:
    """Return a number with the name of what it counts, such as ``1 article``."""
    one, many = UNITS.get(unit, (unit, f"{unit}s"))
    return f"{number:,} {one if number == 1 else many}"


def facet(values: Facet) -> Iterator[Line]:
    """Yield the most frequent values of a field, each behind its count."""
    yield line(Fragment("label", values.field))
    rows = [(f"{value.count:,}", value.value) for value in values.values[:VALUES_SHOWN]]
    for count, value in columns(rows, (True, False)):
        yield line("  ", Fragment("count", count), "  ", value)
    if more := len(values.values) - len(rows):
        yield line(Fragment("meta", f"  and {more:,} more values"))


def about(header: Header) -> str:
    """Return outlet, day and id of an article, as far as they are known."""
    return " · ".join(filter(None, (header.outlet, _day(header), header.id)))


def _article(hit: Hit, layout: Layout) -> Iterator[Line]:
    headline = hit.headline or UNTITLED
    spans = _matches(hit.snippets).get(headline, ())
    title = marked(headline, spans, "headline", layout.marks)
    yield from wrap(line(*_rank(hit), *title), layout.width, INDENT)
    yield from _indented(line(Fragment("meta", about(hit.header))), layout)
    for snippets in excerpts(hit):
        yield from _indented(_excerpt(snippets, layout), layout)
    if names := _speakers(hit.article):
        yield from _indented(line(Fragment("label", "speakers: "), names), layout)


def _quote(hit: Hit, layout: Layout) -> Iterator[Line]:
    quote, matches = _quote_of(hit), _matches(hit.snippets)
    yield from quoting.words(quote, matches, layout, _rank(hit))
    origin = (hit.outlet, _day(hit.header))
    yield from quoting.credit(quote, hit.article, origin, matches, layout, INDENT)
    source = " · ".join(filter(None, (hit.headline, hit.id)))
    yield from _indented(line(Fragment("meta", source)), layout)


_HIT = {"article": _article, "quote": _quote}


def _quote_of(hit: Hit) -> Quote:
    if hit.quote is None:
        raise ValueError(f"hit {hit.rank} of {hit.id} is no quote")
    return hit.quote


def _rank(hit: Hit) -> Line:
    return line(Fragment("rank", f"{hit.rank:>{INDENT - 2}}. "))


def _day(header: Header) -> str | None:
    return header.published.isoformat()[:10] if header.published else None


def _matches(snippets: Iterable[Snippet]) -> dict[str, tuple[Span, ...]]:
    return {snippet.text: snippet.spans for snippet in snippets}


def excerpts(hit: Hit) -> Iterator[tuple[Snippet, ...]]:
    """Yield the snippets of a hit but for its headline; one of what was said behind its speaker."""
    speaker: list[Snippet] = []
    for snippet in hit.snippets:
        if snippet.field in SPEAKER_FIELDS:
            speaker.append(snippet)
        elif snippet.field == "said":
            yield (*speaker, snippet)
            speaker.clear()
        elif snippet.text != hit.headline:
            yield (snippet,)


def _excerpt(snippets: Sequence[Snippet], layout: Layout) -> Line:
    """Snippets on one line: ``field: text``, or ``speaker, role: text`` of what was said."""
    *before, last = snippets
    label = "" if last.field in ("text", "said") else f"{last.field}: "
    pieces = [Fragment("label", label)]
    for place, snippet in enumerate(before, 1):
        style = "speaker" if snippet.field == "speaker" else ""
        pieces += marked(snippet.text, snippet.spans, style, layout.marks)
        pieces.append(Fragment("", ": " if place == len(before) else ", "))
    return line(*pieces, *marked(last.text, last.spans, marks=layout.marks))


def _indented(pieces: Line, layout: Layout) -> Iterator[Line]:
    return wrap(line(" " * INDENT, *pieces), layout.width, INDENT)


def _speakers(article: Article) -> str:
    names = tuple(dict.fromkeys(speaker.name for speaker in article.speakers))
    more = len(names) - SPEAKERS_SHOWN
    return ", ".join(names[:SPEAKERS_SHOWN]) + (f" and {more} more" if more > 0 else "")
