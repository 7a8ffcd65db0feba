"""What is shown of a hit, found by reading all of its texts: slow and plain, to be held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from searchkit.article import Article, Quote, Span
from searchkit.excerpts import ELLIPSIS, WIDTH, merged
from searchkit.highlight import article_leaves, distinct, positive
from searchkit.hits import Snippet
from searchkit.matching import Readable, holds, marks
from searchkit.query import Query
from searchkit.query.tree import HasQuote, Not, Scorable, Tree, children
from searchkit.records import Texts

LEAST = 40
MOST = {"headline": 1, "caption": 1, "subhead": 1, "text": 2, "outlet": 1, "author": 1, "place": 1}
QUOTES = 2


@dataclass(frozen=True)
class Read:
    """A text, the spans in it that match, and the number of the leaf that each one matches."""

    field: str
    text: str
    marks: tuple[tuple[Span, int], ...] = ()

    @property
    def worth(self) -> tuple[int, int]:
        return len({leaf for _, leaf in self.marks}), len(self.marks)

    @property
    def spans(self) -> tuple[Span, ...]:
        return merged(span for span, _ in self.marks)

    def inside(self, start: int) -> Read:
        """The text with the marks that lie whole in a window."""
        end = start + WIDTH
        kept = (mark for mark in self.marks if start <= mark[0][0] < end and mark[0][1] <= end)
        return Read(self.field, self.text, tuple(kept))


def shown(query: Query, article: Article, quote: Quote | None = None) -> tuple[Snippet, ...]:
    return shown_of(query, article, Readable.of(article), quote)


def shown_of(
    query: Query, article: Article, page: Readable, quote: Quote | None
) -> tuple[Snippet, ...]:
    if quote is not None:
        record = page.quotes[article.quotes.index(quote)]
        return tuple(of_quote(query.tree, record.texts, whole=True))
    found = [*of_article(query.tree, page), *of_quotes(query.tree, page)]
    return tuple(found or opening(article))


def of_article(tree: Tree, page: Readable) -> Iterator[Snippet]:
    wanted = distinct(article_leaves(tree))
    for field, most in MOST.items():
        texts = [read(wanted, field, text) for text in page.article.texts[field]]
        places = [place for place, text in enumerate(texts) if text.marks]
        best = sorted(places, key=lambda place: texts[place].worth, reverse=True)[:most]
        yield from (excerpt(texts[place]) for place in sorted(best))


def of_quotes(tree: Tree, page: Readable) -> Iterator[Snippet]:
    shown = 0
    for record in page.quotes:
        met = [part for part in conditions(tree) if holds(part, record, page)]
        if met and shown < QUOTES:
            shown += 1
            yield from of_quote(met[0], record.texts, whole=False)


def of_quote(tree: Tree, texts: Texts, *, whole: bool) -> Iterator[Snippet]:
    wanted = distinct(positive(tree))
    for field in ("speaker", "role", "org"):
        for text in texts[field]:
            found = read(wanted, field, text)
            if field == "speaker" or found.marks:
                yield Snippet(field, text, found.spans)
    for text in texts["said"]:
        found = read(wanted, "said", text)
        yield Snippet("said", text, found.spans) if whole else excerpt(found)


def opening(article: Article) -> list[Snippet]:
    texts = [Read("text", paragraph.text) for paragraph in article.paragraphs]
    texts += [Read("caption", caption.text) for caption in article.captions]
    return [excerpt(read) for read in texts if read.text.strip()][:1]


def conditions(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, HasQuote):
        yield tree.part
    elif not isinstance(tree, Not):
        for part in children(tree):
            yield from conditions(part)


def read(wanted: tuple[Scorable, ...], field: str, text: str) -> Read:
    found = [(span, n) for n, leaf in enumerate(wanted) for span in marks(leaf, field, text)]
    return Read(field, text, tuple(sorted(found)))


def excerpt(found: Read) -> Snippet:
    if len(found.text) <= WIDTH:
        return Snippet(found.field, found.text, found.spans)
    start, end = window(found)
    before = ELLIPSIS if start else ""
    after = ELLIPSIS if end < len(found.text) else ""
    shift = len(before) - start
    spans = ((max(a, start), min(b, end)) for a, b in found.spans if a < end and b > start)
    moved = tuple((a + shift, b + shift) for a, b in spans)
    return Snippet(found.field, before + found.text[start:end] + after, moved)


def window(found: Read) -> Span:
    text, length = found.text, len(found.text)
    if not found.marks:
        return 0, back_to_blank(text, WIDTH, 0)
    starts = [max(0, min(span[0] - LEAST, length - WIDTH)) for span, _ in found.marks]
    start = max(starts, key=lambda start: found.inside(start).worth)
    if start and (blank := text.find(" ", start, start + LEAST)) >= 0:
        start = blank + 1
    end = min(length, start + WIDTH)
    return start, end if end == length else back_to_blank(text, end, start)


def back_to_blank(text: str, end: int, start: int) -> int:
    blank = text.rfind(" ", start, end)
    return blank if blank > start + WIDTH // 2 else end
