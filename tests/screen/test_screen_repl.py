"""The prompt, typed at through a pipe and drawn on a terminal of text; and in a real one."""

from __future__ import annotations

import io
import os
import re
import select
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

import searchkit
from searchkit.errors import IndexDamaged
from searchkit.hits import Suggestion
from searchkit.screen import history, repl, turns
from searchkit.screen.options import Options
from searchkit.screen.output import Streams
from searchkit.screen.reader import Reader
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import Layout, line, marked, plain, wrap

ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)")


def session_of(index: str) -> Session:
    page = io.StringIO()
    return Session(Options(index=index), Streams(page, page, {}), io.TextIOWrapper(io.BytesIO()))


def talk(index: str, typed: str, rows: int = 40) -> str:
    """Type at the prompt, and return what was drawn, without its colours."""
    page = io.StringIO()
    output = Vt100_Output(page, lambda: Size(rows=rows, columns=80), term="xterm")
    with create_pipe_input() as source, closing(session_of(index)) as session:
        source.send_text(typed)
        assert repl.converse(session, source, output, {}, InMemoryHistory()) == Exit.DONE
    return ESCAPES.sub("", page.getvalue()).replace("\r", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ["3 articles, 2 quotes; type what to look for, or :help"]),
        ("lamps\r", ["  1. Lamps for the quay\n", "1 article ("]),
        (":quotes winters\r", ["“We waited two winters for it,”\n     — Ruta Malane, minister"]),
        ("ferry\r:quotes\r", ["1 quote ("]),
        (":limit 1\rferry\r:more\r", ["1 to 1 shown", "  2. Lamps", "2 to 2 shown"]),
        ("ferry\r:more\r", ["these were all"]),
        ("ferry\r:sort date\r", ["  1. Lamps for the quay", "sort date"]),
        ("winters lamps\r:match any\r", ["0 articles", "2 articles", "match any"]),
        ("ferry\r:facet outlet\r", ["outlet\n  1  Lanwan Daily\n  1  The Harbour Post\n"]),
        ("ferry\r:explain 1\r", ["score, of which", "in headline"]),
        (":speakers\r", ["Ruta Malane, minister of works, Oro"]),
        (":stats\r", ["articles     3"]),
        (":fields\r", ["speaker     who said it, as speaker:kariuki"]),
        (":help open\r", [":open N\n  read a hit, its matches marked\n", "also :o"]),
        ("speker:x\r", ["did you mean speaker", "\n  speker:x\n  ^^^^^^\n"]),
        (":opne 1\r", ["no command is called opne; did you mean open?"]),
        (":open 1\r", ["no hit 1 has been shown; there are none yet"]),
        (":more\r", ["nothing has been asked yet"]),
        ("gone\x03lamps\r", ["  1. Lamps for the quay"]),
        ("crane\r", ["A crane\N{REPLACEMENT CHARACTER}[2J *stops*"]),
    ],
)
def test_what_the_prompt_answers(index: str, typed: str, shown: list[str]) -> None:
    page = talk(index, f"{typed}\x04")
    assert [text for text in shown if text not in page] == []


def test_quit_leaves(index: str) -> None:
    assert "Lamps" not in talk(index, ":quit\rlamps\r")


def test_open_shows_the_article_whole(index: str) -> None:
    page = talk(index, "ferry\r:open 1\rq:quit\r")
    assert "The ferry leaves the quay. (Photo: Ana Reis)" in page
    assert "n next · N previous · Space page · q leave" in page


TEXT = tuple(marked(f"{row} ferry", ((2, 7),) if row in (1, 8) else ()) for row in range(10))


@pytest.mark.parametrize(
    ("keys", "top", "current"),
    [
        ("", 0, 0),
        ("n", 5, 1),
        ("nn", 0, 0),
        ("N", 5, 1),
        ("nN", 0, 0),
        ("jj", 2, 0),
        ("jjk", 1, 0),
        ("\x1b[B\x1b[B\x1b[A", 1, 0),
        (" ", 3, 0),
        (" b", 0, 0),
        ("G", 6, 0),
        ("Gg", 0, 0),
    ],
)
@pytest.mark.parametrize("leave", ["q", "\x03", "\x04"])
def test_keys_of_the_reader(keys: str, top: int, current: int, leave: str) -> None:
    output = Vt100_Output(io.StringIO(), lambda: Size(rows=5, columns=80), term="xterm")
    with create_pipe_input() as source:
        reader = Reader(lambda layout: TEXT, Layout(), source, output)
        reader.go_to_match()
        source.send_text(keys + leave)
        assert reader.run() == list(TEXT[top : top + 4])
    assert reader.place.current == current


def test_the_reader_breaks_its_text_anew_at_another_width() -> None:
    size = Size(rows=5, columns=80)
    output = Vt100_Output(io.StringIO(), lambda: size, term="xterm")
    with create_pipe_input() as source:
        reader = Reader(
            lambda layout: wrap(line("one two"), layout.width), Layout(), source, output
        )
        size = Size(rows=5, columns=4)
        source.send_text("q")
        assert [plain(pieces) for pieces in reader.run()] == ["one", "two"]


def test_the_bar_below_the_prompt(index: str) -> None:
    with closing(session_of(index)) as session:
        bar = repl.Toolbar(session)
        bar.count()
        assert bar.text() == " 3 articles · sort score · match all · :help"
        turns.take(session, "ferry")
        shown = re.sub(r"[\d.]+ ms", "N ms", bar.text())
    assert shown == " 3 articles · 2 hits in N ms · sort score · match all · :help"


def test_only_an_answer_longer_than_the_screen_is_paged(index: str) -> None:
    keys = "Space page · q leave"
    assert keys not in talk(index, "ferry\r\x04", rows=30)
    page = talk(index, "ferry\rq\x04", rows=8)
    assert keys in page
    # what was in sight stays above the prompt
    assert page.rindex("1. Night ferry") > page.rindex(keys)


def test_the_prompt_sees_a_new_commit(tmp_path: Path) -> None:
    place = str(tmp_path / "index")
    with searchkit.open(place, create=True) as index:
        index.add([searchkit.Article("00000000000a", headline="First")])
        assert "1 article," in talk(place, "\x04")
        index.add([searchkit.Article("00000000000b", headline="Second")])
        assert "2 articles," in talk(place, "\x04")


def test_values_are_completed_with_their_counts(index: str) -> None:
    with searchkit.open(index) as opened:
        completer = repl.QueryCompleter(opened.suggest)
        line = Document("ferry outlet:har")
        found = list(completer.get_completions(line, CompleteEvent(completion_requested=True)))
    assert [(c.text, c.start_position, c.display_meta_text) for c in found] == [
        ('outlet:"The Harbour Post"', -10, "1")
    ]


def test_nothing_is_offered_behind_a_blank_unless_asked() -> None:
    completer = repl.QueryCompleter(lambda query: (Suggestion("speaker:", None, "who", 0),))
    line = Document("ferry ")
    asked = CompleteEvent(completion_requested=True)
    assert list(completer.get_completions(line, CompleteEvent())) == []
    assert [found.text for found in completer.get_completions(line, asked)] == ["speaker:"]


def test_an_index_in_trouble_completes_nothing() -> None:
    def damaged(query: str) -> tuple[Suggestion, ...]:
        raise IndexDamaged("run: searchkit index --rebuild")

    completer = repl.QueryCompleter(damaged)
    assert list(completer.get_completions(Document("fer"), CompleteEvent())) == []


def test_a_fault_in_completing_is_told_below_the_line() -> None:
    def faulty(query: str) -> tuple[Suggestion, ...]:
        raise ZeroDivisionError(query)

    completer = repl.QueryCompleter(faulty)
    typed = Document("speaker:r")
    assert list(completer.get_completions(typed, CompleteEvent())) == []
    assert repr(completer.fault) == "ZeroDivisionError('speaker:r')"
    list(completer.get_completions(Document(":lim"), CompleteEvent()))
    assert completer.fault is None


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_STATE_HOME": "/state"}, Path("/state/searchkit/history")),
        ({"XDG_STATE_HOME": "state"}, Path.home() / ".local/state/searchkit/history"),
        ({}, Path.home() / ".local/state/searchkit/history"),
    ],
)
def test_where_the_history_is(environ: dict[str, str], place: Path) -> None:
    assert history.history_file(environ) == place


def test_the_history_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "searchkit" / "history"
    history.opened(path).append_string("speaker:malane")
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(history.opened(path).load_history_strings()) == ["speaker:malane"]


def test_a_history_that_cannot_be_kept_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "searchkit").touch()
    kept = history.opened(tmp_path / "searchkit" / "history")
    kept.append_string("speaker:malane")
    assert (tmp_path / "searchkit").read_bytes() == b""


# In a real terminal

PROGRAM = [sys.executable, "-c", "from searchkit.screen.cli import run; run()"]


# Not every terminal tells where its cursor is, and this one does not.
ENVIRON = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}


class Terminal:
    """searchkit in a pseudo-terminal of its own."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.page = ""

    def type(self, text: str) -> None:
        os.write(self.descriptor, text.encode())

    def wait_for(self, text: str, seconds: float = 10) -> str:
        """Return what was drawn until the text came; fails where it does not come."""
        until = time.monotonic() + seconds
        while text not in ESCAPES.sub("", self.page):
            assert time.monotonic() < until, f"no {text!r} in {self.page!r}"
            if select.select([self.descriptor], [], [], 0.1)[0]:
                self.page += os.read(self.descriptor, 65536).decode("utf-8", "replace")
        seen, self.page = self.page, ""
        return seen


@contextmanager
def terminal(*words: str, **environ: str) -> Iterator[tuple[Terminal, int]]:
    """Run searchkit in a pseudo-terminal of 24 rows and 80 columns."""
    import pty
    import termios

    pid, descriptor = pty.fork()
    if not pid:
        os.execve(PROGRAM[0], [*PROGRAM, *words], ENVIRON | environ)
    termios.tcsetwinsize(descriptor, (24, 80))
    try:
        yield Terminal(descriptor), pid
    finally:
        os.close(descriptor)


def test_a_search_on_a_terminal_is_coloured(index: str) -> None:
    with terminal("search", "ferry", "--index", index, NO_COLOR="") as (screen, pid):
        page = screen.wait_for("2 articles")
        assert "Night \x1b[0m\x1b[1;1;31mferry\x1b[0m" in page
        assert os.waitpid(pid, 0)[1] == 0


def test_the_prompt_on_a_terminal(index: str, tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    with terminal("--index", index, XDG_STATE_HOME=state) as (screen, pid):
        screen.wait_for("searchkit> ")
        screen.type("ferry\r")
        screen.wait_for("2 articles (")
        screen.type(":open 1\r")
        screen.wait_for("1 of 3 matches")
        screen.type("q")
        screen.wait_for("searchkit> ")
        screen.type("\x04")
        assert os.waitpid(pid, 0)[1] == 0
    assert "+ferry" in (tmp_path / "state" / "searchkit" / "history").read_text(encoding="utf-8")
