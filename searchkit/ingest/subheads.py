"""A line is a subhead by its form; a subhead glued to its paragraph comes apart at the seam."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from searchkit.ingest.words import words

_LONGEST = 90
_WORDS = 14
_WIDE_LONGEST = 32
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ENDS_TEXT = re.compile(r"[.,;:…。，；：、][\"'”’»)\]」』]*$")
_ENDS_SPEECH = re.compile(r"[\"”’»」』]$")
_STOP_INSIDE = re.compile(r"(?<!\b\w)[.!?…]\s+[\"“«(]?[^\Wa-z\d_]|[。！？]")
_LIST_MARK = re.compile(r"(?:[-*•·–—+]|\d{1,2}[.)]|[a-z]\))\s")
_BODY_LENGTH = 60

_OPENING = re.compile(r"[\"“„«‘']{0,2}([^\W\d_]+)")
_LAST_WORD = re.compile(r"[\w'’&-]+$")
_WORD = re.compile(r"[\w'’&-]+")
_ENDS_HEADING = "?!%”»)"
_APOSTROPHES = "'’"
_SINGLE_QUOTES = "'‘"
_SHORTEST_PLAIN = 3
_OPENS_SPEECH = '“„«‘"'
_NAME_PREFIXES = frozenset(words("subheads", "name_prefixes"))

_NAMES = frozenset(words("subheads", "names"))
_OPENERS = frozenset(words("subheads", "openers"))


def looks_like_heading(text: str, following: str, longest_in_words: int = _WORDS) -> bool:
    """Return whether a line is a heading over the line that follows it.

    It is short, without a final stop or a sentence's end inside, and what follows is longer.
    """
    wide = bool(_WIDE.search(text))
    longest = _WIDE_LONGEST if wide else _LONGEST if longest_in_words == _WORDS else 2 * _LONGEST
    if len(text) > longest or len(text.split()) > longest_in_words or len(text) < 2:
        return False
    if _ENDS_TEXT.search(text) or _STOP_INSIDE.search(text) or _LIST_MARK.match(text):
        return False
    if text[0].islower() or not any(map(str.isalpha, text)):
        return False
    return len(following) > len(text) and not (_ENDS_SPEECH.search(text) and text[0] in '"“«「')


def unglued(text: str, counts: Mapping[str, int]) -> tuple[str | None, str]:
    """Return the subhead glued to the front of a paragraph, or None, and the paragraph.

    ``counts`` counts the words of the whole text (``word_counts``): a word with a capital inside
    ("HydroNet") that stands elsewhere too is a name, not a seam.

    >>> unglued("Tides and tradeThe ministers agreed on a plan for all seven harbours of it.", {})
    ('Tides and trade', 'The ministers agreed on a plan for all seven harbours of it.')
    """
    for seam in range(2, min(len(text) - _BODY_LENGTH, _LONGEST) + 1):
        if not _may_part(text, seam):
            continue
        head, body = text[:seam], text[seam:]
        if looks_like_heading(head, body) and _is_seam(head, body, counts):
            return head, body
    return None, text


def word_counts(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts, as printed."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def _may_part(text: str, seam: int) -> bool:
    """Whether a heading may end and a sentence begin here: no blank between, case jumps."""
    before, after = text[seam - 1], text[seam]
    if after in _OPENS_SPEECH:
        is_opening = text.count('"', 0, seam) % 2 == 0
        return (before.isalnum() or before in "?!") and (after != '"' or is_opening)
    if before in _APOSTROPHES:  # it may stand inside a name: d'Orsay
        return after.isupper() and text[0] in _SINGLE_QUOTES
    if before.isupper():
        return after.isupper() and text[seam + 1].islower() and text[:seam].isupper()
    return after.isupper() and (before.islower() or before.isdigit() or before in _ENDS_HEADING)


def _is_seam(head: str, body: str, counts: Mapping[str, int]) -> bool:
    opening, last = _OPENING.match(body), _LAST_WORD.search(head)
    if not opening:
        return False
    if not last or body[0] in _OPENS_SPEECH:
        return True
    left, right = last[0], opening[1]
    if _is_name(left, right, counts):
        return False
    if right.lower() in _OPENERS or head.isupper():
        return True
    # A plain word has no capital inside; a name may have one ("SeaLink"), so it needs more proof.
    is_plain = left[0].islower() or right in counts or right.lower() in counts
    return " " in head and is_plain


def _is_name(left: str, right: str, counts: Mapping[str, int]) -> bool:
    """Whether the two halves are one word: a known prefix, capitals, or seen again in the text."""
    if left.lower() in _NAME_PREFIXES or left + right in _NAMES:
        return True
    is_short = not left[0].islower() or len(left) < _SHORTEST_PLAIN
    if right.lower() not in _OPENERS and is_short and (right.isupper() or left[-1].isdigit()):
        return True
    return sum(count for word, count in counts.items() if word.startswith(left + right)) > 1
