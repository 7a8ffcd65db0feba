"""A page becomes an article, or a refusal that says why it cannot.

Markup and plain text are told apart by what they hold, a file of articles by its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import PurePath

from searchkit.article import Article
from searchkit.errors import ArticleError, PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.cleaning import has_letters
from searchkit.ingest.decoding import decode, is_binary
from searchkit.ingest.files import GZIP, LARGEST, LARGEST_ARCHIVE, read_bytes, unpacked
from searchkit.ingest.identity import Page, id_at, id_of, source_name
from searchkit.speakers import read as with_speakers

_TAGS = (
    "html|head|body|title|meta|link|base|style|script|article|section|main|aside|nav|header|footer|"
    "address|div|p|h[1-6]|ul|ol|li|dl|table|tr|td|form|blockquote|pre|figure|img|picture|a|b|i|em|"
    "strong|span|small|font|br|hr|time|iframe"
)
_MARKUP = re.compile(
    rf"<(?:!doctype|/?(?:{_TAGS}))\b[^<>]*>|^\s{{0,99}}<(?:\?xml|!--)", re.IGNORECASE
)
_LOOKED_AT = 20_000

_Reader = Callable[[bytes, str], Iterator[Article | Refusal]]


def extract(page: bytes | str, url: str | None = None) -> Article:
    """Return the article that a page holds: HTML or plain text, gzip or not, quotes attributed.

    Its id is 12 hex digits of BLAKE2b over the page's bytes.  Raises PageRefused, with the
    reason, where the page is empty, binary, larger than 5 MB or has no text.
    """
    data = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    text = page if isinstance(page, str) else None
    return replace(_article(unpacked(data), text, url), id=id_of(data))


def read_page(page: Page) -> Iterator[Article | Refusal]:
    """Yield what a file of the corpus holds: one article, or one for each line of a JSONL file."""
    kind = _kind(page.source)
    limit = LARGEST_ARCHIVE if kind is _jsonl_entries else LARGEST
    try:
        if kind is None:
            raise PageRefused(_unknown(page.source))
        data = read_bytes(page.path, limit)
    except PageRefused as refused:
        yield Refusal(source_name(page.source), refused.message)
        return
    yield from articles_in(data, page.source, page.collection)


def articles_in(data: bytes, source: str, collection: str | None) -> Iterator[Article | Refusal]:
    """Yield the articles in the bytes of the page at ``source``, and what of it is refused.

    Every article bears the path as its source and the collection; its id is made of the path.
    """
    kind = _kind(source)
    name = source_name(source)
    try:
        if kind is None:
            raise PageRefused(_unknown(source))
        limit = LARGEST_ARCHIVE if kind is _jsonl_entries else LARGEST
        for found in kind(unpacked(data, limit), source):
            if isinstance(found, Article):
                yield replace(
                    found,
                    source=found.source or name,
                    collection=found.collection or collection,
                )
            else:
                yield found
    except PageRefused as refused:
        yield Refusal(name, refused.message)


def is_page(source: str) -> bool:
    """Return whether a file of this name is read at all."""
    return _kind(source) is not None


def name_of(data: bytes) -> str:
    """Return a file name for a page that came without one: its id, and what it is."""
    text = decode(unpacked(data, LARGEST_ARCHIVE)).text
    kind = ".html" if _is_markup(text) else ".jsonl" if _is_jsonl(text) else ".txt"
    return f"{id_of(data)}{kind}{'.gz' if data.startswith(GZIP) else ''}"


def _one_page(data: bytes, source: str) -> Iterator[Article | Refusal]:
    yield replace(_article(data), id=id_at(source))


def _jsonl_entries(data: bytes, source: str) -> Iterator[Article | Refusal]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield _entry(line, source)
        except (ArticleError, PageRefused) as error:
            yield Refusal(source_name(source), f"line {number}: {error.message}")


def _entry(line: bytes, source: str) -> Article:
    """The article of one line; without an id it gets one of its address, or else of its bytes.

    Not of its number: a line put in above would make all that follow other articles.
    """
    if len(line) > LARGEST:
        raise PageRefused(f"larger than {LARGEST // 1_000_000} MB")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"this is not JSON: {error}") from None
    if isinstance(row, dict) and not row.get("id"):
        key = row.get("url") or blake2b(line.strip(), digest_size=6).hexdigest()
        line = json.dumps(row | {"id": id_at(source, str(key))}).encode()
    article = Article.from_json(line)
    return article if "quotes" in row else with_speakers(article)


def _article(data: bytes, text: str | None = None, url: str | None = None) -> Article:
    if not data.strip():
        raise PageRefused("the file is empty; save the page again")
    if text is None and is_binary(data):
        raise PageRefused("this is a binary file; save the page as HTML or text")
    article = _read_text(decode(data).text if text is None else text, url)
    if not any(map(has_letters, _texts(article))):
        raise PageRefused("no text found; is the page built by a script? Save it from a browser")
    return with_speakers(article)


def _read_text(text: str, url: str | None) -> Article:
    if _is_markup(text):
        from searchkit.ingest.webpage import read_webpage  # brings bs4 and lxml

        return read_webpage(text, url)
    from searchkit.ingest.plaintext import read_plaintext

    return read_plaintext(text, url)


def _is_markup(text: str) -> bool:
    return bool(_MARKUP.search(text, 0, _LOOKED_AT))


def _is_jsonl(text: str) -> bool:
    try:
        return isinstance(json.loads(text.strip().partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _texts(article: Article) -> Iterator[str]:
    yield article.headline or ""
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from (caption.text for caption in article.captions)


# How a file is read, by the end of its name; ``.gz`` after it is taken off first.
_KINDS: dict[str, _Reader] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".txt", ".text", ".md"), _one_page),
    **dict.fromkeys((".jsonl", ".ndjson"), _jsonl_entries),
}


def _kind(source: str) -> _Reader | None:
    return _KINDS.get(PurePath(source.lower().removesuffix(".gz")).suffix)


def _unknown(source: str) -> str:
    known = " ".join(sorted(_KINDS))
    return f"unknown kind of file; known are {known}, each also with .gz"
