"""What a page says of itself in JSON-LD: the node of its article, whatever it is nested in."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from searchkit.ingest.cleaning import clean
from searchkit.ingest.markup import Element

Node = dict[str, Any]

# Types of schema.org that are a report; a type that ends in one of the endings is one, too.
_ENDINGS = ("article", "newsarticle", "blogposting", "liveblogposting", "report", "posting")
_OTHER_TYPES = {"webpage", "creativework"}
_MOST_NODES = 20_000
_NAME_KEYS = ("name", "@value", "alternateName")


class LinkedData:
    """The JSON-LD of a page.  ``article`` is the node of its article, empty where there is none."""

    def __init__(self, root: Element) -> None:
        self._nodes = list(_nodes(root))
        self._named = {node["@id"]: node for node in self._nodes if _is_definition(node)}
        articles = [node for node in self._nodes if _is_article(node)]
        self.article: Node = max(articles, key=len, default={})
        self.site: Node = next((n for n in self._nodes if "website" in _types(n)), {})

    def text(self, *keys: str) -> str:
        """Return the first of the article's properties that holds a text, or ""."""
        return next(filter(None, (self.name_of(self.article.get(key)) for key in keys)), "")

    def names(self, key: str) -> list[tuple[str, bool]]:
        """Return the names in a property, and of each whether it is said to be a person's."""
        values = self.article.get(key)
        return [
            (name, "person" in _types(self._resolved(value)))
            for value in (values if isinstance(values, list) else [values])
            if (name := self.name_of(value))
        ]

    def name_of(self, value: object) -> str:
        """Return the text of a value, or the name of the thing that it is."""
        if isinstance(value, list):
            return next(filter(None, map(self.name_of, value[:20])), "")
        if isinstance(value, str):
            return clean(html.unescape(value))
        node = self._resolved(value)
        texts = (node.get(key) for key in _NAME_KEYS)
        return next((clean(html.unescape(t)) for t in texts if isinstance(t, str)), "")

    def _resolved(self, value: object) -> Node:
        if not isinstance(value, dict):
            return {}
        named = value.get("@id")
        return {**self._named.get(named, {}), **value} if isinstance(named, str) else value


def _nodes(root: Element) -> Iterator[Node]:
    """Every object in every script of JSON-LD, outer ones first."""
    left = _MOST_NODES
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower():
            continue
        stack = [_loaded(script.text or "")]
        while stack and left:
            left -= 1
            value = stack.pop()
            if isinstance(value, dict):
                yield value
                stack += [v for v in reversed(value.values()) if isinstance(v, dict | list)]
            elif isinstance(value, list):
                stack += reversed(value)


def _loaded(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: Node) -> set[str]:
    types = node.get("@type")
    return {
        str(t).lower().rpartition("/")[2] for t in (types if isinstance(types, list) else [types])
    }


def _is_definition(node: Node) -> bool:
    return isinstance(node.get("@id"), str) and len(node) > 1


def _is_article(node: Node) -> bool:
    is_named = "headline" in node or "articleBody" in node
    types = _types(node)
    return any(t.endswith(_ENDINGS) for t in types) or bool(is_named and types & _OTHER_TYPES)
