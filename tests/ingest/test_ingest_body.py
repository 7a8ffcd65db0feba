"""Which blocks of a page are its article, and which of them are subheads."""

from __future__ import annotations

import pytest

from searchkit.article import Paragraph
from searchkit.ingest import extract
from searchkit.ingest.markup import tree_of
from searchkit.ingest.webpage import read_webpage
from searchkit.ingest.webpage.strain import strain

FIRST = "Seven ports on three seas will publish every measurement of their tides from July."
SECOND = "Until now each port sold its own figures, and the smallest of them lived well on it."
THIRD = "The gauges themselves stay where they are, and so do the people who read them."
ALIEN = "A museum in Ternholm shows the oldest gauge of the coast, which nobody has read since."
HEAD = (
    '<title>Tides</title><script type="application/ld+json">'
    '{"@type": "Article", "author": {"@type": "Person", "name": "Ana Ruiz"}}</script>'
)


def texts(body: str) -> list[str]:
    page = read_webpage(f"<html><head>{HEAD}</head><body><h1>Tides</h1>{body}</body></html>")
    return [paragraph.text for paragraph in page.article.paragraphs]


@pytest.mark.parametrize(
    "aside",
    [
        # A sign-up box is known by the field for an address in it.
        '<section><h3>The tide by mail</h3><p>Every morning at seven, before the first ship.</p>'
        '<form><input type="email"></form></section>',
        # What is pulled out to fill the page stands in the text as well.
        "<blockquote>the smallest of them lived well on it</blockquote>",
        # The link of a teaser goes, and the words that it stands over.
        '<div><h3><a href="/2">The gauge that went to court</a></h3>'
        "<p>Two harbour masters, one gauge and a judge who could not swim.</p></div>",
        "<p>21 mins ago</p>",
        "<p>By Tom Berg</p>",
        "<p>→ Where to find the figures</p>",
        '<div class="screen hidden"><p>You are reading the page without its pictures.</p></div>',
    ],
)  # fmt: skip
def test_what_is_none_of_the_article(aside: str) -> None:
    assert texts(f"<article><p>{FIRST}</p>{aside}<p>{SECOND}</p><p>{THIRD}</p></article>") == [
        FIRST,
        SECOND,
        THIRD,
    ]


@pytest.mark.parametrize(
    "end",
    [
        "<p>(hpa)</p>",
        "<p>EPN/tb</p>",
        "<p>Ana Ruiz has written about harbours for this paper since 2019.</p>",
        "<p>(Reporting by Ana Ruiz; editing by Tom Berg)</p>",
        "<p>© Estuary Press 2031. Nothing of it may be sold.</p>",
    ],
)
def test_what_closes_a_report(end: str) -> None:
    assert texts(f"<article><p>{FIRST}</p><p>{SECOND}</p>{end}</article>") == [FIRST, SECOND]


@pytest.mark.parametrize(
    "kept",
    [
        # Style names that end like those of furniture, and a number in base 16.
        '<div class="overflow-hidden"><p>{}</p></div>',
        '<div class="hidden md:block"><p>{}</p></div>',
        '<div class="hentry tag-sea category-ads"><p>{}</p></div>',
        '<div id="1.16.4ad40b84"><p>{}</p></div>',
        '<div id="why-the-share-of-the-small-ports-fell"><p>{}</p></div>',
        '<p>Until now <span><a class="tag-link" href="/p">each port</a></span> sold its own '
        "figures, and the smallest of them lived well on it.</p>",
        '<p>Until now <a href="/p">each port<span> (opens in a new tab)</span></a> sold its own '
        "figures, and the smallest of them lived well on it.</p>",
        # A fact in the middle of a sentence is marked for machines.
        '<p>Until now <span itemscope><meta itemprop="name" content="x">each port</span> sold its '
        "own figures, and the smallest of them lived well on it.</p>",
    ],
)
def test_what_is_kept_whatever_its_name(kept: str) -> None:
    others = f"<p>{FIRST}</p><p>{THIRD}</p>"
    assert texts(f"<article>{others}{kept.format(SECOND)}</article>") == [FIRST, THIRD, SECOND]


def test_an_article_in_a_menu_that_is_never_closed() -> None:
    assert texts(f'<nav><a href="/">Home</a><p>{FIRST}</p><p>{SECOND}</p>') == [FIRST, SECOND]


def test_paragraphs_between_the_headline_and_the_body() -> None:
    body = f'<div class="article-body"><p>{SECOND}</p><p>{THIRD}</p><p>{ALIEN}</p></div>'
    assert texts(f"<div><p>{FIRST}</p></div><p>14 May 2031</p>{body}") == [
        FIRST,
        SECOND,
        THIRD,
        ALIEN,
    ]


def test_headings_of_the_first_order_inside_the_body() -> None:
    page = read_webpage(
        f"<title>Tides</title><article><p>{FIRST}</p><p>{THIRD}</p>"
        f"<h1>What changes</h1><p>{SECOND}</p></article>"
    )
    assert page.article.paragraphs == (
        Paragraph(FIRST),
        Paragraph(THIRD),
        Paragraph(SECOND, "What changes"),
    )


def test_the_first_of_several_articles_is_that_of_the_page() -> None:
    first = (
        f'<article id="a-1"><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FIRST}!</p></article>'
    )
    later = f'<article id="a-2"><h2>Museum</h2>{f"<p>{ALIEN}</p><p>{ALIEN}.</p>" * 9}</article>'
    assert texts(first + later)[:3] == [FIRST, SECOND, THIRD]
    assert ALIEN not in texts(first + later)


def test_long_lines_with_stops_are_paragraphs() -> None:
    assert texts(f"<p>{FIRST}<br>{SECOND}<br>{THIRD}</p>") == [FIRST, SECOND, THIRD]


def test_a_class_that_only_short_lines_have_is_that_of_subheads() -> None:
    page = read_webpage(
        f'<h1>Tides</h1><article><p>{FIRST}</p><p class="inter">What changes</p><p>{SECOND}</p>'
        f'<p class="inter">What stays</p><p>{THIRD}</p></article>'
    )
    assert page.article.paragraphs == (
        Paragraph(FIRST),
        Paragraph(SECOND, "What changes"),
        Paragraph(THIRD, "What stays"),
    )


def test_why_a_subtree_was_taken_out() -> None:
    root = tree_of(
        f'<body><p>{FIRST}</p><p>{SECOND}</p><div class="d-none">x</div><div role="button">y</div>'
        '<p style="clip: rect(0 0 0 0)">z</p><div>Mail me <input name="email"></div></body>'
    )
    assert [(taken.reason, taken.text) for taken in strain(root)] == [
        ("asks for an address", "Mail me"),
        ("named as hidden", "x"),
        ("role button", "y"),
        ("not shown", "z"),
    ]


@pytest.mark.parametrize(
    ("page", "paragraphs"),
    [
        ("<p>Ports agree</p>", ("Ports agree",)),
        ("<h1>Ports</h1><p>Café ports</p>", ("Café ports",)),
        ("<h1>Ports</h1><ul><li><a href='/a'>Home</a></ul><p>A tide.</p>", ("A tide.",)),
    ],
)
def test_a_page_of_a_few_words_keeps_them(page: str, paragraphs: tuple[str, ...]) -> None:
    assert tuple(paragraph.text for paragraph in extract(page).paragraphs) == paragraphs
