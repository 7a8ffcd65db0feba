"""What stands where in HTML: facts with their places, figures, furniture, body."""

from __future__ import annotations

from datetime import date

import pytest

from searchkit.article import Article, Caption, Paragraph
from searchkit.ingest.markup import tree_of
from searchkit.ingest.webpage import read_webpage
from searchkit.ingest.webpage.facts import Fact, facts_of
from searchkit.ingest.webpage.strain import Strained, strain

FIRST = "Seven ports on three seas will publish every measurement of their tides from July."
SECOND = "Until now each port sold its own figures, and the smallest of them lived well on it."
HEAD = "<title>Tides | Estuary Times</title>"


def page(body: str, head: str = HEAD) -> Article:
    return read_webpage(
        f"<html><head>{head}</head><body><h1>Tides</h1>{body}</body></html>"
    ).article


def linked(json_text: str) -> str:
    return f'{HEAD}<script type="application/ld+json">{json_text}</script>'


@pytest.mark.parametrize(
    ("head", "authors", "published"),
    [
        (
            linked('{"@type":"NewsArticle","author":"By Ana Ruiz and Tom Berg"}'),
            ("Ana Ruiz", "Tom Berg"),
            None,
        ),
        (
            linked('[{"@graph":[{"@type":["Article"],"author":{"@id":"#a"},"datePublished":'
                   '"2031-05-14"},{"@id":"#a","@type":"Person","name":"Ana Ruiz"}]}]'),
            ("Ana Ruiz",),
            date(2031, 5, 14),
        ),
        # Persons go before the organisation that is named beside them.
        (
            linked('{"@type":"ReportageNewsArticle","author":[{"@type":"Organization","name":'
                   '"Estuary Times"},{"@type":"Person","name":"Tom Berg"}]}'),
            ("Tom Berg",),
            None,
        ),
        # Broken JSON is nothing, and the next place counts.
        (linked('{"@type": "NewsArticle",') + '<meta name="author" content="Ana Ruiz">',
         ("Ana Ruiz",), None),
        (linked('{"a":[' * 99_000) + '<meta property="og:published_time" content="2031-05-14">',
         (), date(2031, 5, 14)),
        ('<meta name="author" content="Estuary Times"><meta property="og:site_name" '
         'content="Estuary Times">', (), None),
    ],
)  # fmt: skip
def test_authors_and_day(head: str, authors: tuple[str, ...], published: date | None) -> None:
    article = page(f"<p>{FIRST}</p>", head)
    assert (article.authors, article.published) == (authors, published)


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        # What the page's own data call the headline goes before what it shows,
        ('<title>Tide tables | Estuary Times</title><meta property="og:site_name" content="Estuary '
         'Times"><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ports '
         'share their tides"}</script>', "<h1>Tide tables</h1>", "Ports share their tides"),
        # unless it is that of the window, which is written to be found.
        ('<title>Tide tables: your guide</title><meta property="og:title" content="Ports share '
         'their tides"><script type="application/ld+json">{"@type": "NewsArticle", "headline": '
         '"Tide tables: your guide"}</script>', "<h1>Tide tables</h1>", "Ports share their tides"),
        # The page is right about capitals and signs.
        ('<script type="application/ld+json">{"@type": "NewsArticle", "headline": "PORTS SHARE '
         'THEIR TIDES"}</script>', "<h1>Ports share their tides</h1>", "Ports share their tides"),
        ('<meta property="og:title" content="Ports share tides">',
         "<h1>Estuary Times</h1><h1>Ports share their tides</h1>", "Ports share their tides"),
    ],
)  # fmt: skip
def test_headline(head: str, body: str, headline: str) -> None:
    article = read_webpage(f"<head>{head}</head><body>{body}<p>{FIRST}</p></body>").article
    assert article.headline == headline


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ('<div class="article-byline"><span>Ana Ruiz</span> <span>Tom Berg</span></div>',
         ("Ana Ruiz", "Tom Berg")),
        ('<ul><li class="metaAuthorList"><a href="/ruiz">Ana Ruiz</a></li></ul>', ("Ana Ruiz",)),
        ("<p>By: Ana Ruiz and Tom Berg</p>", ("Ana Ruiz", "Tom Berg")),
        # Those of other articles stand elsewhere.
        ('<p><span class="author">Ana Ruiz</span></p><ul><li><div><b><i><span class="author">Tom '
         "Berg</span></i></b></div></li></ul>", ("Ana Ruiz",)),
    ],
)  # fmt: skip
def test_bylines(byline: str, authors: tuple[str, ...]) -> None:
    assert page(f"{byline}<p>{FIRST}</p>").authors == authors


def test_facts_keep_their_places() -> None:
    root = tree_of(
        '<html lang="de"><head><title>Gezeiten - Hafenblatt</title>'
        '<link rel="canonical" href="/2031/gezeiten"></head>'
        '<body><h1>Gezeiten</h1><p class="byline">Von Eva Lind</p></body></html>'
    )
    facts = facts_of(root, "https://hafenblatt.example/x?ref=1")
    assert facts.headline == Fact("Gezeiten", "h1")
    assert facts.outlet == Fact("Hafenblatt", "title")
    assert facts.language == Fact("de", "lang")
    assert facts.url == Fact("https://hafenblatt.example/2031/gezeiten", "canonical")
    assert facts.authors == (Fact("Eva Lind", "byline"),)


def test_microdata() -> None:
    article = page(
        '<div itemscope><span itemprop="author"><a itemprop="name">Ana Ruiz</a></span>'
        '<meta itemprop="datePublished" content="2031-05-14T09:00:00Z">'
        '<span itemprop="publisher"><meta itemprop="name" content="Estuary Times"></span>'
        f'<div itemprop="articleBody"><p>{FIRST}</p></div></div>',
        "<title>Tides</title>",
    )
    assert article.authors == ("Ana Ruiz",)
    assert article.outlet == "Estuary Times"
    assert str(article.published) == "2031-05-14 09:00:00+00:00"


@pytest.mark.parametrize(
    ("figure", "captions"),
    [
        ("<figure><img><figcaption>A quay. <small>Photo: M. Okello</small></figcaption></figure>",
         (Caption("A quay.", "M. Okello"),)),
        ('<figure><img><figcaption>A quay.</figcaption><p class="copyright">© EPN</p></figure>',
         (Caption("A quay.", "EPN"),)),
        ('<div class="wp-caption"><img><p class="wp-caption-text">A quay (Photo: EPN)</p></div>',
         (Caption("A quay", "EPN"),)),
        ('<div class="foto"><img><span>Un muelle.</span> <i>Foto: Tomás Rey</i></div>',
         (Caption("Un muelle.", "Tomás Rey"),)),
        # A pointer to another article, and the portrait of the author.
        ('<a href="/2"><figure><img><h3>Another article</h3></figure></a>', ()),
        ('<div class="author"><figure><img><figcaption>Ana Ruiz</figcaption></figure></div>', ()),
        # A gallery holds figures; a class of styles sets a text like a caption.
        ("<figure><figure><img><figcaption>A quay.</figcaption></figure>"
         "<figure><img><figcaption>A crane.</figcaption></figure></figure>",
         (Caption("A quay."), Caption("A crane."))),
        ('<aside><img><p class="caption">A quay.</p></aside>', (Caption("A quay."),)),
        # The picture says itself what it shows; its credit stands beside.
        ('<div><img alt="Seven flags over the old quay"><div><small>Seven flags over the old quay'
         "</small> <small>© EPN</small></div></div>",
         (Caption("Seven flags over the old quay", "EPN"),)),
        # A short line without a stop under a picture, in a box with nothing else.
        ("<div><img><div>Seven flags over the quay</div><div>Photo: EPN</div></div>",
         (Caption("Seven flags over the quay", "EPN"),)),
        ("<div class='imgbox'><img><h1>Seven flags.</h1><p>Photo: EPN</p></div>",
         (Caption("Seven flags.", "EPN"),)),
        # Twice the same picture is one.
        ("<figure><img><figcaption>A quay.</figcaption></figure>" * 2, (Caption("A quay."),)),
    ],
)  # fmt: skip
def test_captions(figure: str, captions: tuple[Caption, ...]) -> None:
    article = page(f"<article><p>{FIRST}</p>{figure}<p>{SECOND}</p></article>")
    assert article.captions == captions
    assert article.paragraphs[0] == Paragraph(FIRST)
    assert article.paragraphs[-1] == Paragraph(SECOND)


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><p>Home and sea and weather and more</p></nav>",
        '<div class="newsletterBox"><p>All tides in your mailbox, each morning at seven.</p></div>',
        '<aside><p>Most read today: the gauge that went to court in Ternholm.</p></aside>',
        '<div id="comments"><p>First! The tide was never late in my time, I tell you.</p></div>',
        '<p>Advertisement</p>',
        '<p>Read more: <a href="/2">The gauge that went to court</a></p>',
        '<ul><li><a href="/2">The gauge that went to court</a></li></ul>',
        '<p style="display: none">You will never see this sentence on the page itself.</p>',
        '<video><p>Your browser does not play videos of this kind, please get another.</p></video>',
        '<script>var text = "<p>This is no paragraph at all, it only looks like one.</p>"</script>',
    ],
)  # fmt: skip
def test_furniture_is_no_paragraph(furniture: str) -> None:
    article = page(f"<article><p>{FIRST}</p>{furniture}<p>{SECOND}</p></article>")
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(SECOND))


def test_what_holds_the_text_is_kept_whatever_its_name() -> None:
    article = page(f'<div class="sidebar"><p>{FIRST}</p><p>{SECOND}</p></div>')
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(SECOND))


def test_links_and_marks_in_running_text_are_kept() -> None:
    article = page(
        "<p>The <a class='keyword' href='/t'>tides</a> of <b>seven</b> ports<span class='sr-only'>"
        " opens in a new window</span> are public, and nobody will pay for them in July.</p>"
    )
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "The tides of seven ports are public, and nobody will pay for them in July."
    ]


def test_strained_elements_are_reported() -> None:
    root = tree_of(f'<body><p>{FIRST}</p><div class="share-bar">Share</div><aside>Ad</aside>')
    assert strain(root) == [Strained("named share-bar", "Share"), Strained("<aside>", "Ad")]


def test_body_that_only_the_data_of_the_page_holds() -> None:
    body = f'{{"@type": "NewsArticle", "articleBody": "{FIRST}\\n\\n{SECOND}"}}'
    article = page("<p>Subscribe to read on.</p>", linked(body))
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(SECOND))


def test_lines_parted_by_breaks_are_paragraphs() -> None:
    article = page(f"<div>{FIRST}<br><br>{SECOND}<br>And so it went.</div>")
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(f"{SECOND} And so it went."))


def test_no_headline_is_derived_from_the_first_sentence() -> None:
    article = read_webpage(f"<p>{FIRST}</p>").article
    assert (article.headline, article.headline_derived) == (FIRST.removesuffix("."), True)


def test_references_to_controls_do_no_harm_beside_what_is_taken_out() -> None:
    body = f"<p>{FIRST}<script>x</script>&#x1b;[31m <b>Really.</b><style>y</style>&#7;</p>"
    assert page(f"{body}<script></script>&#xffff;<p>{SECOND}</p>").paragraphs == (
        Paragraph(f"{FIRST}[31m Really."),
        Paragraph(SECOND),
    )


def test_a_heading_that_holds_the_article_is_no_headline() -> None:
    body = f"<h1>Ferries{' wait for the tide' * 70}</h1><h1>Ferries wait</h1><p>{FIRST}</p>"
    titles = "<meta property='og:title' content='Ferries wait for tide'>"
    assert read_webpage(f"<head>{titles}</head><body>{body}").article.headline == "Ferries wait"
