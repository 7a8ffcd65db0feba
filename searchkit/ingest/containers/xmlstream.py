"""XML is read in pieces, and an element forgotten once it was given; nothing is resolved in it.

No entity is replaced but the five of XML, no DTD is loaded, nothing is fetched; ill-formed XML is
read as far as it goes.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from lxml import etree

from searchkit.errors import PageRefused
from searchkit.ingest.markup import CONTROL, Element, tag_of

_PIECE = 65_536
# Names are given without the name space of what a feed is itself, and with a short one else.
_SPACES = {
    "": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/1999/xhtml": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}


def elements(text: str, wanted: frozenset[str]) -> Iterator[Element]:
    """Yield each element when it has been read; one of the ``wanted`` names whole, then emptied.

    What is inside of a wanted element is not yielded apart.  Raises PageRefused where reading
    cannot go on.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    whole: Element | None = None
    for event, element in _events(parser, text):
        if event == "start":
            whole = element if whole is None and name_of(element) in wanted else whole
        elif whole is None or element is whole:
            yield element
            if element is whole:
                whole = None
                _forget(element)


def name_of(element: Element) -> str:
    """Return the name of an element, ``prefix:name`` outside of the name spaces of feeds."""
    return short_name(tag_of(element))


def short_name(name: str) -> str:
    """Return a name like ``{http://purl.org/dc/elements/1.1/}creator`` as ``dc:creator``."""
    space, _, local = name.rpartition("}")
    return _SPACES.get(space.lstrip("{"), "other:") + local


def markup_in(element: Element) -> str:
    """Return what is in an element as HTML: its text where that is markup, or its elements."""
    pieces = [element.text or ""]
    for child in element:
        if tag_of(child):
            pieces.append(_html(child))
        else:  # an entity that only HTML knows
            pieces.append(html.unescape(child.text or "") + (child.tail or ""))
    return "".join(pieces)


def _html(element: Element) -> str:
    for node in element.iter("*"):
        name = tag_of(node).rpartition("}")[2]
        node.tag = name if ":" not in name else "span"  # a prefix that is bound to nothing
    etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="unicode", method="html")


def _events(parser: etree.XMLPullParser, text: str) -> Iterator[tuple[str, Element]]:
    # A declared encoding is that of the bytes that were; what the parser gets is UTF-8.
    data = text.encode("utf-8", "ignore").translate(None, CONTROL)
    try:
        for place in range(0, len(data), _PIECE):
            parser.feed(data[place : place + _PIECE])
            yield from _read(parser)
        parser.close()
        yield from _read(parser)
    except etree.LxmlError as error:
        raise PageRefused(f"the XML cannot be read on ({error!s:.100})") from None


def _read(parser: etree.XMLPullParser) -> Iterator[tuple[str, Element]]:
    for event, element in parser.read_events():
        if isinstance(element, Element):
            yield event, element


def _forget(element: Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
