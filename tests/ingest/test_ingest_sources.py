"""Files and what is in them: safe reading, bounds, kinds, ids, files of articles."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from searchkit.article import Article, Paragraph
from searchkit.errors import PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.files import read_bytes, unpacked
from searchkit.ingest.identity import RECIPE, Page, fingerprint, id_at, source_name
from searchkit.ingest.naming import name_of, suffix_of_lines
from searchkit.ingest.pages import articles_in, extract, is_page, read_page

TEXT = "Seven ports will publish their tides from July on, and nobody will pay for them."
HTML = f"<html><body><p>{TEXT}</p></body></html>"


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(PageRefused) as caught:
        call()
    return caught.value.message


def read(root: Path, source: str) -> list[Article | Refusal]:
    return list(read_page(Page(root, source, "forum")))


def test_extract_takes_bytes_and_text_and_gzip() -> None:
    paragraphs = (Paragraph(TEXT),)
    for page in (TEXT, TEXT.encode(), HTML, HTML.encode("utf-16"), gzip.compress(HTML.encode())):
        assert extract(page).paragraphs == paragraphs
    assert extract(HTML).id == extract(HTML.encode()).id == "912eac1aa1aa"
    assert extract(HTML, url="https://estuary.example/tides").url == "https://estuary.example/tides"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"", "the file is empty; save the page again"),
        (b" \n\t", "the file is empty; save the page again"),
        (b"%PDF-1.7", "this is a binary file; save the page as HTML or text"),
        (bytes(range(256)) * 9,
         "this is a binary file; save the page as HTML or text"),
        (b"<html><body><div id=root></div></body></html>",
         "no text found; is the page built by a script? Save it from a browser"),
        (b"a" * 5_000_001,
         "larger than 5 MB; save the article alone, or split the file"),
        (gzip.compress(bytes(50_000_000)),
         "larger than 5 MB; save the article alone, or split the file"),
        (gzip.compress(HTML.encode())[:-12], "the gzip file is cut off; fetch it again"),
    ],
)  # fmt: skip
def test_extract_says_why_it_refuses(page: bytes, expected: str) -> None:
    assert reason(lambda: extract(page)) == expected


def test_a_damaged_gzip_is_refused() -> None:
    data = bytearray(gzip.compress(HTML.encode() * 20))
    data[20] ^= 0xFF
    assert reason(lambda: unpacked(bytes(data))).startswith("the gzip file is damaged (")


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(TEXT)
    (tmp_path / "link.txt").symlink_to(tmp_path / "page.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    assert read_bytes(tmp_path / "page.txt") == TEXT.encode()
    assert reason(lambda: read_bytes(tmp_path / "link.txt")) == (
        "this is a link; copy the file that it points to"
    )
    assert reason(lambda: read_bytes(tmp_path / "pipe.txt")) == "this is no regular file"
    assert reason(lambda: read_bytes(tmp_path / "folder.txt")) == "this is no regular file"
    assert reason(lambda: read_bytes(tmp_path / "none.txt")) == (
        "cannot be read: No such file or directory"
    )
    assert reason(lambda: read_bytes(tmp_path / "a\0b")) == "no file can have this name"


def test_a_page_bears_its_path(tmp_path: Path) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "tides.html.gz").write_bytes(gzip.compress(HTML.encode()))
    [article] = read(tmp_path, "forum/tides.html.gz")
    assert isinstance(article, Article)
    assert article.source == "forum/tides.html.gz"
    assert article.collection == "forum"
    assert article.id == id_at("forum/tides.html.gz") == "df18b1f0ddd2"


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / name).write_text(TEXT)
    [article] = read(tmp_path, name)
    assert isinstance(article, Article)
    assert article.source == source_name(name) == "caf\\xe9.txt"
    assert article.to_json().encode()


def test_unknown_kinds_are_refused(tmp_path: Path) -> None:
    [refusal] = read(tmp_path, "forum/photo.jpeg")
    assert refusal == Refusal(
        "forum/photo.jpeg",
        "unknown kind of file; known are .atom .htm .html .jsonl .md .mht .mhtml .ndjson .rdf "
        ".rss .text .txt .warc .xhtml .xml .zip, each also with .gz",
    )
    assert [is_page(name) for name in ("a.HTML", "a.txt.gz", "a.gz", "a", "a.pdf")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_short_line_with_a_date_is_kept() -> None:
    text = f"Tides are public\n\nBy Ana Ruiz\n14 May 2031\n\nIt began on 7 May 2031.\n\n{TEXT}"
    article = extract(text)
    assert article.headline == "Tides are public"
    assert (article.authors, str(article.published)) == (("Ana Ruiz",), "2031-05-14")
    assert article.paragraphs == (Paragraph("It began on 7 May 2031."), Paragraph(TEXT))


def test_what_a_file_holds_counts_not_its_name() -> None:
    [article] = articles_in(HTML.encode(), "page.txt", None)
    assert isinstance(article, Article)
    assert article.paragraphs == (Paragraph(TEXT),)


def test_lines_of_articles() -> None:
    given = Article(id="given", headline="Given", collection="other")
    without_id = {"headline": "No id", "paragraphs": [{"text": TEXT}]}
    with_url = without_id | {"url": "https://estuary.example/1"}
    lines = [given.to_json(), json.dumps(without_id), "", "{", '{"id": 7}', json.dumps(with_url)]
    found = list(articles_in("\n".join(lines).encode(), "all.jsonl", "forum"))
    articles = [one for one in found if isinstance(one, Article)]
    assert [(one.id, one.headline, one.source, one.collection) for one in articles] == [
        ("given", "Given", None, "other"),  # it says that it has no source
        (articles[1].id, "No id", "all.jsonl", "forum"),
        (id_at("all.jsonl", "https://estuary.example/1"), "No id", "all.jsonl", "forum"),
    ]
    assert [one.reason for one in found if isinstance(one, Refusal)] == [
        "line 4: this is not JSON: Expecting property name enclosed in double quotes: "
        "line 1 column 2 (char 1)",
        "line 5: id must be a text, not 7",
    ]  # fmt: skip


def test_an_entry_keeps_its_id_when_lines_are_put_above_it() -> None:
    line = json.dumps({"headline": "Tides"}).encode()
    [alone] = articles_in(line, "all.jsonl", None)
    [_, below] = articles_in(b'{"headline": "Ferries"}\n' + line, "all.jsonl", None)
    assert alone == below


def test_fingerprint_changes_with_the_bytes() -> None:
    assert RECIPE == "ingest-3"
    assert fingerprint(b"a") == "22e5b652bb54278c020605a8df75f50e"
    assert fingerprint(b"b") != fingerprint(b"a")


@pytest.mark.parametrize(
    ("page", "suffix"),
    [
        (HTML, ".html"),
        (TEXT, ".txt"),
        (Article(id="a").to_json() + "\n", ".jsonl"),
        ("{ this is no JSON", ".txt"),
    ],
)
def test_name_of_a_page_without_one(page: str, suffix: str) -> None:
    data = page.encode()
    assert name_of(data).endswith(suffix)
    assert name_of(gzip.compress(data)).endswith(f"{suffix}.gz")


HOSTILE = {
    "comments": "<!--" * 100_000,
    "nested": "<div>" * 5_000 + TEXT + "</div>" * 5_000,
    "open tags": "<b>" * 3_000 + "<p>x" * 300,
    "less than": "<" * 1_000_000,
    "data": '<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>" + HTML,
    "attributes": "<p " + "x " * 9_000 + ">hi",
    "captions": '<div class="caption"><img>' * 5_000,
    "cells": "<table><tr>" + "<td>cell" * 10_000,
    "elements": "<h1>x</h1>" * 100_000,
    "breaks": "<p>" + "<br>" * 100_000,
    "lines": "ab\n" * 100_001,
    "surrogates": "<p>\ud800&#xD800;&#x1b;[31m " + TEXT,
    "zero bytes": f"<p>a\x00b {TEXT}",
    "long line": "word " * 100_000,
    "many labels": "Photo: " * 20_000,
    "many seams": "aB" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_in_text_or_a_refusal(name: str) -> None:
    try:
        article = extract(HOSTILE[name])
    except PageRefused as refused:
        assert refused.message.startswith(
            ("no text found", "no HTML can be read", "more than 100,000 ")
        )
    else:
        texts = [article.headline or "", *(paragraph.text for paragraph in article.paragraphs)]
        assert any(texts)
        assert not any(set("\x00\x1b\ud800") & set(text) for text in texts)


def test_importing_ingest_loads_no_parser() -> None:
    code = (
        "import sys, searchkit.ingest as ingest; ingest.Page, ingest.fingerprint(b''); "
        "print([name for name in ('bs4', 'lxml', 'py3langid', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def row(id: str, text: str = "") -> bytes:
    return json.dumps({"id": id, "headline": text or id, "quotes": []}).encode()


@pytest.mark.parametrize("name", ["all.jsonl", "all.ndjson", "all.jsonl.gz"])
def test_a_file_of_lines_is_never_in_memory_whole(name: str, tmp_path: Path) -> None:
    text = random.Random(7).randbytes(50_000).hex()
    with (gzip.open if name.endswith(".gz") else open)(tmp_path / name, "wb") as file:
        file.write(b"\xef\xbb\xbf")
        file.writelines(row(str(number), f"{text}{number}") + b"\n" for number in range(300))
    tracemalloc.start()
    try:
        ids = [one.id for one in read_page(Page(tmp_path, name)) if isinstance(one, Article)]
        assert tracemalloc.get_traced_memory()[1] < 3_000_000  # of 29 MB
    finally:
        tracemalloc.stop()
    assert ids == [str(number) for number in range(300)]


def test_lines_are_bounded_one_by_one(tmp_path: Path) -> None:
    long = row("long", "x" * 5_000_000)
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([row("a"), long, long * 3, row("b")]))
    first, second, third, last = read(tmp_path, "a.jsonl")
    assert [isinstance(one, Article) and one.id for one in (first, last)] == ["a", "b"]
    assert (second, third) == tuple(
        Refusal("a.jsonl", f"line {number}: larger than 5 MB") for number in (2, 3)
    )


def test_a_file_that_is_packed_to_nothing_holds_no_lines(tmp_path: Path) -> None:
    for text in (b"\n" * 2_000_000, b" " * 20_000_000):
        (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(row("a") + b"\n" + text))
        article, refusal = read(tmp_path, "a.jsonl.gz")
        assert isinstance(article, Article)
        assert refusal == Refusal(
            "a.jsonl.gz", "packed to less than a 250th: these are no articles"
        )


def test_of_a_damaged_file_of_lines_the_first_are_read(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(row(str(n), "tide") + b"\n" for n in range(9000)))
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) // 2])
    *articles, refusal = read(tmp_path, "a.jsonl.gz")
    assert len(articles) > 1000
    assert refusal == Refusal("a.jsonl.gz", "the gzip file is cut off; fetch it again")


@pytest.mark.parametrize(
    ("page", "suffix"),
    [
        (row("a") + b"\n" + row("b"), ".jsonl"),
        (b"\xef\xbb\xbf\n \n" + row("a"), ".jsonl"),
        (gzip.compress(row("a") + b"\n") * 3, ".jsonl.gz"),
        (gzip.compress(row("a", "tide " * 9000), 0)[:40_000], ""),
        (b"{\n}", ""),
        (b"[1]\n" + row("a"), ""),
        (HTML.encode(), ""),
        (b"\x1f\x8bnoise", ""),
        (b"", ""),
    ],
)
def test_lines_of_articles_are_known_by_the_first(page: bytes, suffix: str) -> None:
    assert suffix_of_lines(page) == suffix
