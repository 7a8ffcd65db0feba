"""What is marked in an article, and which excerpts are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit import highlight
from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.excerpts import ELLIPSIS, WIDTH, merged
from searchkit.highlight import marked, snippets, stored_snippets
from searchkit.hits import Snippet
from searchkit.matching import Readable
from searchkit.query import Calendar, Unit, literal, understand
from tests import by_reading
from tests.bench.sources import of_pages
from tests.ferry import article, said, whole
from tests.query.conftest import EVENT
from tests.query.press import PRESS, TODAY
from tests.query.test_language import rows

PIER = article(
    "pier",
    "The ferry was late. “We wait for the ferry,” said Ana Ruiz.",
    "Nobody waited at the second pier.",
    "Juma Osei said that the pier was closed.",
    spoken={"We wait for the ferry,": "Ana Ruiz", "the pier was closed": "Juma Osei"},
    headline="Ferry late again",
    captions=(Caption("The pier."), Caption("The pier."), Caption("A gull.")),
    outlet="Ferry Gazette",
    speakers=(Speaker("Ana Ruiz", "pilot of the ferry"), Speaker("Juma Osei")),
)


def shown(found: tuple[Snippet, ...]) -> list[str]:
    """Write each snippet with its marks."""
    return [f"{snippet.field}: {written(snippet)}" for snippet in found]


def written(snippet: Snippet) -> str:
    text = snippet.text
    for start, end in reversed(snippet.spans):
        text = f"{text[:start]}«{text[start:end]}»{text[end:]}"
    return text


def found(query: str, article: Article, quote: Quote | None = None) -> list[str]:
    unit: Unit = "article" if quote is None else "quote"
    return shown(snippets(understand(query, unit), article, quote))


def test_an_article_is_shown_by_its_best_texts() -> None:
    assert found("ferry wait", PIER) == [
        "headline: «Ferry» late again",
        "text: The «ferry» was late. “We «wait» for the «ferry»,” said Ana Ruiz.",
        "text: Nobody «waited» at the second pier.",
    ]


def test_one_caption_is_shown_though_two_are_alike() -> None:
    assert found("caption:pier", PIER) == ["caption: The «pier»."]


def test_a_filter_is_marked_in_its_field() -> None:
    assert found("outlet:ferry ferry -caption:cable", PIER)[-1] == "outlet: «Ferry» Gazette"


def test_an_article_found_by_its_quotes_is_shown_by_them() -> None:
    assert found("speaker:ruiz said:ferry", PIER) == [
        "speaker: Ana «Ruiz»",
        "said: We wait for the «ferry»,",
    ]
    assert found("role:ferry", PIER) == [
        "speaker: Ana Ruiz",
        "role: pilot of the «ferry»",
        "said: We wait for the ferry,",
    ]


def test_a_quote_is_shown_whole_with_its_speaker() -> None:
    assert found("ferry speaker:ana", PIER, PIER.quotes[0]) == [
        "speaker: «Ana» Ruiz",
        "said: We wait for the «ferry»,",
    ]


def test_where_nothing_is_marked_the_opening_is_shown() -> None:
    assert found("date:>=0001-01-01", PIER) == [
        "text: The ferry was late. “We wait for the ferry,” said Ana Ruiz."
    ]
    captions = Article("c", paragraphs=(Paragraph(" "),), captions=(Caption("A gull."),))
    assert found("*", captions) == ["caption: A gull."]
    assert found("*", Article("empty")) == []
    assert found("*", Article("headline", headline="Ferry")) == []


def test_all_texts_are_marked_in_reading_order() -> None:
    pages = article(
        "a",
        "On the ferry.",
        "The ferry.",
        "No ferry.",
        headline="Ferry",
        captions=(Caption("A ferry."),),
        subheads=("Empty ferry", "Ferry one", "Ferry two", "Last"),
    )
    first, second, third = pages.paragraphs
    pages = replace(
        pages,
        paragraphs=(
            replace(first, subhead="Ferry one"),
            replace(second, subhead="Ferry one"),
            replace(third, subhead="Ferry two"),
        ),
    )
    assert shown(marked(understand("ferry"), pages)) == [
        "headline: «Ferry»",
        "caption: A «ferry».",
        "subhead: Empty «ferry»",
        "subhead: «Ferry» one",
        "text: On the «ferry».",
        "text: The «ferry».",
        "subhead: «Ferry» two",
        "text: No «ferry».",
        "subhead: Last",
    ]


def test_a_subhead_that_returns_waits_for_its_place() -> None:
    pages = Article(
        "a",
        paragraphs=tuple(Paragraph(text, head) for text, head in ("1A", "2A", "3B", "4A")),
        subheads=("A", "B", "A"),
    )
    assert [snippet.text for snippet in marked(understand("*"), pages)] == [
        "A",
        "1",
        "2",
        "B",
        "3",
        "A",
        "4",
    ]


def test_quotes_are_marked_where_they_stand() -> None:
    text = "“We wait,” he said, “for a ferry.”"
    pages = Article(
        "a",
        headline="“No ferry today”",
        captions=(Caption("“Which ferry?”"),),
        paragraphs=(Paragraph(text),),
        quotes=(
            Quote(0, ((1, 9), (21, 33)), "We wait, for a ferry.", "direct", "Ruiz"),
            said("“No ferry today”", "No ferry today", "Osei", where="headline"),
            said("“Which ferry?”", "Which ferry?", "Ruiz", where="caption"),
        ),
    )
    assert shown(marked(understand('said:"wait for a ferry"'), pages)) == [
        "headline: “No ferry today”",
        "caption: “Which ferry?”",
        "text: “We «wait,»” he said, “«for a ferry».”",
    ]
    assert shown(marked(understand("said:ferry speaker:osei"), pages))[0] == (
        "headline: “No «ferry» today”"
    )
    assert shown(marked(understand("ferry", "quote"), pages))[:2] == [
        "headline: “No «ferry» today”",
        "caption: “Which «ferry»?”",
    ]


def test_what_is_negated_is_not_marked() -> None:
    assert found("ferry -pier -said:ferry", PIER)[0] == "headline: «Ferry» late again"
    assert "«pier»" not in "".join(found("ferry OR -pier", PIER))


def test_a_quote_of_a_caption_or_a_headline_is_a_hit_like_any_other() -> None:
    pages = Article(
        "a",
        headline="We wait",
        captions=(Caption("They wait"),),
        quotes=(whole("We wait", "Ruiz", "headline"), whole("They wait", None, "caption")),
    )
    assert found("wait", pages, pages.quotes[0]) == ["speaker: Ruiz", "said: We «wait»"]
    assert found("wait", pages, pages.quotes[1]) == ["said: They «wait»"]


def test_overlapping_marks_are_one() -> None:
    assert merged([(5, 9), (0, 3), (8, 12), (3, 4)]) == ((0, 3), (3, 4), (5, 12))
    assert merged([]) == ()


def test_a_long_text_is_cut_where_the_most_of_the_query_stands() -> None:
    filler = "nothing happened here at all, and so it went on. " * 20
    text = f"{filler}A ferry. {filler}The ferry met the pilot. {filler}"
    (snippet,) = snippets(understand("ferry pilot"), article("a", text))
    assert snippet.text.startswith(f"{ELLIPSIS}here at all, and so it went on. The ferry met the ")
    assert snippet.text.endswith(f", and{ELLIPSIS}")
    assert len(snippet.text) <= WIDTH + 2
    assert [snippet.text[start:end] for start, end in snippet.spans] == ["ferry", "pilot"]


def test_a_text_without_blanks_is_cut_anywhere() -> None:
    (snippet,) = snippets(understand("渡船"), article("a", "船" * 500 + "渡船" + "海" * 500))
    assert len(snippet.text) == WIDTH + 2
    assert [snippet.text[start:end] for start, end in snippet.spans] == ["渡船"]


def test_a_long_text_full_of_marks_is_cut_at_once() -> None:
    (snippet,) = snippets(understand("the ferry"), article("a", "the ferry and " * 20_000))
    assert snippet.text.startswith("the ferry and the ferry and ")


@pytest.mark.parametrize("query", ["ferry " * 64, " ".join(f"ferry^{n}" for n in range(1, 65))])
def test_a_word_that_is_typed_again_is_marked_once(query: str) -> None:
    page = article("a", "The ferry is a ferry. " * 20_000)
    assert snippets(understand(query), page) == snippets(understand("ferry"), page)
    assert len(marker_numbers(query)) == 1


def marker_numbers(query: str) -> set[int]:
    plan = highlight._plan(understand(query).tree)
    return {number for leaves in plan.article.values() for number, _ in leaves}


@pytest.mark.parametrize("query", ["ferry", "fer*", "fery~", '"ferry late"', '"ferry late"~4'])
@given(st.lists(st.sampled_from(["ferry", "late", "x" * 90, "渡船", "\n"]), max_size=60))
def test_an_excerpt_is_a_part_of_its_text_with_the_same_marks(query: str, parts: list[str]) -> None:
    text = " ".join(parts)
    for snippet in snippets(understand(query), article("a", text)):
        cut = snippet.text.strip(ELLIPSIS)
        assert cut in text
        assert len(cut) <= WIDTH
        assert list(snippet.spans) == sorted(snippet.spans)
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.spans)
        assert ELLIPSIS not in "".join(snippet.text[start:end] for start, end in snippet.spans)


@pytest.fixture(scope="module")
def pages() -> list[Article]:
    corpus = Path(__file__).parent.parent / "corpus"
    return [*PRESS, *of_pages(corpus, None)]


@pytest.mark.parametrize("unit", ["article", "quote"])
def test_what_is_shown_is_what_reading_all_of_it_shows(unit: Unit, pages: list[Article]) -> None:
    calendar = Calendar(TODAY, {"tideline": EVENT})
    queries = [understand(row.splitlines()[0], unit, calendar=calendar) for row in rows(unit)]
    for page in pages:
        stored, readable = page.to_json().encode(), Readable.of(page)
        for quote in page.quotes[:4] if unit == "quote" else (None,):
            for query in queries:
                expected = by_reading.shown_of(query, page, readable, quote)
                assert stored_snippets(query, stored, quote) == expected, (query.text, page.id)


def test_many_words_are_shown_as_reading_shows_them(pages: list[Article]) -> None:
    for page in pages[::6]:
        words = " ".join(paragraph.text for paragraph in page.paragraphs)[:2_000]
        query = understand(literal(f"{words} of"), match="any")
        for other in pages[::7]:
            assert snippets(query, other) == by_reading.shown(query, other)


ASKED = st.sampled_from(
    ["ferry", "ferry OR late", "the ferry", "fer* late", '"ferry late"', '"ferry late x"~9', "渡船"]
)
TEXT = st.lists(
    st.sampled_from(
        ["ferry", "ferries", "late", "the", "x" * 30, "x" * 300, "渡船", "é", "\n", "."]
    ),
    max_size=80,
).map(" ".join)


@given(ASKED, st.lists(TEXT, max_size=5), TEXT)
@example('"ferry late"', ["ferry " + "- " * 150 + "late"], "")  # the cut goes through a mark
def test_the_part_that_is_shown_is_where_reading_finds_the_most(
    asked: str, texts: list[str], headline: str
) -> None:
    query, page = understand(asked), article("a", *texts, headline=headline)
    assert snippets(query, page) == by_reading.shown(query, page)
