"""A line of the prompt is done, and what went wrong is told: the prompt goes on."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from searchkit.errors import IndexMissing
from searchkit.screen import changing, faults
from searchkit.screen.parser import read_line
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import line


def prepare(session: Session) -> None:
    """Open the index; where there is none, or nothing in it, index the corpus first."""
    with suppress(IndexMissing):
        if session.index.stats().articles:
            return
    session.screen.tell(line(f"the index is empty; reading {session.options.corpus}"))
    changing.index(session, session.options)


def take(session: Session, text: str) -> Exit:
    """Do what a line says; an empty one says nothing."""
    if not text.strip():
        return Exit.DONE
    try:
        return session.run(read_line(text, session.options))
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        session.screen.tell(line("interrupted"))
        return Exit.INTERRUPTED
    except Exception as error:
        screen = session.screen
        screen.tell(*faults.lines_of(error, screen.layout, debug=session.options.debug))
        return Exit.FAILED


def take_all(session: Session, texts: Iterable[str]) -> Exit:
    """Do what the lines of a script say, until one says quit; return the worst end of them."""
    worst = Exit.DONE
    for text in texts:
        worst = max(worst, take(session, text))
        if session.left or worst == Exit.INTERRUPTED:
            break
    return worst
