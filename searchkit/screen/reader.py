"""A long text on the whole screen: scroll, go from match to match, leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output

from searchkit.screen import styled
from searchkit.screen.formatted import STYLE, fragments
from searchkit.screen.output import View
from searchkit.screen.scrolling import Scroll
from searchkit.screen.styled import Line

MOVES: Mapping[tuple[str, ...], Callable[[Scroll], Scroll]] = {
    ("n",): lambda place: place.match(1),
    ("N", "p"): lambda place: place.match(-1),
    ("down", "j", "enter"): lambda place: place.by(1),
    ("up", "k"): lambda place: place.by(-1),
    ("pagedown", "space", "f"): lambda place: place.page(1),
    ("pageup", "b"): lambda place: place.page(-1),
    ("home", "g"): lambda place: place.to(0),
    ("end", "G"): lambda place: place.to(len(place.lines)),
}
LEAVE = ("q", "Q", "escape", "c-c", "c-d")
KEYS = "n next · N previous · Space page · q leave"
MOVES_KEYS = "Space page · q leave"


class Reader:
    """A view on the whole screen; it is broken anew when the width of the terminal changes."""

    def __init__(self, view: View, layout: styled.Layout, source: Input, output: Output) -> None:
        self.view = view
        self.layout = layout
        self.source = source
        self.output = output
        self.place = Scroll(tuple(view(layout)), 1)
        self._fit()

    def go_to_match(self) -> None:
        """Go to the first match, where there is any."""
        self.place = self.place.match(1)

    def run(self) -> list[Line]:
        """Show the text until the user leaves; return the lines in sight then."""
        application: Application[None] = Application(
            layout=Layout(HSplit([self._text(), self._bar()])),
            key_bindings=self._bindings(),
            style=STYLE,
            full_screen=True,
            input=self.source,
            output=self.output,
        )
        application.ttimeoutlen = 0.05  # Escape leaves at once
        application.run()
        return list(self.place.lines[self.place.top : self.place.top + self.place.height])

    def _fit(self) -> None:
        size = self.output.get_size()
        width = min(size.columns, self.layout.width)
        height = max(1, size.rows - 1)
        if (width, height) != (self.layout.width, self.place.height):
            self.layout = self.layout._replace(width=width)
            self.place = self.place.resized(tuple(self.view(self.layout)), height)

    def _text(self) -> Window:
        def drawn() -> StyleAndTextTuples:
            self._fit()
            ended = ([*fragments(pieces), ("", "\n")] for pieces in self.place.visible())
            return list(chain.from_iterable(ended))

        return Window(FormattedTextControl(drawn, show_cursor=False), always_hide_cursor=True)

    def _bar(self) -> Window:
        def drawn() -> StyleAndTextTuples:
            keys = KEYS if self.place.matches else MOVES_KEYS
            return [("", f" {self.place.status()} · {keys}")]

        return Window(FormattedTextControl(drawn), height=1, style="class:current")

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        for keys, move in MOVES.items():
            for key in keys:
                bindings.add(key, eager=True)(self._mover(move))
        for key in LEAVE:
            bindings.add(key, eager=key != "escape")(lambda event: event.app.exit())
        return bindings

    def _mover(self, move: Callable[[Scroll], Scroll]) -> Callable[[KeyPressEvent], None]:
        def moved(event: KeyPressEvent) -> None:
            self.place = move(self.place)

        return moved
