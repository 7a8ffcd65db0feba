"""What a query matched in an article, marked: snippets for a hit, whole texts for the reader.

The same for every engine: it reads the article and the query tree, never an index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from searchkit.article import Article, Quote, Span
from searchkit.hits import Snippet
from searchkit.matching import Readable, holds, marks
from searchkit.query.tree import (
    HasQuote,
    InArticle,
    Leaf,
    Maybe,
    Not,
    Query,
    Tree,
    children,
    leaves,
)

WIDTH = 240
"""Characters of an excerpt, its ellipses aside."""

_LEAST = 40  # characters that are shown before the first mark where they fit
_MOST = {"headline": 1, "caption": 1, "subhead": 1, "text": 2, "outlet": 1, "author": 1, "place": 1}
_QUOTES = 2
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text with its marks: the span, and the number of the leaf that it matches."""

    field: str
    text: str
    marks: tuple[tuple[Span, int], ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        return merged(span for span, _ in self.marks)


def snippets(query: Query, article: Article, quote: Quote | None = None) -> tuple[Snippet, ...]:
    """Return the excerpts that show why an article, or a quote in it, is a hit.

    Of an article: the headline, captions, subheads and paragraphs with the most of the query, then
    the quotes that meet its conditions, each behind its speaker.  Where nothing is marked, the
    opening of the article.  Of a quote: what was said, whole, and by whom.
    """
    page = Readable.of(article)
    if quote is not None:
        return tuple(_quote_snippets(query.tree, article, page, quote, whole=True))
    found = [*_article_snippets(query.tree, page), *_said_snippets(query.tree, article, page)]
    return tuple(found) or _opening(article)


def marked(query: Query, article: Article) -> tuple[Snippet, ...]:
    """Return all texts of an article in reading order, whole, with the spans that matched.

    In a paragraph, a caption or a headline the words of a quote are marked where they stand.
    """
    page = Readable.of(article)
    wanted = tuple(article_leaves(query.tree))
    conditions = tuple(_conditions(query))
    said: dict[tuple[str, int], list[Span]] = {}
    for place, quote in enumerate(article.quotes):
        for condition in conditions:
            if holds(condition, page.quotes[place], page):
                spans = _in_place(quote, tuple(positive(condition)))
                said.setdefault((quote.where, quote.paragraph), []).extend(spans)
    return tuple(
        Snippet(field, text, merged([*_spans(wanted, field, text), *said.get(key, ())]))
        for field, text, key in _reading_order(article)
    )


def unmarked(article: Article) -> tuple[Snippet, ...]:
    """Return all texts of an article in reading order, whole, with nothing marked."""
    return tuple(Snippet(field, text, ()) for field, text, _ in _reading_order(article))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


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


def _spans(wanted: tuple[Leaf, ...], field: str, text: str) -> list[Span]:
    return [span for leaf in wanted for span in marks(leaf, field, text)]


def _marked(wanted: tuple[Leaf, ...], field: str, text: str) -> _Marked:
    found = [(span, n) for n, leaf in enumerate(wanted) for span in marks(leaf, field, text)]
    return _Marked(field, text, tuple(sorted(found)))


def _article_snippets(tree: Tree, page: Readable) -> Iterator[Snippet]:
    wanted = tuple(article_leaves(tree))
    for field, most in _MOST.items():
        texts = [_marked(wanted, field, text) for text in page.article.texts.get(field, ())]
        places = [place for place, text in enumerate(texts) if text.marks]
        best = sorted(places, key=lambda place: _worth(texts[place]), reverse=True)[:most]
        yield from (excerpt(texts[place]) for place in sorted(best))


def _worth(text: _Marked) -> tuple[int, int]:
    """More of the words of the query first, then more marks."""
    return len({leaf for _, leaf in text.marks}), len(text.marks)


def _said_snippets(tree: Tree, article: Article, page: Readable) -> Iterator[Snippet]:
    conditions = tuple(_quote_conditions(tree))
    shown = 0
    for quote, record in zip(article.quotes, page.quotes, strict=True):
        met = [condition for condition in conditions if holds(condition, record, page)]
        if met and shown < _QUOTES:
            shown += 1
            yield from _quote_snippets(met[0], article, page, quote, whole=False)


def _quote_snippets(
    tree: Tree, article: Article, page: Readable, quote: Quote, *, whole: bool
) -> Iterator[Snippet]:
    wanted = tuple(positive(tree))
    texts = page.quotes[article.quotes.index(quote)].texts
    for field in ("speaker", "role", "org"):
        for text in texts[field]:
            found = _marked(wanted, field, text)
            if field == "speaker" or found.marks:
                yield Snippet(field, text, found.spans)
    for text in texts["said"]:
        found = _marked(wanted, "said", text)
        yield Snippet("said", text, found.spans) if whole else excerpt(found)


def _in_place(quote: Quote, wanted: tuple[Leaf, ...]) -> Iterator[Span]:
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


def _opening(article: Article) -> tuple[Snippet, ...]:
    texts = [("text", paragraph.text) for paragraph in article.paragraphs]
    texts += [("caption", caption.text) for caption in article.captions]
    return tuple(excerpt(_Marked(field, text, ())) for field, text in texts if text.strip())[:1]


def excerpt(found: _Marked) -> Snippet:
    """Return at most ``WIDTH`` characters of a text, where the most of the query stands.

    It is cut at blanks where there are any; an ellipsis stands for what was left out.
    """
    if len(found.text) <= WIDTH:
        return Snippet(found.field, found.text, found.spans)
    start, end = _window(found)
    before = ELLIPSIS if start else ""
    after = ELLIPSIS if end < len(found.text) else ""
    shift = len(before) - start
    spans = tuple(
        (max(a, start) + shift, min(b, end) + shift)
        for a, b in found.spans
        if a < end and b > start
    )
    return Snippet(found.field, before + found.text[start:end] + after, spans)


def _window(found: _Marked) -> Span:
    text, length = found.text, len(found.text)
    if not found.marks:
        return 0, _back_to_blank(text, WIDTH, 0)
    starts = [max(0, min(span[0] - _LEAST, length - WIDTH)) for span, _ in found.marks]
    start = max(starts, key=lambda start: _worth(_inside(found, start, start + WIDTH)))
    if start and (blank := text.find(" ", start, start + _LEAST)) >= 0:
        start = blank + 1
    end = min(length, start + WIDTH)
    return start, end if end == length else _back_to_blank(text, end, start)


def _back_to_blank(text: str, end: int, start: int) -> int:
    blank = text.rfind(" ", start, end)
    return blank if blank > start + WIDTH // 2 else end


def _inside(found: _Marked, start: int, end: int) -> _Marked:
    """The text with the marks that lie whole in a part of it."""
    first = bisect_left(found.marks, start, key=_start)
    until = bisect_left(found.marks, end, key=_start)
    kept = tuple(mark for mark in found.marks[first:until] if mark[0][1] <= end)
    return _Marked(found.field, found.text, kept)


def _start(mark: tuple[Span, int]) -> int:
    return mark[0][0]
