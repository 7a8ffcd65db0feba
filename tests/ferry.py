"""Short articles for tests, and the quotes that stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from searchkit.article import Article, Kind, Paragraph, Quote, Where


def said(text: str, words: str, speaker: str | None, kind: Kind = "direct", **more: Any) -> Quote:
    """Return the first place of some words in a text as a quote of it."""
    start = text.index(words)
    place: int = more.pop("paragraph", 0)
    return Quote(place, ((start, start + len(words)),), words, kind, speaker, **more)


def article(
    id: str, *paragraphs: str, spoken: Mapping[str, str | None] | None = None, **more: Any
) -> Article:
    """Return an article; ``spoken`` has the speaker of each of the words said in it."""
    quotes = tuple(
        said(text, words, speaker, paragraph=place)
        for place, text in enumerate(paragraphs)
        for words, speaker in (spoken or {}).items()
        if words in text
    )
    return Article(id, paragraphs=tuple(map(Paragraph, paragraphs)), quotes=quotes, **more)


def whole(text: str, speaker: str | None, where: Where) -> Quote:
    """Return a quote of a whole headline or a whole first caption."""
    return Quote(0, ((0, len(text)),), text, "direct", speaker, where=where)
