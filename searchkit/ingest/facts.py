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
from urllib.parse import urljoin, urlsplit

from searchkit.ingest.bylines import byline_authors, is_personal, names_in
from searchkit.ingest.dates import day_in_path, printed_moment, read_date
from searchkit.ingest.headlines import letters, same_words, site_in, without_site
from searchkit.ingest.jsonld import LinkedData
from searchkit.ingest.markup import Element, lines_of, tag_of, text_of, words_of

_TITLES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline")
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
_LONGEST_TIME = 80
_NEAR_HEADLINE = 30
_FEW = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """A text that a page gives for a field, and the place where it stands."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The fields that are not body; ``description`` and ``body`` help to find what is."""

    headline: Fact | None
    authors: tuple[str, ...]
    published: date | None
    outlet: Fact | None
    language: Fact | None
    url: Fact | None
    place: Fact | None
    description: Fact | None
    body: Fact | None


class _Sheet:
    """The places of a page where facts stand."""

    def __init__(self, root: Element, url: str | None) -> None:
        self.root, self.url = root, url
        self.data = LinkedData(root)
        self.meta: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            key = next((element.get(k) for k in ("property", "name", "itemprop", "http-equiv")
                        if element.get(k)), None)  # fmt: skip
            content = (element.get("content") or "").strip()
            if key and content:
                self.meta.setdefault(key.lower(), []).append(content)
        self.marked: dict[str, list[Element]] = {}
        for element in root.iter("*"):
            for name in (element.get("itemprop") or "").lower().split():
                self.marked.setdefault(name, []).append(element)

    def metas(self, keys: tuple[str, ...]) -> Iterator[Fact]:
        return (
            Fact(" ".join(text.split()), key) for key in keys for text in self.meta.get(key, ())
        )

    def linked(self, *keys: str) -> Iterator[Fact]:
        return (Fact(text, f"json-ld {key}") for key in keys if (text := self.data.text(key)))

    def microdata(self, name: str) -> Iterator[Fact]:
        for element in self.marked.get(name, ()):
            inner = element.find(".//*[@itemprop='name']")
            named = element if inner is None else inner
            values = (named.get("content"), named.get("datetime"))
            text = next(filter(None, values), None) or text_of(named)
            if text:
                yield Fact(text, f"itemprop {name}")


def facts_of(root: Element, url: str | None) -> Facts:
    """Return the facts of a page; ``url`` is the address it was fetched from, where known."""
    sheet = _Sheet(root, url)
    outlet = _outlet(sheet)
    return Facts(
        headline=_headline(sheet, outlet),
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


def _outlet(sheet: _Sheet) -> Fact | None:
    linked = sheet.linked("publisher")
    site = Fact(sheet.data.name_of(sheet.data.site), "json-ld WebSite")
    found = [*sheet.metas(_OUTLETS[:1]), *linked, site, *sheet.microdata("publisher")]
    found += [*sheet.metas(_OUTLETS[1:]), *_site_in_title(sheet)]
    return next((f for f in found if f.text and "://" not in f.text and len(f.text) < 80), None)


def _site_in_title(sheet: _Sheet) -> Iterator[Fact]:
    title = next((text_of(title) for title in sheet.root.iter("title")), "")
    for h1 in sheet.root.iter("h1"):
        if site := site_in(title, text_of(h1)):
            yield Fact(site, "title")


def _headline(sheet: _Sheet, outlet: Fact | None) -> Fact | None:
    """The heading that the page shows, if one of its own titles agrees; else the best title."""
    site = outlet.text if outlet else None
    shown = [Fact(text, "h1") for h1 in sheet.root.iter("h1") if (text := text_of(h1))]
    titles = [Fact(text_of(title), "title") for title in sheet.root.iter("title")][:1]
    said = [*sheet.linked("headline"), *sheet.metas(_TITLES), *titles]
    said = [Fact(without_site(fact.text, site), fact.origin) for fact in said if fact.text]
    for fact in shown:
        if any(same_words(fact.text, other.text) for other in said):
            return fact
    for fact in shown:
        if any(_overlap(fact.text, other.text) >= 0.5 for other in said):
            return fact
    marked = list(sheet.microdata("headline"))
    return _first([*marked, *said, *shown])


def _overlap(one: str, other: str) -> float:
    """The share of common words (Jaccard index)."""
    ours, theirs = set(one.lower().split()), set(other.lower().split())
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _authors(sheet: _Sheet, outlet: Fact | None) -> tuple[str, ...]:
    site = letters(outlet.text) if outlet else ""
    for names in _author_lists(sheet):
        kept = {letters(name): name for name in names if letters(name) not in ("", site)}
        if kept:
            return tuple(kept.values())
    return ()


def _author_lists(sheet: _Sheet) -> Iterator[list[str]]:
    linked = sheet.data.names("author") or sheet.data.names("creator")
    yield [name for text, is_person in linked if is_person for name in names_in(text)]
    yield [name for fact in sheet.metas(_AUTHORS) if "://" not in fact.text
           for name in names_in(fact.text) if is_personal(name)]  # fmt: skip
    yield [name for element in _bylines(sheet) for name in names_in(text_of(element))
           if is_personal(name)]  # fmt: skip
    yield [name for line in _lines_by_headline(sheet) for name in byline_authors(line)]
    yield [name for text, _ in linked for name in names_in(text)]


def _bylines(sheet: _Sheet) -> Iterator[Element]:
    yield from sheet.root.iterfind(".//a[@rel='author']")
    yield from sheet.marked.get("author", ())
    for element in sheet.root.iter("a", "span", "p", "div", "address", "li", "cite"):
        words = words_of(element).lower()
        if len(words) < 4 or not _BYLINE.search(words) or _NOT_BYLINE.search(words):
            continue
        if len(text_of(element)) <= _LONGEST_BYLINE:
            yield element


def _published(sheet: _Sheet) -> date | None:
    """The first readable date; a moment is preferred to the same day without its hour."""
    found = [day for fact in _date_facts(sheet) if (day := read_date(fact.text))]
    if found and isinstance(found[0], datetime):
        return found[0]
    found += [day for line in _lines_by_headline(sheet) if (day := printed_moment(line))]
    if not found:
        return day_in_path(sheet.url or "") or _shown_day(sheet)
    return next((day for day in found if _is_same_day(day, found[0])), found[0])


def _is_same_day(day: date, first: date) -> bool:
    return isinstance(day, datetime) and day.isoformat()[:10] == first.isoformat()[:10]


def _date_facts(sheet: _Sheet) -> Iterator[Fact]:
    yield from sheet.linked("datePublished", "dateCreated", "uploadDate")
    yield from sheet.metas(_DATES)
    yield from sheet.microdata("datepublished")
    for element in sheet.root.iter("time"):
        yield Fact(element.get("datetime") or text_of(element), "time")
    yield from sheet.linked("dateModified")


def _shown_day(sheet: _Sheet) -> date | None:
    for element in sheet.root.iter("span", "p", "div", "li", "em", "small", "dd", "font"):
        if not _TIME.search(words_of(element)):
            continue
        text = text_of(element) if len(element) < 12 else ""
        if 0 < len(text) <= _LONGEST_TIME and (day := printed_moment(text)):
            return day
    return None


def _lines_by_headline(sheet: _Sheet) -> Iterator[str]:
    """The short lines in the elements that follow the headline."""
    elements = sheet.root.iter("*")
    if not any(tag_of(element) == "h1" for element in elements):  # it stops behind the first
        return
    for element in islice(elements, _NEAR_HEADLINE):
        if len(element) < _FEW:
            yield from (line for line in lines_of(element) if len(line) <= _LONGEST_TIME)


def _languages(sheet: _Sheet) -> Iterator[Fact]:
    yield Fact(
        sheet.root.get("lang")
        or sheet.root.get("{http://www.w3.org/XML/1998/namespace}lang")
        or "",
        "lang",
    )
    yield from sheet.linked("inLanguage")
    yield from sheet.metas(_LANGUAGES)


def _address(sheet: _Sheet) -> Fact | None:
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


def _bodies(sheet: _Sheet) -> Iterator[Fact]:
    text = sheet.data.article.get("articleBody")
    if isinstance(text, str) and text.strip():
        yield Fact(text, "json-ld articleBody")
