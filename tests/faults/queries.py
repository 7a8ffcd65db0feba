"""Hostile queries: each ends within 2 seconds and 500 MB, with an answer or one kind of error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path
from random import Random
from time import monotonic

import searchkit
from searchkit.article import Article, Paragraph, Quote, Speaker
from searchkit.errors import QueryError
from searchkit.query import FACETS
from searchkit.screen.colouring import coloured
from searchkit.screen.completion import candidates

from .bounded import bounded
from .row import SURVIVED, Place, Row

_SECONDS, _MEGABYTES = 2.0, 500
_AT_ONCE = 50
_ARTICLES, _FEW = 4000, 300
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORDS = 60_000
_REPEATED = 10_000  # two words, over and over in one paragraph


def trials(place: Place) -> Iterator[str]:
    """Yield what became of each query, those of the list first."""
    folder = place.folder / "index"
    words = _vocabulary()
    with searchkit.open(folder, create=True) as index:
        index.add(_articles(words, _ARTICLES if place.seconds > 20 else _FEW))
        index.search("ferry", facets=FACETS)
    asked = _all(words, place.chance)
    while batch := list(islice(asked, _AT_ONCE)):
        yield from _outcomes(folder, batch)


def _outcomes(folder: Path, batch: Sequence[str]) -> Iterator[str]:
    """Ask queries in one process; where that dies, one by one."""
    ended = bounded(partial(_asked, folder, batch), _SECONDS * len(batch), _MEGABYTES)
    if not ended.fault:
        faults: list[str] = json.loads(ended.text)
        yield from faults
    elif len(batch) == 1:
        yield f"{batch[0]!r:.200}: {ended.fault}"
    else:
        for query in batch:
            yield from _outcomes(folder, [query])


def _asked(folder: Path, batch: Sequence[str]) -> str:
    with searchkit.open(folder) as index:
        index.search("ferry")  # what is read once for all is no query's time
        return json.dumps([_fault(index, place, query) for place, query in enumerate(batch)])


def _fault(index: searchkit.Index, place: int, query: str) -> str:
    """Ask a query in each way, and say what is wrong; who spoke is long to count, so seldom."""
    for name, ask in (
        ("search", lambda: _drawn(index.search(query, facets=FACETS))),
        ("any", lambda: _drawn(index.search(query, match="any", sort="date"))),
        ("expand", lambda: _drawn(index.search(query, expand=True))),
        ("quotes", lambda: _drawn(index.quotes(query))),
        ("opened", lambda: _opened(index, query)),
        ("speakers", lambda: index.speakers(query)),
        ("literal", lambda: _drawn(index.search(searchkit.literal(query)))),
        ("suggest", lambda: index.suggest(query)),
        ("colour", lambda: coloured(query)),
        ("complete", lambda: list(candidates(query, len(query), index.suggest))),
    ):
        if name == "speakers" and place % 10:
            continue
        started = monotonic()
        try:
            ask()
        except QueryError as error:
            error.caret()
        except Exception as error:
            return f"{name} {query!r:.200}: {type(error).__name__}: {error!s:.200}"
        if (took := monotonic() - started) > _SECONDS:
            return f"{name} {query!r:.200}: takes {took:.1f} s"
    return SURVIVED


def _drawn(hits: searchkit.Hits) -> None:
    """Make what is shown of each hit."""
    for hit in hits:
        assert hit.snippets is not None


def _opened(index: searchkit.Index, query: str) -> None:
    """Open the first hit, mark all of it, and explain its score."""
    for hit in index.search(query, limit=1):
        assert index.highlight(hit) and index.explain(hit)


def _vocabulary() -> list[str]:
    chance = Random(1)
    return ["".join(chance.choices(_LETTERS, k=chance.randint(3, 10))) for _ in range(_WORDS)]


def _articles(words: Sequence[str], many: int) -> Iterator[Article]:
    """Yield articles with a few words that all have, and many that few have; one is long."""
    chance = Random(2)
    yield Article("long", paragraphs=(Paragraph(f"{words[0]} {words[1]} " * _REPEATED),))
    for number in range(many):
        texts = [
            " ".join(
                words[min(int(chance.paretovariate(0.55)), _WORDS) - 1]
                if chance.random() < 0.8
                else chance.choice(words)
                for _ in range(75)
            )
            for _ in range(2)
        ]
        quote = Quote(0, ((0, len(texts[0])),), texts[0], "direct", f"Ana {words[number]}")
        yield Article(
            f"page{number}",
            headline=f"ferry {texts[1][:30]}",
            paragraphs=tuple(map(Paragraph, texts)),
            speakers=(Speaker(f"Ana {words[number]}", "pilot"),),
            quotes=(quote,),
        )


def _all(words: Sequence[str], chance: Random) -> Iterator[str]:
    yield from _listed(words)
    for _ in count():
        yield _mutated(_generated(words, chance), chance)


def _listed(words: Sequence[str]) -> Iterator[str]:
    """Yield what brought Whoosh's own parser and searcher down, and the like."""
    yield from ("", " ", "*", "**", "a*", "ab*", "*a*", "?", "~", "^", "\\", '"', ":", "NOT", "OR")
    yield " OR ".join(f"*{letter}*" for letter in _LETTERS)
    yield " ".join(f"{one}{two}*" for one in _LETTERS for two in "ae")
    yield " OR ".join(f"{one}{two}*" for one in _LETTERS for two in "ei")
    yield "?*" * 20
    yield "*a" * 25 + "*b"
    for joined in (" ", " OR ", " AND ", " NOT ", '" "', "~2 ", "* "):
        for many in (60, 64, 65, 1000, 10_000):
            yield joined.join(words[:many])
    for many in (10, 20, 21, 900, 10_000, 100_000):
        yield "(" * many + "ferry" + ")" * many
        yield "(" * many
        yield "NOT " * many + "ferry"
        yield "-" * many + "ferry"
        yield "quote:(" * many
        yield "speaker:(" * many + "a" + ")" * many
    yield "ferry AND pier OR " * 5000 + "tide"
    yield "[a TO z]"
    yield "date:0001..9999"
    yield "date:>=0000"
    yield "date:99999999999999-99-99"
    yield "date:2025-02-30..2025-01-01"
    yield "day:" + "9" * 900
    yield f'"{" ".join(words[:150])}"'
    yield f'"{" ".join([words[0]] * 200)}"'
    yield f'"{" ".join([words[0]] * 60)}"~60'
    yield f'"{words[0]} {words[1]}"~999999999'
    yield f'"{words[0]} {words[1]}"~50'
    yield f'"{f"{words[0]} {words[1]} " * 40}"'
    yield f"{words[0]} " * 64
    yield " ".join(f"{words[0]}^{number}" for number in range(1, 65))
    yield from ("abcdefgh~5", "abcdefghij~9", "ab~2", "a~2", f"{'a' * 900}~2", "ferry~1e9")
    yield " ".join(f"{word}~2" for word in words[:60])
    yield from ("ferry^1e999", "ferry^-1", "ferry^nan", "ferry^" + "9" * 400, "ferry^0", "a^b^c")
    for piece in ("a", "ab ", '"', "a:", "*", "[", "^1~", " ", "+-", "AND ", "\\", "{", "\0", "é"):
        yield piece * (1_000_000 // len(piece))
        yield piece * (999 // len(piece))
    yield " ".join(f"q{number}x" for number in range(130_000))
    yield "a\x00b \ud800 \x1b[31m \u202e"
    yield "date:zzz n:abc nosuch:foo"
    yield "\u200d\u200c\ufeff" * 300
    yield "漢" * 999
    yield " ".join("漢字仮名" for _ in range(190))
    yield "ﷺ" * 999
    yield "\U0010ffff" * 999
    yield "a\u0301" * 499
    yield from (f"{field}:{'a' * 990}" for field in ("said", "speaker", "id", "lang", "outlet"))


_FIELDS = (
    "headline", "caption", "subhead", "text", "said", "speaker", "role", "org", "kind", "outlet",
    "author", "date", "day", "place", "lang", "collection", "id", "quote", "nosuch", "",
)  # fmt: skip
_VALUES = ("2025-11-07", "2025-11", "today", "friday", "1..9", ">=2025", "direct", "*", "a*", "..")
_MARKS = tuple('"()*~^:-+\\/[]{}<>=.,;!?&|#@%$ \t\n\0\x1b\u202e\u200b\ufeff“”’«»—')


def _generated(words: Sequence[str], chance: Random, depth: int = 0) -> str:
    """Return a query of chance: often one that can be read, sometimes a large one."""
    if depth < _DEEPEST and chance.random() < 0.42:
        inner = partial(_generated, words, chance, depth + 1)
        return chance.choice(_COMPOUNDS)(inner, chance)
    word = words[min(int(chance.paretovariate(0.5)), _WORDS) - 1]
    if chance.random() < 0.15:
        phrase = " ".join(chance.choices(words[:50], k=chance.randint(1, 30)))
        return f'"{phrase}"{chance.choice(("", "~5", "~60", "~9999"))}'
    return chance.choice(_LEAVES)(word, chance)


_DEEPEST = 6
_LEAVES: tuple[Callable[[str, Random], str], ...] = (
    lambda word, chance: word,
    lambda word, chance: word,
    lambda word, chance: f"{word[: chance.randint(1, 4)]}*",
    lambda word, chance: f"{word}~{chance.choice(('', '1', '2', '3', '-1'))}",
    lambda word, chance: f"{chance.choice(_FIELDS)}:{chance.choice((word, *_VALUES))}",
    lambda word, chance: f"{word}^{chance.choice(('2', '0.5', '1e9', '-1', 'x'))}",
)
_COMPOUNDS: tuple[Callable[[Callable[[], str], Random], str], ...] = (
    lambda inner, chance: f"{chance.choice(('NOT ', '-', '+'))}{inner()}",
    lambda inner, chance: f"{chance.choice(_FIELDS)}:({inner()})",
    lambda inner, chance: f"({inner()})",
    lambda inner, chance: chance.choice((" ", " OR ", " AND ", " NOT ", "\n")).join(
        inner() for _ in range(chance.randint(2, 5))
    ),
)


def _mutated(query: str, chance: Random) -> str:
    for _ in range(chance.choice((0, 0, 1, 2, 5))):
        place = chance.randint(0, len(query))
        match chance.randrange(4):
            case 0:
                query = query[:place] + chance.choice(_MARKS) + query[place:]
            case 1:
                query = query[:place] + query[place + chance.randint(1, 5) :]
            case 2:
                query = query[:place] + query[place : place + 9] * chance.choice((2, 50)) + query
            case _:
                query = query[:place] + chr(chance.choice((chance.randrange(0x110000), 0x4E00)))
    return query[: chance.choice((1000, 1000, 5000))]


ROW = Row(
    "query", "hostile queries (a list, and generated ones): 2 s, 500 MB, one error type", 10_200,
    trials, 45,
)  # fmt: skip
