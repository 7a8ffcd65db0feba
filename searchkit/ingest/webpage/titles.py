"""The headline of an article, among the titles that its page gives it.

A page has a title for its readers and may have another for search engines, which is also that of
the window.  The headline is the one that is written for readers.
"""

from __future__ import annotations

from searchkit.ingest.markup import text_of
from searchkit.ingest.printed.headlines import letters, same_words, without_site
from searchkit.ingest.webpage.sheet import Fact, Sheet

_SHARED = ("og:title",)
_TITLES = ("twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline")
_SHORTEST = 3
_LONGEST = 1000  # characters of a heading that may be the headline; longer ones hold an article
_MOST = 100  # titles that are looked at
_SHARE_OF_WORDS = 0.5


def headline_of(sheet: Sheet, site: str | None) -> Fact | None:
    """Return the headline without the name of the site, or None where the page has no title."""
    window = _bare([Fact(text_of(title), "title") for title in sheet.root.iter("title")][:1], site)
    linked = _bare(list(sheet.linked("headline")), site)
    shared = _bare(list(sheet.metas(_SHARED)), site)
    shown = [Fact(text, "h1") for text in sheet.heading_texts if 0 < len(text) <= _LONGEST]
    said = [*linked, *shared, *_bare(list(sheet.metas(_TITLES)), site), *window][:_MOST]
    stated = _stated(linked, shared, window)
    if stated:
        return next((fact for fact in shown if same_words(fact.text, stated.text)), stated)
    agreeing = _agreeing(shown, said)
    if agreeing:
        return agreeing
    return next(iter([*sheet.microdata("headline"), *said, *shown]), None)


def _bare(facts: list[Fact], site: str | None) -> list[Fact]:
    bare = (Fact(without_site(fact.text, site), fact.origin) for fact in facts)
    return [fact for fact in bare if fact.text]


def _stated(linked: list[Fact], shared: list[Fact], window: list[Fact]) -> Fact | None:
    """The headline of JSON-LD, unless it repeats the window's title and that for sharing differs.

    What is shared is read by people; the title of a window is written to be found.
    """
    if not linked:
        return None
    if shared and window and same_words(linked[0].text, window[0].text):
        other = shared[0].text
        adds = letters(window[0].text) in letters(other)
        if not adds and len(other.split()) >= _SHORTEST:
            return shared[0]
    return linked[0]


def _agreeing(shown: list[Fact], said: list[Fact]) -> Fact | None:
    """The heading that the page shows, if one of its own titles has the same words, or most."""
    spelled = {letters(other.text) for other in said}
    for fact in shown:
        if letters(fact.text) in spelled:
            return fact
    others = [_words(other.text) for other in said]
    for fact in shown:
        ours = _words(fact.text)
        if any(_overlap(ours, theirs) >= _SHARE_OF_WORDS for theirs in others):
            return fact
    return None


def _words(text: str) -> set[str]:
    return set(text.lower().split())


def _overlap(ours: set[str], theirs: set[str]) -> float:
    """The share of common words (Jaccard index)."""
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0
