"""The program: words of a shell become a command, its end an exit code, its errors one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from io import TextIOWrapper
from typing import TextIO

from searchkit.screen import describing, faults, turns
from searchkit.screen.output import Streams, forget
from searchkit.screen.parser import Call, read_words
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import line


def run() -> None:
    """Run searchkit with the words, the streams and the environment of this process, and exit."""
    _take_places()
    # A stream that the caller closed is None.
    with open(os.devnull, "r+", encoding="utf-8") as nowhere:
        stdin, out, err = (s or nowhere for s in (sys.stdin, sys.stdout, sys.stderr))
        for stream in (stdin, out, err):
            _set_encoding(stream)
        ending = main(sys.argv[1:], os.environ, stdin, out, err)
    sys.exit(int(ending))


def _take_places() -> None:
    """Let nothing stand where the caller closed a standard stream.

    Else the next file that is opened takes the place, and a worker process prints into it.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < 3:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def main(
    words: Sequence[str], environ: Mapping[str, str], stdin: TextIO, out: TextIO, err: TextIO
) -> Exit:
    """Run searchkit, and return how it ended; no error leaves this function."""
    try:
        return _run(words, environ, stdin, out, err)
    except BrokenPipeError:
        forget(out)
        return Exit.DONE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        _settle(out)
        screen = Streams(out, err, environ)
        screen.tell(*faults.lines_of(error, screen.layout, debug="--debug" in words))
        return Exit.FAILED


def _run(
    words: Sequence[str], environ: Mapping[str, str], stdin: TextIO, out: TextIO, err: TextIO
) -> Exit:
    call = read_words(words, environ)
    screen = Streams(out, err, environ, plain=call.options.plain)
    with closing(Session(call.options, screen, stdin)) as session:
        ending = _done(call, session, out)
        screen.flush()
        return ending


def _done(call: Call, session: Session, out: TextIO) -> Exit:
    if call.options.version:
        session.screen.show([line(f"searchkit {_version()}")])
    elif call.options.help:
        session.screen.show(describing.shell_help(call.command, session.screen.layout))
    elif call.command is None:
        return _prompt(session, out)
    else:
        return session.run(call)
    return Exit.DONE


def _prompt(session: Session, out: TextIO) -> Exit:
    turns.prepare(session)
    if not (session.stdin.isatty() and out.isatty()):
        return turns.take_all(session, session.stdin)
    # The prompt is slow to import, and a command of the shell needs none of it.
    from searchkit.screen import repl

    return repl.run(session)


def _version() -> str:
    from importlib.metadata import version  # slow to import, for one rare option

    return version("searchkit")


def _set_encoding(stream: TextIO) -> None:
    """Take files and pipes for UTF-8, and never fail over a character."""
    if isinstance(stream, TextIOWrapper):
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="replace")


def _settle(out: TextIO) -> None:
    """Write what was printed before an error is told, if it can be written."""
    try:
        out.flush()
    except OSError:
        forget(out)
