"""The commands that speak of the last answer, at the prompt: open, more, facet, explain, sort."""

from __future__ import annotations

from dataclasses import replace

from searchkit.screen import answers, asking, reading, tables
from searchkit.screen.options import Options
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import line

_ASK = {"article": asking.search, "quote": asking.quotes}


def open_hit(session: Session, options: Options) -> Exit:
    """Read the article of a hit, its matches marked."""
    hit = session.hit(options.rank)
    parts = session.index.highlight(hit)
    session.screen.read(lambda layout: reading.lines_of(hit.article, layout, parts))
    return Exit.DONE


def more(session: Session, options: Options) -> Exit:
    """Print the hits that follow those shown last."""
    asked = session.last()
    offset = asked.options.offset + len(asked.answer)
    if offset >= asked.answer.total:
        session.screen.tell(line("these were all"))
        return Exit.NOTHING
    return _ASK[asked.answer.unit](session, replace(asked.options, offset=offset))


def facet(session: Session, options: Options) -> Exit:
    """Count the values of a field over all hits of the last answer."""
    asked = session.last()
    ask = session.index.search if asked.answer.unit == "article" else session.index.quotes
    counted = ask(
        asked.options.query, limit=0, facets=(options.field,), match=asked.options.match
    ).facets
    for values in counted:
        session.screen.show(answers.facet(values))
    return Exit.DONE


def explain(session: Session, options: Options) -> Exit:
    """Print why a hit has its score."""
    reason = session.index.explain(session.hit(options.rank))
    session.screen.show(tables.explanation(reason, session.screen.layout))
    return Exit.DONE


def change(session: Session, options: Options) -> Exit:
    """Keep the settings as typed, and ask the last query again with them."""
    session.options = options
    if session.asked is None:
        return Exit.DONE
    again = replace(options, query=session.asked.options.query, offset=0)
    return _ASK[session.asked.answer.unit](session, again)


def leave(session: Session, options: Options) -> Exit:
    """Leave the prompt."""
    session.left = True
    return Exit.DONE
