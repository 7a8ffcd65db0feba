"""Answers become Markdown, for a report: articles with excerpts, quotes ready to cite.

All text of a page is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from searchkit.article import Span
from searchkit.hits import Hit, Hits, SpeakerCount
from searchkit.printable import one_line
from searchkit.screen.answers import about, excerpts
from searchkit.screen.quoting import citation, role_list

_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|&!$])")
_START = re.compile(r"^(\s*\d*)([-+=.)])")


def escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return _START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line(text)))


def _bold(text: str, spans: Iterable[Span]) -> str:
    pieces = []
    place = 0
    for start, end in spans:
        pieces += [escaped(text[place:start]), f"**{escaped(text[start:end])}**"]
        place = end
    return "".join((*pieces, escaped(text[place:])))


def hits(answer: Hits) -> Iterator[str]:
    """Yield the articles with their excerpts, or the quotes as citations, a line for each."""
    yield from _quotes(answer) if answer.unit == "quote" else _articles(answer)


def _quotes(answer: Hits) -> Iterator[str]:
    """Nothing is in bold: who cites a quote may not stress words that its speaker did not."""
    for hit in answer:
        yield f"{escaped(citation(hit))}\n\n"


def _articles(answer: Hits) -> Iterator[str]:
    for hit in answer:
        head = f"{hit.rank}. **{escaped(hit.headline or '')}** ({escaped(about(hit.header))})"
        yield f"{head}\n\n"
        yield "   >\n".join(f"   > {text}\n" for text in _texts(hit))
        yield "\n"


def _texts(hit: Hit) -> Iterator[str]:
    return (": ".join(_bold(s.text, s.spans) for s in group) for group in excerpts(hit))


def speakers(rows: Sequence[SpeakerCount]) -> Iterator[str]:
    yield "| speaker | also | roles | quotes | articles | outlets |\n"
    yield "| --- | --- | --- | ---: | ---: | --- |\n"
    for row in rows:
        texts = (row.name, "; ".join(row.names), role_list(row.roles), "; ".join(row.outlets))
        name, names, roles, outlets = map(escaped, texts)
        yield f"| {name} | {names} | {roles} | {row.quotes} | {row.articles} | {outlets} |\n"
