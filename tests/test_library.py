"""The library as it is promised to other programs: names, signatures, attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

import searchkit

PAGE = """<!doctype html>
<html lang="en"><head><title>Ferry late again</title></head><body><article>
<h1>Ferry late again</h1>
<p>The ferry to the outer islands was late for the third time this week, and forty people waited
at the pier in the rain.</p>
<p>“Cooperation is cheaper than a second boat,” said Ana Higgins, the harbour master of Mindelo.</p>
</article></body></html>
"""


def test_the_ten_lines(tmp_path: Path) -> None:
    article = searchkit.extract(PAGE.encode(), url="https://courier.example/ferry")
    assert isinstance(article, searchkit.Article)
    assert article.headline == "Ferry late again"
    assert [quote.speaker for quote in article.quotes] == ["Ana Higgins"]
    assert searchkit.extract(PAGE).headline == article.headline

    quotes = searchkit.attribute(["“We wait,” said Ana Higgins, a pilot.", "Nobody came."])
    assert isinstance(quotes, tuple)
    assert [(quote.paragraph, quote.speaker) for quote in quotes] == [(0, "Ana Higgins")]

    with searchkit.open(tmp_path / "index", create=True) as index:
        report = index.add([article])
        assert (report.added, report.updated, report.refused) == (1, 0, ())
        assert index.get(article.id) == article

        hits = index.search(
            "speaker:higgins cooperation",
            limit=10,
            offset=0,
            sort="score",
            facets=("outlet", "speaker"),
            match="all",
        )
        assert (hits.total, len(hits), hits.notes) == (1, 1, ())
        assert hits.took_ms > 0
        assert [facet.field for facet in hits.facets] == ["outlet", "speaker"]
        assert [(v.value, v.count) for v in hits.facets[1].values] == [("Ana Higgins", 1)]
        for hit in hits:
            assert (hit.rank, hit.id, hit.headline) == (1, article.id, "Ferry late again")
            assert hit.score > 0
            assert hit.article == article
            assert [snippet.field for snippet in hit.snippets] == ["text", "speaker", "said"]
            assert [snippet.text[a:b] for snippet in hit.snippets for a, b in snippet.spans] == [
                "Cooperation",
                "Higgins",
            ]

        (quoted,) = index.quotes('said:"second boat"')
        assert quoted.quote == article.quotes[0]
        (speaker,) = index.speakers(query=None)
        assert (speaker.name, speaker.quotes, speaker.articles) == ("Ana Higgins", 1, 1)
        (suggestion,) = index.suggest("speaker:hig")
        assert (suggestion.text, suggestion.count) == ('speaker:"Ana Higgins"', 1)
        assert index.explain(hits[0]).score == pytest.approx(hits[0].score)
        assert [hit.id for hit in index.scan("ferry")] == [article.id]

        assert index.search(searchkit.literal("Ferry! Late (again)")).total == 1
        assert index.delete([article.id]) == 1
        assert index.get(article.id) is None
    assert hits[0].article == article


def test_a_location_may_be_text_or_a_path(tmp_path: Path) -> None:
    with searchkit.open(str(tmp_path / "index"), create=True) as index:
        index.add([searchkit.Article("a")])
    with searchkit.open(tmp_path / "index") as again:
        assert again.get("a") == searchkit.Article("a")


def test_a_query_that_cannot_be_read() -> None:
    error = searchkit.QueryError("no field is called speker", text="speker:a", span=(0, 6))
    assert (error.message, error.span, error.hint) == ("no field is called speker", (0, 6), None)
    assert error.caret() == "speker:a\n^^^^^^"
    assert isinstance(error, searchkit.SearchkitError)


def test_values_are_made_by_hand() -> None:
    quote = searchkit.Quote(0, ((0, 4),), "Boat", "direct", speaker="Ana")
    article = searchkit.Article(
        "a",
        headline="Boat",
        captions=(searchkit.Caption("A boat", credit="Rui Vaz"),),
        paragraphs=(searchkit.Paragraph("Boat", subhead=None),),
        speakers=(searchkit.Speaker("Ana", role="pilot", affiliation=None, country="Chile"),),
        quotes=(quote,),
    )
    assert searchkit.Article.from_json(article.to_json()) == article
