"""An article becomes lines to read: headline, byline, captions, subheads, paragraphs, quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.article import Article
from searchkit.highlight import unmarked
from searchkit.hits import Snippet
from searchkit.screen import quoting
from searchkit.screen.answers import UNTITLED
from searchkit.screen.styled import Fragment, Layout, Line, line, marked, wrap

STYLES = {"headline": "headline", "subhead": "subhead", "caption": "caption"}
INDENT = 4


def lines_of(
    article: Article,
    layout: Layout,
    parts: Sequence[Snippet] | None = None,
) -> Iterator[Line]:
    """Yield the article from headline to quotes.

    ``parts`` are its texts in reading order with their matches; without them nothing is marked.
    """
    shown = unmarked(article) if parts is None else parts
    headlines = [part for part in shown if part.field == "headline"]
    for part in headlines or [Snippet("headline", UNTITLED, ())]:
        yield from _part(part, layout)
    yield from _byline(article, layout)
    credits = {caption.text: caption.credit for caption in article.captions}
    for part in shown:
        if part.field != "headline":
            yield ()
            yield from _part(part, layout, credits.get(part.text))
    yield from quotes_of(article, layout)


def _part(part: Snippet, layout: Layout, credit: str | None = None) -> Iterator[Line]:
    text = marked(part.text, part.spans, STYLES.get(part.field, ""), layout.marks)
    source = Fragment("meta", f" ({credit})" if credit else "")
    return wrap(line(*text, source), layout.width)


def _byline(article: Article, layout: Layout) -> Iterator[Line]:
    day = str(article.published) if article.published else None
    authors = ", ".join(article.authors)
    facts = (article.outlet, day, article.place, authors, article.language, article.id)
    yield from _meta(" · ".join(filter(None, facts)), layout)
    for origin in filter(None, (article.url, article.source)):
        yield from _meta(origin, layout)


def _meta(text: str, layout: Layout) -> Iterator[Line]:
    return wrap(line(Fragment("meta", text)), layout.width)


def quotes_of(article: Article, layout: Layout, *, explain: bool = False) -> Iterator[Line]:
    """Yield the quotes of an article; ``explain`` says under each how it was found."""
    if article.quotes:
        yield from ((), line(Fragment("label", "Who said what")))
    for quote in article.quotes:
        yield from quoting.words(quote, {}, layout, line("  "))
        yield from quoting.credit(quote, article, (), {}, layout, INDENT)
        if explain:
            yield from quoting.reasons(quote, article, layout, INDENT)
