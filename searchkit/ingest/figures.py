"""The pictures of a page give their captions and credits, and leave the tree.

A caption is the text of a ``figcaption``, or of an element named as one beside a picture.
"""

from __future__ import annotations

import re
from itertools import islice

from bs4 import BeautifulSoup, Tag

from searchkit.article import Caption
from searchkit.ingest.blocks import names_of
from searchkit.ingest.bylines import byline_authors
from searchkit.ingest.cleaning import clean_markup
from searchkit.ingest.credits import caption_of, credit_of
from searchkit.ingest.headlines import letters

_CAPTION = re.compile(
    r"caption|legende?(?![a-z])|bildunter|bildtext|bildetekst|image-?text|photo-?text|pie-?de|"
    r"didascalia|podpis|imgdesc|image-?desc|photo-?desc|media-?desc"
)
_CREDIT = re.compile(
    r"credit|copyright|(?<![a-z])source|quelle|fotograf|photographer|photo-?by|byline|agency|"
    r"attribution|rights|(?<![a-z])author|urheber|(?<![a-z])owner|autor|(?<![a-z])firma"
)
_CREDIT_TAGS = ("small", "cite")
_CREDIT_PROPERTIES = ("copyrightholder", "author", "creator", "credittext", "copyrightnotice")
_HEADINGS = ("h1", "h2", "h3", "h4")
_FURNISHED = re.compile(r"teaser|related|(?<![a-z])card|promo|avatar|logo|author|playlist")
_BOXES = ("div", "span", "td", "table", "p")
_FRAMES = ("article", "main", "section", "body", "html", "[document]")
_PICTURED = re.compile(r"image|img|photo|picture|figure|media|bild|foto|(?<![a-z])pic|caption")
_LONGEST = 1200
_LONGEST_BOX = 400
_LONGEST_CREDIT = 120
_MOST_NODES = 80


def take_captions(soup: BeautifulSoup) -> tuple[Caption, ...]:
    """Take the figures out of a page and return their captions, each once, in order."""
    found: dict[str, Caption] = {}
    for figure in soup.find_all("figure"):
        if figure.decomposed or _is_table(figure):
            continue
        caption = None if _is_teaser(figure) else _of_figure(figure)
        _remember(found, caption)
        figure.decompose()
    for element in soup.find_all(_is_picture_box):
        if not element.decomposed:
            _remember(found, _parted(element))
            element.decompose()
    for element in soup.find_all(_is_named_caption):
        if not element.decomposed and _stands_by_picture(element):
            _remember(found, _parted(element))
            element.decompose()
    return tuple(found.values())


def _remember(found: dict[str, Caption], caption: Caption | None) -> None:
    if caption is None or not (any(map(str.isalpha, caption.text)) or caption.credit):
        return
    if byline_authors(caption.text.partition(",")[0]):
        return
    key = letters(caption.text) or letters(caption.credit or "")
    if key not in found or (caption.credit and not found[key].credit):
        found[key] = caption


def _of_figure(figure: Tag) -> Caption | None:
    legend = figure.find("figcaption") or figure.find(_is_named_caption)
    if not isinstance(legend, Tag):
        credit = _credit_in(figure)
        return Caption("", credit) if credit else None
    caption = _parted(legend)
    return caption if caption.credit or legend is figure else _with_credit(caption, figure, legend)


def _with_credit(caption: Caption, figure: Tag, legend: Tag) -> Caption:
    legend.extract()
    return Caption(caption.text, _credit_in(figure))


def _parted(legend: Tag) -> Caption:
    """Part a legend by its elements, where one is named as the credit, or else by its words."""
    credit = _credit_in(legend)
    caption = caption_of(_text(legend))
    if caption.credit and credit and letters(credit) not in letters(caption.credit):
        return Caption(caption.text, f"{caption.credit}, {credit}")
    return Caption(caption.text, credit or caption.credit)


def _credit_in(element: Tag) -> str | None:
    """Take the element named as a credit out of another; return its text without its label."""
    for named in element.find_all(_is_named_credit):
        credit = credit_of(_text(named))
        if credit and len(credit) <= _LONGEST_CREDIT:
            named.decompose()
            return credit
    return None


def _is_small(element: Tag) -> bool:
    """Whether an element holds few enough others to be a legend; also bounds the work on it."""
    return len(list(islice(element.descendants, _MOST_NODES))) < _MOST_NODES


def _is_named_caption(element: Tag) -> bool:
    if element.name in ("img", "table", "caption", *_FRAMES):
        return False
    if element.name == "figcaption":
        return True
    is_named = bool(_CAPTION.search(names_of(element))) and _is_small(element)
    return is_named and len(_text(element)) <= _LONGEST


def _is_picture_box(element: Tag) -> bool:
    """Whether an element is named as a picture and holds one, with a legend and no more."""
    if element.name not in _BOXES or not _PICTURED.search(names_of(element)):
        return False
    if not _is_small(element) or element.find("img") is None:
        return False
    if element.find((*_HEADINGS, "a")) is not None:
        return False
    return 0 < len(_text(element)) <= _LONGEST_BOX


def _is_named_credit(element: Tag) -> bool:
    if element.name in _CREDIT_TAGS:
        return True
    prop = str(element.get("itemprop") or "").lower()
    return prop in _CREDIT_PROPERTIES or bool(_CREDIT.search(names_of(element)))


def _stands_by_picture(element: Tag) -> bool:
    """Whether a picture is near, and the text around is not the article itself."""
    node = element.parent
    for _ in range(3):
        if node is None or node.name in _FRAMES[:2]:
            break
        if node.find(("img", "picture")) is not None or _PICTURED.search(names_of(node)):
            return True
        node = node.parent
    return element.name == "figcaption"


def _is_table(figure: Tag) -> bool:
    """Whether a figure frames text of the article: a table, a quotation, a list."""
    has_text = figure.find(("table", "blockquote", "pre")) is not None
    return has_text and figure.find(("img", "picture")) is None


def _is_teaser(figure: Tag) -> bool:
    """Whether a figure belongs to a pointer to another article."""
    has_legend = figure.find("figcaption") is not None
    if figure.find(_HEADINGS) is not None and not has_legend:
        return True
    for node in list(figure.parents)[:3]:
        if node.name in _FRAMES:
            break
        if node.name == "a" and (not has_legend or node.find(_HEADINGS)):
            return True
        if _FURNISHED.search(names_of(node)):
            return True
    return False


def _text(element: Tag) -> str:
    return clean_markup(element.get_text(" " if element.find(("br", "p", "div", "span")) else ""))
