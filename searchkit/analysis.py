"""Text becomes terms with their spans: the one analyzer, for every engine and for highlighting.

A *word* is a run of letters, digits and the marks that combine with them, folded: case, accents
and compatibility forms are gone, a possessive ``'s`` is dropped, ``U.S.`` is ``us``, ``10,000`` is
``10000``.  Scripts that are written without blanks (Chinese, Japanese, Korean, Thai, Lao, Khmer,
Burmese) give overlapping pairs of characters instead.  A *stem* is a word reduced by the English
Porter2 stemmer; words of other scripts are left as they are.  There is one term at each position
and there are no holes, so that any text can be found as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import Literal, NamedTuple

Analysis = Literal["stemmed", "folded", "exact", "day"]
"""How the values of a field become terms.

stemmed  words by their stem       folded  words as printed, folded
exact    the whole value, folded   day     a calendar day, no text at all
"""

_COMMON = """
a an and are as at be been but by can do does for from had has have he her him his i if in into is
it its me my no nor not of on or our she so some such than that the their them then there these
they this those to too us was we were what when where which who whom why will with would you your
"""
STOPWORDS = frozenset(_COMMON.split())
"""English words that a query may leave out; they are indexed like all others."""


class Token(NamedTuple):
    """A term, and the span of the text that it stands for (code points, end exclusive)."""

    term: str
    start: int
    end: int


# Scripts without blanks between words: Thai and Lao, Burmese, Khmer, Hangul, kana, Han.
_UNBROKEN = (
    r"\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3\u1100-\u11ff\u3005-\u3007\u3041-\u3096"
    r"\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    r"\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_MARK_BLOCKS = (range(0x300, 0x2000), range(0x20D0, 0x2100), range(0xA66F, 0xAC00))
# Letters that NFKD does not take apart.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | {"’": "'", "ʼ": "'", "ـ": None}
)
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_PUT_BY_STEMMER = re.compile(r"(?:ie|[ei]|(?<=b)l|(?<=\Ask)y)\Z")
# Accents of the European scripts, Hebrew points, Arabic vowel signs: left out by most writers.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670]"
)


def fold(word: str) -> str:
    """Return the word without case, accents and compatibility forms (Unicode NFKC_Casefold)."""
    if word.isascii():
        return word.lower()
    cased = unicodedata.normalize("NFKD", word).casefold()
    parts = unicodedata.normalize("NFKD", cased).translate(_LETTERS)
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", parts))


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball's "english", M. F. Porter 2001)."""
    return _stemmer()(word) if word.isascii() and not word.isdigit() else word


def stemmed(words: Iterable[str]) -> Iterator[str]:
    """Yield ``stem`` of each of many words that seldom come twice: none is remembered."""
    stem_word = _stemmer()
    return (stem_word(w) if w.isascii() and not w.isdigit() else w for w in words)


def beginning(term: str) -> str:
    """Return letters with which every folded word of a stem begins.

    The stemmer cuts words, and all that it puts in place of what it cut is one last letter or
    ``ie``: hope (hoping), happi (happy), capabl (capability), sky (skies), die (dying).
    """
    return _PUT_BY_STEMMER.sub("", term) if len(term) > 2 else term


def words(text: str) -> Iterator[Token]:
    """Yield the folded words of the text in order."""
    for match in _pattern(text.isascii()).finditer(text):
        kind = match.lastgroup
        if kind == "unbroken":
            yield from _pairs(match["unbroken"], match.start())
        else:
            assert kind is not None
            start, end = match.span(kind)
            if term := _printed(kind, match[kind]):  # an accent that stands alone folds to nothing
                yield Token(term, start, end)


def is_unbroken(text: str) -> bool:
    """Say whether the text has a character of a script that is written without blanks."""
    return not text.isascii() and re.search(f"[{_UNBROKEN}]", text) is not None


def stems(text: str) -> Iterator[Token]:
    """Yield the stems of the words of the text in order."""
    return (Token(stem(term), start, end) for term, start, end in words(text))


def whole(text: str) -> Iterator[Token]:
    """Yield the text as one folded term, blanks squeezed; nothing where nothing is left.

    Half a surrogate pair, which is no text, becomes U+FFFD, as it does in an article that is read.
    """
    if term := fold(" ".join(text.split())):
        yield Token(_HALF_A_PAIR.sub("\ufffd", term), 0, len(text))


ANALYZERS: dict[Analysis, Callable[[str], Iterator[Token]]] = {
    "stemmed": stems,
    "folded": words,
    "exact": whole,
}


def terms(analysis: Analysis, text: str) -> tuple[str, ...]:
    """Return the terms of the text under an analysis, in order."""
    return tuple(token.term for token in ANALYZERS[analysis](text))


@lru_cache(maxsize=1 << 17)
def _printed(kind: str, raw: str) -> str:
    word = fold(raw)
    if kind == "initials":
        return word.replace(".", "")
    return word.replace(",", "") if kind == "number" else word


def _pairs(run: str, start: int) -> Iterator[Token]:
    if len(run) == 1:
        yield Token(fold(run), start, start + 1)
    for place in range(len(run) - 1):
        yield Token(fold(run[place : place + 2]), start + place, start + place + 2)


@cache
def _stemmer() -> Callable[[str], str]:
    from Stemmer import Stemmer  # compiled: loaded where text is first analysed

    # A cache of its own, which it has unless told so, takes longer than to stem again.
    stem_word: Callable[[str], str] = Stemmer("english", 0).stemWord
    return stem_word


@cache
def _pattern(is_ascii: bool) -> re.Pattern[str]:
    """One alternative for each way that a word is read; the group that matched names it."""
    unbroken, marks = ("", "") if is_ascii else (_UNBROKEN, _marks())
    letter = rf"[^\W\d_{unbroken}]"
    inner = rf"[^\W_{unbroken}{marks}]" if is_ascii else rf"(?:[^\W_{unbroken}]|[{marks}])"
    apostrophe = "'" if is_ascii else "['’ʼ]"
    alternatives = [
        rf"(?P<initials>(?<![^\W_]){letter}(?:\.{letter})+\.?)(?![^\W_])",
        r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?![^\W_])",
        rf"(?P<decimal>\d+(?:\.\d+)+(?:{inner})*)",
        rf"(?P<word>(?:{inner})+(?:{apostrophe}(?:t|re|ll|ve|d|m)(?![^\W_]))?)",
    ]
    if unbroken:
        alternatives.insert(0, rf"(?P<unbroken>[{unbroken}]+)")
    possessive = rf"(?:{apostrophe}[sS](?![^\W_]))?"
    return re.compile(f"(?:{'|'.join(alternatives)}){possessive}")


def _marks() -> str:
    codes = (chr(code) for block in _MARK_BLOCKS for code in block)
    return re.escape("".join(c for c in codes if unicodedata.category(c)[0] == "M"))
