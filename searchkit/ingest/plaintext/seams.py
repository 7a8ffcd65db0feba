"""A subhead glued to its paragraph comes apart at the seam: where case jumps and no blank stands.

``Tides and tradeThe ministers agreed`` has one; ``HydroNet`` and ``eMbali`` are words with a
capital inside.  Signs for and against are weighed, the words of the whole text among them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from searchkit.ingest.printed.subheads import has_heading_form, is_in_title_case, without_number
from searchkit.ingest.words import word_lists, words

ENOUGH = 2.0
"""The weight from which on a seam is one."""

_FARTHEST = 120
_LONGEST_IN_WORDS = 18
_SHORTEST_BODY = 24
_LONG_HALF = 5
_HABIT = 2
_MOST_PREFIXED = 50
_GLANCE = 16

_WORD = re.compile(r"\w+")
_LAST_WORD = re.compile(r"(?<!\w)\w+$")
_OPENING = re.compile(r"[\"“„«»‘']{0,2}(\w+)(-\w)?")
_TAG = re.compile(r"[#@]\w+$")
# Whatever may begin a sentence, without a blank before it.
_BEGINNING = re.compile(r"(?<=\S)[^\sa-zà-öø-ÿ.,;:!?)\]’/&-]")
_YEAR = re.compile(r"(?:19|20)\d\d\s+[^\W\d_]")
_PREFIXED = re.compile(r"(?:[^\W\d_A-ZÀ-Þ]{2,}|[aou])[A-ZÀ-Þ][^\W\d_A-ZÀ-Þ]{2,}")
_JOINS = re.compile(r"[^\W\d_A-ZÀ-Þ][A-ZÀ-Þ]")
_GLUED_STOP = re.compile(r"[.!?](?<=[^\W\d_A-Z]{2}.|\w\d.)[\"”]?(?=[^\Wa-zß-ÿ\d_][^\W\d_A-Z]*\b)")
_STOP = re.compile(r"[.][\"”]?$")
_PLURAL = re.compile(r"\ws\b")
_WORD_ALONE = re.compile(r"[AI] ")
_NUMBER = re.compile(r"(?:^|\s)\d+$")
_CLOSING = "?!%”»“\"'’)"
_OPENS_SPEECH = '“„«»‘"'
_APOSTROPHES = "'’"
_OPENED, _CLOSED = re.compile(r"(?:^|\s)['‘]"), re.compile(r"['’](?=\W|$)")

_NAME_PREFIXES = frozenset(words("subheads", "name_prefixes"))
_NAMES = frozenset(words("subheads", "names"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a text: how often each stands there, as printed, and which open sentences.

    ``capital_nouns``: a capital tells no name from another noun, as in German.
    ``prefixes_names``: words are set before the capital of a name (``eMbali``), as some languages
    do.  ``glues_sentences``: subheads that are sentences are glued to their paragraphs.
    """

    counts: Counter[str]
    openers: frozenset[str]
    capital_nouns: bool
    prefixes_names: bool
    glues_sentences: bool

    def knows(self, word: str) -> bool:
        return word in self.counts or word.lower() in self.counts


@dataclass(frozen=True, slots=True)
class Seam:
    """A line in two: what may be a subhead (``head``), and what may be its paragraph (``body``).

    ``left`` and ``right`` are the words on both sides; ``weight`` is that of the signs for it.
    """

    head: str
    body: str
    left: str
    right: str
    weight: float = 0.0

    @property
    def joined(self) -> str:
        return self.left + self.right

    @property
    def is_parted(self) -> bool:
        """Whether a mark stands between the two words, as in no name."""
        return not self.left or self.body[0] in _OPENS_SPEECH


def vocabulary(texts: Sequence[str], language: str | None = None) -> Vocabulary:
    """Return the words of a text, given as its lines.

    Its habits show deep in the lines, where no subhead ends: a name with a prefix stands anywhere,
    a subhead only at the head of a line.
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    prefixed = islice(filter(_PREFIXED.fullmatch, counts), _MOST_PREFIXED)
    deep = [word for word in prefixed if any(text.find(word, _FARTHEST) >= 0 for text in texts)]
    stops = [match.start() for text in texts for match in _GLUED_STOP.finditer(text)]
    at_head = sum(stop <= _FARTHEST for stop in stops)
    return Vocabulary(
        counts=counts,
        openers=_openers(language),
        capital_nouns=language == "de",
        prefixes_names=len(deep) >= _HABIT,
        glues_sentences=at_head > _HABIT and 4 * at_head >= 3 * len(stops),
    )


def seam_of(text: str, known: Vocabulary) -> Seam | None:
    """Return the likeliest seam of a line, however unlikely, or None."""
    return max(_seams(text, known), key=lambda seam: seam.weight, default=None)


@cache
def _openers(language: str | None) -> frozenset[str]:
    lists = (word_lists("openers"), word_lists("function_words"))
    languages = [language] if language in lists[0] else list(lists[0])
    return frozenset(word for some in lists for key in languages for word in some.get(key, ()))


def _seams(text: str, known: Vocabulary) -> Iterator[Seam]:
    farthest = min(len(text) - _SHORTEST_BODY, len(text) // 2, _FARTHEST)
    for beginning in _BEGINNING.finditer(text, 2, farthest + 1):
        place = beginning.start()
        head, opening = text[:place], _OPENING.match(text, place)
        if not opening or not _may_part(head, text[place : place + _GLANCE]):
            continue
        if _has_form(head, known):
            last = _LAST_WORD.search(head)
            seam = Seam(head, text[place:], last[0] if last else "", opening[1])
            yield replace(seam, weight=_weight(seam, known))


def _has_form(head: str, known: Vocabulary) -> bool:
    heading = without_number(head)
    if known.glues_sentences:
        heading = _STOP.sub("", heading)
    return has_heading_form(heading, _FARTHEST, _LONGEST_IN_WORDS)


def _may_part(head: str, glance: str) -> bool:
    """Whether a heading may end and a sentence begin here, as far as the characters say."""
    before, after = head[-1], glance[0]
    if after in _OPENS_SPEECH:
        return _may_open(head, glance)
    if after.isdigit():
        return before in "?!" or (before.isalpha() and bool(_YEAR.match(glance)))
    return after.isupper() and _may_end(head, glance)


def _may_end(head: str, glance: str) -> bool:
    """Whether a heading may end before a capital."""
    before = head[-1]
    if before in _APOSTROPHES:  # one may stand inside a name: d'Orsay
        opened, closed = _OPENED.findall(head), _CLOSED.findall(head)
        return bool(opened) and len(opened) == len(closed)
    if before.isupper():
        is_acronym = head.isupper() or head[-2:].isupper()
        return is_acronym and glance[1:2].islower() and not _PLURAL.match(glance)
    if before.isdigit():
        return glance[1:2].islower() or bool(_WORD_ALONE.match(glance) and _NUMBER.search(head))
    return before.islower() or before in ".?!" or (before in _CLOSING and head[-2] != " ")


def _may_open(head: str, glance: str) -> bool:
    """Whether a quotation mark opens speech here, and does not close it."""
    before, after = head[-1], glance[0]
    begins = glance[1:2].isupper() or (glance[1:2].isdigit() and after != "‘")
    is_opening = after != '"' or head.count('"') % 2 == 0
    return begins and is_opening and (before.isalnum() or before in _CLOSING) and _has_case(before)


def _has_case(char: str) -> bool:
    """Whether a letter is of a script with two cases; others set no blank before a quotation."""
    return not char.isalpha() or char.lower() != char.upper()


def _weight(seam: Seam, known: Vocabulary) -> float:
    return sum(weight for weight, sign in _SIGNS if sign(seam, known))


def _opens_sentence(seam: Seam, known: Vocabulary) -> bool:
    return seam.right.lower() in known.openers


def _ends_plainly(seam: Seam, known: Vocabulary) -> bool:
    """The last word has no capital, or all of the heading have: it says nothing of a name."""
    is_plain = seam.left[:1].islower() or known.capital_nouns
    return is_plain or seam.head.isupper() or is_in_title_case(seam.head)


def _is_known_name(seam: Seam, known: Vocabulary) -> bool:
    """The two words are one elsewhere, too; a heading of plain words may end twice the same."""
    if seam.left.lower() in _NAME_PREFIXES or seam.joined in _NAMES:
        return True
    is_plain = seam.left[:1].islower() and len(seam.left) > 2
    if seam.is_parted or is_plain or _opens_sentence(seam, known):
        return False
    return known.counts[seam.joined] > 1


def _is_tag(seam: Seam, known: Vocabulary) -> bool:
    """The word before is the tag of a network, or has a capital inside already."""
    is_name = bool(_JOINS.search(seam.left)) and seam.left not in known.counts
    return is_name or bool(_TAG.search(seam.head))


def _is_compound(seam: Seam, known: Vocabulary) -> bool:
    """The second word goes on with a hyphen, as a name does in German (DriveNow-Wagen)."""
    opening = _OPENING.match(seam.body)
    return bool(opening and opening[2])


_SIGNS: tuple[tuple[float, Callable[[Seam, Vocabulary], bool]], ...] = (
    (2.0, _opens_sentence),
    (2.0, lambda seam, _: seam.is_parted),
    (1.0, lambda seam, _: " " in seam.head),
    (1.0, _ends_plainly),
    (0.5, lambda seam, known: known.knows(seam.left)),
    (0.5, lambda seam, known: known.knows(seam.right)),
    (0.5, lambda seam, _: min(len(seam.left), len(seam.right)) >= _LONG_HALF),
    (-1.0, lambda seam, _: 0 < len(seam.left) < 3 and not seam.is_parted),
    (-1.0, lambda seam, known: len(seam.right) < 2 and not _opens_sentence(seam, known)),
    (-1.0, _is_compound),
    (-4.0, _is_known_name),
    (-4.0, lambda seam, known: known.prefixes_names and seam.left[:1].islower()),
    (-3.0, _is_tag),
)
