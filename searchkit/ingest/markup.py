"""Text becomes a tree of elements: lxml, bounded, without what is no element.

The tree is deep at most 2,048 levels; whatever walks it does so without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from searchkit.errors import PageRefused
from searchkit.ingest.cleaning import clean_markup
from searchkit.ingest.words import words

Element = etree._Element

# Bytes that are no text in UTF-8 either: the parser would end at a zero byte.
CONTROL = bytes(n for n in range(32) if n not in b"\t\n\r")
INLINE = frozenset(words("markup", "inline"))
NOT_TEXT = frozenset(words("markup", "not_text"))

_NEVER_PUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

MOST_ELEMENTS = 100_000
"""Elements of a page; the longest articles of the press have a twentieth of it."""


def tree_of(text: str) -> Element:
    """Return the root element of a page.

    Raises PageRefused where there is nothing in it that the parser takes for a document, or more
    than an article can be.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        # A lone surrogate has no place in UTF-8 and is left out.
        data = text.encode("utf-8", "ignore").translate(None, CONTROL)
        root = etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise PageRefused(f"no HTML can be read in it ({error})") from None
    if root is None:
        raise PageRefused("no HTML can be read in it; save the page again")
    if next(islice(root.iter("*"), MOST_ELEMENTS, None), None) is not None:
        raise PageRefused(f"more than {MOST_ELEMENTS:,} elements; save the article alone")
    return root


def tag_of(element: Element | None) -> str:
    """Return the name of an element's tag, or "" for what is no element."""
    return element.tag if element is not None and isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    """Return the clean text of an element, with a blank wherever a block or a line begins."""
    return clean_markup("".join(_pieces(element)))


def lines_of(element: Element) -> list[str]:
    """Return the clean lines of an element, a new one wherever a block or a line begins."""
    pieces = "".join(_pieces(element, "\n"))
    return [line for line in map(clean_markup, pieces.split("\n")) if line]


def words_of(element: Element) -> str:
    """Return the class and id of an element, as they stand."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def names_of(element: Element) -> str:
    """Return the class and id of an element, in lower case."""
    return words_of(element).lower()


def take_out(element: Element) -> None:
    """Remove an element from its tree and keep the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = _put(f"{before.tail or ''}{element.tail}")
        else:
            parent.text = _put(f"{parent.text or ''}{element.tail}")
    parent.remove(element)


def _put(text: str) -> str:
    """Return a text without what lxml does not take, which references in a page may give."""
    return _NEVER_PUT.sub("", text)


def _pieces(element: Element, gap: str = " ") -> Iterator[str]:
    skipped: Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = tag_of(node)
        if skipped is None and event == "start":
            if tag in NOT_TEXT:
                skipped = node
            else:
                yield "" if tag in INLINE else gap
                yield node.text or ""
        elif event == "end":
            if skipped is node:
                skipped = None
            if skipped is None and node is not element:
                yield "" if tag in INLINE else gap
                yield node.tail or ""
