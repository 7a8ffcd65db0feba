"""The blocks of a page that are its article: paragraphs, each under its subhead.

The article is the smallest region with most of the prose; what stands in it and is no part of it
is told by its links, its words and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest

from searchkit.article import Caption, Paragraph
from searchkit.ingest.blocks import Block, Region, names_of
from searchkit.ingest.bylines import byline_authors
from searchkit.ingest.dates import printed_day
from searchkit.ingest.facts import Facts
from searchkit.ingest.furniture import is_furniture_line
from searchkit.ingest.headlines import letters
from searchkit.ingest.subheads import looks_like_heading

_MARKED = re.compile(
    r"article-?body|story-?body|entry-content|post-content|body-text|article-text|article__body|"
    r"content__body"
)
_SHARE_OF_MARKED = 0.6
_SHARE_OF_PART = 0.85
_STANDFIRST = re.compile(
    r"standfirst|(?<![a-z])(?:lead|lede|intro|dek|deck|chapo|sapo|summary|subtitle|sub-?headline|"
    r"entradilla|vorspann|ingress|manchet|excerpt|teaser-?text|abstract|leadtext|sottotitolo)(?![a-z])"
)
_BEFORE = 14
_SUBHEADS = ("h2", "h3", "h4", "h5", "h6")
_LONGEST_LABEL = 60
_LONGEST_TAG = 25
_LONGEST_SUBHEAD = 150
_SHORTEST_STANDFIRST = 80
_ALL = 0.95
_META = re.compile(
    r"byline|author|(?<![a-z])date|time|meta(?![a-z])|publish|dateline|kicker|label|reading"
)
_STOPPED = re.compile(r"[.!?…:;。！？][\"'”’»)\]」』]*$")


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article and its subheads, in order."""

    paragraphs: tuple[Paragraph, ...]
    subheads: tuple[str, ...]


def body_of(blocks: list[Block], root: Region, facts: Facts, captions: tuple[Caption, ...]) -> Body:
    """Return the body of the article among the blocks of its page."""
    region = _article_region(root)
    start = _after_headline(blocks, region, facts)
    inside = blocks[start : region.end]
    known = _known(facts, captions)
    kept = [block for block in inside if not _is_aside(block, known)]
    kept = _without_head_labels(kept)
    standfirst = _standfirst(blocks[max(0, start - _BEFORE) : start], facts, known, kept)
    return _sectioned([*standfirst, *kept])


def _article_region(root: Region) -> Region:
    region = _marked_region(root) or root
    while region.parts:
        part = max(region.parts, key=lambda part: part.prose)
        if part.prose < _SHARE_OF_PART * region.prose:
            break
        region = part
    return region


def _marked_region(root: Region) -> Region | None:
    """The smallest region that the page itself marks as the article, with most of the prose."""
    found, stack = None, [root]
    while stack:
        region = stack.pop()
        if region.prose < _SHARE_OF_MARKED * root.prose:
            continue
        if _is_marked(region):
            found = region
        stack += region.parts
    return found


def _is_marked(region: Region) -> bool:
    element = region.element
    if element.name in ("article", "main") or element.get("itemprop") == "articleBody":
        return True
    return bool(_MARKED.search(names_of(region.element)))


def _after_headline(blocks: list[Block], region: Region, facts: Facts) -> int:
    headline = letters(facts.headline.text) if facts.headline else ""
    for place in range(region.start, min(region.end, region.start + 30)):
        block = blocks[place]
        if block.tag == "h1" or (headline and letters(block.text) == headline):
            return place + 1
    return region.start


def _known(facts: Facts, captions: tuple[Caption, ...]) -> set[str]:
    """Texts that have a field of their own, as letters."""
    texts = [*facts.authors, *(caption.text for caption in captions)]
    texts += [fact.text for fact in (facts.headline, facts.outlet) if fact]
    return {letters(text) for text in texts} - {""}


def _is_aside(block: Block, known: set[str]) -> bool:
    if is_furniture_line(block.text) or letters(block.text) in known | {""}:
        return True
    if block.tag in _SUBHEADS:
        return block.linked > 0.8
    if block.tag in ("li", "dd", "dt"):
        return block.linked > 0.5
    if block.tag in ("p", "blockquote", "pre", "tr"):
        return block.linked > 0.85 and len(block.text) < 200
    is_label = len(block.text) < _LONGEST_TAG and block.bold < _ALL
    return block.linked > 0.5 or (is_label and not _STOPPED.search(block.text))


def _without_head_labels(blocks: list[Block]) -> list[Block]:
    """Leave out the byline, the day and the labels above the first paragraph of the article."""
    for place, block in enumerate(blocks):
        if block.is_prose or block.tag in _SUBHEADS:
            labels = blocks[:place]
            return [b for b in labels if not _is_label(b)] + blocks[place:]
    return blocks


def _is_label(block: Block) -> bool:
    if len(block.text) > 2 * _LONGEST_LABEL:
        return False
    if byline_authors(block.text) or _META.search(names_of(block.element)):
        return True
    short = len(block.text) <= _LONGEST_LABEL
    return short and (printed_day(block.text) is not None or not _STOPPED.search(block.text))


def _standfirst(
    above: list[Block], facts: Facts, known: set[str], body: list[Block]
) -> list[Block]:
    """The paragraph under the headline and outside of the body."""
    described = letters(facts.description.text)[:60] if facts.description else ""
    taken = {letters(block.text) for block in body}
    for block in above:
        text = letters(block.text)
        if block.tag == "h1" or block.linked > 0.5 or text in taken | known or len(text) < 30:
            continue
        is_described = len(described) >= 30 and text.startswith(described[:50])
        if is_described or _STANDFIRST.search(names_of(block.element)):
            return [block]
    return []


def _sectioned(blocks: list[Block]) -> Body:
    paragraphs: list[Paragraph] = []
    subheads: list[str] = []
    last = ""
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.text == last:
            continue
        last = block.text
        if _is_subhead(block, following, bool(paragraphs)):
            subheads.append(block.text)
        elif block.tag not in _SUBHEADS or len(block.text) > _SHORTEST_STANDFIRST:
            paragraphs.append(Paragraph(block.text, subheads[-1] if subheads else None))
    return Body(tuple(paragraphs), tuple(subheads))


def _is_subhead(block: Block, following: Block | None, inside: bool) -> bool:
    """Whether a block stands over the next; ``inside``, whether a paragraph stands before it.

    A long heading over all paragraphs is a standfirst that the page sets as a heading.
    """
    if following is None:
        return False
    if block.tag in _SUBHEADS:
        return len(block.text) <= (_LONGEST_SUBHEAD if inside else _SHORTEST_STANDFIRST)
    is_bold = block.bold > _ALL and block.tag not in ("li", "tr")
    return inside and is_bold and looks_like_heading(block.text, following.text)
