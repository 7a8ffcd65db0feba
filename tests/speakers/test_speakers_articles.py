"""Five articles in the manner of the agencies, read whole: every quote and every speaker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from searchkit.article import Article, Paragraph, Speaker
from searchkit.speakers import quotes_in, read

ARTICLES = sorted(Path(__file__).parent.glob("*.json"))


def labelled(path: Path) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return row


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_quote_has_its_words_its_kind_and_its_speaker(path: Path) -> None:
    row = labelled(path)
    found = [
        {"paragraph": q.paragraph, "kind": q.kind, "speaker": q.speaker, "text": q.text}
        for q in quotes_in(row["paragraphs"])
    ]
    assert found == row["quotes"]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_speaker_has_the_roles_that_are_printed(path: Path) -> None:
    row = labelled(path)
    paragraphs = tuple(Paragraph(text) for text in row["paragraphs"])
    article = read(Article(id="a", paragraphs=paragraphs))
    assert set(article.speakers) == {Speaker(**speaker) for speaker in row["speakers"]}


def test_there_are_five_articles() -> None:
    assert [path.stem for path in ARTICLES] == ["glaciers", "harbours", "radio", "seeds", "trams"]
