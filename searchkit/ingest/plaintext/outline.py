"""The outline of a plain text: which of its lines, and which beginnings of lines, are subheads.

A line alone says little; its neighbours and the text as a whole say more.  Signs are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, groupby
from statistics import median

from searchkit.ingest.plaintext.lines import Line
from searchkit.ingest.plaintext.seams import ENOUGH, Seam, seam_of, vocabulary
from searchkit.ingest.printed.dates import day_alone
from searchkit.ingest.printed.furniture import is_furniture_line
from searchkit.ingest.printed.subheads import has_heading_form, without_number
from searchkit.ingest.words import any_of, phrases, word_lists

_LONGEST = 120
_LONGEST_IN_WORDS = 18
_USUAL_IN_WORDS = 12
_OTHERS = 3
_LIST = 4
_LONGER = 1.75
_SUPPORT = 0.5
_STRONG = 3.0

_NUMBER = re.compile(r"\d{1,2}[.)]\s")
_OPENS_SPEECH = re.compile(r"[\"“„«»‘「『]|[–—-]\s")
_ADDRESS = re.compile(r"https?:|www\.|\w@\w|(?:^|\s|\()[@#][^\W\d]")
_TWO_SENTENCES = re.compile(r"[.!?…]\s+[\"“„«]?[^\Wa-zß-ÿ].*[!?]$")
_POINTER = re.compile(
    rf"(?:{any_of(phrases('subheads', 'pointers'))})\b[^:]{{0,20}}:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Section:
    """A subhead, or a paragraph, or both: a subhead and the paragraph it was glued to."""

    subhead: str | None
    text: str


@dataclass(frozen=True, slots=True)
class _Place:
    """A line, and the line on either side of it or ""; ``has_form`` is that of a heading."""

    text: str
    before: str
    after: str
    has_form: bool
    stands_in_list: bool

    @property
    def size(self) -> int:
        return len(self.text.split())

    @property
    def is_question(self) -> bool:
        return self.has_form and self.text.endswith("?")

    @property
    def is_answered(self) -> bool:
        return bool(_OPENS_SPEECH.match(self.after))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the text as a whole says; ``usual`` is the words in a subhead.

    ``ties`` finds what ties a line to the one before it, ``dangling`` are words that end none.
    """

    is_interview: bool
    usual: float
    ties: re.Pattern[str]
    dangling: frozenset[str]


def outline_of(lines: Sequence[Line], language: str | None = None) -> list[Section]:
    """Return the subheads and paragraphs of a text, in order.

    No subhead stands above the first paragraph, but where the text itself marks it as one.
    """
    texts = [line.text for line in lines]
    places = _places(texts)
    whole = _whole(places, language)
    sections: list[Section] = []
    begun = False
    for line, place, likeliest in zip(lines, places, _seams(texts, language), strict=True):
        seam = likeliest if begun else None
        if line.marked or (begun and not _is_strong(seam) and _is_subhead(place, whole)):
            sections.append(Section(line.text, ""))
            continue
        sections.append(Section(seam.head, seam.body) if seam else Section(None, line.text))
        begun = True
    return sections


def _places(texts: list[str]) -> list[_Place]:
    forms = [has_heading_form(without_number(t), _LONGEST, _LONGEST_IN_WORDS) for t in texts]
    runs = [list(run) for _, run in groupby(forms)]
    in_list = [form and len(run) >= _LIST for run in runs for form in run]
    return list(map(_Place, texts, ["", *texts], [*texts[1:], ""], forms, in_list))


def _seams(texts: list[str], language: str | None) -> list[Seam | None]:
    """The seam of each line, if it has one; where there are several, less is asked of each."""
    known = vocabulary(texts, language)
    likeliest = [seam_of(text, known) for text in texts]
    several = sum(seam is not None and seam.weight >= ENOUGH for seam in likeliest) > 1
    enough = ENOUGH - _SUPPORT * several
    return [seam if seam and seam.weight >= enough else None for seam in likeliest]


def _is_strong(seam: Seam | None) -> bool:
    """Whether a seam parts even a line that has the form of a heading as a whole."""
    return seam is not None and seam.weight >= _STRONG


def _whole(places: list[_Place], language: str | None) -> _Whole:
    sizes = [place.size for place in places if place.has_form]
    questions = [place for place in places if place.is_question]
    answered = sum(place.is_answered for place in questions)
    return _Whole(
        is_interview=answered > 1 and 2 * answered > len(questions),
        usual=median(sizes) if len(sizes) > _OTHERS else _USUAL_IN_WORDS,
        ties=_ties(language),
        dangling=frozenset(word_lists("dangling").get(language or "", ())),
    )


@cache
def _ties(language: str | None) -> re.Pattern[str]:
    """What ties a sentence to the one before it: a connective at its head, or between commas."""
    listed = word_lists("connectives")
    tying = any_of(listed.get(language or "") or chain.from_iterable(listed.values()))
    return re.compile(rf"\A(?:(?:{tying})\b(?!-)|.*,\s(?:{tying}),)", re.IGNORECASE)


def _is_subhead(place: _Place, whole: _Whole) -> bool:
    return place.has_form and sum(weight for weight, sign in _SIGNS if sign(place, whole)) > 0


def _breaks_off(place: _Place, whole: _Whole) -> bool:
    return place.text.rsplit(None, 1)[-1] in whole.dangling


def _is_item(place: _Place, whole: _Whole) -> bool:
    """One of several numbered lines in a row."""
    neighbours = (place.before, place.after)
    return bool(_NUMBER.match(place.text)) and any(map(_NUMBER.match, neighbours))


def _is_longer(place: _Place, whole: _Whole) -> bool:
    """Longer than the other subheads of the text by far."""
    return place.size > max(_USUAL_IN_WORDS, _LONGER * whole.usual)


def _asks_at_length(place: _Place, whole: _Whole) -> bool:
    """As one asks another, not as one asks the reader."""
    return place.is_question and place.size > _USUAL_IN_WORDS


def _is_elsewhere(place: _Place, whole: _Whole) -> bool:
    """A pointer to another page, a label, an address, a date: none is about what follows."""
    text = place.text
    if _POINTER.match(text) or _ADDRESS.search(text):
        return True
    return is_furniture_line(text) or day_alone(text) is not None


_SIGNS: tuple[tuple[float, Callable[[_Place, _Whole], bool]], ...] = (
    (2.0, lambda place, _: len(place.after) > len(place.text)),
    (-1.0, lambda place, _: place.size > _USUAL_IN_WORDS),
    (-1.0, _is_longer),
    (-1.0, _asks_at_length),
    (-1.0, lambda place, _: place.text.endswith("!")),
    (-2.0, lambda place, _: bool(_TWO_SENTENCES.search(place.text))),
    (-2.0, lambda place, _: place.stands_in_list),
    (-2.0, lambda place, whole: bool(whole.ties.match(place.text))),
    (-2.0, lambda place, _: place.after[:1].islower()),
    (-2.0, lambda place, whole: whole.is_interview and place.is_question),
    (-2.0, _breaks_off),
    (-2.0, _is_item),
    (-2.0, _is_elsewhere),
)
"""What speaks for and against a line that has the form of a heading; above 0 it is a subhead."""
