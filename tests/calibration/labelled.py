"""Which quotes a text is known to hold: our labelled articles, or rows of an annotated corpus."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.article import Quote, Span

OURS = Path(__file__).parents[1] / "speakers"

Words = frozenset[int]
"""Words of a text by the places where they start."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_LONGEST_NAME = 12
"""Words of a source that may be taken for a name."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that are ascribed to somebody.

    ``source`` are the words that name who that is, as places and as text; ``name`` is that person
    in full where it is known.
    """

    words: Words
    source: Words
    source_text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, its paragraphs with the places where they start, and what is said in it."""

    text: str
    paragraphs: tuple[str, ...]
    starts: tuple[int, ...]
    claims: tuple[Claim, ...]


def ours(folder: Path = OURS) -> Iterator[Labelled]:
    """Yield the articles of this project, in which each quote is labelled in full."""
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text("utf-8"))
        article = _article("\n".join(row["paragraphs"]))
        claims = tuple(_printed_claim(article, quote) for quote in row["quotes"])
        yield Labelled(article.text, article.paragraphs, article.starts, claims)


def rows(path: Path, compartment: str | None = None) -> Iterator[Labelled]:
    """Yield the articles of one ``.jsonl.gz``, or of those in a folder.

    A row has ``text`` and ``attributions``, each with the spans of its ``content`` and ``source``.
    ``compartment`` keeps the files of a folder whose name ends in it.
    """
    pattern = f"*_{compartment}.jsonl.gz" if compartment else "*.jsonl.gz"
    for file in sorted(path.glob(pattern)) if path.is_dir() else (path,):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield _annotated(json.loads(line))


def claim_of(article: Labelled, quote: Quote) -> Claim:
    """Return a quote of the article as a claim about its text."""
    start = article.starts[quote.paragraph]
    source = [] if quote.source is None else [quote.source]
    return _claim(article.text, _moved(quote.spans, start), _moved(source, start), quote.speaker)


def _article(text: str) -> Labelled:
    lines = list(_LINE.finditer(text))
    paragraphs = tuple(line[0] for line in lines)
    return Labelled(text, paragraphs, tuple(line.start() for line in lines), ())


def _annotated(row: dict[str, Any]) -> Labelled:
    article = _article(row["text"])
    claims = tuple(
        _claim(article.text, _spans(told["content"]), _spans(told["source"]), None)
        for told in row["attributions"]
        if told["content"]
    )
    return Labelled(article.text, article.paragraphs, article.starts, claims)


def _printed_claim(article: Labelled, quote: dict[str, Any]) -> Claim:
    """A claim whose words are given as text: each is looked for behind the one before."""
    paragraph = article.paragraphs[quote["paragraph"]]
    start, found = 0, set()
    for word in _WORD.findall(quote["text"]):
        place = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(paragraph, start)
        if place is not None:
            found.add(article.starts[quote["paragraph"]] + place.start())
            start = place.end()
    return Claim(frozenset(found), frozenset(), "", quote["speaker"])


def _spans(pairs: Iterable[Sequence[int]]) -> list[Span]:
    return [(start, end) for start, end in pairs]


def _moved(spans: Iterable[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]


def _claim(text: str, content: Sequence[Span], source: Sequence[Span], name: str | None) -> Claim:
    told = " ".join(text[start:end] for start, end in source)
    return Claim(_words(text, content), _words(text, source), told, name)


def _words(text: str, spans: Iterable[Span]) -> Words:
    return frozenset(word.start() for span in spans for word in _WORD.finditer(text, *span))


def names_the_same(known: Claim, found: Claim) -> bool:
    """Whether a found claim has the speaker of a known one.

    A known name must be given in full.  A known source is met by a source that shares its words, a
    quarter of them or more, or by a name whose last capitalised word stands in it; a claim without
    either fits any.
    """
    if known.name is not None:
        return found.name == known.name
    if not known.source:
        return True
    shared = len(known.source & found.source)
    if shared and 4 * shared >= len(found.source):
        return True
    told = found.name or (found.source_text if len(found.source) <= _LONGEST_NAME else "")
    name = _capitals(told)
    return bool(name) and name[-1] in _capitals(known.source_text)


def _capitals(text: str) -> list[str]:
    words = (word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text))
    return [word for word in words if word[:1].isupper()]
