"""The prompt: queries and commands line by line, completed, coloured, remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.lexers import Lexer
from prompt_toolkit.output import Output, create_output

from searchkit.errors import SearchkitError
from searchkit.hits import Suggestion
from searchkit.printable import one_line
from searchkit.screen import colouring, faults, turns
from searchkit.screen.answers import counted
from searchkit.screen.completion import candidates
from searchkit.screen.formatted import STYLE, fragments
from searchkit.screen.history import history_file, opened
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import Fragment, Line, line
from searchkit.screen.terminal import Terminal

PROMPT = "searchkit> "


def run(session: Session) -> Exit:
    """Hold the prompt on the terminal of this process until the user leaves."""
    history = opened(history_file(os.environ))
    return converse(session, create_input(), create_output(), os.environ, history)


def converse(
    session: Session, source: Input, output: Output, environ: Mapping[str, str], history: History
) -> Exit:
    """Read lines and do what they say until the user leaves."""
    session.screen = Terminal(source, output, environ)
    bar = Toolbar(session)
    ask = _asker(session, bar, source, output, history)
    session.screen.tell(line(Fragment("meta", _greeting(session))))
    while not session.left:
        bar.count()
        try:
            turns.take(session, ask())
            session.screen.tell(())
        except KeyboardInterrupt:  # clears the line
            continue
        except EOFError:
            break
    return Exit.DONE


def _greeting(session: Session) -> str:
    size = session.index.stats()
    articles, said = counted(size.articles, "article"), counted(size.quotes, "quote")
    return f"{articles}, {said}; type what to look for, or :help"


def _asker(
    session: Session, bar: Toolbar, source: Input, output: Output, history: History
) -> Callable[[], str]:
    """Return a function that reads a line."""
    completer = QueryCompleter(lambda query: session.index.suggest(query))

    def below() -> StyleAndTextTuples:
        return fragments(faults.unexpected(completer.fault) if completer.fault else bar.line())

    prompt: PromptSession[str] = PromptSession(
        [("class:command", PROMPT)],
        lexer=QueryLexer(),
        completer=completer,
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        history=history,
        bottom_toolbar=below,
        style=STYLE,
        input=source,
        output=output,
    )
    return prompt.prompt


class Toolbar:
    """What stands below the prompt: articles, hits and time, settings, help."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.articles = "no index"

    def count(self) -> None:
        """Count the articles; once for a line, for the bar is drawn with every key."""
        with suppress(SearchkitError):  # the next command will tell
            self.articles = counted(self.session.index.stats().articles, "article")

    def line(self) -> Line:
        return line(self.text())

    def text(self) -> str:
        """Return the bar."""
        facts = [self.articles]
        if self.session.asked is not None:
            answer = self.session.asked.answer
            hits = "hit" if answer.total == 1 else "hits"
            facts.append(f"{answer.total:,} {hits} in {answer.took_ms:.1f} ms")
        options = self.session.options
        facts += [f"sort {options.sort}", f"match {options.match}", ":help"]
        return f" {' · '.join(facts)}"


class QueryLexer(Lexer):
    """Colours for the line, by ``colouring``."""

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = [fragments(colouring.coloured(text)) for text in document.lines]
        return lambda number: lines[number]


class QueryCompleter(Completer):
    """Completions of the line, by ``completion``; an index in trouble offers none.

    ``fault`` is what failed in the last ones that should not; the line can be typed on.
    """

    def __init__(self, suggest: Callable[[str], tuple[Suggestion, ...]]) -> None:
        self.suggest = suggest
        self.fault: Exception | None = None

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        self.fault = None
        try:
            yield from self._completions(document, event)
        except Exception as error:  # or else prompt_toolkit prints a traceback over the line
            self.fault = error

    def _completions(self, document: Document, event: CompleteEvent) -> Iterator[Completion]:
        head = document.text_before_cursor
        if not event.completion_requested and (not head or head[-1].isspace()):
            return  # a list of all fields after each blank would be in the way
        for found in candidates(document.text, document.cursor_position, self._suggested):
            start = found.start - document.cursor_position
            yield Completion(one_line(found.text), start, display_meta=one_line(found.note))

    def _suggested(self, query: str) -> tuple[Suggestion, ...]:
        try:
            return self.suggest(query)
        except SearchkitError:
            return ()
