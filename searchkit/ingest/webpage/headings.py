"""The blocks of an article that are its subheads: by their tag, by bold type, by their class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from searchkit.ingest.printed.subheads import looks_like_heading
from searchkit.ingest.webpage.blocks import HEADINGS, Block, names_of

_STANDFIRST = re.compile(
    r"standfirst|(?<![a-z])(?:lead|lede|intro|dek|deck|chapo|sapo|summary|subtitle|sub-?headline|"
    r"entradilla|strapline|vorspann|ingress|manchet|excerpt|teaser-?text|abstract|leadtext|"
    r"sottotitolo)(?![a-z])"
)
_LONGEST_SUBHEAD = 150
_LONGEST_FIRST = 80
_ALL = 0.95
_FEWEST = 2


def subheads_among(blocks: Sequence[Block]) -> set[int]:
    """Return the places of the subheads among the blocks of an article.

    A heading after the last paragraph is none: it stands over what follows the article.
    """
    classes = _classes_of_subheads(blocks)
    found: set[int] = set()
    for place, (block, following) in enumerate(pairwise(blocks)):
        inside = len(found) < place
        if block.tag in HEADINGS:
            is_subhead = _is_subhead(block, inside)
        elif block.tag in ("li", "tr"):
            is_subhead = False
        else:
            is_marked = block.bold > _ALL or names_of(block.element) in classes
            is_subhead = inside and is_marked and looks_like_heading(block.text, following.text)
        if is_subhead:
            found.add(place)
    return found


def is_named_standfirst(block: Block) -> bool:
    """Return whether a page calls a block, or the element around it, a standfirst."""
    around = block.element.parent
    names = names_of(block.element) + (f" {names_of(around)}" if around else "")
    return bool(_STANDFIRST.search(names))


def _is_subhead(heading: Block, inside: bool) -> bool:
    """Whether a heading stands over paragraphs; ``inside``, whether one stands before it.

    A long heading over all paragraphs is a standfirst that the page sets as a heading.
    """
    if inside:
        return len(heading.text) <= _LONGEST_SUBHEAD
    return len(heading.text) <= _LONGEST_FIRST and not is_named_standfirst(heading)


def _classes_of_subheads(blocks: Sequence[Block]) -> set[str]:
    """The classes that paragraphs have which look like subheads, two or more, and no other."""
    texts: Counter[str] = Counter()
    headings: Counter[str] = Counter()
    for block, following in pairwise(blocks):
        if block.tag == "p":
            name = names_of(block.element)
            texts[name] += 1
            headings[name] += following.is_prose and looks_like_heading(block.text, following.text)
    return {n for n, count in headings.items() if n.strip() and count == texts[n] >= _FEWEST}
