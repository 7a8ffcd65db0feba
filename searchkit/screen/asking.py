"""The commands that answer: search, quotes, speakers, show, extract, stats, export."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from searchkit.article import Article
from searchkit.errors import PageRefused
from searchkit.hits import Hits
from searchkit.screen import answers, formats, tables
from searchkit.screen.options import Options
from searchkit.screen.output import notes
from searchkit.screen.rows import stats_row
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import Fragment, line


def search(session: Session, options: Options) -> Exit:
    """Print the articles that a query finds."""
    return _answer(session, session.completed(options), session.index.search)


def quotes(session: Session, options: Options) -> Exit:
    """Print the quotes that a query finds."""
    return _answer(session, session.completed(options), session.index.quotes)


def _answer(session: Session, options: Options, ask: Callable[..., Hits]) -> Exit:
    answer = ask(
        options.query,
        limit=options.limit,
        offset=options.offset,
        sort=options.sort,
        facets=options.facets,
        match=options.match,
        expand=options.expand,
    )
    session.remember(options, answer)
    if options.format == "text":
        give(session, answer)
    else:
        session.screen.write(formats.answer(answer, options.format))
    return Exit.DONE if answer.total else Exit.NOTHING


def give(session: Session, answer: Hits) -> None:
    """Print an answer for people, and beside it how it was understood."""
    screen = session.screen
    screen.show(answers.lines_of(answer, screen.layout))
    end = line(Fragment("meta", answers.summary(answer)))
    screen.tell(*((),) * bool(answer), *notes(answer.notes, screen.layout), end)


def speakers(session: Session, options: Options) -> Exit:
    """Print who spoke, those with the most quotes first."""
    rows = session.index.speakers(options.query.strip() or None)[: options.top]
    screen = session.screen
    if options.format != "text":
        screen.write(formats.speakers(rows, options.format))
    elif rows:
        screen.show(tables.speakers(rows, screen.layout))
    else:
        screen.tell(line("no speakers"))
    return Exit.DONE if rows else Exit.NOTHING


def show(session: Session, options: Options) -> Exit:
    """Print the article of an id."""
    article = session.index.get(options.ids[0])
    if article is None:
        session.screen.tell(line(f"no article has the id {options.ids[0]}"))
        return Exit.NOTHING
    _print(session, article, options)
    return Exit.DONE


def extract(session: Session, options: Options) -> Exit:
    """Print the article that a page holds; raises PageRefused where it holds none."""
    # The HTML parser is slow to import, and no other command here needs it.
    from searchkit import ingest
    from searchkit.screen import explaining

    try:
        page = _page(session, options)
        if options.explain and not options.json:
            session.screen.show(explaining.lines_of(ingest.explain(page), session.screen.layout))
        else:
            _print(session, ingest.extract(page), options)
    except PageRefused as error:
        raise PageRefused(f"{options.file}: {error.message}") from None
    return Exit.DONE


def _page(session: Session, options: Options) -> bytes:
    from searchkit.ingest.files import LARGEST_ARCHIVE, read_packed

    if options.file == "-":
        return session.stdin.buffer.read(LARGEST_ARCHIVE + 1)
    path = options.file
    with suppress(OSError, ValueError):  # which reading tells better
        path = os.path.realpath(path)  # a link that the user names is followed
    return read_packed(Path(path))


def _print(session: Session, article: Article, options: Options) -> None:
    if options.json:
        session.screen.write((formats.indented(article), "\n"))
        return
    from searchkit.screen import reading  # a search prints no whole article

    session.screen.show(reading.lines_of(article, session.screen.layout))


def stats(session: Session, options: Options) -> Exit:
    """Print how much the index holds."""
    size = session.index.stats()
    if options.json:
        session.screen.write((formats.to_json(stats_row(size)), "\n"))
    else:
        session.screen.show(tables.stats(size, session.index.location))
    return Exit.DONE


def export(session: Session, options: Options) -> Exit:
    """Print all articles, each as a line of JSON that ``add`` can read."""
    session.screen.write(f"{formats.shown(a.to_json())}\n" for a in session.index.export())
    return Exit.DONE
