"""The ways to bend a page: tags, attributes, encoding, nesting, entities, ends, parts."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]

_TAG = re.compile(rb"<[^<>]{1,500}>")
_NAME = re.compile(rb"(?<=<)/?[a-zA-Z][\w-]*")
_VALUE = re.compile(rb"(?<==)(?:\"[^\"<>]{0,300}\"|'[^'<>]{0,300}')")
_CHARSET = re.compile(rb"(?<=charset=)[\"']?[\w-]{1,40}", re.IGNORECASE)
_MOST = 400_000

_NAMES = (
    b"p", b"div", b"span", b"table", b"td", b"h1", b"h2", b"figure", b"figcaption", b"script",
    b"style", b"template", b"svg", b"math", b"select", b"frameset", b"plaintext", b"body", b"html",
    b"noscript", b"textarea", b"br", b"li", b"article", b"section", b"a", b"b", b"x:y", b"1",
)  # fmt: skip
_VALUES = (
    b"", b"article-body", b"caption", b"credit", b"byline author", b"newsletter", b"hidden",
    b"date", b"headline", b"datePublished", b"author", b"articleBody", b"navigation",
    b"application/ld+json", b"og:title", b"article:published_time", b"canonical", b"http://[",
    b"\xff\xfe", b"&#0;", b"a " * 500,
)  # fmt: skip
_CODECS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1251", "shift_jis", "gb18030",
    "euc_kr", "iso2022_jp", "utf-7", "cp037",
)  # fmt: skip
_DECLARED = (
    b"utf-8", b"ascii", b"utf-16", b"utf-7", b"unicode_escape", b"idna", b"gbk", b"shift_jis",
    b"rot13", b"hex", b"none", b"iso-2022-jp",
)  # fmt: skip
_PIECES = (
    b"&#x1b;[31m", b"&#xD800;", b"&#0;", b"&#x202e;", b"&nbsp;", b"&bogus;", b"&#99999999999;",
    b"&", b"\x00", b"\x1b]52;c;AAAA\x07", b"\xed\xa0\x80", b"\xc3", b"\xff", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?xml", b"<!doctype", b"<", b">", b"</", b'"', b"\xe2\x80\xa8", b"\r",
    b"\xf3\xa0\x81\xa1", b"2025-02-30T25:61:61+99:99", b"Photo: ", b"By ", b"\xe2\x80\x9c", b"{",
    b"}", b"[", b"\\u",
)  # fmt: skip


def bent(random: Random, page: bytes, other: bytes) -> bytes:
    """Return the page after one to four mutations; ``other`` is a page to take parts from."""
    for _ in range(random.randint(1, 4)):
        if random.random() < 0.1:
            page = _crossed(random, page, other)
        else:
            page = random.choice(MUTATIONS)(random, page)[:_MOST]
    return page


def _one(random: Random, page: bytes, form: re.Pattern[bytes], new: bytes) -> bytes:
    """The page with one match of a form replaced."""
    found = list(form.finditer(page))
    if not found:
        return page
    start, end = random.choice(found).span()
    return page[:start] + new + page[end:]


def _place(random: Random, page: bytes) -> int:
    return random.randint(0, len(page))


def _span(random: Random, page: bytes, longest: int) -> tuple[int, int]:
    start = _place(random, page)
    return start, min(len(page), start + random.randint(1, longest))


def rename_tag(random: Random, page: bytes) -> bytes:
    return _one(random, page, _NAME, random.choice((b"", b"/")) + random.choice(_NAMES))


def drop_tags(random: Random, page: bytes) -> bytes:
    share = random.random() * 0.3
    return _TAG.sub(lambda tag: b"" if random.random() < share else tag[0], page)


def add_tag(random: Random, page: bytes) -> bytes:
    place = _place(random, page)
    tag = b"<" + random.choice((b"", b"/")) + random.choice(_NAMES)
    tag += b' class="' + random.choice(_VALUES) + b'" itemprop="' + random.choice(_VALUES) + b'">'
    return page[:place] + tag + page[place:]


def change_attribute(random: Random, page: bytes) -> bytes:
    return _one(random, page, _VALUE, b'"' + random.choice(_VALUES) + b'"')


def swap_attributes(random: Random, page: bytes) -> bytes:
    """Give every value of the page that of another attribute."""
    found = [match[0] for match in _VALUE.finditer(page)]
    if not found:
        return page
    random.shuffle(found)
    values = iter(found)
    return _VALUE.sub(lambda _: next(values), page)


def encode_anew(random: Random, page: bytes) -> bytes:
    return page.decode("utf-8", "replace").encode(random.choice(_CODECS), "xmlcharrefreplace")


def declare_anew(random: Random, page: bytes) -> bytes:
    return _one(random, page, _CHARSET, random.choice(_DECLARED))


def nest(random: Random, page: bytes) -> bytes:
    place = _place(random, page)
    return (
        page[:place]
        + (b"<" + random.choice(_NAMES) + b">") * random.randint(2, 3000)
        + page[place:]
    )


def enclose(random: Random, page: bytes) -> bytes:
    start, end = _span(random, page, 5000)
    name = random.choice(_NAMES)
    inner = b"<" + name + b">" + page[start:end] + b"</" + name + b">"
    return page[:start] + inner + page[end:]


def add_piece(random: Random, page: bytes) -> bytes:
    place = _place(random, page)
    return page[:place] + random.choice(_PIECES) * random.choice((1, 1, 1, 2000)) + page[place:]


def flip_bytes(random: Random, page: bytes) -> bytes:
    data = bytearray(page)
    for _ in range(random.randint(1, 30) if data else 0):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data)


def truncate(random: Random, page: bytes) -> bytes:
    return page[: _place(random, page)]


def behead(random: Random, page: bytes) -> bytes:
    return page[_place(random, page) :]


def cut(random: Random, page: bytes) -> bytes:
    start, end = _span(random, page, 3000)
    return page[:start] + page[end:]


def repeat(random: Random, page: bytes) -> bytes:
    start, end = _span(random, page, 2000)
    return page[:end] + page[start:end] * random.choice((1, 2, 200)) + page[end:]


def move(random: Random, page: bytes) -> bytes:
    start, end = _span(random, page, 3000)
    rest = page[:start] + page[end:]
    place = _place(random, rest)
    return rest[:place] + page[start:end] + rest[place:]


def pack(random: Random, page: bytes) -> bytes:
    packed = gzip.compress(page, 1, mtime=0)
    return packed if random.random() < 0.5 else flip_bytes(random, packed)


def _crossed(random: Random, page: bytes, other: bytes) -> bytes:
    start, end = _span(random, other, 5000)
    place = _place(random, page)
    return (page[:place] + other[start:end] + page[place:])[:_MOST]


MUTATIONS: tuple[Mutation, ...] = (
    rename_tag, drop_tags, add_tag, change_attribute, swap_attributes, encode_anew, declare_anew,
    nest, enclose, add_piece, flip_bytes, truncate, behead, cut, repeat, move, pack,
)  # fmt: skip
