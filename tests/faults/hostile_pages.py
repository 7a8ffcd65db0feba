"""Pages that were made to harm a reader: by size, nesting, encoding, entities, archives."""

from __future__ import annotations

import gzip
import io
import json
import warnings
import zipfile
from collections.abc import Iterator

from tests.fuzz.trial import Seed

_WORDS = b"The ferry was late again, said Ana Ruiz, chair of the guild. "
_SAID = b'"It is late," said Ana Ruiz. '


def hostile_pages() -> Iterator[Seed]:
    """Yield pages with the names that say how they are read."""
    for number, page in enumerate(_markup()):
        yield Seed(f"markup{number}.html", page)
    for number, page in enumerate(_texts()):
        yield Seed(f"text{number}.txt", page)
    for number, page in enumerate(_xml()):
        yield Seed(f"feed{number}.xml", page)
    for number, page in enumerate(_lines()):
        yield Seed(f"lines{number}.jsonl", page)
    yield from _archives()


def _markup() -> Iterator[bytes]:
    for piece in (
        b"<!--", b"<!", b"<", b"<![CDATA[", b"<?", b"</p", b"<script>", b"<a href='", b"<p>&amp;&",
        b"<b>", b"<table>", b"<p>x", b"<svg>", b"<select><option>", b"<h2>x", b"<figure><img>",
        b"<blockquote>", b"<li>", b"<time datetime='2025-01-01'>", b"&#x1b;[31m", b"&#0;",
        b'<meta property="article:author" content="a">', b"<template>", b"<frameset>",
        b'<script type="application/ld+json">{"a":[', b"<p>\xe2\x80\x9c", b"<br>", b"<p>" + _SAID,
        b"<script></script>&#x1b;[31m", b"<style></style>&#xffff;",
    ):  # fmt: skip
        yield b"<html><body>" + piece * (400_000 // len(piece))
    yield (
        b"<meta property='og:title' content='a b'>" * 60 + b"<h1>" * 40 + b"<p>ferry pier " * 30_000
    )
    for name in (b"div", b"span", b"blockquote", b"table", b"ul", b"font", b"article", b"b"):
        for many in (900, 5000, 50_000):
            inner = b"<p>" + _WORDS * 20 + b"</p>"
            yield b"<%s>" % name * many + inner + b"</%s>" % name * many
    yield b"<a " + b"x " * 300_000 + b">hi</a>"
    yield b"<a " + b"".join(b"x%d=1 " % number for number in range(100_000)) + b">hi</a>"
    yield b"<p class='" + b"article body " * 100_000 + b"'>" + _WORDS
    yield b"<h1>" + b"word " * 900_000
    yield b"<p>" + b"word" * 1_200_000
    yield b"<p>x</p>" * 600_000
    yield b'<script type="application/ld+json">' + b'{"@graph":[' * 20_000 + b"</script><p>x"
    yield b'<script type="application/ld+json">' + b"[" * 500_000 + b"</script><p>" + _WORDS * 20
    for charset in (b"ascii", b"unicode_escape", b"utf-7", b"idna", b"rot13", b"utf-16", b"zip"):
        yield b'<meta charset="%s"><p>caf\xc3\xa9 \\ud800 ' % charset + _WORDS * 20
    yield b"\xff\xfe" + "<p>späte Fähre</p>".encode("utf-16-le") * 900
    yield b"\xff\xfe\0\0" + b"<p>"
    yield b"\xef\xbb\xbf" * 100_000


def _texts() -> Iterator[bytes]:
    for piece in (
        b"\0", b"\n", b"a\n", b" ", b"\t", b"a", b"a ", b"A ", b'"', b"\xe2\x80\x9c", b"said ",
        b"Ana Ruiz ", b"A. ", b"Mr. ", b"- ", b"1. ", b": ", b"\n\n# ", b"By Ana Ruiz\n", _SAID,
        b"according to ", b"\xf0\x9f\x91\xa9\xe2\x80\x8d", b"\xe6\xbc\xa2", b"\xd8\xb9", b".",
        b"Ana Ruiz, chair, ", b"(", b"'", b"--", b"LISBON, 7 November 2025 -- ", b"e\xcc\x81",
        b"who said that ", b"Photo: ", b"\xc2\xad", b"\xe2\x80\x8b", b"\xef\xb7\xba", b"\x1b[2J",
    ):  # fmt: skip
        for size in (20_000, 400_000):
            yield (_WORDS + piece * (size // len(piece)))[:4_900_000]
    yield bytes(range(256)) * 1000
    yield b""


def _xml() -> Iterator[bytes]:
    entities = b"".join(
        b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(12)
    )
    start = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lololololol">' + entities + b"]>"
    item = b"<rss><channel><item><title>%s</title><description>%s</description></item>"
    end = b"</channel></rss>"
    yield start + item % (b"&m;", _WORDS) + end
    long = b'<!DOCTYPE l [<!ENTITY a "%s">]>' % (b"A" * 50_000)
    yield long + item % (b"x", b"&a;" * 50_000) + end
    for target in (b"file:///etc/passwd", b"http://127.0.0.1:1/", b"/dev/zero", b"php://x"):
        yield b'<!DOCTYPE r [<!ENTITY x SYSTEM "%s">]>' % target + item % (b"&x;", b"&x;") + end
        yield b'<!DOCTYPE r SYSTEM "%s">' % target + item % (b"a", _WORDS) + end
    yield b"<rss><channel>" + b"<item>" * 100_000
    yield b"<rss><channel>" + b"<x " + b"y='1' " * 100_000 + b"/>" + end
    yield b"<rss><channel>" + item[14:] % (b"a", b"&lt;" * 400_000) + end
    yield b"<rss><channel><item><title>" + b"<b>" * 50_000 + b"</title></item>" + end
    yield b"<rss>" + b"<![CDATA[" * 50_000


def _lines() -> Iterator[bytes]:
    article = {"schema": 1, "id": "a", "paragraphs": [{"text": "x"}]}
    yield json.dumps({**article, "headline": "\ud800"}).encode()
    yield b"[" * 100_000 + b"]" * 100_000
    yield b'{"id":' * 50_000
    yield b'{"id": "a", "paragraphs": [{"text": ' + b"9" * 100_000 + b"}]}"
    yield json.dumps({**article, "published": "9" * 9999}).encode()
    yield json.dumps({**article, "id": "../../etc/passwd"}).encode()
    yield json.dumps({**article, "source": "../../etc/passwd", "collection": "/"}).encode()
    quote = {"paragraph": 0, "spans": [[0, 1 << 62]], "text": "x", "kind": "direct"}
    yield json.dumps({**article, "quotes": [quote]}).encode()
    yield json.dumps({**article, "quotes": [{**quote, "spans": [[0, 1]] * 100_000}]}).encode()
    yield b"{}\n" * 30_000
    yield b"\n" * 4_000_000


def _archives() -> Iterator[Seed]:
    zeros = gzip.compress(bytes(200_000_000), 9, mtime=0)
    yield Seed("bomb.html.gz", zeros)
    yield Seed("bomb.xml.gz", zeros)
    yield Seed("bombs.txt.gz", gzip.compress(zeros, mtime=0))
    yield Seed("cut.html.gz", zeros[:1000])
    yield Seed("many.html.gz", gzip.compress(b"", mtime=0) * 20_000)
    names = ("../../etc/cron.d/x.html", "/etc/x.html", "a/../../b.html", "C:\\x.html", "x\0y.html")
    yield Seed("slip.zip", _zip({name: b"<p>" + _WORDS * 9 for name in names}))
    yield Seed("bomb.zip", _zip({"a.html": bytes(200_000_000)}))
    inner = _zip({"a.txt": _WORDS * 9})
    for _ in range(20):
        inner = _zip({"inner.zip": inner})
    yield Seed("nested.zip", inner)
    yield Seed("many.zip", _zip({f"{number}.txt": b"x" for number in range(5000)}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that stand there twice
        yield Seed("cut.zip", _zip({"a.txt": _WORDS})[:-9])
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %s\r\n\r\n"
    for length in (b"99999999999999", b"-1", b"1e9", b"x", b"0"):
        yield Seed("bad.warc", head % length + b"HTTP/1.1 200 OK\r\n\r\n<p>x")
    yield Seed("heads.warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 300_000)
    yield Seed("heads.mhtml", b"A: b\r\n" * 300_000 + b"\r\n<p>x")
    yield Seed("parts.mhtml", _mhtml(5000))
    yield Seed("deep.mhtml", _deep_mhtml(300))


def _zip(entries: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, page in entries.items():
            archive.writestr(name, page)
    return data.getvalue()


def _mhtml(parts: int) -> bytes:
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    part = b"--x\r\nContent-Type: text/html\r\n\r\n<p>" + _WORDS + b"\r\n"
    return head + part * parts + b"--x--\r\n"


def _deep_mhtml(depth: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/related; boundary="x%d"\r\n\r\n--x%d\r\n' % (at, at)
        for at in range(depth)
    )
