"""An explanation says of each field where it is from, of each block why it was kept or not."""

from __future__ import annotations

import pytest

from searchkit.errors import PageRefused
from searchkit.ingest.explaining import Origin, Piece, explain
from searchkit.ingest.pages import extract

FIRST = "Seven ports will publish their tides from July on, and nobody will pay for them at all."
SECOND = "The harbour masters of all seven signed on Friday, after two years of talks and a storm."
PAGE = f"""<html lang="en-GB"><head><title>Ports agree | The Quay</title>
<meta property="og:site_name" content="The Quay">
<meta property="article:published_time" content="2031-05-14T08:15:00+02:00">
<link rel="canonical" href="https://quay.example/ports"></head><body>
<nav>Home Ports</nav><div class="newsletter"><p>All tides in your mailbox.</p></div>
<div>Ports and Seas</div><article><h1>Ports agree</h1><div class="byline">By Ana Ruiz</div>
<figure><img src="a.jpg"><figcaption>The quay at noon. Photo: Tom Berg</figcaption></figure>
<p>{FIRST}</p><h2>What changes</h2><p>{SECOND}</p>
<p><a href="/2">Another story about the sea</a></p><p>Advertisement</p></article>
<div>Seen today</div></body></html>"""

RUSSIAN = "Семь портов опубликуют свои приливы с июля, и никто не заплатит за них ни рубля."
WORDS = "the words of the text"


def test_the_fields_of_a_page() -> None:
    explained = explain(PAGE.encode())
    assert explained.article == extract(PAGE.encode())
    assert explained.charset == "utf-8, valid"
    assert explained.origins == (
        Origin("headline", "Ports agree", "h1"),
        Origin("authors", "Ana Ruiz", "byline"),
        Origin("published", "2031-05-14T08:15:00+02:00", "article:published_time"),
        Origin("outlet", "The Quay", "og:site_name"),
        Origin("language", "en", f"{WORDS}; lang says en-GB"),
        Origin("url", "https://quay.example/ports", "canonical"),
    )


def test_the_pieces_of_a_page() -> None:
    assert explain(PAGE).pieces == (
        Piece("The quay at noon.", "caption"),
        Piece("Ports and Seas", "left out", "above the article"),
        Piece("Ports agree", "left out", "has a field of its own"),
        Piece("By Ana Ruiz", "left out", "has a field of its own"),
        Piece(FIRST, "paragraph"),
        Piece("What changes", "subhead"),
        Piece(SECOND, "paragraph"),
        Piece("Another story about the sea", "left out", "made of links"),
        Piece("Advertisement", "left out", "a label or a pointer by its words"),
        Piece("Seen today", "left out", "below the article"),
        Piece("Home Ports", "left out", "<nav>"),
        Piece("All tides in your mailbox.", "left out", "named newsletter"),
    )


def test_a_plain_text() -> None:
    head = "Ports agree\n\nBy Ana Ruiz\n\nLISBON, 14 May 2031 (HPA) -- "
    text = f"{head}{FIRST}\n\n## What changes\n\n{SECOND}\n"
    explained = explain(text, "https://quay.example/ports")
    assert explained.charset == "given as text"
    assert explained.origins == (
        Origin("headline", "Ports agree", "the first line"),
        Origin("authors", "Ana Ruiz", "byline"),
        Origin("published", "2031-05-14", "a line of its own, the dateline or a caption"),
        Origin("outlet", "HPA", "dateline"),
        Origin("language", "en", WORDS),
        Origin("place", "LISBON", "dateline"),
        Origin("url", "https://quay.example/ports", "given"),
    )
    assert explained.pieces == (
        Piece(f"LISBON, 14 May 2031 (HPA) -- {FIRST}", "paragraph"),
        Piece("What changes", "subhead"),
        Piece(SECOND, "paragraph"),
    )


def test_a_text_that_only_the_data_of_the_page_holds() -> None:
    data = f'{{"@type": "NewsArticle", "articleBody": "{FIRST}\\n{SECOND}"}}'
    page = f'<script type="application/ld+json">{data}</script><p>Subscribe to read on.</p>'
    explained = explain(page)
    assert explained.pieces == (
        Piece(FIRST, "paragraph"),
        Piece(SECOND, "paragraph"),
        Piece("Subscribe to read on.", "left out", "the page shows only a part"),
    )
    assert explained.origins[0].origin == "the first sentence"


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        (f"<meta charset=koi8-r><p>{RUSSIAN}".encode("koi8-r"), "koi8-r, declared"),
        (f"<p>At the café: {FIRST}".encode("cp1252"), "cp1252, nothing else fits"),
        (f"\ufeff<p>{FIRST}".encode("utf-16-le"), "utf-16-le, byte order mark"),
    ],
)
def test_the_charset_of_a_page(page: bytes, charset: str) -> None:
    assert explain(page).charset == charset


def test_what_is_refused_is_refused_here_too() -> None:
    with pytest.raises(PageRefused) as raised:
        explain(b"%PDF-1.7")
    assert raised.value.message == "this is a binary file; save the page as HTML or text"
