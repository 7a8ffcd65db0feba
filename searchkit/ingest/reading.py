"""The bytes of one page become an article: markup, plain text, or a page that a browser packed.

They are told apart by what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from searchkit.article import Article
from searchkit.errors import PageRefused
from searchkit.ingest.cleaning import has_letters
from searchkit.ingest.decoding import Decoded, decode, is_binary
from searchkit.ingest.files import LARGEST, LARGEST_ARCHIVE, too_large, unpacked
from searchkit.ingest.identity import id_of
from searchkit.ingest.mhtml import is_packed, unpacked_page
from searchkit.ingest.saved import saved
from searchkit.speakers import read as with_speakers

if TYPE_CHECKING:
    from searchkit.ingest.webpage import WebPage

_TAGS = (
    "html|head|body|title|meta|link|base|style|script|article|section|main|aside|nav|header|footer|"
    "address|div|p|h[1-6]|ul|ol|li|dl|table|tr|td|form|blockquote|pre|figure|img|picture|a|b|i|em|"
    "strong|span|small|font|br|hr|time|iframe"
)
_MARKUP = re.compile(
    rf"<(?:!doctype|/?(?:{_TAGS}))\b[^<>]*>|^\s{{0,99}}<(?:\?xml|!--)", re.IGNORECASE
)
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Account:
    """An article and how it was read; its id is 12 hex digits of BLAKE2b over the page's bytes.

    ``page`` is what was made of markup, None for a plain text; ``url`` is the address that the
    page was fetched from, where that is known.
    """

    article: Article
    decoded: Decoded
    url: str | None
    page: WebPage | None


def account_of(page: bytes | str, url: str | None = None) -> Account:
    """Return the article in a page, gzip or not, and how it was read.

    Raises PageRefused where the page is empty, binary, larger than 5 MB or has no text.
    """
    data = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
    id = id_of(data)
    if isinstance(page, str) and not is_packed(data):
        return _account(Decoded(page, "", "given as text"), url, id)
    data = unpacked(data, LARGEST_ARCHIVE if is_packed(data) else LARGEST)
    data = unpacked_page(data) if is_packed(data) else data
    if is_binary(data):
        raise PageRefused("this is a binary file; save the page as HTML or text")
    return _account(decode(data), url, id)


def _account(decoded: Decoded, url: str | None, id: str) -> Account:
    page = saved(decoded.text)
    url = url or page.url
    if not page.text.strip():
        raise PageRefused("the file is empty; save the page again")
    if len(page.text) > LARGEST:
        raise PageRefused(too_large(LARGEST))
    if is_markup(page.text):
        from searchkit.ingest.webpage import read_webpage  # brings bs4 and lxml

        made = read_webpage(page.text, url)
        return Account(_attributed(made.article, id), decoded, url, made)
    from searchkit.ingest.plaintext import read_plaintext

    return Account(_attributed(read_plaintext(page.text, url), id), decoded, url, None)


def _attributed(article: Article, id: str) -> Article:
    if not any(map(has_letters, _texts(article))):
        raise PageRefused("no text found; is the page built by a script? Save it from a browser")
    return with_speakers(replace(article, id=id))


def is_markup(text: str) -> bool:
    """Return whether a text is HTML, by the tags at its head."""
    return bool(_MARKUP.search(text, 0, _LOOKED_AT))


def _texts(article: Article) -> Iterator[str]:
    yield article.headline or ""
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from (caption.text for caption in article.captions)
