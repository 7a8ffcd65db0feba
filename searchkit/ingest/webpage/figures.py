"""The pictures of a page give their captions and credits, and leave the tree.

A caption is the text of a ``figcaption``, of an element named as one beside a picture, or the words
that a picture itself gives for what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from searchkit.article import Caption
from searchkit.ingest.cleaning import clean_markup
from searchkit.ingest.markup import Element, names_of, tag_of, take_out
from searchkit.ingest.printed.bylines import byline_authors
from searchkit.ingest.printed.headlines import letters
from searchkit.ingest.webpage.legends import credit_in, legend_text, parted, with_rest

# A class of styles sets a text like a caption: it says nothing of what it is.
_CAPTION = re.compile(
    r"(?:^|\s)(?!text-)\S*caption|legende?(?![a-z])|bildunter|bildtext|bildetekst|image-?text|"
    r"photo-?text|pie-?de|didascalia|podpis|"
    r"(?:img|image|photo|media|gallery|lightbox|bild)[-_]{0,2}(?:desc|legend)"
)
_PICTURED = re.compile(r"image|img|photo|picture|figure|media|bild|foto|(?<![a-z])pic|caption")
_FURNISHED = re.compile(r"teaser|related|(?<![a-z])card|promo|avatar|logo|author|playlist")
_PICTURES = ("img", "picture")
_TEXTS = ("table", "blockquote", "pre")
_HEADINGS = ("h1", "h2", "h3", "h4")
_FRAMES = ("article", "main", "section", "body", "html")
_NO_CAPTIONS = frozenset(("img", "table", "caption", *_FRAMES))
_BOXES = ("div", "span", "td", "table", "p")
_NOT_IN_BOX = (*_HEADINGS, "a", "p", "ul", "ol", "table", "blockquote")
_NOT_LEGENDS = ("a", *_HEADINGS, "h5", "h6", "li", "button")
_SHORTEST_SHOWN = 4
"""Words in what a picture shows; fewer may be the name of a person or of a section."""

_LEVELS = 6
_LONGEST = 1200
_LONGEST_BOX = 500
_LONGEST_PLAIN = 200
_LONGEST_REST = 120
_MOST_IN_LEGEND = 40
_MOST_LOOKED_AT = 300


def shown_in(root: Element) -> frozenset[str]:
    """Return what the pictures of a page say they show, as letters, where it is a sentence."""
    said = (image.get(key) or "" for image in root.iter("img") for key in ("alt", "title"))
    return frozenset(letters(text) for text in said if len(text.split()) >= _SHORTEST_SHOWN)


def take_captions(root: Element, shown: frozenset[str], headline: str) -> tuple[Caption, ...]:
    """Take the figures out of a page and return their captions, each once.

    ``shown`` is what ``shown_in`` told of the page before anything was taken out of it.
    """
    found: dict[str, Caption] = {}
    for figure in _still_in(root, list(root.iter("figure"))):
        if _is_table(figure) or next(figure.iterdescendants("figure"), None) is not None:
            continue
        _remember(found, None if _is_teaser(figure) else _of_figure(figure))
        take_out(figure)
    for box in _still_in(root, _around_pictures(root)):
        if _is_picture_box(box, letters(headline)):
            _remember(found, parted(box))
            take_out(box)
    for legend in _still_in(root, [e for e in root.iter("*") if _is_named_caption(e)]):
        if _stands_by_picture(legend):
            _remember(found, parted(legend))
            take_out(legend)
    for text, element in _told(root, shown):
        _remember(found, with_rest(text, element))
        take_out(element)
    return tuple(found.values())


def _still_in(root: Element, elements: list[Element]) -> Iterator[Element]:
    """The elements that have not left the tree with another, by the time that they come up."""
    for element in elements:
        if next(element.iterancestors(root.tag), None) is not None:
            yield element


def _remember(found: dict[str, Caption], caption: Caption | None) -> None:
    if caption is None or not (any(map(str.isalpha, caption.text)) or caption.credit):
        return
    if byline_authors(caption.text.partition(",")[0]):
        return
    key = letters(caption.text) or letters(caption.credit or "")
    if key not in found or (caption.credit and not found[key].credit):
        found[key] = caption


def _of_figure(figure: Element) -> Caption | None:
    legend = next(figure.iterdescendants("figcaption"), None)
    if legend is None:
        legend = next(filter(_is_named_caption, figure.iterdescendants("*")), None)
    if legend is None:
        credit = credit_in(figure)
        return Caption("", credit) if credit else None
    caption = parted(legend)
    if caption.credit:
        return caption
    take_out(legend)
    return Caption(caption.text, credit_in(figure))


def _is_table(figure: Element) -> bool:
    """Whether a figure frames text of the article: a table, a quotation, a list."""
    return _holds(figure, *_TEXTS) and not _holds(figure, *_PICTURES)


def _is_teaser(figure: Element) -> bool:
    """Whether a figure belongs to a pointer to another article."""
    has_legend = _holds(figure, "figcaption")
    if _holds(figure, *_HEADINGS) and not has_legend:
        return True
    for node in islice(figure.iterancestors(), 3):
        if node.tag in _FRAMES:
            break
        if node.tag == "a" and (not has_legend or _holds(node, *_HEADINGS)):
            return True
        if _FURNISHED.search(names_of(node)):
            return True
    return False


def _around_pictures(root: Element) -> list[Element]:
    """The elements around each picture, outer ones first."""
    around: dict[Element, None] = {}
    for image in root.iter("img"):
        for element in reversed(list(islice(image.iterancestors(), _LEVELS))):
            around.setdefault(element)
    return list(around)


def _is_picture_box(element: Element, headline: str) -> bool:
    """Whether an element around a picture holds its legend and no more."""
    if tag_of(element) not in _BOXES or not _is_small(element):
        return False
    if not _PICTURED.search(names_of(element)):
        return element.tag == "div" and _holds_legend(element)
    return not _is_pointer(element, headline) and 0 < len(legend_text(element)) <= _LONGEST_BOX


def _is_pointer(element: Element, headline: str) -> bool:
    """Whether a link or a heading is in it; some pages set a legend as a second headline."""
    if _holds(element, *_HEADINGS[1:], "a"):
        return True
    h1 = next(element.iterdescendants("h1"), None)
    return h1 is not None and letters(legend_text(h1)) == headline


def _holds_legend(element: Element) -> bool:
    """Whether the text beside a picture is its legend: one short line, no sentence of an article.

    Two words may be the name of a person or of a section.
    """
    if _holds(element, *_NOT_IN_BOX) or next(element.iterancestors(*_FRAMES[:2]), None) is None:
        return False
    text = legend_text(element)
    return len(text) <= _LONGEST_PLAIN and text.count(" ") > 1 and text[-1] not in ".!?:…"


def _is_named_caption(element: Element) -> bool:
    tag = tag_of(element)
    if tag == "figcaption" or tag in _NO_CAPTIONS:
        return tag == "figcaption"
    is_named = bool(_CAPTION.search(names_of(element))) and _is_small(element)
    return is_named and len(legend_text(element)) <= _LONGEST


def _stands_by_picture(element: Element) -> bool:
    """Whether a picture is near, and the text around is not the article itself."""
    for node in islice(element.iterancestors(), 3):
        if node.tag in _FRAMES[:2]:
            break
        if _holds(node, *_PICTURES) or _PICTURED.search(names_of(node)):
            return True
    return element.tag == "figcaption"


def _told(root: Element, shown: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """The texts that repeat what a picture shows, each with the element that holds its credit."""
    for element in _still_in(root, list(root.iter(*_BOXES, "small", "em", "i")) if shown else []):
        text = clean_markup(element.text or "")
        if len(text) < _SHORTEST_SHOWN or letters(text) not in shown:
            continue
        if next(element.iterancestors(*_NOT_LEGENDS), None) is None:
            yield text, _widened(element, len(text))


def _widened(element: Element, length: int) -> Element:
    """The element around that holds little more than a text of this length, and no picture."""
    while (parent := element.getparent()) is not None and tag_of(parent) in _BOXES:
        if not _is_small(parent) or _holds(parent, *_PICTURES, *_NOT_LEGENDS):
            break
        if len(legend_text(parent)) > length + _LONGEST_REST:
            break
        element = parent
    return element


def _holds(element: Element, *tags: str) -> bool:
    looked_at = islice(element.iterdescendants("*"), _MOST_LOOKED_AT)
    return any(inner.tag in tags for inner in looked_at)


def _is_small(element: Element) -> bool:
    """Whether an element holds few enough others to be a legend; also bounds the work on it."""
    return next(islice(element.iterdescendants("*"), _MOST_IN_LEGEND, None), None) is None
