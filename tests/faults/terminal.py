"""Hostile texts by every way to the screen: no byte of them that a terminal obeys arrives there."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from random import Random

import searchkit
from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
from searchkit.screen import cli, progress

from .hostile_texts import BAD, came_through, formula_in, hostile_text
from .pseudo_terminal import Terminal, printed
from .row import SURVIVED, Place, Row

_MANY, _FEW = 200, 4  # articles in an index
_TEXTS = 26  # of an article
_PAGES = 6


def trials(place: Place) -> Iterator[str]:
    """Yield for each text whether it came through by no way."""
    for number in count():
        many = _MANY if place.seconds > 20 else _FEW
        folder = place.folder / str(number)
        folder.mkdir()
        case = _Case(folder, many, place.chance)
        faults = [f"{way}: {fault}" for way, fault in case.faults()]
        yield from faults
        yield from [SURVIVED] * (many * _TEXTS - len(faults))


def _article(number: int, chance: Random) -> Article:
    def text() -> str:
        return hostile_text(chance)

    first = text()
    return Article(
        f"{number}{text()}", source=f"{text()}.html", url=text(), outlet=text(), language=text(),
        collection=text(), headline=text(), authors=(text(), text()), place=text(),
        captions=(Caption(text(), text()), Caption(text(), text())),
        paragraphs=(Paragraph(first, text()), Paragraph(text()), Paragraph(text())),
        subheads=(text(),),
        speakers=(Speaker(text(), text(), text(), text()), Speaker(text())),
        quotes=(
            Quote(0, ((0, len(first)),), first, "direct", text(), rule=text()),
            Quote(0, ((0, 1),), first[:1], "indirect", text(), (0, 1), (0, 1)),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Case:
    """An index and a corpus full of hostile texts."""

    folder: Path
    many: int
    chance: Random

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield by which way something came through, and what."""
        articles = [_article(number, self.chance) for number in range(self.many)]
        index, corpus = self.folder / "index", self.folder / "corpus"
        with searchkit.open(index, create=True) as made:
            made.add(articles)
        self._fill(corpus)
        searchkit.extract((corpus / "0.html").read_bytes())  # each process needs what that loads
        where = ["--index", str(index), "--corpus", str(corpus)]
        commands = list(self._commands(articles))
        if self.many == _FEW:
            commands = self.chance.sample(commands, 15)
        for number, words in enumerate(commands):
            environ = {"NO_COLOR": "1"} if number % 3 == 0 else {}
            shown = printed([*words, *where], **environ)
            has_bar = words[0] in ("index", "add")
            if fault := came_through(shown, is_drawn=has_bar) or _fault_in_rows(words, shown):
                yield " ".join(words)[:80], fault
        yield from self._of_a_bar()
        if fault := came_through(self._at_the_prompt(where, articles), is_drawn=True):
            yield "the prompt", fault

    def _commands(self, articles: list[Article]) -> Iterator[list[str]]:
        facets = [word for name in ("speaker", "outlet", "lang") for word in ("--facet", name)]
        for form in ("text", "json", "jsonl", "csv", "md"):
            yield ["search", "*", "-n", "0", "--format", form, *facets]
            yield ["search", "ferry pier ruiz", "--any", "-n", "0", "--format", form]
            yield ["quotes", "*", "-n", "0", "--format", form]
            yield ["speakers", "--format", form]
        yield from (["export"], ["stats"], ["stats", "--json"], ["check"], ["index"], ["check"])
        for article in articles[:8]:
            yield ["show", article.id]
            yield ["show", article.id, "--json"]
        for number in range(_PAGES):
            page = str(self.folder / "corpus" / f"{number}.html")
            for options in ([], ["--json"], ["--explain"]):
                yield ["extract", page, *options]
        for _ in range(3):
            text = hostile_text(self.chance).replace("\0", "")
            yield ["search", f'"{text}']
            yield ["search", f"{text}:a", "--debug"]
            yield ["search", f"date:{text}"]
            yield ["show", text]
            yield [text]
            yield ["add", text, f"https://127.0.0.1:1/{text}"]
            yield ["remove", text]
            yield ["stats", "--index", text]
            yield ["index", "--corpus", text]

    def _fill(self, corpus: Path) -> None:
        """Make pages with hostile texts, and files with hostile names."""
        corpus.mkdir()
        for number in range(_PAGES):
            body = "".join(f"<p>{hostile_text(self.chance)}" for _ in range(20))
            head = f"<title>{hostile_text(self.chance)}</title><h1>{hostile_text(self.chance)}</h1>"
            page = f"{head}{body}<p>&#27;[66m&#x202e;&#155;66m said Ana Ruiz. &#7;"
            (corpus / f"{number}.html").write_text(page, "utf-8", "replace")
        for _ in range(10):
            name = hostile_text(self.chance).replace("/", "").replace("\0", "")[:60]
            for folder in (corpus, corpus / name):
                with suppress(OSError, ValueError):
                    folder.mkdir(exist_ok=True)
                    (folder / f"x{name}.html").write_bytes(b"\0\1")
                    (folder / f"x{name}.unknown").write_bytes(b"\0\1")
                    (folder / "collection.toml").write_text(f"name = {name}", "utf-8")
        with suppress(OSError):
            Path(os.fsdecode(os.fsencode(corpus) + b"/\x1b[66m\xff\x9b66m.html")).write_bytes(b"")

    def _of_a_bar(self) -> Iterator[tuple[str, str]]:
        names = [hostile_text(self.chance) for _ in range(self.many)]

        def call() -> None:
            with progress.on_terminal(sys.stderr, delay=0) as step:
                for done, name in enumerate(names, 1):
                    step(done, len(names), name)

        if fault := came_through(Terminal(call, {}).end(), is_drawn=True):
            yield "a progress bar", fault

    def _at_the_prompt(self, where: list[str], articles: list[Article]) -> str:
        """Search, page through the answers, open hits, complete, and ask what is wrong."""
        state = {"XDG_STATE_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}

        def call() -> None:
            cli.main(where, {**os.environ, **state}, sys.stdin, sys.stdout, sys.stderr)

        terminal = Terminal(call, state)
        terminal.type("", quiet=1.0)
        for keys in islice(self._typed(articles), None if self.many > _FEW else 40):
            terminal.type(keys, quiet=0.03 if keys == " " else 0.06)
        terminal.type("\x03", quiet=0.3)
        terminal.type("\r:quit\r", quiet=0.3)
        return terminal.end()

    def _typed(self, articles: list[Article]) -> Iterator[str]:
        yield ":limit 0\r"
        for query in ("*\r", ":quotes *\r", ":speakers\r"):
            yield query
            yield from (" ",) * self.many
            yield "q"
        for number in range(1, min(6, self.many)):
            yield f":open {number}\r"
            yield from (" ", " ", "n", "q")
            yield f":explain {number}\r"
            yield "q"
        for field in ("speaker", "outlet", "author", "collection", "lang", "role", "org"):
            yield f":facet {field}\r"
            yield "q"
            yield f"{field}:\t"
            yield from ("\t", "\t", "\x1b", "\x15")
        for word in ("fer\t", "ana\t", "nosuch:x\r", '"open\r', ":show nowhere\r", ":stats\r"):
            yield word
            yield "\x15"
        for article in articles[:3]:
            # What the user types is shown as it is.
            words = "".join(char for char in article.id if char not in BAD)
            yield f":show {words}\r"
            yield "q"


def _fault_in_rows(words: list[str], shown: str) -> str:
    if "csv" not in words:
        return ""
    rows = shown.replace("\r\n", "\n").splitlines()
    return formula_in(list(csv.reader(rows)))


ROW = Row("screen", "control and bidi bytes reaching a pseudo-terminal", 10_000, trials, 10)
