"""Quotes found in labelled articles, compared with the labels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.article import Article, Caption, Paragraph, Quote
from searchkit.speakers import read

LANGUAGES = ("ar", "de", "es", "fr", "zh")
SEEN = 12
"""Articles of a language that were read while the rules were made; the rest were not."""

FOUND = 0.5


class Speech(NamedTuple):
    """Words said, with the place they stand in and the code points of that place."""

    place: tuple[str, int]
    points: frozenset[int]
    kind: str
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its quotes and its speakers: (name, role, affiliation)."""

    article: Article
    quotes: Sequence[Speech]
    speakers: frozenset[tuple[str | None, ...]]


class Pair(NamedTuple):
    """A label and the quote that answers it; one of them may be missing."""

    label: Speech | None
    quote: Speech | None

    @property
    def is_right(self) -> bool:
        return (
            self.label is not None
            and self.quote is not None
            and self.label.speaker == self.quote.speaker
        )


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind of speech."""

    labels: int
    quotes: int
    found: int
    right: int

    @property
    def span(self) -> float:
        return _f1(self.found, self.labels, self.quotes)

    @property
    def joint(self) -> float:
        return _f1(self.right, self.labels, self.quotes)


def labelled(code: str) -> list[Labelled]:
    """Return the articles of a language, in order."""
    text = (Path(__file__).parent / f"{code}.jsonl").read_text(encoding="utf-8")
    return [_labelled(n, json.loads(line)) for n, line in enumerate(text.splitlines(), 1)]


def _labelled(number: int, row: dict[str, Any]) -> Labelled:
    article = Article(
        id=str(number),
        headline=row["headline"],
        captions=tuple(Caption(text) for text in row["captions"]),
        paragraphs=tuple(Paragraph(text) for text in row["paragraphs"]),
    )
    places = {"text": row["paragraphs"], "caption": row["captions"], "headline": [row["headline"]]}
    quotes = [_label(places[quote["where"]][quote["paragraph"]], quote) for quote in row["quotes"]]
    speakers = frozenset((s["name"], s["role"], s["affiliation"]) for s in row["speakers"])
    return Labelled(article, quotes, speakers)


def _label(text: str, quote: dict[str, Any]) -> Speech:
    """A label: each part of what was said is looked for behind the one before it."""
    spans, end = [], 0
    for part in quote["said"]:
        start = text.index(part, end)
        end = start + len(part)
        spans.append((start, end))
    place = quote["where"], quote["paragraph"]
    return Speech(place, _points(spans), quote["kind"], quote["speaker"], " ".join(quote["said"]))


def speech_in(article: Article) -> Iterator[Quote]:
    """Yield the quotes that are read in an article."""
    yield from read(article).quotes


def pairs(row: Labelled) -> list[Pair]:
    """Pair the labels of an article with the quotes that are read in it."""
    quotes = [
        Speech((q.where, q.paragraph), _points(q.spans), q.kind, q.speaker, q.text)
        for q in speech_in(row.article)
    ]
    near = sorted(
        (
            (_overlap(label, quote), i, k)
            for i, label in enumerate(row.quotes)
            for k, quote in enumerate(quotes)
            if label.place == quote.place
        ),
        reverse=True,
    )
    answers: dict[int, int] = {}
    for overlap, i, k in near:
        if overlap >= FOUND and i not in answers and k not in answers.values():
            answers[i] = k
    found = [
        Pair(label, quotes[answers[i]] if i in answers else None)
        for i, label in enumerate(row.quotes)
    ]
    return found + [Pair(None, q) for k, q in enumerate(quotes) if k not in answers.values()]


def score(found: Sequence[Pair], kind: str | None = None) -> Score:
    """Count pairs, of all kinds or of one."""
    own = [pair for pair in found if kind in (None, _kind(pair))]
    return Score(
        labels=sum(pair.label is not None for pair in own),
        quotes=sum(pair.quote is not None for pair in own),
        found=sum(pair.label is not None and pair.quote is not None for pair in own),
        right=sum(pair.is_right for pair in own),
    )


def _kind(pair: Pair) -> str | None:
    if pair.label is not None:
        return pair.label.kind
    return pair.quote.kind if pair.quote is not None else None


def _points(spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end))


def _overlap(label: Speech, quote: Speech) -> float:
    return len(label.points & quote.points) / len(label.points | quote.points)


def _f1(right: int, labels: int, quotes: int) -> float:
    return 2 * right / (labels + quotes) if labels + quotes else 1.0
