"""Before a page becomes soup it is strained: what is never its article is taken out of the tree.

An element that is furniture by its name stays where it holds much of the page's text: names are
chosen freely, and text that cleaning is unsure of is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from searchkit.ingest.markup import INLINE, Element, tag_of, take_out, words_of
from searchkit.ingest.printed.furniture import (
    DOUBTFUL_TAGS,
    ROLES,
    TAGS,
    is_for_readers,
    is_furniture,
    is_hidden,
    is_layout,
    is_unseen,
)

_MUCH = 0.35
_LITTLE = 0.2
_LEAST = 500
_LONGEST_BOX = 600
_ASKING = ("type", "name", "placeholder")
_MOST_KEPT = 200
"""Elements that are weighed and stay; a page that nests more of them is no page of a site."""

_UNSEEN_STYLE = re.compile(
    r"display:none|visibility:hidden|clip:rect\(0|clip:rect\(1px|font-size:0(?![.\d])"
)
_SUFFIXES = ("span", "small", "sup", "i", "em")
_PROSE = 80
_LINKED = 0.2
_MOST_LOOKED_AT = 30
_HEADINGS = ("h2", "h3", "h4")
_RUNNING = frozenset(("p", "li", "blockquote", "em", "strong", "b", "i", "td", "dd"))
_NEVER = frozenset(
    ("html", "body", "article", "main", "h1", "figure", "figcaption", "p", "img", "picture")
)
_Measure = Callable[[Element], int]
_READ = etree.XPath("string()")


@dataclass(frozen=True, slots=True)
class Strained:
    """An element that was taken out, and why."""

    reason: str
    text: str


def strain(root: Element) -> list[Strained]:
    """Take the furniture out of a tree, in place; return what was taken."""
    taken = [_taken_out(box, "asks for an address") for box in _forms_for_mail(root)]
    etree.strip_elements(root, *TAGS, with_tail=False)
    measures = (_weight,) if _weight(root) >= _LEAST else (_weight, _length)
    much = [(measure, _MUCH * measure(root)) for measure in measures]
    kept, stack = 0, [root]
    while stack:
        for element in list(stack.pop()):
            reason = _reason(element)
            if reason and kept < _MOST_KEPT and not _holds_article(element, much):
                taken.append(_taken_out(element, reason))
            else:
                kept += bool(reason)
                stack.append(element)
    return taken


def _forms_for_mail(root: Element) -> list[Element]:
    """The boxes around a field for an address: what is said in them asks the reader to sign up."""
    fields = [field for field in root.iter("input") if _asks_for_mail(field)][:_MOST_LOOKED_AT]
    total = _weight(root) if fields else 0
    boxes: list[Element] = []
    for box in fields:
        around = box.getparent()
        while around is not None and _is_box(around, total):
            box, around = around, around.getparent()
        boxes += [box] if tag_of(box) != "input" else []
    return list(dict.fromkeys(boxes))


def _asks_for_mail(field: Element) -> bool:
    return any("mail" in (field.get(key) or "").lower() for key in _ASKING)


def _is_box(element: Element, total: int) -> bool:
    if tag_of(element) in _NEVER or _weight(element) > _LITTLE * total:
        return False
    return len(str(_READ(element)).strip()) <= _LONGEST_BOX


def _reason(element: Element) -> str | None:
    tag = tag_of(element)
    if tag in DOUBTFUL_TAGS and not _is_needed(element, tag):
        return f"<{tag}>"
    if tag not in INLINE and element.get("role") in ROLES:
        return f"role {element.get('role')}"
    if element.get("hidden") is not None or _UNSEEN_STYLE.search(_style(element)):
        return "not shown"
    if tag in _SUFFIXES and is_for_readers(element.text or ""):
        return "for screen readers"
    words = words_of(element)
    return None if words.isspace() else _named(element, tag, words)


def _named(element: Element, tag: str, words: str) -> str | None:
    if is_hidden(words):
        return "named as hidden"
    if tag in _NEVER:
        return None
    if is_unseen(words):
        return "for screen readers"
    is_named = is_furniture(words) or (is_layout(words) and not _has_prose(element))
    return f"named {words.strip()}" if is_named and not _is_mark(element, tag) else None


def _is_mark(element: Element, tag: str) -> bool:
    """Whether an element is a link or a mark in running text, which its names do not cut."""
    around = element.getparent()
    while tag in INLINE and tag_of(around) in INLINE and tag_of(around) not in _RUNNING:
        around = around.getparent() if around is not None else None
    return tag in INLINE and tag_of(around) in _RUNNING


def _is_needed(element: Element, tag: str) -> bool:
    """Whether a header holds text of the article, or an aside nothing but a picture."""
    if tag == "header":
        return _has_prose(element)
    return tag == "aside" and _frames_picture(element)


def _frames_picture(element: Element) -> bool:
    if not _holds(element, "img") or _holds(element, *_HEADINGS):
        return False
    return any(
        tag_of(inner) == "figcaption" or "caption" in words_of(inner)
        for inner in islice(element.iter("*"), _MOST_LOOKED_AT)
    )


def _has_prose(element: Element) -> bool:
    """Whether there is a caption in it, a paragraph, or other text that is not made of links."""
    if _holds(element, "figcaption"):
        return True
    paragraphs = list(islice(element.iter("p"), _MOST_LOOKED_AT))
    if any(len(str(_READ(p))) >= _PROSE and _linked(p) < _LINKED for p in paragraphs):
        return True
    return _linked(element) < _LINKED


def _linked(element: Element) -> float:
    """The share of an element's text in its first links."""
    linked = sum(len(str(_READ(link))) for link in islice(element.iter("a"), _MOST_LOOKED_AT))
    return linked / (len(str(_READ(element))) or 1)


def _style(element: Element) -> str:
    style = element.get("style")
    return style.replace(" ", "").lower() if style else ""


def _holds_article(element: Element, much: Sequence[tuple[_Measure, float]]) -> bool:
    """Whether a headline is in it, or by one of the measures much of the page."""
    return _holds(element, "h1") or any(measure(element) > least for measure, least in much)


def _weight(element: Element) -> int:
    """The length of the text in paragraphs, which are what an article is made of."""
    return sum(len(str(_READ(paragraph))) for paragraph in element.iter("p"))


def _length(element: Element) -> int:
    """The length of all text, for a page that has no paragraphs to speak of."""
    return len(str(_READ(element)))


def _holds(element: Element, *tags: str) -> bool:
    return next(element.iter(*tags), None) is not None


def _taken_out(element: Element, reason: str) -> Strained:
    strained = Strained(reason, " ".join(str(_READ(element)).split())[:200])
    take_out(element)
    return strained
