"""Words of a text beyond English, and which runs of capitals among them may be names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from searchkit.speakers.abroad.sources import is_given
from searchkit.speakers.languages import Language
from searchkit.speakers.lexicon import lexicon

_WORD = re.compile(r"(?:[dlnsjmtc]|qu)['’](?=\w)|[^\W\d_](?:\w|[-'’&](?=\w))*", re.IGNORECASE)

LONGEST = 6
"""Words of a name."""


class Word(NamedTuple):
    """A word with its place; an elided article is a word of its own."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def words_in(text: str, start: int, end: int) -> list[Word]:
    """Return the words between two places of a text."""
    return [
        Word(*match.span(), match[0], match[0].lower().replace("’", "'"))
        for match in _WORD.finditer(text, start, end)
    ]


def run_end(text: str, words: Sequence[Word], start: int, spoken: Language) -> int:
    """Where the run of capitals that starts at a word ends; "de la" goes on before a capital."""
    end = start + 1
    while end < len(words) and end - start < LONGEST:
        step = _step(text, words, end, spoken)
        if step == 0:
            break
        end += step
    return end


def _step(text: str, words: Sequence[Word], i: int, spoken: Language) -> int:
    """How many words the run goes on at ``i``: joints with a capital, one capital, or none."""
    for count in range(3):
        if i + count >= len(words) or not _touches(text, words, i + count, spoken):
            return 0
        word = words[i + count]
        if word.is_capital:
            return 0 if count and _ends_name(words, i + count, spoken) else count + 1
        if word.low not in spoken.joints and not (count and word.low in spoken.articles):
            return 0
        if not spoken.long_names and i > 1 and words[i - 2].is_capital:
            return 0
    return 0


def _ends_name(words: Sequence[Word], i: int, spoken: Language) -> bool:
    """Whether what follows a joint is a body or a country: "Ana Ruiz del Instituto"."""
    return spoken.is_body(words[i].low) or words[i].text in lexicon().countries


def _touches(text: str, words: Sequence[Word], i: int, spoken: Language) -> bool:
    """Whether only a blank, or the point of an abbreviation, stands before a word."""
    before = words[i - 1]
    between = text[before.end : words[i].start]
    if between in (" ", "\u00a0"):
        return True
    if between == "":
        return before.text[-1] in "'’"
    short = len(before.text) == 1 or (len(before.text) < 5 and spoken.is_role(before.low))
    return between in (". ", ".\u00a0", ".") and short


def name_start(words: Sequence[Word], start: int, end: int, spoken: Language) -> int:
    """Where the name in a run starts, behind roles; the last word may be a surname like Fischer."""
    first = start
    for i in range(start, end):
        is_last = i == end - 1
        is_title = "-" in words[i].text and spoken.compounds and not is_given(words[i].text)
        if (spoken.is_role(words[i].low) or is_title) and not (is_last and i > start):
            first = i + 1
    is_complement = start < first < end and not words[first].is_capital
    return end if is_complement else first


def is_governed(words: Sequence[Word], i: int, spoken: Language) -> bool:
    """Whether a preposition stands before a word, an article between them left out."""
    if i > 0 and words[i - 1].low in spoken.articles and words[i - 1].low not in spoken.governing:
        i -= 1
        if spoken.compounds and i > 0 and _is_genitive(words[i - 1 : i + 1]):
            return True
    return i > 0 and words[i - 1].low in spoken.governing


def _is_genitive(words: Sequence[Word]) -> bool:
    """Whether a German article stands right behind a noun: "Präsident der Imker"."""
    noun, article = words
    return noun.is_capital and article.low == "der" and article.start - noun.end == 1
