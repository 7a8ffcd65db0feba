"""How each style looks, in a terminal's codes and in prompt_toolkit's words.

Only the sixteen colours that every terminal lets its owner choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from searchkit.printable import one_line
from searchkit.screen.styled import Line


class Look(NamedTuple):
    """One look twice: parameters of SGR (ECMA-48, 8.3.117), and a style of prompt_toolkit."""

    sgr: str
    toolkit: str


THEME: Mapping[str, Look] = {
    # answers
    "hit": Look("1;31", "bold ansired"),
    "rank": Look("32", "ansigreen"),
    "headline": Look("1", "bold"),
    "subhead": Look("1;34", "bold ansiblue"),
    "caption": Look("3", "italic"),
    "meta": Look("36", "ansicyan"),
    "speaker": Look("35", "ansimagenta"),
    "label": Look("32", "ansigreen"),
    "count": Look("33", "ansiyellow"),
    "note": Look("33", "ansiyellow"),
    "error": Look("31", "ansired"),
    "current": Look("7", "reverse"),
    # the query as it is typed
    "command": Look("1;32", "bold ansigreen"),
    "field": Look("36", "ansicyan"),
    "operator": Look("35", "ansimagenta"),
    "phrase": Look("32", "ansigreen"),
    "date": Look("34", "ansiblue"),
    "number": Look("34", "ansiblue"),
    "stopword": Look("90", "ansibrightblack"),
    "fault": Look("4;31", "underline ansired"),
}


def coloured(pieces: Line) -> str:
    """Return the line for a terminal, styles as escape sequences, the text safe to show."""
    return "".join(_coloured(style, one_line(text)) for style, text in pieces)


def _coloured(style: str, text: str) -> str:
    codes = ";".join(THEME[name].sgr for name in style.split() if name in THEME)
    return f"\x1b[{codes}m{text}\x1b[0m" if codes else text


def uncoloured(pieces: Line) -> str:
    """Return the line without its styles, the text safe to show."""
    return "".join(one_line(text) for _, text in pieces)
