"""A web page becomes an article: its facts, its pictures' captions, its body.

lxml reads the page and is strained of what is never article; BeautifulSoup reads the rest, which
is a small part of it.
"""

from __future__ import annotations

import html

from bs4 import BeautifulSoup
from lxml import etree

from searchkit.article import Article, Paragraph
from searchkit.ingest.blocks import blocks_of
from searchkit.ingest.body import Body, body_of
from searchkit.ingest.cleaning import clean, clean_markup
from searchkit.ingest.datelines import dateline_of
from searchkit.ingest.facts import Fact, Facts, facts_of
from searchkit.ingest.figures import take_captions
from searchkit.ingest.headlines import derived_headline
from searchkit.ingest.languages import language_of
from searchkit.ingest.markup import Element, tree_of
from searchkit.ingest.strain import strain

_HIDDEN_IF_BELOW = 0.3
"""Share of JSON-LD's articleBody under which the page is taken to show only a part of it."""


def read_webpage(text: str, url: str | None = None) -> Article:
    """Return the article of an HTML page, without an id; quotes are not yet attributed."""
    root = tree_of(text)
    facts = facts_of(root, url)
    strain(root)
    soup = _soup(root)
    captions = take_captions(soup)
    body = _whole(body_of(*blocks_of(soup), facts, captions), facts)
    first = body.paragraphs[0].text if body.paragraphs else ""
    dateline = dateline_of(first)
    words = " ".join(paragraph.text for paragraph in body.paragraphs[:12])
    return Article(
        id="",
        url=_text(facts.url),
        outlet=_text(facts.outlet),
        language=language_of(words or _text(facts.headline) or "", _text(facts.language)),
        headline=_text(facts.headline) or derived_headline(first) or None,
        headline_derived=facts.headline is None and bool(first),
        authors=facts.authors,
        published=facts.published or (dateline.day if dateline else None),
        place=_text(facts.place) or (dateline.place if dateline else None),
        captions=captions,
        paragraphs=body.paragraphs,
        subheads=body.subheads,
    )


def _soup(root: Element) -> BeautifulSoup:
    body = root.find("body")
    markup = etree.tostring(root if body is None else body, encoding="unicode", method="html")
    return BeautifulSoup(markup, "lxml")


def _whole(body: Body, facts: Facts) -> Body:
    """The body, or that of JSON-LD where the page shows only a small part of it."""
    if facts.body is None:
        return body
    lines = [clean_markup(line) for line in _plain(facts.body.text).splitlines()]
    hidden = tuple(Paragraph(line) for line in lines if line)
    shown = sum(len(paragraph.text) for paragraph in body.paragraphs)
    if shown >= _HIDDEN_IF_BELOW * sum(len(paragraph.text) for paragraph in hidden):
        return body
    return Body(hidden, ())


def _plain(text: str) -> str:
    """The text of a property that may hold markup."""
    return BeautifulSoup(text, "lxml").get_text("\n") if "<" in text else html.unescape(text)


def _text(fact: Fact | None) -> str | None:
    return clean(fact.text) or None if fact else None
