"""What stands among the paragraphs of an article and is none: labels, bylines, pull quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from bs4 import Tag

from searchkit.article import Caption
from searchkit.ingest.printed.bylines import byline_authors
from searchkit.ingest.printed.dates import printed_day
from searchkit.ingest.printed.furniture import is_furniture_line
from searchkit.ingest.printed.headlines import letters
from searchkit.ingest.webpage.blocks import HEADINGS, Block, names_of
from searchkit.ingest.webpage.facts import Facts

_LONGEST_LABEL = 60
_LONGEST_STAMP = 80
_LONGEST_TAG = 25
_HEAD = 10
"""Blocks at the head of an article among which its byline and its day stand."""

_ALL = 0.95
_META = re.compile(
    r"byline|author|(?<![a-z])date|time|meta(?![a-z])|publish|dateline|kicker|label|reading"
)
_STOPPED = re.compile(r"[.!?…:;。！？][\"'”’»)\]」』]*$")
_RUNNING = (*HEADINGS, "p", "blockquote", "pre", "tr", "li", "dd", "dt")
_DASHES = "–—-"
_AROUND = 3
_LEVELS = 5
_LONGEST_TEASER = 400
_TAIL = 4
_FEW = 3
_SHORTEST_NAME = 6
_SHORTEST_REPEAT = 30
_MOST_COMPARED = 200_000
"""Letters of an article in which repeats are looked for; the work grows with their square."""


@dataclass(frozen=True, slots=True)
class Known:
    """What of an article has a field of its own, as letters: ``authors`` and all ``texts``."""

    texts: frozenset[str]
    authors: tuple[str, ...]

    def __contains__(self, text: str) -> bool:
        return text in self.texts


def known_texts(facts: Facts, captions: tuple[Caption, ...]) -> Known:
    """Return the texts that have a field of their own."""
    known = (*facts.authors, facts.headline, facts.outlet)
    texts = [fact.text for fact in known if fact] + [caption.text for caption in captions]
    authors = (letters(fact.text) for fact in facts.authors)
    return Known(
        frozenset(map(letters, texts)) - {""},
        tuple(name for name in authors if len(name) >= _SHORTEST_NAME),
    )


def is_aside(block: Block, known: Known) -> bool:
    """Return whether a block is made of links, is a label, or has a field of its own."""
    return is_furniture_line(block.text) or _is_known(block, known) or _is_linked(block)


def _is_known(block: Block, known: Known) -> bool:
    text = letters(block.text)
    return not text or text in known or bool(byline_authors(block.text))


def _is_linked(block: Block) -> bool:
    if block.tag in HEADINGS:
        return block.linked > 0.8
    if block.tag in ("p", "blockquote", "pre", "tr"):
        return block.linked > 0.85 and len(block.text) < 200
    return block.linked > 0.5


def _is_tag(block: Block) -> bool:
    """Whether a block is a word or two in an element that is not one of running text."""
    if block.tag in _RUNNING or block.bold >= _ALL or _STOPPED.search(block.text):
        return False
    return len(block.text) < _LONGEST_TAG


def without_asides(blocks: list[Block], known: Known) -> list[Block]:
    """Return the blocks that are paragraphs or headings of the article."""
    for _, left in sifted(blocks, known):
        blocks = left
    return blocks


def sifted(blocks: list[Block], known: Known) -> Iterator[tuple[str, list[Block]]]:
    """Yield what is left after each sieve, with the reason of what it holds back.

    A short line without a stop is a tag, unless it stands in an element that holds prose as well.
    """
    spoken = {id(block.element) for block in blocks if block.is_prose}
    blocks = [block for block in blocks if not is_furniture_line(block.text)]
    yield "a label or a pointer by its words", blocks
    blocks = [block for block in blocks if not _is_known(block, known)]
    yield "has a field of its own", blocks
    blocks = _without_teasers(blocks)
    yield "points to another article", blocks
    blocks = [block for block in blocks if not _is_linked(block)]
    yield "made of links", blocks
    blocks = [b for b in blocks if id(b.element) in spoken or not _is_tag(b)]
    yield "a short label", blocks
    blocks = _without_head_labels(blocks)
    yield "a byline, day or label at the head", blocks
    blocks = _without_author_boxes(blocks, known)
    yield "about the author", blocks
    blocks = _without_signature(blocks)
    yield "a signature at the end", blocks
    yield "said by a longer paragraph, too", _without_repeats(blocks)


def is_label(block: Block) -> bool:
    """Return whether a block above the text is a byline, a day, or another label."""
    if len(block.text) > 2 * _LONGEST_LABEL:
        return False
    if _is_stamp(block) or _META.search(names_of(block.element)):
        return True
    return len(block.text) <= _LONGEST_LABEL and not _STOPPED.search(block.text)


def _is_stamp(block: Block) -> bool:
    """Whether a block is a byline, or a day with little else."""
    if byline_authors(block.text):
        return True
    is_short = len(block.text) <= _LONGEST_STAMP and not _STOPPED.search(block.text)
    if block.text[0] in _DASHES:  # it names the source of what stands above
        return False
    return is_short and printed_day(block.text) is not None


def _without_head_labels(blocks: list[Block]) -> list[Block]:
    """Leave out the labels above the first paragraph; a day may stand below it, too."""
    above = len(list(takewhile(lambda b: not b.is_prose and b.tag not in HEADINGS, blocks)))
    head = [block for block in blocks[:above] if not is_label(block)]
    below = [block for block in blocks[above : above + _HEAD] if not _is_stamp(block)]
    return head + below + blocks[above + _HEAD :]


def _without_teasers(blocks: list[Block]) -> list[Block]:
    """Leave out each heading that is a link, with the few words on what it leads to."""
    teasers: set[int] = set()
    for place, block in enumerate(blocks):
        if block.tag not in HEADINGS or not _is_linked(block) or block.element.parent is None:
            continue
        near = blocks[max(0, place - _AROUND) : place + _AROUND + 1]
        around = block.element.parent
        # Not "in": bs4 compares whole trees, and not their identity.
        box = [o for o in near if any(parent is around for parent in o.element.parents)]
        if sum(len(other.text) for other in box) <= _LONGEST_TEASER:
            teasers |= {id(other) for other in box}
    return [block for block in blocks if id(block) not in teasers]


def _stands_in(block: Block, element: Tag) -> bool:
    return any(around is element for around in islice(block.element.parents, _LEVELS))


def _without_author_boxes(blocks: list[Block], known: Known) -> list[Block]:
    """Leave out closing paragraphs that begin with an author's name: nobody ends a report so."""
    first = max(1, len(blocks) - _TAIL)
    return blocks[:first] + [
        b for b in blocks[first:] if not letters(b.text).startswith(known.authors)
    ]


def _without_signature(blocks: list[Block]) -> list[Block]:
    """Leave out a closing word or two without a stop: the agency, or the initials of an editor."""
    if len(blocks) < _FEW or not blocks[-2].is_prose or blocks[-1].tag in ("li", "tr", *HEADINGS):
        return blocks
    text = blocks[-1].text
    is_signature = len(text) < _LONGEST_TAG and (text[0] in "([" or not _STOPPED.search(text))
    return blocks[:-1] if is_signature else blocks


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Leave out what a longer block holds word for word: it was pulled out to fill a page."""
    texts = [letters(block.text) for block in blocks]
    whole, counts = " ".join(texts), Counter(texts)
    if len(whole) > _MOST_COMPARED:
        return blocks
    return [
        block
        for block, text in zip(blocks, texts, strict=True)
        if len(text) < _SHORTEST_REPEAT
        or block.tag in HEADINGS
        or whole.count(text) == counts[text]
    ]
