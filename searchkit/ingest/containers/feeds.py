"""A feed (RSS 0.9 to 2.0, Atom) gives its entries, each as the page that it stands for.

An entry with its whole text is written out as a page that says of itself what the feed says of
it.  One of which the feed has a summary only is refused where it has a link: an index is of
articles, and the link leads to the whole one.  Where there is no link the summary is all there is,
and is kept.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urljoin

from searchkit.errors import PageRefused
from searchkit.ingest.cleaning import clean
from searchkit.ingest.containers.entries import Entry
from searchkit.ingest.containers.xmlstream import elements, markup_in, name_of, short_name
from searchkit.ingest.markup import Element
from searchkit.ingest.printed.dates import read_date
from searchkit.ingest.reading import is_markup

# The names that a field may have, in order of trust.
_CONTENTS = ("content:encoded", "content", "body")
_SUMMARIES = ("description", "summary")
_LINKS = ("feedburner:origLink", "link", "guid")
_KEYS = ("guid", "id", "link")
_DATES = ("pubDate", "published", "dc:date", "issued", "created", "updated", "modified")
_AUTHORS = ("dc:creator", "author")
_LANGUAGES = ("language", "dc:language")

_ENTRIES = frozenset(("item", "entry"))
_FEEDS = ("channel", "feed")
_ROOT = re.compile(
    r"(?>\s|<\?[^<>]{0,5000}>|<!--(?:(?!-->).){0,5000}-->|<![^<>-][^<>]{0,5000}>){0,999}"
    r"<(?:\w{1,20}:)?(?:rss|RDF|feed)[\s>]",
    re.DOTALL,
)

SHORTEST = 600
"""Characters of a description that counts as the whole text; teasers are shorter."""

_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\s>»→]{0,9}$")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_MAIL = re.compile(r"\S{1,200}@\S{1,200}\s{1,9}\((.{1,200})\)")
_LAST_PARAGRAPH = re.compile(r"<p\b[^<>]{0,200}>(?:(?!<p\b).){0,2000}$", re.DOTALL | re.IGNORECASE)


@dataclass(slots=True)
class _Feed:
    """What a feed has said of itself before an entry."""

    url: str = ""
    title: str = ""
    language: str = ""

    def hear(self, element: Element) -> None:
        name, parent = name_of(element), element.getparent()
        self.language = self.language or _attribute(element, "xml:lang")
        if parent is None or name_of(parent) not in _FEEDS:
            return
        if name == "title":
            self.title = self.title or _line(element)
        elif name in _LANGUAGES:
            self.language = self.language or _line(element)
        elif name == "link":
            self.url = self.url or _address(element, "")


def is_feed(text: str) -> bool:
    """Return whether a text is a feed, by the name of its root element."""
    return bool(_ROOT.match(text))


def feed_entries(text: str, url: str | None = None) -> Iterator[Entry]:
    """Yield the entries of a feed in order; ``url`` is the address of the feed, where known.

    Raises PageRefused where the text is no feed.
    """
    if not is_feed(text):
        raise PageRefused("no feed: neither RSS nor Atom; save a page as .html")
    feed = _Feed(url or "")
    found = False
    for element in elements(text, _ENTRIES):
        if name_of(element) in _ENTRIES:
            found = True
            yield _entry(_Item(element), feed)
        else:
            feed.hear(element)
    if not found:
        raise PageRefused("no entry is in this feed")


class _Item:
    """An entry's elements by their names."""

    def __init__(self, element: Element) -> None:
        self.about = _attribute(element, "rdf:about")
        self.language = _attribute(element, "xml:lang")
        self._named: dict[str, list[Element]] = {}
        for child in element:
            self._named.setdefault(name_of(child), []).append(child)

    def all(self, names: tuple[str, ...]) -> list[Element]:
        return [element for name in names for element in self._named.get(name, ())]

    def first(self, names: tuple[str, ...]) -> str:
        return next(filter(None, map(_line, self.all(names))), "")

    def link(self, base: str) -> str:
        return next(filter(None, (_address(link, base) for link in self.all(_LINKS))), "")

    def outlet(self) -> str:
        """What the entry was taken from: RSS says its name, Atom has its title."""
        for source in self.all(("source",)):
            titles = [child for child in source if name_of(child) == "title"]
            return _line(titles[0] if titles else source)
        return ""

    def date(self) -> str:
        texts = map(_line, self.all(_DATES))
        return next((text for text in texts if read_date(text)), "")

    def text(self) -> tuple[str, bool]:
        """The longest text of the entry as HTML, and whether it is the whole."""
        contents = [_html(element) for element in self.all(_CONTENTS)]
        summaries = [_html(element) for element in self.all(_SUMMARIES)]
        text = max([*contents, *summaries], key=len, default="")
        words = _words(text)
        is_whole = text in contents or len(words) >= SHORTEST
        return text, is_whole and bool(words) and not _CUT.search(words)


def _entry(item: _Item, feed: _Feed) -> Entry:
    link = item.link(feed.url)
    text, is_whole = item.text()
    key = item.about or item.first(_KEYS) or link
    if link and not is_whole:
        key = key or link
        return Entry(key, refused=f"only a summary is in the feed; add the article: {link}")
    page = _page(item, feed, link, text).encode("utf-8", "replace")
    return Entry(key or blake2b(page, digest_size=6).hexdigest(), page)


def _page(item: _Item, feed: _Feed, link: str, text: str) -> str:
    headline = item.first(("title",))
    facts = {
        "@type": "NewsArticle",
        "headline": headline,
        "url": link,
        "datePublished": item.date(),
        "author": [{"@type": "Person", "name": name} for name in _authors(item)],
        "publisher": {"@type": "Organization", "name": item.outlet() or feed.title},
        "inLanguage": item.language or feed.language,
    }
    data = json.dumps(facts).replace("<", "\\u003c")
    body = _without_pointer(text, headline, link)
    return (
        f'<!doctype html><meta charset="utf-8"><script type="application/ld+json">{data}</script>'
        f"<body><article><h1>{html.escape(headline)}</h1>{body}</article>"
    )


def _without_pointer(text: str, headline: str, link: str) -> str:
    """The text without a last paragraph that only points to the entry, as feeds append it."""
    last = _LAST_PARAGRAPH.search(text)
    if (
        last
        and headline
        and link
        and headline in _words(last[0])
        and link in html.unescape(last[0])
    ):
        return text[: last.start()]
    return text


def _authors(item: _Item) -> Iterator[str]:
    for element in item.all(_AUTHORS):
        names = [child for child in element if name_of(child) == "name"]
        text = _line(names[0] if names else element)
        mail = _MAIL.fullmatch(text)  # as RSS 2.0 has it
        if text := mail[1] if mail else text:
            yield text


def _address(element: Element, base: str) -> str:
    """The address that a link leads to, or "" where it is none of the entry's page."""
    href = element.get("href")
    is_other = element.get("rel") not in (None, "alternate")
    is_name = name_of(element) == "guid" and element.get("isPermaLink") == "false"
    if is_other or is_name:
        return ""
    try:
        address = urljoin(base, (href or element.text or "").strip())
    except ValueError:
        return ""
    return address if address.startswith(("http://", "https://")) else ""


def _html(element: Element) -> str:
    markup = markup_in(element)
    if is_markup(markup):
        return markup
    lines = filter(None, map(clean, html.unescape(markup).splitlines()))
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines)


def _line(element: Element) -> str:
    return _words(markup_in(element))


def _words(markup: str) -> str:
    return clean(html.unescape(_TAG.sub(" ", markup)))


def _attribute(element: Element, name: str) -> str:
    return next((str(v) for k, v in element.items() if short_name(str(k)) == name), "")
