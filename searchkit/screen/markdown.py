"""Answers become Markdown, for a report: all text of a page escaped, matches in bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from searchkit.article import Span
from searchkit.hits import Hit, Hits, SpeakerCount
from searchkit.printable import one_line
from searchkit.screen.answers import about, excerpts
from searchkit.screen.quoting import described, named_by, place_of, quotation_marks, role_list

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
    for hit in answer:
        head = f"{hit.rank}. **{escaped(hit.headline or '')}** ({escaped(about(hit.header))})"
        yield f"{head}\n\n"
        yield "   >\n".join(f"   > {text}\n" for text in _texts(hit))
        yield "\n"


def _texts(hit: Hit) -> Iterator[str]:
    if hit.quote is None:
        yield from (": ".join(_bold(s.text, s.spans) for s in group) for group in excerpts(hit))
        return
    spans = next((s.spans for s in hit.snippets if s.text == hit.quote.text), ())
    opening, closing = quotation_marks(hit.quote)
    who = ", ".join((named_by(hit.quote, hit.article), *described(hit.speaker)))
    yield f"{opening}{_bold(hit.quote.text, spans)}{closing}"
    yield f"— {escaped(who)} ({place_of(hit.quote)})"


def speakers(rows: Sequence[SpeakerCount]) -> Iterator[str]:
    yield "| speaker | roles | quotes | articles |\n| --- | --- | ---: | ---: |\n"
    for row in rows:
        roles = escaped(role_list(row.roles))
        yield f"| {escaped(row.name)} | {roles} | {row.quotes} | {row.articles} |\n"
