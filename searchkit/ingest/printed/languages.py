"""The language of a text: by its script, by its commonest words and its letters, last by a model.

What a page declares settles only what the text leaves open: templates are copied from one edition
to the next with the tag they came with.  The model (py3langid) takes half a second to load, and
most pages never need it.
"""

from __future__ import annotations

import re
from collections import Counter

from searchkit.ingest.words import word_lists

_SAMPLE = 4000
# The vowel signs of Devanagari are no letters to Python, and no break in a word.
_WORD = re.compile(r"(?:[^\W\d_]|[\u0900-\u0963])+")
_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$", re.DOTALL)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "eng": "en", "fil": "tl"}
_FEW_WORDS = 5
_SOME_WORDS = 12

_BEYOND_LATIN = re.compile(r"[^\x00-\u036f\u1e00-\u1eff\u2000-\u20ff]+")

# Scripts that one language of the press has to itself, in the order of the question: Japanese
# writes Han letters too.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("th", re.compile(r"[\u0e01-\u0e4f]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("pa", re.compile(r"[\u0a00-\u0a7f]")),
    ("gu", re.compile(r"[\u0a80-\u0aff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("te", re.compile(r"[\u0c00-\u0c7f]")),
    ("kn", re.compile(r"[\u0c80-\u0cff]")),
    ("ml", re.compile(r"[\u0d00-\u0d7f]")),
    ("si", re.compile(r"[\u0d80-\u0dff]")),
    ("lo", re.compile(r"[\u0e80-\u0eff]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("am", re.compile(r"[\u1200-\u137f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
)


def _by_word(section: str) -> dict[str, list[str]]:
    languages: dict[str, list[str]] = {}
    for language, listed in word_lists(section).items():
        for word in dict.fromkeys(listed):
            languages.setdefault(word, []).append(language)
    return languages


_OF_WORD = _by_word("function_words")
_OF_LETTER = _by_word("letters")
_KNOWN = frozenset(word_lists("function_words"))


def language_of(text: str, declared: str | None = None) -> str | None:
    """Return the ISO 639 code of the language that the text is written in, or None.

    ``declared`` is what the page says (``en-GB``, ``pt_BR``).  It decides between languages that
    the text speaks for about equally, and for a text of a few words.
    """
    sample, declared = text[:_SAMPLE], language_tag(declared)
    if by_script := _by_script(sample):
        return by_script
    words = _WORD.findall(sample.lower())
    if len(words) < _FEW_WORDS:
        return declared
    return _by_votes(words, declared) or _by_model(sample)


def language_tag(tag: str | None) -> str | None:
    """Return the language of a tag like ``en-GB``, in lower case, or None."""
    match = _TAG.match(tag or "")
    return _SAME.get(match[1].lower(), match[1].lower()) if match else None


def _by_script(sample: str) -> str | None:
    letters = sum(map(str.isalpha, sample))
    others = "".join(_BEYOND_LATIN.findall(sample))
    # A Japanese headline may hold few kana, an English text a Greek letter.
    if len(others) <= 0.05 * letters:
        return None
    for language, script in _SCRIPTS:
        share = 0.05 if language == "ja" else 0.3
        if len(script.findall(others)) > share * letters:
            return language
    return None


def _by_votes(words: list[str], declared: str | None) -> str | None:
    """The language that words and letters speak for; the declared one if nothing is against it."""
    counted = Counter(words)
    votes: Counter[str] = Counter()
    for word, times in counted.items():
        for language in _speaking(word):
            votes[language] += times
    (first, most), (second, _) = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    if declared and votes[declared] >= 0.75 * most and _is_plausible(declared, words, votes):
        return declared
    if most < max(2, 0.15 * len(words)):
        return None
    return first if _is_apart(first, second, counted) else None


def _is_apart(first: str, second: str, counted: Counter[str]) -> bool:
    """Whether two languages are told apart by the words that speak for one of them alone."""
    ours = theirs = 0
    for word, times in counted.items():
        languages = _speaking(word)
        ours += times * (first in languages and second not in languages)
        theirs += times * (second in languages and first not in languages)
    return ours > 1.5 * theirs


def _speaking(word: str) -> list[str]:
    """The languages that a word speaks for, by itself and by its letters."""
    languages = _OF_WORD.get(word, [])
    if word.isascii():
        return languages
    return [*languages, *{other for char in word for other in _OF_LETTER.get(char, ())}]


def _is_plausible(declared: str, words: list[str], votes: Counter[str]) -> bool:
    """Whether a text may be in a language: some of its words are there, or there are few in all."""
    return declared not in _KNOWN or votes[declared] > 0 or len(words) < _SOME_WORDS


def _by_model(sample: str) -> str | None:
    from py3langid import classify  # slow to load, and seldom needed

    return language_tag(str(classify(sample)[0]))
