"""What a query matched in an article, marked: snippets for a hit, whole texts for the reader.

The same for every engine: it reads the article and the query tree, never an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from operator import getitem
from typing import Any

from searchkit.article import Article, Quote, Span
from searchkit.excerpts import Marked, excerpt, merged
from searchkit.hits import Snippet
from searchkit.marking import Marker, first_marks_of_texts, marker, marks_of_texts, spans
from searchkit.matching import Readable, holds
from searchkit.query.tree import (
    Days,
    Everything,
    HasQuote,
    InArticle,
    Leaf,
    Maybe,
    Not,
    Query,
    Scorable,
    Tree,
    children,
    leaves,
)
from searchkit.records import (
    TEXTS,
    Get,
    Texts,
    article_record,
    quote_records,
    quote_texts,
    roles_of,
    unchecked,
    unchecked_texts,
)
from searchkit.scanning.portable import worth

_MOST = {"headline": 1, "caption": 1, "subhead": 1, "text": 2, "outlet": 1, "author": 1, "place": 1}
_QUOTES = 2

_Wanted = Mapping[str, Sequence[tuple[int, Marker]]]
"""By the fields that they name, the numbered leaves to be marked."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be marked in an article and in a quote, and what is wanted of its quotes."""

    article: _Wanted
    quote: _Wanted
    conditions: tuple[Tree, ...]


def snippets(query: Query, article: Article, quote: Quote | None = None) -> tuple[Snippet, ...]:
    """Return the excerpts that show why an article, or a quote in it, is a hit.

    Of an article: the headline, captions, subheads and paragraphs with the most of the query, then
    the quotes that meet its conditions, each behind its speaker.  Where nothing is marked, the
    opening of the article.  Of a quote: what was said, whole, and by whom.
    """
    return _snippets(query.tree, article, getattr, quote)


def stored_snippets(query: Query, stored: bytes, quote: Quote | None = None) -> tuple[Snippet, ...]:
    """The same of the JSON of an article, of which only what is shown is decoded."""
    conditions = _plan(query.tree).conditions
    decode = unchecked_texts if quote is None and not conditions else unchecked
    return _snippets(query.tree, decode(stored), getitem, quote)


def marked(query: Query, article: Article) -> tuple[Snippet, ...]:
    """Return all texts of an article in reading order, whole, with the spans that matched.

    In a paragraph, a caption or a headline the words of a quote are marked where they stand.
    """
    page = Readable.of(article)
    wanted = distinct(article_leaves(query.tree))
    conditions = tuple(_conditions(query))
    said: dict[tuple[str, int], list[Span]] = {}
    for place, quote in enumerate(article.quotes):
        for condition in conditions:
            if holds(condition, page.quotes[place], page, spans):
                found = _in_place(quote, distinct(positive(condition)))
                said.setdefault((quote.where, quote.paragraph), []).extend(found)
    return tuple(
        Snippet(field, text, merged([*_spans(wanted, field, text), *said.get(key, ())]))
        for field, text, key in _reading_order(article)
    )


def unmarked(article: Article) -> tuple[Snippet, ...]:
    """Return all texts of an article in reading order, whole, with nothing marked."""
    return tuple(Snippet(field, text, ()) for field, text, _ in _reading_order(article))


def positive(tree: Tree) -> Iterator[Leaf]:
    """Yield the leaves that must be true, those of conditions on quotes or articles aside.

    Those of a Maybe are common words: marked, they would drown the others.
    """
    if isinstance(tree, Not | HasQuote | InArticle):
        return
    parts = (tree.part,) if isinstance(tree, Maybe) else children(tree)
    if not parts:
        yield from leaves(tree)
    for part in parts:
        yield from positive(part)


def article_leaves(tree: Tree) -> Iterator[Leaf]:
    """Yield the leaves that speak of the article, those that filter quotes by it among them."""
    if isinstance(tree, InArticle):
        yield from positive(tree.part)
    elif not isinstance(tree, Not | HasQuote):
        parts = (tree.part,) if isinstance(tree, Maybe) else children(tree)
        yield from leaves(tree) if not parts else ()
        for part in parts:
            yield from article_leaves(part)


def distinct(leaves: Iterable[Leaf]) -> tuple[Scorable, ...]:
    """Return the leaves that mark words, each once, for one typed again marks the same again."""
    words = (leaf for leaf in leaves if not isinstance(leaf, Days | Everything))
    return tuple(dict.fromkeys(replace(leaf, boost=1.0) for leaf in words))


def _snippets(tree: Tree, article: Any, get: Get, quote: Quote | None) -> tuple[Snippet, ...]:
    plan = _plan(tree)
    if quote is not None:
        texts = quote_texts(quote, roles_of(article, get))
        return tuple(_quote_snippets(plan.quote, texts, whole=True))
    found = [*_article_snippets(plan.article, article, get)]
    if plan.conditions:
        found += _said_snippets(plan.conditions, article, get)
    return tuple(found) or _opening(article, get)


@lru_cache(maxsize=32)
def _plan(tree: Tree) -> _Plan:
    conditions = tuple(_quote_conditions(tree))
    return _Plan(_wanted(article_leaves(tree)), _wanted(positive(tree)), conditions)


def _wanted(leaves: Iterable[Leaf]) -> _Wanted:
    found: dict[str, list[tuple[int, Marker]]] = {}
    for n, leaf in enumerate(distinct(leaves)):
        for field in leaf.fields:
            found.setdefault(field, []).append((n, marker(leaf)))
    return found


def _conditions(query: Query) -> Iterator[Tree]:
    if query.unit == "quote":
        yield query.tree
    else:
        yield from _quote_conditions(query.tree)


def _quote_conditions(tree: Tree) -> Iterator[Tree]:
    """Yield what the tree wants of quotes of the article, negations aside."""
    if isinstance(tree, HasQuote):
        yield tree.part
    elif not isinstance(tree, Not):
        for part in children(tree):
            yield from _quote_conditions(part)


def _spans(wanted: tuple[Scorable, ...], field: str, text: str) -> list[Span]:
    return [span for leaf in wanted for span in spans(leaf, field, text)]


def _article_snippets(wanted: _Wanted, article: Any, get: Get) -> Iterator[Snippet]:
    for field, most in _MOST.items():
        if field in wanted and (texts := TEXTS[field](article, get)):
            found = first_marks_of_texts(wanted[field], texts)
            best = sorted(sorted(found), key=lambda place: worth(found[place]), reverse=True)
            for place in sorted(best[:most]):
                yield excerpt(Marked(field, texts[place], found[place]))


def _said_snippets(conditions: Sequence[Tree], article: Any, get: Get) -> Iterator[Snippet]:
    """The first quotes that meet a condition, each marked with the first that it meets."""
    page = Readable(article_record(article, get), ())  # a condition looks at one quote
    met = (
        (condition, quote)
        for quote in quote_records(article, get)
        for condition in [c for c in conditions if holds(c, quote, page, spans)][:1]
    )
    for condition, quote in islice(met, _QUOTES):
        yield from _quote_snippets(_wanted(positive(condition)), quote.texts, whole=False)


def _quote_snippets(wanted: _Wanted, texts: Texts, *, whole: bool) -> Iterator[Snippet]:
    for field in ("speaker", "role", "org"):
        for found in _marked(wanted, field, texts[field]):
            if field == "speaker" or found.marks:
                yield Snippet(field, found.text, found.spans)
    for found in _marked(wanted, "said", texts["said"]):
        yield Snippet("said", found.text, found.spans) if whole else excerpt(found)


def _marked(wanted: _Wanted, field: str, texts: Sequence[str]) -> Iterator[Marked]:
    found = marks_of_texts(wanted.get(field, ()), texts)
    return (Marked(field, text, found.get(place, ())) for place, text in enumerate(texts))


def _in_place(quote: Quote, wanted: tuple[Scorable, ...]) -> Iterator[Span]:
    """Yield the marks of what was said, moved to where it stands in its paragraph."""
    for start, end in _spans(wanted, "said", quote.text):
        offset = 0
        for low, high in quote.spans:
            begin, until = max(start, offset), min(end, offset + high - low)
            if begin < until:
                yield low + begin - offset, low + until - offset
            offset += high - low + 1  # the blank that joins the spans


def _reading_order(article: Article) -> Iterator[tuple[str, str, tuple[str, int]]]:
    """Yield field, text and the place that quotes name it by."""
    if article.headline:
        yield "headline", article.headline, ("headline", 0)
    for place, caption in enumerate(article.captions):
        yield "caption", caption.text, ("caption", place)
    subheads, above = list(article.subheads), None
    for place, paragraph in enumerate(article.paragraphs):
        if paragraph.subhead != above and paragraph.subhead in subheads:
            until = subheads.index(paragraph.subhead) + 1  # others may stand over no paragraph
            yield from (("subhead", subhead, ("subhead", 0)) for subhead in subheads[:until])
            del subheads[:until]
        above = paragraph.subhead
        yield "text", paragraph.text, ("text", place)
    for subhead in subheads:
        yield "subhead", subhead, ("subhead", 0)


def _opening(article: Any, get: Get) -> tuple[Snippet, ...]:
    texts = ((field, text) for field in ("text", "caption") for text in TEXTS[field](article, get))
    given = (Marked(field, text) for field, text in texts if text.strip())
    return tuple(excerpt(text) for text in islice(given, 1))
