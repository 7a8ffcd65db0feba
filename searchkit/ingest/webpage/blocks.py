"""The text of a page in its blocks: what stands between two breaks of the layout, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from searchkit.ingest.cleaning import clean_markup
from searchkit.ingest.markup import INLINE

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOLD = frozenset(("b", "strong"))
_CELLS = frozenset(("td", "th"))
# A break inside one of these keeps its name for the block.
_KEPT = frozenset((*HEADINGS, "p", "li", "blockquote", "pre", "dt", "dd"))
_CELL_EDGE = " | "
_LINE_END = "\v"
"""A break of a line; no page holds it, for it is no character of a page."""

_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
_SHORT = 60
_MOSTLY_LINKS = 0.4


@dataclass(frozen=True, slots=True)
class Block:
    """A clean text; ``linked`` and ``bold`` are the shares of it in links and in bold.

    ``tag`` is the innermost of the elements around it that says what it is, ``element`` the
    innermost of all.
    """

    text: str
    tag: str
    linked: float
    bold: float
    element: Tag

    @property
    def is_prose(self) -> bool:
        """Whether it is long enough, and not made of links: what an article is made of."""
        return len(self.text) >= _SHORT and self.linked < _MOSTLY_LINKS and self.tag[0] != "h"


@dataclass(slots=True)
class Region:
    """An element's blocks, as a range of the page's, and the length of its prose."""

    element: Tag
    start: int
    end: int = 0
    prose: int = 0
    parts: list[Region] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """The text since the last break."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0
    linked: int = 0
    bold: int = 0
    line: int = 0

    def add(self, text: str, in_link: int, in_bold: int) -> None:
        self.pieces.append(text)
        length = len(text.strip())
        self.size += length
        self.line += length
        self.linked += length if in_link else 0
        self.bold += length if in_bold else 0

    def end_line(self) -> bool:
        """Begin a new line; return whether that leaves an empty one, and so ends the run."""
        was_empty, self.line = not self.line, 0
        self.pieces.append(_LINE_END)
        return was_empty


def blocks_of(soup: BeautifulSoup) -> tuple[list[Block], Region]:
    """Return the blocks of a page in order, and the tree of the regions that they stand in."""
    walk = _Walk()
    root = walk.region(soup)
    return walk.blocks, root


def names_of(element: Tag) -> str:
    """Return the class and id of an element, in lower case."""
    classes = element.get("class") or ()
    names = classes if isinstance(classes, str) else " ".join(classes)
    return f"{names} {element.get('id') or ''}".lower()


class _Walk:
    """One pass over the tree, without recursion."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._run = _Run()
        self._links = self._bolds = 0

    def region(self, soup: BeautifulSoup) -> Region:
        root = Region(soup, 0)
        open_regions = [root]
        stack: list[tuple[Tag, Iterator[object]]] = [(soup, iter(soup.contents))]
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(element, open_regions)
            elif isinstance(child, Tag):
                self._enter(child, open_regions)
                stack.append((child, iter(child.contents)))
            elif type(child) is NavigableString:
                self._run.add(child, self._links, self._bolds)
        return root

    def _enter(self, element: Tag, regions: list[Region]) -> None:
        name = element.name
        if name == "br":
            if self._run.end_line():
                self._break(element.parent or element, regions[-1])
        elif name in _CELLS:
            self._run.pieces += [_CELL_EDGE] if self._run.size else []
        elif name not in INLINE:
            self._break(element.parent or element, regions[-1])
        self._links += name == "a"
        self._bolds += name in _BOLD
        if name not in INLINE:
            regions.append(Region(element, len(self.blocks)))

    def _leave(self, element: Tag, regions: list[Region]) -> None:
        name = element.name
        self._links -= name == "a"
        self._bolds -= name in _BOLD
        if name in INLINE:
            return
        if name not in _CELLS and name != "br":
            self._break(element, regions[-1])
        region = regions.pop()
        region.end = len(self.blocks)
        if regions:
            regions[-1].prose += region.prose
            regions[-1].parts += [region] if region.prose else []

    def _break(self, element: Tag, region: Region) -> None:
        run, self._run = self._run, _Run()
        if not run.size:
            return
        linked, bold = run.linked / run.size, run.bold / run.size
        tag = "tr" if _CELL_EDGE in run.pieces else _tag(element)
        for text in _paragraphs("".join(run.pieces)):
            block = Block(text, tag, linked, bold, element)
            self.blocks.append(block)
            region.prose += len(text) if block.is_prose else 0


def _paragraphs(text: str) -> list[str]:
    """The text of a run, or its lines where each of them is long and ends with a stop."""
    lines = [line for line in map(_bare, text.split(_LINE_END)) if line]
    if all(len(line) >= _SHORT and _STOPPED.search(line) for line in lines):
        return lines
    return [whole] if (whole := _bare(text)) else []


def _bare(text: str) -> str:
    return clean_markup(text).strip("|").strip()


def _tag(element: Tag) -> str:
    """The name that says most of what a block is, looked for a few elements up."""
    node: Tag | None = element
    for _ in range(3):
        if node is None:
            break
        if node.name in _KEPT:
            return node.name
        node = node.parent
    return element.name
