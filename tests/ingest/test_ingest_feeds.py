"""Feeds: an entry with its whole text is an article, one with a summary is refused or kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from searchkit.article import Article, Paragraph
from searchkit.hits import Refusal
from searchkit.ingest.identity import id_at
from searchkit.ingest.pages import articles_in

FIRST = "Seven ports will publish their tides from July on, and nobody will pay for them."
SECOND = (
    "The harbour masters of all seven signed on Friday, after two years of talks and one storm."
)
NO_FEED = "no feed: neither RSS nor Atom; save a page as .html"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Tideline Gazette</title><link>https://gazette.example/</link>
<atom:link rel="self" href="https://gazette.example/feed"/><language>en-gb</language>
<image><title>Logo</title></image>
<item><title>Ports &amp;amp; tides</title><media:title>No headline</media:title>
<link>/2031/tides</link><guid isPermaLink="false">77</guid>
<pubDate>Wed, 14 May 2031 09:30:00 +0200</pubDate><dc:creator>Ana Ruiz and Tom Berg</dc:creator>
<description>Seven&nbsp;ports …</description>
<content:encoded><![CDATA[{BODY}<p>The post <a href="https://gazette.example/2031/tides">Ports
&amp; tides</a> appeared first on <a href="https://gazette.example">Gazette</a>.</p>]]>
</content:encoded></item>
<item><title>Teaser</title><link>https://gazette.example/t</link><description>Soon.</description>
</item>
<item><title>Notice</title><description>{FIRST}</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Quay</title>
<link rel="self" href="https://quay.example/feed"/>
<entry><id>urn:quay:1</id><title type="html">Ports &lt;b&gt;agree&lt;/b&gt;</title>
<link rel="replies" href="https://quay.example/1/comments"/>
<link href="https://quay.example/1"/><published>2031-05-14T09:00:00Z</published>
<author><name>Zoe Martin</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{BODY}</div></content></entry>
<entry><id>urn:quay:2</id><title>Ports wait</title><link href="https://quay.example/2"/>
<source><title>The Pier</title></source>
<content type="html">{BODY.replace("<", "&lt;")}</content></entry></feed>"""

RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://pier.example/"><title>The Pier</title></channel>
<item rdf:about="https://pier.example/1"><title>Ports agree</title>
<link>https://pier.example/1</link><dc:date>2031-05-14</dc:date>
<description>{(FIRST + " ") * 9}</description></item></rdf:RDF>"""


def read(feed: str, source: str = "fair/feed.xml") -> list[Article | Refusal]:
    return list(articles_in(feed.encode(), source, "fair"))


def test_an_entry_of_rss_becomes_an_article() -> None:
    first, teaser, notice = read(RSS)
    assert first == Article(
        id=id_at("fair/feed.xml", "77"),
        source="fair/feed.xml",
        url="https://gazette.example/2031/tides",
        outlet="Tideline Gazette",
        language="en",
        collection="fair",
        headline="Ports & tides",
        authors=("Ana Ruiz", "Tom Berg"),
        published=datetime(2031, 5, 14, 9, 30, tzinfo=timezone(timedelta(hours=2))),
        paragraphs=(Paragraph(FIRST), Paragraph(SECOND)),
    )
    assert teaser == Refusal(
        "fair/feed.xml#https://gazette.example/t",
        "only a summary is in the feed; add the article: https://gazette.example/t",
    )
    assert isinstance(notice, Article)
    assert (notice.headline, notice.paragraphs) == ("Notice", (Paragraph(FIRST),))
    assert notice.url is None


def test_an_entry_of_atom_becomes_an_article() -> None:
    first, second = read(ATOM, "feed.atom")
    assert first == Article(
        id=id_at("feed.atom", "urn:quay:1"),
        source="feed.atom",
        url="https://quay.example/1",
        outlet="The Quay",
        language="en",
        collection="fair",
        headline="Ports agree",
        authors=("Zoe Martin",),
        published=datetime(2031, 5, 14, 9, tzinfo=UTC),
        paragraphs=(Paragraph(FIRST), Paragraph(SECOND)),
    )
    assert isinstance(second, Article)
    assert (second.outlet, second.paragraphs) == ("The Pier", first.paragraphs)


def test_a_long_description_is_the_whole_text() -> None:
    [article] = read(RDF)
    assert isinstance(article, Article)
    assert (article.headline, article.outlet) == ("Ports agree", "The Pier")
    assert (article.url, str(article.published)) == ("https://pier.example/1", "2031-05-14")
    assert article.paragraphs == (Paragraph(" ".join([FIRST] * 9)),)


@pytest.mark.parametrize("end", ["…", "...", " [&#8230;]", "[...] »"])
def test_a_text_that_is_cut_is_a_summary(end: str) -> None:
    item = f"<item><title>T</title><link>https://p.example/1</link><description>{FIRST * 20}{end}"
    [refusal] = read(f"<rss><channel>{item}</description></item></channel></rss>")
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("only a summary is in the feed; ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<urlset></urlset>", NO_FEED),
        ("<rss><channel><title>Empty</title></channel></rss>", "no entry is in this feed"),
        ("", NO_FEED),
    ],
)
def test_what_is_no_feed_is_refused(text: str, reason: str) -> None:
    assert read(text) == [Refusal("fair/feed.xml", reason)]


def test_a_page_that_is_called_xml_is_a_page() -> None:
    [article] = read(f'<?xml version="1.0"?><html><body><h1>Ports</h1>{BODY}</body></html>')
    assert isinstance(article, Article)
    assert article.id == id_at("fair/feed.xml")
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(SECOND))


def test_no_entity_is_replaced_and_nothing_is_fetched() -> None:
    kinds = '<!ENTITY a "aaaaaaaaaa"><!ENTITY file SYSTEM "file:///etc/hostname">'
    item = f"<item><title>Ports &a; &file;</title><description>{FIRST}</description></item>"
    feed = f"<rss><channel>{item}</channel></rss>"
    [article] = read(feed)
    assert isinstance(article, Article)
    assert article.headline == "Ports &a; &file;"
    assert read(f"<!DOCTYPE rss [{kinds}]>{feed}") == [Refusal("fair/feed.xml", NO_FEED)]


def test_a_feed_that_is_cut_off_gives_what_it_has() -> None:
    found = read(RSS[: RSS.index("<item><title>Notice")])
    assert [isinstance(one, Article) for one in found] == [True, False]


def test_a_large_feed_is_read_entry_by_entry() -> None:
    item = f"<item><title>Ports</title><description>{FIRST}</description></item>"
    entries = iter(articles_in(f"<rss><channel>{item * 50_000}".encode(), "feed.rss", None))
    assert isinstance(next(entries), Article)


def test_a_short_notice_is_kept_whole() -> None:
    said = "“It is a start,” said Ana Lind, chair of the Port Guild."
    body = f"<p>{FIRST}</p><p>{said}</p>".replace("<", "&lt;")
    item = f"<item><title>Ports</title><content:encoded>{body}</content:encoded></item>"
    [article] = read(f"<rss><channel>{item}</channel></rss>")
    assert isinstance(article, Article)
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(said))
    assert [quote.speaker for quote in article.quotes] == ["Ana Lind"]


def test_names_that_are_bound_to_nothing_do_no_harm() -> None:
    text = f"<p>{FIRST}</p><x:y>{SECOND}</x:y>"
    item = f"<item><title>Ports</title><content:encoded>{text}</content:encoded></item>"
    [article] = read(f"<rss><channel>{item}</channel></rss>")
    assert isinstance(article, Article)
    assert article.paragraphs == (Paragraph(FIRST), Paragraph(SECOND))
