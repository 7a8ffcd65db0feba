"""Zip archives, WARC files and pages saved whole: their pages, their bounds, their bad entries."""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from searchkit.article import Article, Paragraph
from searchkit.errors import PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.containers import archives
from searchkit.ingest.identity import id_at
from searchkit.ingest.naming import name_of
from searchkit.ingest.pages import articles_in, extract

TEXT = "Seven ports will publish their tides from July on, and nobody will pay for them."
RUSSIAN = "Семь портов опубликуют свои приливы с июля, и никто не заплатит за них ни рубля."
HTML = f"<html><body><h1>Ports agree</h1><p>{TEXT}</p></body></html>"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def read(data: bytes, source: str) -> list[Article | Refusal]:
    return list(articles_in(data, source, "fair"))


def test_pages_in_a_zip_archive() -> None:
    names = ("a.html", "deep/b.txt", "../../up.html", "/root.html", "C:\\c.html")
    found = read(zipped(dict.fromkeys(names, HTML.encode())), "fair/all.zip")
    assert [(one.id, one.source, one.collection) for one in found if isinstance(one, Article)] == [
        (id_at("fair/all.zip", name), "fair/all.zip", "fair") for name in names
    ]


def test_other_kinds_in_a_zip_archive() -> None:
    feed = f"<rss><channel><item><guid>1</guid><title>T</title><description>{TEXT}"
    entries = {
        "feed.xml": f"{feed}</description></item></channel></rss>".encode(),
        "page.html.gz": gzip.compress(HTML.encode()),
        "rows.jsonl": b'{"id": "7", "headline": "Ports"}\n{}',
    }
    first, second, third, fourth = read(zipped(entries), "all.zip")
    assert isinstance(first, Article)
    assert first.id == id_at("all.zip", "feed.xml#1")
    assert isinstance(second, Article)
    assert second.headline == "Ports agree"
    assert isinstance(third, Article)
    assert (third.id, third.source) == ("7", "all.zip")
    assert isinstance(fourth, Article)
    assert fourth.headline is None


def test_a_bad_entry_is_named_and_the_others_go_on() -> None:
    entries = {
        "photo.jpeg": b"\xff\xd8\xff",
        "style.css": b"p {}",
        "other.css": b"p {}",
        ".hidden.html": HTML.encode(),
        "__MACOSX/a.html": b"x",
        "empty.html": b"",
        "inner.zip": zipped({"a.html": HTML.encode()}),
        "inner.warc.gz": gzip.compress(b"WARC/1.0"),
        "swells.jsonl.gz": gzip.compress(bytes(5_000_001)),
        "large.txt": bytes(5_000_001),
        "packed.txt": b"a" * 4_000_000,
        "page.html": HTML.encode(),
    }
    *refused, article, others = read(zipped(entries), "all.zip")
    assert isinstance(article, Article)
    assert refused == [
        Refusal("all.zip#empty.html", "the file is empty; save the page again"),
        *(
            Refusal(f"all.zip#{name}", "an archive in an archive; unpack it and add what is in it")
            for name in ("inner.zip", "inner.warc.gz")
        ),
        Refusal(
            "all.zip#swells.jsonl.gz",
            "larger than 5 MB; save the article alone, or split the file",
        ),
        Refusal("all.zip#large.txt", "larger than 5 MB; save the article alone, or split the file"),
        Refusal("all.zip#packed.txt", "packed to less than a 250th: that is no page"),
    ]
    assert others == Refusal("all.zip", "3 files in it are no pages (2 .css, 1 .jpeg)")


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(zipped({"a.html": HTML.encode()}))
    for record, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(record) + flags] |= 1
    reason = "encrypted; unpack the archive with its password"
    assert read(bytes(data), "all.zip") == [Refusal("all.zip#a.html", reason)]


def test_an_entry_that_is_packed_in_an_unusual_way_is_refused() -> None:
    reason = "packed in an unusual way; unpack the archive, and add what is in it"
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        found = read(zipped({"a.html": HTML.encode()}, method), "all.zip")
        assert found == [Refusal("all.zip#a.html", reason)]


def test_a_size_that_is_not_true_is_no_way_in() -> None:
    data = bytearray(zipped({"a.txt": b"a" * 6_000_000}))
    for record, size in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", data, data.index(record) + size, 100)
    [refusal] = read(bytes(data), "all.zip")
    assert isinstance(refusal, Refusal)
    assert refusal.source == "all.zip#a.txt"
    assert refusal.reason.startswith("damaged in the archive (Bad CRC-32")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 no archive", "the zip archive is damaged (File is not a zip file)"),
        (b"PK\x01\x02" * 10_001, "more than 10,000 files are in it; split the archive"),
        (zipped({"a.html": HTML.encode()})[:-30], "the zip archive is damaged ("),
    ],
)
def test_an_archive_that_cannot_be_read_is_refused(data: bytes, reason: str) -> None:
    [refusal] = read(data, "all.zip")
    assert isinstance(refusal, Refusal)
    assert refusal.source == "all.zip"
    assert refusal.reason.startswith(reason)


def test_all_entries_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_IN_ALL", 3_000_000)
    page = HTML.encode().ljust(1_000_000)
    entries = {f"{n}.html": page for n in range(5)}
    found = read(zipped(entries, zipfile.ZIP_STORED), "all.zip")
    assert [one for one in found if isinstance(one, Refusal)] == [
        Refusal(f"all.zip#{n}.html", "more than 3 MB are in the archive; split it") for n in (3, 4)
    ]


def test_a_damaged_entry_counts_as_what_it_unpacks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST_IN_ALL", 2_000_000)
    archive = zipped({f"{n}.txt": bytes([n]) * 1_000_000 for n in range(65, 69)}, 0)
    damaged = archive.replace(b"A" * 999_999, b"A" * 999_998 + b"!").replace(
        b"B" * 999_999, b"B" * 999_998 + b"!"
    )
    reasons = [one.reason for one in read(damaged, "all.zip") if isinstance(one, Refusal)]
    assert [reason.partition(" (")[0] for reason in reasons] == [
        *("damaged in the archive",) * 2,
        *("more than 2 MB are in the archive; split it",) * 2,
    ]


def record(kind: str, address: str, content: str, body: bytes) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n"
        f"Content-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def response(path: str, body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = (f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html",)), "", "")
    address = f"https://port.example/{path}"
    return record(
        "response",
        address,
        "application/http; msgtype=response",
        "\r\n".join(lines).encode() + body,
    )


PAGE = f"<h1>Порты</h1><p>{RUSSIAN}</p>".encode("koi8-r")
KIND = "Content-Type: text/html; charset=koi8-r"
RECORDS = [
    record("warcinfo", "", "application/warc-fields", b"software: a crawler\r\n"),
    record("request", "https://port.example/plain", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
    response("plain?charset=utf-8", PAGE, KIND),
    response("gzip", gzip.compress(PAGE), KIND, "Content-Encoding: gzip"),
    response("deflate", zlib.compress(PAGE)[2:-4], KIND, "Content-Encoding: deflate"),
    response("unpacked", PAGE, KIND, "Content-Encoding: gzip"),
    response(
        "chunked",
        b"4;x=y\r\n" + PAGE[:4] + b"\r\n%x\r\n" % len(PAGE[4:]) + PAGE[4:] + b"\r\n0\r\n\r\n",
        KIND,
        "Transfer-Encoding: chunked",
    ),
    response("image", b"\x89PNG", "Content-Type: image/png"),
    response("gone", b"<p>Gone", status="404 Not Found"),
    record("resource", "<https://port.example/resource>", "text/html; charset=koi8-r", PAGE),
]
PATHS = ["plain?charset=utf-8", "gzip", "deflate", "unpacked", "chunked", "resource"]


@pytest.mark.parametrize(
    "data",
    [b"".join(RECORDS), b"".join(map(gzip.compress, RECORDS)), gzip.compress(b"".join(RECORDS))],
    ids=["plain", "record by record", "as one"],
)
def test_pages_in_a_warc_file(data: bytes) -> None:
    found = read(data, "fair/crawl.warc.gz")
    addresses = [f"https://port.example/{path}" for path in PATHS]
    assert [(one.id, one.url) for one in found if isinstance(one, Article)] == [
        (id_at("fair/crawl.warc.gz", address), address) for address in addresses
    ]
    assert {one.paragraphs for one in found if isinstance(one, Article)} == {(Paragraph(RUSSIAN),)}
    assert len(found) == len(PATHS)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (response("a", PAGE, KIND, "Content-Encoding: br"), "packed as br, which is not read"),
        (
            response("a", b"\x00\x01", KIND, "Content-Encoding: gzip"),
            "damaged: it is not packed as gzip",
        ),
        (
            response("a", gzip.compress(bytes(6_000_000)), KIND, "Content-Encoding: gzip"),
            "larger than 5 MB; save the article alone, or split the file",
        ),
        (
            record("response", "https://port.example/a", "application/http", b"<p>no head"),
            "no answer of a web server",
        ),
        (response("a", PAGE, KIND, status="2" * 5000), "no answer of a web server"),
        (response("a", b"", KIND), "the file is empty; save the page again"),
    ],
)
def test_a_bad_record_is_named_and_the_others_go_on(answer: bytes, reason: str) -> None:
    refusal, article = read(answer + response("b", PAGE, KIND), "crawl.warc")
    assert refusal == Refusal("crawl.warc#https://port.example/a", reason)
    assert isinstance(article, Article)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (b"WARC/1.1\r\nContent-Length: 99\r\n\r\nshort", "it ends within a record"),
        (b"WARC/1.1\r\nContent-Length: -5\r\n\r\n", "a record is of negative length"),
        (b"WARC/1.1\r\nContent-Length: x\r\n\r\n", "invalid literal for int() with base 10: 'x'"),
        (b"<html>", "no record begins where one should"),
        (b"WARC/1.1\r\n" + b"a: b\r\n" * 300, "a record has too many headers"),
    ],
)
def test_a_damaged_warc_file_gives_what_stands_before(end: bytes, reason: str) -> None:
    article, refusal = read(response("a", PAGE, KIND) + end, "crawl.warc")
    assert isinstance(article, Article)
    assert refusal == Refusal("crawl.warc", f"damaged after 1 records ({reason}); fetch it again")
    assert read(b"\r\n", "crawl.warc") == [Refusal("crawl.warc", "no record is in this WARC file")]


MHTML = f"""From: <Saved by a browser>
Snapshot-Content-Location: https://port.example/ports
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="----edge"

------edge
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<h1>M=C3=A4rz</h1><p>{TEXT[:40]}=
{TEXT[40:]}</p>
------edge
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
------edge
Content-Type: text/html

<p>A frame with an advertisement.</p>
------edge--
"""


@pytest.mark.parametrize("data", [MHTML.encode(), MHTML.replace("\n", "\r\n").encode()])
def test_a_page_saved_whole(data: bytes) -> None:
    [article] = read(data, "fair/ports.mhtml")
    assert isinstance(article, Article)
    assert article.id == id_at("fair/ports.mhtml")
    assert (article.url, article.headline) == ("https://port.example/ports", "März")
    assert article.paragraphs == (Paragraph(TEXT),)
    assert extract(data).paragraphs == extract(MHTML).paragraphs == article.paragraphs


def test_a_page_saved_whole_without_a_page() -> None:
    for data in (MHTML.replace("text/html", "text/css"), MHTML.replace("----edge", "----", 1)):
        with pytest.raises(PageRefused) as raised:
            extract(data.encode())
        assert raised.value.message == "no page is in this MHTML; save it again, as HTML"


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (zipped({"a.html": HTML.encode()}), ".zip"),
        (RECORDS[0], ".warc"),
        (gzip.compress(RECORDS[0]), ".warc.gz"),
        (MHTML.encode(), ".mhtml"),
        (b'<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0">', ".xml"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', ".xml"),
    ],
)
def test_name_of_a_file_without_one(data: bytes, suffix: str) -> None:
    assert name_of(data).endswith(suffix)


def test_headers_that_are_no_ascii_do_no_harm() -> None:
    answer = response("a", PAGE, KIND, "X-Port: Порты", "Content-Type: text/ж")
    [article] = read(answer, "crawl.warc")
    assert isinstance(article, Article)
    assert read(response("a", PAGE, "Content-Type: text/ж"), "crawl.warc") == []


def test_parts_in_parts_and_parts_without_end_are_refused() -> None:
    head = "--{0}\nContent-Type: multipart/related; boundary={1}\n\n"
    nested = "".join(head.format(n, n + 1) for n in range(1500))
    mail = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=0\n\n"
    for parts, reason in (
        (nested, "this MHTML has parts in parts without end; save the page again, as HTML"),
        ("--0\n\n" * 3000, "more than 2,000 parts are in this MHTML; save it as HTML"),
    ):
        with pytest.raises(PageRefused) as raised:
            extract((mail + parts).encode())
        assert raised.value.message == reason


def test_a_page_in_parts_of_parts() -> None:
    inner = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\nnot read\n--a\n"
        f"Content-Type: multipart/alternative; boundary=ab\n\n--ab\n\n{TEXT}\n--ab \n"
        f"Content-Type: text/html\n\n<h1>Ports</h1><p>{TEXT}</p>\n--abc\n--ab--\n--a--\n"
    )
    article = extract(inner.encode())
    assert (article.headline, article.paragraphs[0]) == ("Ports", Paragraph(TEXT))


def test_a_page_saved_whole_is_read_in_little_memory() -> None:
    lines = "--0\nContent-Type: image/png\n\n" + "\n" * 2_000_000
    mail = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=0\n\n"
    data = (mail + lines).encode()
    tracemalloc.start()
    try:
        with pytest.raises(PageRefused):
            extract(data)
        assert tracemalloc.get_traced_memory()[1] < 6 * len(data)
    finally:
        tracemalloc.stop()
