"""A paragraph becomes sentences of tokens, in which each quotation is a single token."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from searchkit.speakers.lexicon import lexicon, word_set
from searchkit.speakers.marks import Quotation, quotations

LONGEST = 300
"""Tokens of a sentence; a longer one is cut, so that work on a sentence is bounded."""

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}"
    r"|(?:Mrs?|Ms|Drs?|Prof|Sens?|Reps?|Gov|Gen|Lt|Col|Capt|Maj|Sgt|Rev|St|Jr|Sr|No|vs|Inc|Corp|Ltd"
    r"|Co|Jan|Feb|Aug|Sept|Oct|Nov|Dec|Calif|Fla|Ill|Mass|Mich|Minn|Pa|Tex|Va|Wis|Ky|Conn|Ariz|Colo|Tenn"
    r"|[A-Z]-[A-Z][a-z]+|[A-Z])\.(?=[\s,])"
    r"|\d[\d.,]*\d"
    r"|\w+(?:[’'&\-‑]\w+)*(?:(?<=s)['’](?!\w))?"
    r"|([^\w\s])\1*"
)
_ENDS = frozenset((".", "?", "!", "...", "…"))
_CLOSING = frozenset((")", "]", "’", "'"))


class Token(NamedTuple):
    """A word, a mark of punctuation or a whole quotation.

    ``text`` is the word as printed, or the words between the marks; ``low`` is folded for look-up,
    and a quotation mark where the token is a quotation.
    """

    start: int
    end: int
    text: str
    low: str
    quotation: Quotation | None = None

    @property
    def is_word(self) -> bool:
        return self.quotation is None and self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether a word is capitalised, "d'Aubrac" and "al-Khatibi" included."""
        if self.quotation is not None:
            return False
        text = self.text
        joint = text[1:2] in ("'", "’") and text[2:3].isupper()
        return text[0].isupper() or joint or (text[2:3] == "-" and text[3:4].isupper())

    @property
    def starts_low(self) -> bool:
        """Whether it starts with a small letter; a quotation that does goes on with a clause."""
        return self.text.lstrip()[:1].islower()

    @property
    def last(self) -> str:
        """The last character, inner marks of quotation left out."""
        return self.text.rstrip(" '’\"”")[-1:] or " "

    @property
    def is_possessive(self) -> bool:
        return self.low.endswith(("'s", "s'"))


def without_possessive(word: str) -> str:
    """Return a word without its 's."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens of one sentence; ``text`` is the whole paragraph that the offsets count in."""

    paragraph: int
    text: str
    tokens: Sequence[Token]

    @property
    def has_words(self) -> bool:
        """Whether there is anything but punctuation in it."""
        return any(t.is_word or t.quotation for t in self.tokens)

    @property
    def is_quotation(self) -> bool:
        """Whether there is nothing but quotations in it."""
        return any(t.quotation for t in self.tokens) and not any(t.is_word for t in self.tokens)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, read: its sentences in order."""

    number: int
    text: str
    sentences: tuple[Sentence, ...]


def passage(number: int, text: str) -> Passage:
    """Read one paragraph; what stands in short parentheses is left out of its sentences."""
    tokens = list(_without_parentheses(list(_tokens(text))))
    cut = (Sentence(number, text, tokens[a:b]) for a, b in _bounds(tokens))
    return Passage(number, text, tuple(sentence for sentence in cut if sentence.has_words))


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    for quotation in quotations(text):
        yield from _words(text, position, quotation.start)
        said = text[quotation.inner : quotation.outer]
        yield Token(quotation.start, quotation.end, said, '"', quotation)
        position = quotation.end
    yield from _words(text, position, len(text))


def _without_parentheses(tokens: Sequence[Token]) -> Iterator[Token]:
    i = 0
    while i < len(tokens):
        end = _parenthesis_end(tokens, i) if i and tokens[i].low == "(" else None
        if end is None:
            yield tokens[i]
        i = i + 1 if end is None else end


def _parenthesis_end(tokens: Sequence[Token], i: int) -> int | None:
    for k in range(i + 1, min(len(tokens), i + _PARENTHESIS)):
        if tokens[k].low == ")":
            return k + 1
    return None


_PARENTHESIS = 15
_MARKS = {"..": "...", "...": "...", "....": "...", "--": "—"}


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _WORD.finditer(text, start, end):
        word = found[0]
        low = word.lower().replace("’", "'") if found[1] is None else _MARKS.get(word, found[1])
        yield Token(*found.span(), word, low)


def _bounds(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    start = 0
    for i, token in enumerate(tokens):
        if i - start >= LONGEST or (i >= start and _is_end(tokens, i, token)):
            end = i + 1
            while end < len(tokens) and tokens[end].low in _CLOSING and end - i < 3:
                end += 1
            yield start, end
            start = end
    if start < len(tokens):
        yield start, len(tokens)


def _is_end(tokens: Sequence[Token], i: int, token: Token) -> bool:
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None:
        return True
    if token.quotation is not None:
        return _quotation_ends(tokens, i, token.quotation)
    if token.low in _ENDS:
        return not (following.text[0].islower() or following.low in ",;:")
    starts = following.low in _STARTERS or (following.quotation and not following.starts_low)
    return len(token.text) > 3 and token.low[-1] == "." and bool(starts)


def _quotation_ends(tokens: Sequence[Token], i: int, quotation: Quotation) -> bool:
    """Whether the sentence ends with the quotation; after "Why?" John asked, it goes on."""
    following, last = tokens[i + 1], tokens[i].last
    if not quotation.closed:
        return True
    if last not in _FINAL or following.text[0].islower() or following.low in ",;":
        return False
    return last == "." or not _has_cue_near(tokens, i + 1)


_FINAL = frozenset(".?!…")
_STARTERS = word_set("the a an he she it they we in on at but and this that these his her")


def _has_cue_near(tokens: Sequence[Token], start: int) -> bool:
    cues = lexicon().cues
    for token in tokens[start : start + 6]:
        if token.low in cues:
            return True
        if not token.is_word:
            return False
    return False
