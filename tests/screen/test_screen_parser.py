"""Command lines and lines of the prompt, and the options that they mean."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from searchkit.errors import UsageError
from searchkit.screen.commands import commands_of
from searchkit.screen.options import Options
from searchkit.screen.parser import read_line, read_words

HERE = Options()


@pytest.mark.parametrize(
    ("typed", "name", "options"),
    [
        ("search cable", "search", replace(HERE, query="cable")),
        ("search cable ship", "search", replace(HERE, query="cable ship")),
        ("search -china summit", "search", replace(HERE, query="-china summit")),
        ("search summit -china", "search", replace(HERE, query="summit -china")),
        ("search summit -n 5 -china", "search", replace(HERE, query="summit -china", limit=5)),
        ("search -n5 summit", "search", replace(HERE, query="summit", limit=5)),
        ("search -nuclear", "search", replace(HERE, query="-nuclear")),
        ("search -n 0 x", "search", replace(HERE, query="x", limit=None)),
        ("search --limit=3 x", "search", replace(HERE, query="x", limit=3)),
        ("search x --any y", "search", replace(HERE, query="x y", match="any")),
        ("search --offset 10 x", "search", replace(HERE, query="x", offset=10)),
        ("search --sort date x", "search", replace(HERE, query="x", sort="date")),
        ("search x --format csv", "search", replace(HERE, query="x", format="csv")),
        ("search x --plain", "search", replace(HERE, query="x", plain=True)),
        (
            "search x --facet outlet --facet lang",
            "search",
            replace(HERE, query="x", facets=("outlet", "lang")),
        ),
        ("search -- --any", "search", replace(HERE, query="--any")),
        ("search date:>=2025-11-07 -5", "search", replace(HERE, query="date:>=2025-11-07 -5")),
        ("quotes -said:no yes", "quotes", replace(HERE, query="-said:no yes")),
        ("speakers", "speakers", HERE),
        ("speakers -n 3 said:cable", "speakers", replace(HERE, query="said:cable", top=3)),
        ("--index other search x", "search", replace(HERE, query="x", index="other")),
        ("search x --index other", "search", replace(HERE, query="x", index="other")),
        ("search --corpus=c x", "search", replace(HERE, query="x", corpus=Path("c"))),
        ("--debug stats", "stats", replace(HERE, debug=True)),
        ("show 0a1b2c3d4e5f --json", "show", replace(HERE, ids=("0a1b2c3d4e5f",), json=True)),
        ("remove a b", "remove", replace(HERE, ids=("a", "b"))),
        (
            "add - page.html --collection oro --jobs 2",
            "add",
            replace(HERE, paths=("-", "page.html"), collection="oro", jobs=2),
        ),
        ("index --rebuild", "index", replace(HERE, rebuild=True)),
        ("extract - --explain", "extract", replace(HERE, file="-", explain=True)),
        ("completion zsh", "completion", replace(HERE, shell="zsh")),
        ("search --help", "search", replace(HERE, help=True)),
        ("search x -h", "search", replace(HERE, help=True)),
        ("--help", None, replace(HERE, help=True)),
        ("--version", None, replace(HERE, version=True)),
        ("--index other", None, replace(HERE, index="other")),
        ("", None, HERE),
    ],
)
def test_words_of_a_shell(typed: str, name: str | None, options: Options) -> None:
    call = read_words(typed.split(), {})
    assert (call.command and call.command.name, call.options) == (name, options)


def test_a_word_of_the_shell_keeps_its_blanks() -> None:
    assert read_words(["search", 'said:"digital divide"', "x"], {}).options == replace(
        HERE, query='said:"digital divide" x'
    )


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("serch x", "no command is called serch; did you mean search?"),
        ("search", "the following arguments are required: QUERY"),
        ("search x --fromat csv", "unrecognized arguments: --fromat"),
        ("search x -n many", "argument -n/--limit: 'many' is no whole number of 0 or more"),
        ("search x -n -1", "argument -n/--limit: '-1' is no whole number of 0 or more"),
        ("search x -n", "argument -n/--limit: expected one argument"),
        ("index --jobs 257", "argument --jobs: at most 256 pages are read at once"),
        ("stats -x", "unrecognized arguments: -x"),
        ("stats x", "unrecognized arguments: x"),
        ("show", "the following arguments are required: ID"),
        ("show a b", "unrecognized arguments: b"),
        ("--rebuild", "unrecognized arguments: --rebuild"),
        (
            "search x --sort size",
            "argument --sort: 'size' is none of score, date",
        ),
        (
            "completion tcl",
            "argument bash|zsh|fish: 'tcl' is none of bash, zsh, fish",
        ),
    ],
)
def test_faults_in_words(typed: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_words(typed.split(), {})
    assert caught.value.message == message


def test_the_environment_gives_defaults_that_words_replace() -> None:
    environ = {"SEARCHKIT_CORPUS": "pages", "SEARCHKIT_INDEX": "/var/index"}
    assert read_words(["stats"], environ).options == replace(
        HERE, corpus=Path("pages"), index="/var/index"
    )
    assert read_words(["stats", "--index", "mine"], environ).options.index == "mine"
    assert read_words(["stats"], {"SEARCHKIT_INDEX": ""}).options.index == "index"


@pytest.mark.parametrize(
    ("typed", "name", "options"),
    [
        ("cable ship", "search", replace(HERE, query="cable ship")),
        ("  -china ", "search", replace(HERE, query="-china")),
        ("it's", "search", replace(HERE, query="it's")),
        (':quotes said:"a b" --any', "quotes", replace(HERE, query='said:"a b" --any')),
        (":quotes", "quotes", HERE),
        (":speakers kind:direct", "speakers", replace(HERE, query="kind:direct")),
        (":open 3", "open", replace(HERE, rank=3)),
        (":o 3", "open", replace(HERE, rank=3)),
        (":sort date", "sort", replace(HERE, sort="date")),
        (":match any", "match", replace(HERE, match="any")),
        (":limit 0", "limit", replace(HERE, limit=None)),
        (":facet outlet", "facet", replace(HERE, field="outlet")),
        (":help open", "help", replace(HERE, topic="open")),
        (":?", "help", HERE),
        (":q", "quit", HERE),
        (":add 'two words.html'", "add", replace(HERE, paths=("two words.html",))),
    ],
)
def test_lines_of_the_prompt(typed: str, name: str, options: Options) -> None:
    call = read_line(typed, HERE)
    assert (call.command and call.command.name, call.options) == (name, options)


def test_settings_hold_for_the_next_line() -> None:
    assert read_line("cable", replace(HERE, sort="date", limit=3)).options == replace(
        HERE, sort="date", limit=3, query="cable"
    )


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (":opne 3", "no command is called opne; did you mean open?"),
        (":open", "the following arguments are required: N"),
        (":open x", "argument N: 'x' is no whole number of 0 or more"),
        (":open 0", "argument N: hits are counted from 1"),
        (":stats --index x", "unrecognized arguments: --index x"),
        (":add 'x", 'No closing quotation in "\'x"'),
        (":explane 1", "no command is called explane; did you mean explain?"),
    ],
)
def test_faults_in_lines(typed: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_line(typed, HERE)
    assert caught.value.message == message


def test_every_command_has_its_act() -> None:
    for command in (commands_of("shell") | commands_of("prompt")).values():
        module, _, name = command.act.partition(".")
        assert callable(getattr(import_module(f"searchkit.screen.{module}"), name)), command.act
