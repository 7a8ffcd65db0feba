"""The places of a page where facts stand: JSON-LD, meta, microdata, its title and headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from searchkit.ingest.markup import Element, text_of
from searchkit.ingest.webpage.jsonld import LinkedData

_MOST_HEADINGS = 30
"""Headings of the first order that are looked at: a page that nests them is read once for each."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A text that a page gives for a field, and the place where it stands."""

    text: str
    origin: str


class Sheet:
    """A page, with its elements by what they are facts of."""

    def __init__(self, root: Element, url: str | None) -> None:
        self.root, self.url = root, url
        self.headings = list(islice(root.iter("h1"), _MOST_HEADINGS))
        self.heading_texts = list(map(text_of, self.headings))
        self.data = LinkedData(root)
        self.meta: dict[str, list[str]] = {}
        for element in root.iter("meta"):
            key = next((element.get(k) for k in ("property", "name", "itemprop", "http-equiv")
                        if element.get(k)), None)  # fmt: skip
            content = (element.get("content") or "").strip()
            if key and content:
                self.meta.setdefault(key.lower(), []).append(content)
        self.marked: dict[str, list[Element]] = {}
        for element in root.iter("*"):
            for name in (element.get("itemprop") or "").lower().split():
                self.marked.setdefault(name, []).append(element)

    def metas(self, keys: tuple[str, ...]) -> Iterator[Fact]:
        return (
            Fact(" ".join(text.split()), key) for key in keys for text in self.meta.get(key, ())
        )

    def linked(self, *keys: str) -> Iterator[Fact]:
        return (Fact(text, f"json-ld {key}") for key in keys if (text := self.data.text(key)))

    def microdata(self, name: str) -> Iterator[Fact]:
        for element in self.marked.get(name, ()):
            inner = element.find(".//*[@itemprop='name']")
            named = element if inner is None else inner
            values = (named.get("content"), named.get("datetime"))
            text = next(filter(None, values), None) or text_of(named)
            if text:
                yield Fact(text, f"itemprop {name}")
