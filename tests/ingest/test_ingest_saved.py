"""Where a page was saved from: written at its head, and read again, a browser's line as well."""

from __future__ import annotations

import codecs

import pytest

from searchkit.article import Paragraph
from searchkit.ingest.pages import extract
from searchkit.ingest.saved import charset_of, marked, saved

URL = "https://port.example/2031/tides"
TEXT = "Семь портов опубликуют свои приливы с июля, и никто не заплатит за них ни рубля."
HTML = f"<html><body><h1>Порты</h1><p>{TEXT}</p></body></html>"


def test_a_marked_page_begins_with_one_line() -> None:
    assert marked(b"<p>Ports", URL, "koi8-r") == (
        b"<!-- charset=koi8-r saved from url=(0031)https://port.example/2031/tides -->\n<p>Ports"
    )
    assert marked(b"<p>Ports", URL).startswith(b"<!-- saved from url=(0031)https://port.example/")
    assert marked(b"<p>Ports", "about:blank") == b"<p>Ports"
    assert marked(b"<p>Ports", None, "koi8-r") == b"<!-- charset=koi8-r -->\n<p>Ports"
    assert marked(b"<p>Ports", URL, "a b").startswith(b"<!-- saved from url=")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "koi8-r", "utf-16", "utf-32"])
@pytest.mark.parametrize("page", [HTML, f"Порты\n\n{TEXT}\n"], ids=["markup", "text"])
def test_a_marked_page_is_read_as_it_was(page: str, codec: str) -> None:
    declared = codec if codec == "koi8-r" else None
    article = extract(marked(page.encode(codec), URL, declared))
    assert article.url == URL
    assert article.headline == "Порты"
    assert article.paragraphs == (Paragraph(TEXT),)


def test_a_mark_of_bytes_stands_before_the_line() -> None:
    data = marked(codecs.BOM_UTF8 + b"<p>", URL)
    assert data.startswith(codecs.BOM_UTF8 + b"<!-- saved")
    assert data.endswith(b" -->\n<p>")


@pytest.mark.parametrize(
    "url",
    [
        "https://port.example/a?charset=koi8-r&encoding=ascii",
        'https://port.example/a?x=<b>&y="c" d',
        "https://port.example/приливы",
        "https://port.example/a-->b",
    ],
)
def test_an_address_does_no_harm(url: str) -> None:
    data = marked(HTML.encode("cp1251"), url, "cp1251")
    assert data.count(b"-->") == 1
    article = extract(data)
    assert article.paragraphs == (Paragraph(TEXT),)
    assert article.url is not None
    assert article.url.startswith("https://port.example/")


def test_an_address_that_names_a_charset_comes_back() -> None:
    url = "https://port.example/a?charset=koi8-r"
    assert extract(marked(HTML.encode(), url)).url == url
    assert extract(marked(HTML.encode("cp1251"), url, "cp1251")).url == url


@pytest.mark.parametrize(
    "head",
    [
        f"<!DOCTYPE html>\n<!-- saved from url=(0031){URL} -->\n<html>",
        f"<!-- saved from url=(0031){URL} -->\r\n<html>",
        f"<!DOCTYPE html> <html lang=ru><!--\n Page saved with SingleFile \n url: {URL} \n"
        " saved date: Wed May 14 2031 --><meta charset=utf-8>",
    ],
)
def test_the_line_of_a_browser_is_read(head: str) -> None:
    assert extract(head + HTML).url == URL
    assert saved(head + HTML) == (head + HTML, URL)


def test_what_the_page_says_of_itself_is_joined_to_it() -> None:
    page = f"<link rel=canonical href='/2031/ports'>{HTML}"
    assert extract(marked(page.encode(), URL)).url == "https://port.example/2031/ports"
    assert extract(marked(page.encode(), URL), "https://quay.example/").url == (
        "https://quay.example/2031/ports"
    )


def test_no_line_no_address() -> None:
    assert saved(HTML) == (HTML, None)
    assert saved("<!-- saved from url=(0014)about:internet -->").url is None


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ('text/html; charset="koi8-r"', "koi8-r"),
        ("text/html;charset=UTF-8", "UTF-8"),
        ("text/html; boundary=charset", ""),
        ("", ""),
    ],
)
def test_the_charset_of_a_header(header: str, charset: str) -> None:
    assert charset_of(header) == charset
