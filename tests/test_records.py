"""What stands in the fields of an article and of its quotes, as values or as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from operator import getitem

import pytest

from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.records import (
    Record,
    article_record,
    article_texts,
    quote_records,
    unchecked,
    unchecked_texts,
)
from tests.query.press import PRESS

SPOKEN = Article(
    "a",
    outlet="Ferry Gazette",
    headline="Ferry late",
    authors=("Inês Prata", ""),
    published=datetime.fromisoformat("2025-10-14T23:30:00-05:00"),
    captions=(Caption("A gull."), Caption("")),
    paragraphs=(Paragraph("“We wait,” said Ana Ruiz."), Paragraph("")),
    speakers=(
        Speaker("Ana Ruiz", "pilot", "Ferry Line", "Chile"),
        Speaker("Ana Ruiz", "captain", "Ferry Line"),
        Speaker("Juma Osei", "cook"),
    ),
    quotes=(
        Quote(0, ((1, 8),), "We wait", "direct", "Ana Ruiz"),
        Quote(0, ((1, 8),), "We wait", "indirect"),
    ),
)


def test_the_record_of_an_article_has_its_texts_by_field() -> None:
    assert article_record(SPOKEN) == Record(
        "article",
        {
            "headline": ("Ferry late",),
            "caption": ("A gull.",),
            "subhead": (),
            "text": ("“We wait,” said Ana Ruiz.",),
            "outlet": ("Ferry Gazette",),
            "author": ("Inês Prata",),
            "place": (),
            "lang": (),
            "collection": (),
            "id": ("a",),
        },
        date(2025, 10, 14),
    )


def test_a_derived_headline_is_no_text_of_its_own() -> None:
    assert article_texts(Article("a", headline="Ferry", headline_derived=True))["headline"] == ()


def test_the_record_of_a_quote_has_the_roles_of_its_speaker() -> None:
    first, second = quote_records(SPOKEN)
    assert first == Record(
        "quote",
        {
            "said": ("We wait",),
            "speaker": ("Ana Ruiz",),
            "role": ("pilot", "captain"),
            "org": ("Ferry Line", "Chile"),
            "kind": ("direct",),
        },
        date(2025, 10, 14),
    )
    assert second.texts == {
        "said": ("We wait",),
        "speaker": (),
        "role": (),
        "org": (),
        "kind": ("indirect",),
    }


@pytest.mark.parametrize("article", [SPOKEN, *PRESS, Article("bare")], ids=lambda a: a.id)
def test_the_json_of_an_article_has_the_same_records(article: Article) -> None:
    row = unchecked(article.to_json().encode())
    assert article_record(row, getitem) == article_record(article)
    assert list(quote_records(row, getitem)) == list(quote_records(article))


TRAP = Article(
    "trap", headline=',"speakers":[', paragraphs=(Paragraph('\\",'),), subheads=('","speakers":[{',)
)


@pytest.mark.parametrize("article", [SPOKEN, TRAP, *PRESS], ids=lambda a: a.id)
def test_all_texts_of_an_article_stand_before_its_speakers(article: Article) -> None:
    stored = article.to_json().encode()
    row = json.loads(stored)
    assert unchecked(stored) == row
    assert unchecked_texts(stored) == {
        key: value for key, value in row.items() if key not in ("speakers", "quotes")
    }
