"""Before a page becomes soup it is strained: what is never its article is taken out of the tree.

An element that is furniture by its name stays where it holds much of the page's text: names are
chosen freely, and text that cleaning is unsure of is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from lxml import etree

from searchkit.ingest.furniture import (
    DOUBTFUL_TAGS,
    ROLES,
    TAGS,
    is_furniture,
    is_layout,
    is_unseen,
)
from searchkit.ingest.markup import INLINE, Element, tag_of, words_of

_MUCH = 0.35
_MOST_KEPT = 200
"""Elements that are weighed and stay; a page that nests more of them is no page of a site."""

_PROSE = 80
_LINKED = 0.2
_MOST_LOOKED_AT = 30
_RUNNING = frozenset(("p", "li", "blockquote", "em", "strong", "b", "i", "td", "dd"))
_NEVER = frozenset(
    ("html", "body", "article", "main", "h1", "figure", "figcaption", "p", "img", "picture")
)
_READ = etree.XPath("string()")


@dataclass(frozen=True, slots=True)
class Strained:
    """An element that was taken out, and why."""

    reason: str
    text: str


def strain(root: Element) -> list[Strained]:
    """Take the furniture out of a tree, in place; return what was taken."""
    etree.strip_elements(root, *TAGS, with_tail=False)
    total = _weight(root)
    taken, kept, stack = [], 0, [root]
    while stack:
        for element in list(stack.pop()):
            reason = _reason(element)
            if reason and kept < _MOST_KEPT and not _holds_article(element, total):
                taken.append(Strained(reason, " ".join(str(_READ(element)).split())[:200]))
                _take_out(element)
            else:
                kept += bool(reason)
                stack.append(element)
    return taken


def _reason(element: Element) -> str | None:
    tag = tag_of(element)
    if tag in DOUBTFUL_TAGS and not (tag == "header" and _has_prose(element)):
        return f"<{tag}>"
    if element.get("role") in ROLES:
        return f"role {element.get('role')}"
    if element.get("hidden") is not None or "display:none" in _style(element):
        return "not shown"
    return None if tag in _NEVER else _named(element, tag, words_of(element))


def _named(element: Element, tag: str, words: str) -> str | None:
    if is_unseen(words):
        return "for screen readers"
    # Running text is not cut by the names of the links and marks in it.
    if tag in INLINE and tag_of(element.getparent()) in _RUNNING:
        return None
    if is_furniture(words) or (is_layout(words) and not _has_prose(element)):
        return f"named {words.strip()}"
    return None


def _has_prose(element: Element) -> bool:
    """Whether there is a caption in it, a paragraph, or other text that is not made of links."""
    if next(element.iter("figcaption"), None) is not None:
        return True
    paragraphs = list(islice(element.iter("p"), _MOST_LOOKED_AT))
    if any(len(str(_READ(p))) >= _PROSE and p.find("a") is None for p in paragraphs):
        return True
    linked = sum(len(str(_READ(link))) for link in islice(element.iter("a"), _MOST_LOOKED_AT))
    return linked < _LINKED * len(str(_READ(element)))


def _style(element: Element) -> str:
    return (element.get("style") or "").replace(" ", "").lower()


def _holds_article(element: Element, total: int) -> bool:
    return next(element.iter("h1"), None) is not None or _weight(element) > _MUCH * total


def _weight(element: Element) -> int:
    """The length of the text in paragraphs, which are what an article is made of."""
    return sum(len(str(_READ(paragraph))) for paragraph in element.iter("p"))


def _take_out(element: Element) -> None:
    """Remove an element and keep the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
