"""Styled lines in the form that prompt_toolkit draws: tuples of styles and texts, never markup."""

from __future__ import annotations

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.styles import Style

from searchkit.printable import one_line
from searchkit.screen.styled import Line
from searchkit.screen.theme import THEME

STYLE = Style([(name, look.toolkit) for name, look in THEME.items()])


def fragments(pieces: Line) -> StyleAndTextTuples:
    """Return a line as prompt_toolkit wants it, the text safe to show."""
    return [(_classes(style), one_line(text)) for style, text in pieces]


def _classes(style: str) -> str:
    return " ".join(f"class:{name}" for name in style.split())
