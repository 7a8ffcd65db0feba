"""A web page becomes an article: its facts, its pictures' captions, its body.

lxml reads the page and is strained of what is never article; BeautifulSoup reads the rest, which
is a small part of it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup
from lxml import etree

from searchkit.article import Article, Paragraph
from searchkit.ingest.cleaning import clean, clean_markup
from searchkit.ingest.markup import Element, tree_of
from searchkit.ingest.printed.datelines import Dateline, dateline_of
from searchkit.ingest.printed.headlines import derived_headline
from searchkit.ingest.printed.languages import language_of
from searchkit.ingest.webpage.blocks import Block, Region, blocks_of
from searchkit.ingest.webpage.body import Body, body_of
from searchkit.ingest.webpage.facts import Fact, Facts, facts_of
from searchkit.ingest.webpage.figures import shown_in, take_captions
from searchkit.ingest.webpage.strain import Strained, strain

_HIDDEN_IF_BELOW = 0.3
"""Share of JSON-LD's articleBody under which the page is taken to show only a part of it."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """The article of a page, without an id, and what it was made of.

    ``taken`` was never looked at; ``blocks`` is all that was, with their tree of regions.
    ``is_hidden`` says that the text came from JSON-LD, and the page shows only a part of it.
    """

    article: Article
    facts: Facts
    taken: list[Strained]
    blocks: list[Block]
    regions: Region
    is_hidden: bool


def read_webpage(text: str, url: str | None = None) -> WebPage:
    """Return the article of an HTML page; its quotes are not yet attributed."""
    root = tree_of(text)
    facts = facts_of(root, url)
    shown = shown_in(root)
    taken = strain(root)
    captions = take_captions(root, shown, _text(facts.headline) or "")
    blocks, regions = blocks_of(_soup(root))
    shown_body = body_of(blocks, regions, facts, captions)
    body = _whole(shown_body, facts)
    first = body.paragraphs[0].text if body.paragraphs else ""
    dateline = dateline_of(first)
    words = " ".join(paragraph.text for paragraph in body.paragraphs[:12])
    article = Article(
        id="",
        url=_text(facts.url),
        outlet=_text(facts.outlet),
        language=language_of(words or _text(facts.headline) or "", _text(facts.language)),
        headline=_text(facts.headline) or derived_headline(first) or None,
        headline_derived=facts.headline is None and bool(first),
        authors=tuple(author.text for author in facts.authors),
        published=_day(facts, dateline),
        place=_text(facts.place) or (dateline.place if dateline else None),
        captions=captions,
        paragraphs=body.paragraphs,
        subheads=body.subheads,
    )
    return WebPage(article, facts, taken, blocks, regions, body is not shown_body)


def _day(facts: Facts, dateline: Dateline | None) -> date | None:
    if facts.published:
        return facts.published.day
    return dateline.day if dateline else None


def _soup(root: Element) -> BeautifulSoup:
    body = root.find("body")
    markup = etree.tostring(root if body is None else body, encoding="unicode", method="html")
    return BeautifulSoup(markup, "lxml")


def _whole(body: Body, facts: Facts) -> Body:
    """The body, or that of JSON-LD where the page shows only a small part of it."""
    shown = sum(len(paragraph.text) for paragraph in body.paragraphs)
    # Markup only makes a text longer, so most pages are settled without reading it.
    if facts.body is None or shown >= _HIDDEN_IF_BELOW * len(facts.body.text):
        return body
    lines = [clean_markup(line) for line in _plain(facts.body.text).splitlines()]
    hidden = tuple(Paragraph(line) for line in lines if line)
    if shown >= _HIDDEN_IF_BELOW * sum(len(paragraph.text) for paragraph in hidden):
        return body
    return Body(hidden, ())


def _plain(text: str) -> str:
    """The text of a property that may hold markup."""
    return BeautifulSoup(text, "lxml").get_text("\n") if "<" in text else html.unescape(text)


def _text(fact: Fact | None) -> str | None:
    return clean(fact.text) or None if fact else None
