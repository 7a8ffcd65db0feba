"""The facts about an article: what the page says of itself, checked against what it shows.

Each field has its places in order of trust, as data; a fact keeps the name of the place it came
from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from urllib.parse import urljoin, urlsplit

from searchkit.ingest.markup import Element, lines_of, text_of, words_of
from searchkit.ingest.printed.bylines import byline_authors, is_personal, names_in
from searchkit.ingest.printed.dates import day_in_path, printed_moment, read_date
from searchkit.ingest.printed.furniture import parted
from searchkit.ingest.printed.headlines import letters, site_in
from searchkit.ingest.webpage.sheet import Fact as Fact
from searchkit.ingest.webpage.sheet import Sheet
from searchkit.ingest.webpage.titles import headline_of

_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date.created",
    "dcterms.date", "dc.date", "date.publication", "publication_date", "publishdate", "pubdate",
    "publish-date", "article.published", "published_date", "cxenseparse:recs:publishtime",
    "iptc.date", "rnews:datepublished", "article_date_original", "last-modified", "date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator",
            "sailthru.author", "byl", "authors", "article:author_name", "cxenseparse:author",
            "twitter:data1")  # fmt: skip
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "cre", "publisher",
            "apple-mobile-web-app-title", "article:publisher", "source")  # fmt: skip
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")
_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")

_BYLINE = re.compile(
    r"(?<![a-z])(?:by-?line|authors?|author-?names?|autore?s?|auteurs?|redacteur|signature|firma)"
    r"(?![a-z])"
)
_NOT_BYLINE = re.compile(
    r"bio|comment|related|card|avatar|image|photo|follow|about|box|social|teaser"
)
_TIME = re.compile(r"date|time|publi|posted|stamp", re.IGNORECASE)
_LONGEST_BYLINE = 200
_FEW_INSIDE = 60
_LONGEST_TIME = 80
_NEAR_HEADLINE = 30
_LEVELS = 3
_FEW = 8


@dataclass(frozen=True, slots=True)
class Day:
    """A date that a page gives, and the place where it stands."""

    day: date
    origin: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields that are not body; ``description`` and ``body`` help to find what is."""

    headline: Fact | None
    authors: tuple[Fact, ...]
    published: Day | None
    outlet: Fact | None
    language: Fact | None
    url: Fact | None
    place: Fact | None
    description: Fact | None
    body: Fact | None


def facts_of(root: Element, url: str | None) -> Facts:
    """Return the facts of a page; ``url`` is the address it was fetched from, where known."""
    sheet = Sheet(root, url)
    outlet = _outlet(sheet)
    return Facts(
        headline=headline_of(sheet, outlet.text if outlet else None),
        authors=_authors(sheet, outlet),
        published=_published(sheet),
        outlet=outlet,
        language=_first(_languages(sheet)),
        url=_address(sheet),
        place=_first(sheet.linked("dateline", "contentLocation", "locationCreated")),
        description=_first([*sheet.metas(_DESCRIPTIONS), *sheet.linked("description")]),
        body=_first(_bodies(sheet)),
    )


def _first(facts: Iterator[Fact] | list[Fact]) -> Fact | None:
    return next((fact for fact in facts if fact.text), None)


def _outlet(sheet: Sheet) -> Fact | None:
    linked = sheet.linked("publisher")
    site = Fact(sheet.data.name_of(sheet.data.site), "json-ld WebSite")
    found = [*sheet.metas(_OUTLETS[:1]), *linked, site, *sheet.microdata("publisher")]
    found += [*sheet.metas(_OUTLETS[1:]), *_site_in_title(sheet)]
    return next((f for f in found if f.text and "://" not in f.text and len(f.text) < 80), None)


def _site_in_title(sheet: Sheet) -> Iterator[Fact]:
    title = next((text_of(title) for title in sheet.root.iter("title")), "")
    for heading in sheet.heading_texts:
        if site := site_in(title, heading):
            yield Fact(site, "title")


def _authors(sheet: Sheet, outlet: Fact | None) -> tuple[Fact, ...]:
    site = letters(outlet.text) if outlet else ""
    for origin, names in _author_lists(sheet):
        kept = {letters(name): name for name in names if letters(name) not in ("", site)}
        if kept:
            return tuple(Fact(name, origin) for name in kept.values())
    return ()


def _author_lists(sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
    linked = sheet.data.names("author") or sheet.data.names("creator")
    persons = [text for text, is_person in linked if is_person]
    metas = [fact.text for fact in sheet.metas(_AUTHORS) if "://" not in fact.text]
    yield "json-ld author", [name for text in persons for name in names_in(text)]
    yield "meta author", [n for text in metas for n in names_in(text) if is_personal(n)]
    yield "byline", _names_in_one_place(_bylines(sheet))
    lines = _lines_by_headline(sheet)
    yield "line by the headline", [name for line in lines for name in byline_authors(line)]
    yield "json-ld author", [name for text, _ in linked for name in names_in(text)]


def _names_in_one_place(bylines: Iterator[Element]) -> list[str]:
    """The names in the first byline and in those beside it; others belong to other articles."""
    found: list[str] = []
    around: set[Element] = set()
    for element in bylines:
        names = _names_of(element)
        ancestors = set(islice(element.iterancestors(), _LEVELS))
        if names and (not around or around & ancestors):
            around = around or ancestors
            found += names
    return found


def _names_of(element: Element) -> list[str]:
    """The names in a byline: each in an element of its own, or parted by signs and words."""
    leaves = [text_of(leaf) for leaf in element.iter("a", "span") if not len(leaf)]
    if len(leaves) > 1 and all(map(is_personal, leaves)):
        return leaves
    return [name for name in names_in(text_of(element)) if is_personal(name)]


def _bylines(sheet: Sheet) -> Iterator[Element]:
    for link in sheet.root.iter("a"):
        if link.get("rel") == "author":
            yield link
    yield from sheet.marked.get("author", ())
    for element in sheet.root.iter("a", "span", "p", "div", "address", "li", "cite"):
        words = parted(words_of(element))
        if len(words) < 4 or not _BYLINE.search(words) or _NOT_BYLINE.search(words):
            continue
        if next(islice(element.iterdescendants("*"), _FEW_INSIDE, None), None) is not None:
            continue
        if len(text_of(element)) <= _LONGEST_BYLINE:
            yield element


def _published(sheet: Sheet) -> Day | None:
    """The first readable date; a moment is preferred to the same day without its hour."""
    found = [Day(day, fact.origin) for fact in _date_facts(sheet) if (day := read_date(fact.text))]
    if found and isinstance(found[0].day, datetime):
        return found[0]
    lines = _lines_by_headline(sheet)
    found += [Day(day, "line by the headline") for line in lines if (day := printed_moment(line))]
    if found:
        return next((day for day in found if _is_same_day(day.day, found[0].day)), found[0])
    if day := day_in_path(sheet.url or ""):
        return Day(day, "address")
    return Day(day, "named as a date") if (day := _shown_day(sheet)) else None


def _is_same_day(day: date, first: date) -> bool:
    return isinstance(day, datetime) and day.isoformat()[:10] == first.isoformat()[:10]


def _date_facts(sheet: Sheet) -> Iterator[Fact]:
    yield from sheet.linked("datePublished", "dateCreated", "uploadDate")
    yield from sheet.metas(_DATES)
    yield from sheet.microdata("datepublished")
    for element in sheet.root.iter("time"):
        yield Fact(element.get("datetime") or text_of(element), "time")
    yield from sheet.linked("dateModified")


def _shown_day(sheet: Sheet) -> date | None:
    for element in sheet.root.iter("span", "p", "div", "li", "em", "small", "dd", "font"):
        if not _TIME.search(words_of(element)):
            continue
        text = text_of(element) if len(element) < 12 else ""
        if 0 < len(text) <= _LONGEST_TIME and (day := printed_moment(text)):
            return day
    return None


def _lines_by_headline(sheet: Sheet) -> Iterator[str]:
    """The short lines in the elements that follow the headline."""
    # A site may set its own name as a heading of the first order above.
    sized = zip(sheet.headings, map(len, sheet.heading_texts), strict=True)
    longest, _ = max(sized, key=itemgetter(1), default=(None, 0))
    elements = sheet.root.iter("*")
    if longest is None or not any(element is longest for element in elements):  # it stops there
        return
    for element in islice(elements, _NEAR_HEADLINE):
        if len(element) < _FEW:
            yield from (line for line in lines_of(element) if len(line) <= _LONGEST_TIME)


def _languages(sheet: Sheet) -> Iterator[Fact]:
    yield Fact(
        sheet.root.get("lang")
        or sheet.root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or "",
        "lang",
    )
    yield from sheet.linked("inLanguage")
    yield from sheet.metas(_LANGUAGES)


def _address(sheet: Sheet) -> Fact | None:
    """The canonical address, if it leads to a page and not to the front of the site."""
    links = [Fact(link.get("href") or "", "canonical") for link in sheet.root.iter("link")
             if "canonical" in (link.get("rel") or "").lower().split()]  # fmt: skip
    found = [
        *links,
        *sheet.metas(("og:url", "dc.identifier")),
        *sheet.linked("url", "mainEntityOfPage"),
    ]
    for fact in found:
        address = _joined(sheet.url or "", fact.text.strip())
        if address:
            return Fact(address, fact.origin)
    return Fact(sheet.url, "given") if sheet.url else None


def _joined(base: str, address: str) -> str | None:
    try:
        whole = urljoin(base, address)
        parts = urlsplit(whole)
    except ValueError:
        return None
    is_page = parts.scheme in ("http", "https") and parts.netloc and parts.path.strip("/")
    return whole if is_page else None


def _bodies(sheet: Sheet) -> Iterator[Fact]:
    text = sheet.data.article.get("articleBody")
    if isinstance(text, str) and text.strip():
        yield Fact(text, "json-ld articleBody")
