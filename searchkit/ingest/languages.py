"""The language of a text: by its script, by its function words, last by a statistical model.

What a page declares settles only what the text leaves open: templates are copied from one edition
to the next with the tag they came with.  The model (py3langid) takes most of a second to load, and
most pages never need it.
"""

from __future__ import annotations

import re
from collections import Counter

from searchkit.ingest.words import word_lists

_SAMPLE = 4000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$", re.DOTALL)
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "eng": "en", "fil": "tl"}

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
)

_LANGUAGES_OF: dict[str, list[str]] = {}
for _language, _words in word_lists("function_words").items():
    for _word in _words:
        _LANGUAGES_OF.setdefault(_word, []).append(_language)


def language_of(text: str, declared: str | None = None) -> str | None:
    """Return the ISO 639 code of the language that the text is written in, or None.

    ``declared`` is what the page says (``en-GB``, ``pt_BR``).  It decides between languages that
    the text speaks for about equally, and for a text of a few words.
    """
    sample, declared = text[:_SAMPLE], language_tag(declared)
    if by_script := _by_script(sample):
        return by_script
    words = _WORD.findall(sample.lower())
    if len(words) < 5:
        return declared
    return _by_function_words(words, declared) or _by_model(sample)


def language_tag(tag: str | None) -> str | None:
    """Return the language of a tag like ``en-GB``, in lower case, or None."""
    match = _TAG.match(tag or "")
    return _SAME.get(match[1].lower(), match[1].lower()) if match else None


def _by_script(sample: str) -> str | None:
    letters = sum(map(str.isalpha, sample))
    for language, script in _SCRIPTS:
        # A Japanese headline may hold few kana, an English text a Greek letter.
        share = 0.05 if language == "ja" else 0.3
        if letters and len(script.findall(sample)) > share * letters:
            return language
    return None


def _by_function_words(words: list[str], declared: str | None) -> str | None:
    votes = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    first, second = (*votes.most_common(2), ("", 0), ("", 0))[:2]
    if first[1] < max(2, 0.1 * len(words)):
        return None
    if declared and votes[declared] >= 0.75 * first[1]:
        return declared
    return first[0] if first[1] >= 1.3 * second[1] else None


def _by_model(sample: str) -> str | None:
    from py3langid import classify  # slow to load, and seldom needed

    language = language_tag(str(classify(sample)[0]))
    return language
