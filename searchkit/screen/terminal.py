"""The screen of the prompt: prints styled lines, and opens a reader for what is longer."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from prompt_toolkit.renderer import print_formatted_text

from searchkit.screen.formatted import STYLE, fragments
from searchkit.screen.output import HIT_MARKS, NARROWEST, WIDEST, View
from searchkit.screen.progress import Progress, on_terminal
from searchkit.screen.reader import Reader
from searchkit.screen.styled import NO_MARKS, Layout, Line, line

BESIDE = 4
"""Rows that an answer shares the screen with: an empty one, its summary, the prompt, the bar."""


class Terminal:
    """A screen on a terminal that prompt_toolkit draws on; notes stand beside the answers."""

    def __init__(self, source: Input, output: Output, environ: Mapping[str, str]) -> None:
        self.source = source
        self.output = output
        self._marks = HIT_MARKS if environ.get("NO_COLOR") else NO_MARKS

    @property
    def layout(self) -> Layout:
        columns = self.output.get_size().columns
        return Layout(min(max(columns, NARROWEST), WIDEST), self._marks)

    def show(self, lines: Iterable[Line]) -> None:
        shown = list(lines)
        if len(shown) > self.output.get_size().rows - BESIDE:
            shown = self._reader(lambda layout: shown).run()
        self.tell(*shown)

    def read(self, view: View) -> None:
        reader = self._reader(view)
        reader.go_to_match()
        reader.run()

    def write(self, texts: Iterable[str]) -> None:
        self.show(line(text) for whole in texts for text in whole.splitlines())

    def tell(self, *lines: Line) -> None:
        for pieces in lines:
            ended = [*fragments(pieces), ("", "\n")]
            print_formatted_text(self.output, ended, STYLE)

    def progress(self) -> Progress:
        return on_terminal(sys.stderr)

    def _reader(self, view: View) -> Reader:
        return Reader(view, self.layout, self.source, self.output)
