"""The values of an article, and the one line of JSON that they become."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.errors import ArticleError

WHOLE = Article(
    "0a1b2c3d4e5f",
    source="tideline/ferry.html",
    url="https://courier.example/ferry",
    outlet="The Harbour Courier",
    language="en",
    collection="tideline",
    headline="“Late again”: the ferry",
    headline_derived=True,
    authors=("Inês Prata", "Tom O'Hare"),
    published=datetime.fromisoformat("2025-10-14T23:30:00-03:00"),
    place="Mindelo",
    captions=(Caption("“We wait,” says Ruiz.", "Rui Vaz"),),
    paragraphs=(Paragraph("Ana Ruiz said it was late.", "At the pier"), Paragraph("")),
    subheads=("At the pier", "No ferry"),
    speakers=(Speaker("Ana Ruiz", "pilot", "Port of Mindelo", "Chile"), Speaker("crew")),
    quotes=(
        Quote(0, ((14, 25),), "it was late", "indirect", "Ana Ruiz", (0, 8), (9, 13), 0.9, "x"),
        Quote(0, ((1, 8),), "We wait", "direct", "Ana Ruiz", where="caption"),
        Quote(0, ((1, 5), (6, 11)), "Late again", "direct", where="headline"),
    ),
)
WHOLE_JSON = (
    '{"schema":1,"id":"0a1b2c3d4e5f","source":"tideline/ferry.html",'
    '"url":"https://courier.example/ferry","outlet":"The Harbour Courier","language":"en",'
    '"collection":"tideline","headline":"“Late again”: the ferry","headline_derived":true,'
    '"authors":["Inês Prata","Tom O\'Hare"],"published":"2025-10-14T23:30:00-03:00",'
    '"place":"Mindelo","captions":[{"text":"“We wait,” says Ruiz.","credit":"Rui Vaz"}],'
    '"paragraphs":[{"text":"Ana Ruiz said it was late.","subhead":"At the pier"},'
    '{"text":"","subhead":null}],"subheads":["At the pier","No ferry"],'
    '"speakers":[{"name":"Ana Ruiz","role":"pilot","affiliation":"Port of Mindelo",'
    '"country":"Chile"},{"name":"crew","role":null,"affiliation":null,"country":null}],'
    '"quotes":[{"paragraph":0,"spans":[[14,25]],"text":"it was late","kind":"indirect",'
    '"speaker":"Ana Ruiz","source":[0,8],"cue":[9,13],"confidence":0.9,"rule":"x",'
    '"where":"text"},{"paragraph":0,"spans":[[1,8]],"text":"We wait","kind":"direct",'
    '"speaker":"Ana Ruiz","source":null,"cue":null,"confidence":1.0,"rule":"",'
    '"where":"caption"},{"paragraph":0,"spans":[[1,5],[6,11]],"text":"Late again",'
    '"kind":"direct","speaker":null,"source":null,"cue":null,"confidence":1.0,"rule":"",'
    '"where":"headline"}]}'
)


def test_an_article_is_one_line_of_json() -> None:
    assert WHOLE.to_json() == WHOLE_JSON


def test_the_line_is_read_back_from_text_and_from_bytes() -> None:
    assert Article.from_json(WHOLE_JSON) == WHOLE
    assert Article.from_json(WHOLE_JSON.encode()) == WHOLE


def test_only_the_id_is_required() -> None:
    assert Article.from_json('{"id": "a"}') == Article("a")
    assert Article.from_json('{"schema": 1, "id": "a", "colour": "blue"}') == Article("a")


@pytest.mark.parametrize(
    "published",
    [
        date(2025, 11, 7),
        date(1, 1, 1),
        datetime(2025, 11, 7),
        datetime(2025, 11, 7, 8, 30, 0, 125),
        datetime.fromisoformat("2025-11-07T08:30:00+05:45"),
        datetime.fromisoformat("2025-11-07T08:30:00+00:00"),
    ],
)
def test_a_time_keeps_its_kind_and_its_offset(published: date) -> None:
    read = Article.from_json(Article("a", published=published).to_json()).published
    assert type(read) is type(published)
    assert read is not None
    assert read.isoformat() == published.isoformat()


def test_half_a_surrogate_pair_becomes_one_replacement_so_that_spans_hold() -> None:
    article = Article.from_json(
        r'{"id":"a","paragraphs":[{"text":"\ud83d Yes, \ude80 we"}],'
        r'"quotes":[{"paragraph":0,"spans":[[2,5]],"text":"Yes","kind":"direct"}]}'
    )
    assert article.paragraphs[0].text == "\ufffd Yes, \ufffd we"
    (quote,) = article.quotes
    assert [article.text_of(quote)[start:end] for start, end in quote.spans] == ["Yes"]


QUOTE = '{"id":"a","paragraphs":[{"text":"She left."}],"quotes":[{"paragraph":%s,"spans":[%s],'
QUOTE += '"text":"left","kind":"%s","confidence":%s}]}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is not JSON: Expecting property name"),
        ("[" * 100_000, "this is not JSON: "),
        (b"\xff", "this is not JSON: "),
        ("[]", "an article is a JSON object"),
        ("{}", "an article needs an id"),
        ('{"id": ""}', "an article needs an id"),
        ('{"id": 5}', "id must be a text, not 5"),
        ('{"id": "a", "schema": 2}', "schema 2 is not 1, the one read here"),
        ('{"id": "a", "headline": ["b"]}', "headline must be a text, not ['b']"),
        ('{"id": "a", "headline_derived": 1}', "headline_derived must be true or false, not 1"),
        ('{"id": "a", "authors": "Prata"}', "authors must be a list, not 'Prata'"),
        ('{"id": "a", "authors": ["Prata", 1]}', "authors[1] must be a text, not 1"),
        ('{"id": "a", "published": "Friday"}', "published must be an ISO date, not 'Friday'"),
        ('{"id": "a", "paragraphs": [{}]}', "paragraphs[0].text is missing"),
        ('{"id": "a", "captions": ["text"]}', "captions[0] must be an object, not 'text'"),
        (QUOTE % ("0", "[4,8]", "sung", "1"), "quotes[0].kind must be one of direct, indirect, "),
        (QUOTE % ("0", "[8,4]", "mixed", "1"), "quotes[0].spans[0] must be [start, end], not "),
        (QUOTE % ("0", "[-1,4]", "mixed", "1"), "quotes[0].spans[0] must be [start, end], not "),
        (QUOTE % ("true", "[4,8]", "mixed", "1"), "quotes[0].paragraph must be a whole number, "),
        (QUOTE % ("1", "[4,8]", "mixed", "1"), "quotes[0].paragraph: there is no text 1"),
        (QUOTE % ("-1", "[4,8]", "mixed", "1"), "quotes[0].paragraph: there is no text -1"),
        (QUOTE % ("0", "[4,10]", "mixed", "1"), "quotes[0]: [4, 10] ends beyond the 9 characters"),
        (QUOTE % ("0", "[4,8]", "mixed", "1.5"), "quotes[0].confidence must lie between 0 and 1"),
        (QUOTE % ("0", "[4,8]", "mixed", "NaN"), "quotes[0].confidence must lie between 0 and 1"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_no_article_is_refused_by_its_key(text: str | bytes, message: str) -> None:
    with pytest.raises(ArticleError) as raised:
        Article.from_json(text)
    assert raised.value.message.startswith(message)


def test_lists_are_written_as_tuples_and_what_json_has_not_is_refused() -> None:
    made = Article("a", paragraphs=[Paragraph("Seven ports.")])  # type: ignore[arg-type]
    assert Article.from_json(made.to_json()) == Article(
        "a", paragraphs=(Paragraph("Seven ports."),)
    )
    with pytest.raises(ArticleError, match="article 'a' is not written: Object of type bytes"):
        Article("a", headline=b"Ports").to_json()  # type: ignore[arg-type]


def test_the_text_of_a_quote_is_where_it_stands() -> None:
    assert [WHOLE.text_of(quote) for quote in WHOLE.quotes] == [
        "Ana Ruiz said it was late.",
        "“We wait,” says Ruiz.",
        "“Late again”: the ferry",
    ]
    for quote in WHOLE.quotes:
        text = WHOLE.text_of(quote)
        assert " ".join(text[start:end] for start, end in quote.spans) == quote.text


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        WHOLE.id = "b"  # type: ignore[misc]


TEXTS = st.text(max_size=20)
MAYBE = st.none() | TEXTS
ARTICLES = st.builds(
    Article,
    id=st.text(min_size=1, max_size=20),
    headline=MAYBE,
    authors=st.lists(TEXTS, max_size=3).map(tuple),
    published=st.none() | st.dates() | st.datetimes(),
    captions=st.lists(st.builds(Caption, TEXTS, MAYBE), max_size=2).map(tuple),
    paragraphs=st.lists(st.builds(Paragraph, TEXTS, MAYBE), max_size=3).map(tuple),
    speakers=st.lists(st.builds(Speaker, TEXTS, MAYBE, MAYBE, MAYBE), max_size=3).map(tuple),
)


@given(ARTICLES)
def test_any_article_comes_back_as_it_was(article: Article) -> None:
    line = article.to_json()
    assert "\n" not in line
    assert Article.from_json(line) == article
