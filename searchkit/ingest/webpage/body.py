"""The blocks of a page that are its article: paragraphs, each under its subhead.

The article is the smallest region with most of the prose; what stands in it and is no part of it
is told by its links, its words and its place.
"""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.article import Caption, Paragraph
from searchkit.ingest.printed.headlines import letters
from searchkit.ingest.webpage.asides import Known, is_aside, is_label, known_texts, without_asides
from searchkit.ingest.webpage.blocks import HEADINGS, Block, Region
from searchkit.ingest.webpage.facts import Facts
from searchkit.ingest.webpage.headings import is_named_standfirst, subheads_among
from searchkit.ingest.webpage.regions import Place, place_of

_BEFORE = 14
_MOST_ABOVE = 40
_MOSTLY_LINKS = 0.5
_LONGEST_HEADING = 40
"""Of a heading with no paragraph under it; a longer one is kept as a paragraph."""


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of an article and its subheads, in order."""

    paragraphs: tuple[Paragraph, ...]
    subheads: tuple[str, ...]


def body_of(blocks: list[Block], root: Region, facts: Facts, captions: tuple[Caption, ...]) -> Body:
    """Return the body of the article among the blocks of its page."""
    place = place_of(blocks, root, facts.headline.text if facts.headline else "")
    known = known_texts(facts, captions)
    kept = without_asides(blocks[place.start : place.end], known)
    body = _sectioned([*_above(blocks, place, facts, known, kept), *kept])
    return body if body.paragraphs else _sectioned(_few_words(blocks, known))


def _few_words(blocks: list[Block], known: Known) -> list[Block]:
    """What a page of a few words says: no sign of an article holds for them, so all are kept."""
    said = [block for block in blocks if block.linked < _MOSTLY_LINKS]
    return [block for block in said if letters(block.text) not in known.texts | {""}]


def _above(
    blocks: list[Block], place: Place, facts: Facts, known: Known, body: list[Block]
) -> list[Block]:
    """The paragraphs between the headline and the body, and the standfirst above the headline."""
    described = letters(facts.description.text)[:60] if facts.description else ""
    taken = {letters(block.text) for block in body} | known.texts
    found: list[Block] = []
    first = max(0, min(place.headline, place.start - _BEFORE))
    for number in range(max(first, place.start - _MOST_ABOVE), place.start):
        block = blocks[number]
        text = letters(block.text)
        if block.tag == "h1" or len(text) < 30 or is_aside(block, known):
            continue
        if any(text in other for other in taken):
            continue
        is_lead = block.is_prose and number >= place.headline
        if (is_lead and not is_label(block)) or _is_standfirst(block, text, described):
            found.append(block)
            taken.add(text)
    return found


def _is_standfirst(block: Block, text: str, described: str) -> bool:
    """Whether a block is named as a standfirst, or is what the page says it is about."""
    is_described = len(described) >= 30 and text.startswith(described[:50])
    return is_described or is_named_standfirst(block)


def _sectioned(blocks: list[Block]) -> Body:
    blocks = [one for one, before in zip(blocks, [None, *blocks], strict=False)
              if before is None or one.text != before.text]  # fmt: skip
    headings = subheads_among(blocks)
    paragraphs: list[Paragraph] = []
    subheads: list[str] = []
    for place, block in enumerate(blocks):
        if place in headings:
            subheads.append(block.text)
        elif block.tag not in HEADINGS or len(block.text) >= _LONGEST_HEADING:
            paragraphs.append(Paragraph(block.text, subheads[-1] if subheads else None))
    return Body(tuple(paragraphs), tuple(subheads))
