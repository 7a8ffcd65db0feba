"""Which references the articles hold, whom each means, and whom searchkit takes it for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from searchkit.article import Quote, Span
from searchkit.speakers import quotes_in

ARTICLES = Path(__file__).with_name("articles")

Form = Literal["pronoun", "nominal", "surname"]
FORMS: tuple[Form, ...] = ("pronoun", "nominal", "surname")

_REFERENCE = re.compile(r"\[([^\]|]+)\|([^\]|]*)\]")
_PRONOUNS = frozenset(("he", "she", "it", "they"))
_NOMINAL = re.compile(r"(?:the|his|her|their|its)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Words in a paragraph, and the full name of whom they mean; None is nobody named."""

    paragraph: int
    span: Span
    words: str
    meant: str | None

    @property
    def form(self) -> Form:
        if self.words.lower() in _PRONOUNS:
            return "pronoun"
        return "nominal" if _NOMINAL.match(self.words) else "surname"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reference of an article, and the name that it was given."""

    article: str
    reference: Reference
    given: str | None

    @property
    def is_right(self) -> bool:
        return self.given == self.reference.meant

    @property
    def is_wrong(self) -> bool:
        return not self.is_right and self.given is not None


def outcomes(folder: Path = ARTICLES) -> list[Outcome]:
    """Read every article of a folder and attribute it."""
    return [outcome for path in sorted(folder.glob("*.txt")) for outcome in _of_article(path)]


def _of_article(path: Path) -> Iterator[Outcome]:
    paragraphs, references = unmarked(path.read_text("utf-8").splitlines())
    quotes = quotes_in(paragraphs)
    for reference in references:
        yield Outcome(path.stem, reference, _speaker(quotes, reference))


def unmarked(lines: Sequence[str]) -> tuple[list[str], list[Reference]]:
    """Return paragraphs without their marks, and the references that were marked."""
    paragraphs: list[str] = []
    references: list[Reference] = []
    for number, line in enumerate(lines):
        text, end = "", 0
        for mark in _REFERENCE.finditer(line):
            text += line[end : mark.start()]
            span = len(text), len(text) + len(mark[1])
            references.append(Reference(number, span, mark[1], mark[2] or None))
            text += mark[1]
            end = mark.end()
        paragraphs.append(text + line[end:])
    return paragraphs, references


def _speaker(quotes: Sequence[Quote], reference: Reference) -> str | None:
    """The speaker of the first quote whose source the reference is, or is a part of."""
    start, end = reference.span
    for quote in quotes:
        if quote.paragraph == reference.paragraph and quote.source is not None:
            left, right = quote.source
            if left < end and start < right:
                return quote.speaker
    return None
