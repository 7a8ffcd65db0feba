"""The region of a page that is its article: where its headline stands, and most of its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from searchkit.ingest.printed.headlines import letters
from searchkit.ingest.webpage.blocks import Block, Region, names_of
from searchkit.ingest.words import any_of, words

_MARKED = re.compile(any_of(words("body", "marks")))
_DIGITS = re.compile(r"\d+")
_SHARE_OF_MARKED = 0.6
_SHARE_OF_FIRST = 0.15
_SHARE_OF_PART = 0.85
_SHORTEST_MARKED = 300
_NEAR = 30
"""Blocks between a headline and the article that follows it."""

_SHARE_ABOVE = 0.1


@dataclass(frozen=True, slots=True)
class Place:
    """Ranges of the blocks of a page: above the body, between headline and body, and the body."""

    headline: int
    start: int
    end: int


def place_of(blocks: list[Block], root: Region, headline: str) -> Place:
    """Return where the article stands among the blocks of a page.

    ``headline`` is the block after the headline, or the first of the element that is marked as the
    article; ``start`` and ``end`` are the range of the body.
    """
    named = _headline_end(blocks, letters(headline))
    marked = _marked(root, named)
    region = _smallest(marked or root)
    inside = _headline_inside(blocks, region, letters(headline))
    start = inside or region.start
    above = inside or named or (marked.start if marked else start)
    return Place(min(above, start), start, region.end)


def _headline_end(blocks: list[Block], headline: str) -> int:
    """The place after the block that is the headline, or else after the first h1; 0 for none."""
    if not headline:
        return 0
    heads = [place for place, block in enumerate(blocks) if block.tag == "h1"]
    for place in chain(heads, range(len(blocks))):
        if letters(blocks[place].text) == headline:
            return place + 1
    return heads[0] + 1 if heads else 0


def _marked(root: Region, headline: int) -> Region | None:
    """The smallest region that the page itself marks as an article, with most of the prose.

    A page may hold other articles under its own, and more of them: the first marked one by the
    headline is taken, if there is none with most of the prose.
    """
    marked = [region for region in _all(root) if _is_marked(region)]
    most = [region for region in marked if region.prose >= _SHARE_OF_MARKED * root.prose]
    if most:
        found = min(most, key=lambda region: (region.prose, region.end - region.start))
        return _first_alike(found, marked)
    least = max(_SHORTEST_MARKED, _SHARE_OF_FIRST * root.prose)
    near = [r for r in marked if r.prose >= least and headline and _is_near(r, headline)]
    return max(near, key=lambda region: region.prose, default=None)


def _first_alike(found: Region, marked: list[Region]) -> Region:
    """The first of the regions in a row with the one found: what follows are other articles."""
    name = _DIGITS.sub("", names_of(found.element))
    alike = [r for r in marked if r.prose >= _SHORTEST_MARKED and r.end <= found.start
             and r.element.name == found.element.name == "article"
             and _DIGITS.sub("", names_of(r.element)) == name]  # fmt: skip
    return min(alike, key=lambda region: region.start, default=found)


def _all(root: Region) -> Iterator[Region]:
    stack = [root]
    while stack:
        region = stack.pop()
        yield region
        stack += region.parts


def _is_near(region: Region, headline: int) -> bool:
    return region.start - _NEAR <= headline < region.end


def _is_marked(region: Region) -> bool:
    element = region.element
    if element.name in ("article", "main") or element.get("itemprop") == "articleBody":
        return True
    return bool(_MARKED.search(names_of(element)))


def _smallest(region: Region) -> Region:
    while region.parts:
        part = max(region.parts, key=lambda part: part.prose)
        # A paragraph is no region: in a short notice one may hold nearly all of the prose.
        if part.prose < _SHARE_OF_PART * region.prose or part.element.name == "p":
            break
        region = part
    return region


def _headline_inside(blocks: list[Block], region: Region, headline: str) -> int:
    """The place after the headline in a region, or 0.

    A heading of the first order below much of the prose stands over a section of the article.
    """
    above = 0
    for place in range(region.start, min(region.end, region.start + _NEAR)):
        block = blocks[place]
        if block.tag == "h1" or (headline and letters(block.text) == headline):
            return place + 1 if above <= _SHARE_ABOVE * region.prose else 0
        above += len(block.text) if block.is_prose else 0
    return 0
