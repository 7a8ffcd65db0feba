"""searchkit as a shell runs it: what it prints where, and how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from searchkit.article import Article
from searchkit.screen import progress
from searchkit.screen.cli import main
from tests.screen.harbour import CRANE, FERRY, LAMPS, Run

PROGRAM = [sys.executable, "-c", "from searchkit.screen.cli import run; run()"]


def without_times(text: str) -> str:
    return re.sub(r"[\d.]+ ms", "N ms", text)


@pytest.mark.parametrize(
    ("typed", "exit", "out", "err"),
    [
        (
            "search ferry",
            0,
            "  1. Night «ferry» returns\n"
            "     The Harbour Post · 2025-11-07 · 00000000000a\n"
            "     caption: The «ferry» leaves the quay.\n"
            "     The «ferry» will sail again, the minister said.\n"
            "     speakers: Ruta Malane\n"
            "\n"
            "  2. Lamps for the quay\n"
            "     Lanwan Daily · 2025-11-08 · 00000000000b\n"
            "     Forty lamps now stand where the «ferry» lands.\n",
            "\n2 articles (N ms)\n",
        ),
        (
            "search -ferry crane --plain --facet outlet",
            0,
            "  1. A crane\N{REPLACEMENT CHARACTER}[2J *stops*\n"
            "     =The Evening Crane · 2025-11-09 · 00000000000c\n"
            "     The old crane stopped at noon.\n"
            "\n"
            "outlet\n"
            "  1  =The Evening Crane\n",
            "\n1 article (N ms)\n",
        ),
        (
            "search ferry --sort date -n 1",
            0,
            "  1. Lamps for the quay\n"
            "     Lanwan Daily · 2025-11-08 · 00000000000b\n"
            "     Forty lamps now stand where the «ferry» lands.\n",
            "\n2 articles, 1 to 1 shown (N ms)\n",
        ),
        (
            "quotes winters OR ferry --offset 1",
            0,
            "  2. “We waited two «winters» for it,”\n"
            "     — Ruta Malane, minister of works, Oro (The Harbour Post, 2025-11-07,\n"
            "       paragraph 2)\n"
            "     Night ferry returns · 00000000000a\n",
            "\n2 quotes, 2 to 2 shown (N ms)\n",
        ),
        (
            "search winters lamps",
            1,
            "",
            "note: 2 found by winters OR lamps\n0 articles (N ms)\n",
        ),
        ("quotes crane", 1, "", "0 quotes (N ms)\n"),
        (
            "search speker:x",
            2,
            "",
            "searchkit: no field is called speker; did you mean speaker:?\n  speker:x\n  ^^^^^^\n",
        ),
        ("serch x", 2, "", "searchkit: no command is called serch; did you mean search?\n"),
        (
            "show 00000000000a",
            0,
            "Night ferry returns\n"
            "The Harbour Post · 2025-11-07 · en · 00000000000a\n"
            "oro/ferry.html\n"
            "\n"
            "The ferry leaves the quay. (Photo: Ana Reis)\n"
            "\n"
            "The ferry will sail again, the minister said.\n"
            "\n"
            "On the quay\n"
            "\n"
            "“We waited two winters for it,” said Ruta Malane.\n"
            "\n"
            "What comes next\n"
            "\n"
            "Who said what\n"
            "  “We waited two winters for it,”\n"
            "    — Ruta Malane, minister of works, Oro (paragraph 2)\n"
            "  The ferry will sail again\n"
            "    — the minister (paragraph 1, indirect)\n",
            "",
        ),
        ("show 0", 1, "", "no article has the id 0\n"),
        (
            "speakers",
            0,
            "quotes  articles  speaker\n"
            "     1         1  Ruta Malane, minister of works, Oro · The Harbour Post\n",
            "",
        ),
        ("speakers said:crane", 1, "", "no speakers\n"),
    ],
)
def test_commands_that_answer(run: Run, typed: str, exit: int, out: str, err: str) -> None:
    ended = run(typed)
    assert (ended.exit, ended.out, without_times(ended.err)) == (exit, out, err)


def test_the_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert (ended.exit, ended.err) == (0, "")
    assert re.findall(r"^  ([a-z]+)(?: |$)", ended.out, re.M) == [
        *("search", "quotes", "speakers", "show", "add", "remove", "index", "extract"),
        *("check", "stats", "export", "completion"),
    ]


def test_help_and_readme_name_every_variable_of_the_environment(run: Run) -> None:
    package = Path(searchkit.__file__).parent
    named = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r'"(SEARCHKIT_[A-Z_]+|NO_COLOR)"', path.read_text("utf-8"))
    }
    assert len(named) > 5
    readme = (package.parent / "README.md").read_text("utf-8")
    for text in (run("--help").out, readme):
        assert not {name for name in named if name not in text}


def test_the_help_of_a_command(run: Run) -> None:
    ended = run("remove --help")
    assert ended.out == (
        "searchkit remove ID ...\n"
        "  take articles out of the corpus and the index\n"
        "\n"
        "arguments\n"
        "  ID  ids of articles\n"
        "\n"
        "options of every command\n"
        "  --corpus DIR      folder of the pages (or $SEARCHKIT_CORPUS; default: corpus)\n"
        "  --index LOCATION  where the index is: a folder, or opensearch://HOST:PORT/NAME\n"
        "                    (or $SEARCHKIT_INDEX; default: index)\n"
        "  --debug           show the traceback of an error\n"
        "  --version         print the version\n"
        "  -h, --help        print this help\n"
    )


def test_the_version(run: Run) -> None:
    assert re.fullmatch(r"searchkit \d+\.\d+\.\d+\n", run("--version").out)


def test_export_gives_every_article_back(run: Run) -> None:
    ended = run("export")
    assert [Article.from_json(line) for line in ended.out.splitlines()] == [FERRY, LAMPS, CRANE]
    assert "\x1b" not in ended.out


def test_stats_as_json(run: Run) -> None:
    row = json.loads(run("stats --json").out)
    assert row.pop("terms") > 0 < row.pop("bytes")
    assert row == {
        "schema": 1,
        "articles": 3,
        "quotes": 2,
        "speakers": 1,
        "outlets": 3,
        "first": "2025-11-07",
        "last": "2025-11-09",
        "collections": {"oro": 3},
        "languages": {"en": 3},
    }


PAGE = b"""<html><head><title>Harbour bridge opens</title></head><body><article>
<h1>Harbour bridge opens</h1>
<p>The bridge opened at dawn on Friday after nine years of work.</p>
<p>\xe2\x80\x9cNow we can walk home,\xe2\x80\x9d said Ida Holm, a baker.</p>
</article></body></html>"""


def test_extract_prints_the_article(run: Run) -> None:
    ended = run("extract", "-", "--json", stdin=PAGE)
    assert (ended.exit, ended.err) == (0, "")
    article = Article.from_json(ended.out)
    assert article.headline == "Harbour bridge opens"
    assert article.paragraphs[0].text == (
        "The bridge opened at dawn on Friday after nine years of work."
    )
    assert ended.out.startswith('{\n  "schema": 1,\n')


def test_extract_names_a_page_that_it_refuses(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "empty.html"
    page.touch()
    ended = run("extract", str(page))
    assert (ended.exit, ended.out) == (2, "")
    assert " ".join(ended.err.split()).startswith(f"searchkit: {page}: ")


def test_pages_go_in_and_out(run: Run, tmp_path: Path) -> None:
    index = ("--index", str(tmp_path / "index"))
    page = tmp_path / "bridge.html"
    page.write_bytes(PAGE)
    assert run("add", str(page), "--collection", "oro", *index) == (0, "", "1 added\n")
    assert run("index", *index) == (0, "", "1 unchanged\n")
    assert run("check", *index) == (0, "", "nothing is wrong\n")
    found = json.loads(run("search", "bridge", "--format", "json", *index).out)["hits"]
    assert [hit["source"] for hit in found] == ["oro/bridge.html"]
    assert run("remove", found[0]["id"], "zzz", *index) == (
        1,
        "",
        "zzz: no article has this id\n1 removed, 1 refused\n",
    )
    assert not (tmp_path / "corpus" / "oro" / "bridge.html").exists()
    assert run("search", "bridge", *index).exit == 1


def test_removing_touches_only_pages(run: Run, tmp_path: Path) -> None:
    place = str(tmp_path / "index")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "bridge.html").write_bytes(PAGE)
    outside = tmp_path / "outside.txt"
    outside.write_text("stays", encoding="utf-8")
    with searchkit.open(place, create=True) as index:
        index.add([Article("0123456789ab", source="../outside.txt")])
    assert run("remove", "0123456789ab", "--index", place) == (0, "", "1 removed\n")
    assert outside.read_text(encoding="utf-8") == "stays"


@pytest.mark.parametrize(
    ("words", "exit"),
    [
        (("search", "x", "--index", "none"), 2),
        (("index", "--corpus", "none", "--index", "none"), 2),
        (("add", "none.html"), 2),
        (("check",), 2),
    ],
)
def test_what_is_missing_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], exit: int
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*words)
    assert (ended.exit, ended.out) == (exit, "")
    assert "none" in ended.err or "corpus" in ended.err
    assert not (tmp_path / "none").exists()


def test_a_refused_page_is_listed_and_the_rest_is_done(run: Run, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bridge.html").write_bytes(PAGE)
    (corpus / "empty.html").touch()
    ended = run("index", "--index", str(tmp_path / "index"))
    assert (ended.exit, ended.out) == (1, "")
    assert re.fullmatch(r"empty\.html: .+\n1 added, 1 refused\n", ended.err)


def test_lines_on_standard_input_are_a_script(run: Run) -> None:
    ended = run("", stdin=b"lamps\n:limit 1\n\n:explain 9\n:quit\nferry\n")
    assert ended.exit == 2
    assert ended.out.count("«Lamps» for the quay") == 2
    assert without_times(ended.err) == (
        "\n1 article (N ms)\n\n1 article (N ms)\n"
        "searchkit: no hit 9 has been shown; there are 1 to 1\n"
    )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run: Run, shell: str) -> None:
    ended = run(f"completion {shell}")
    assert (ended.exit, ended.err) == (0, "")
    assert "rebuild" in ended.out and "speakers" in ended.out


class Broken(io.StringIO):
    def write(self, text: str) -> int:
        raise RuntimeError("sprocket")


def test_a_bug_is_told_in_one_line(index: str) -> None:
    err = io.StringIO()
    words = ["stats", "--index", index]
    assert main(words, {}, io.StringIO(), Broken(), err) == 2
    assert err.getvalue().startswith("searchkit: a fault of searchkit: RuntimeError: sprocket (")
    assert err.getvalue().count("\n") == 1


def test_debug_shows_the_traceback(index: str) -> None:
    err = io.StringIO()
    words = ["stats", "--debug", "--index", index]
    assert main(words, {}, io.StringIO(), Broken(), err) == 2
    assert "Traceback" in err.getvalue() and "sprocket" in err.getvalue()


def loaded(words: list[str]) -> set[str]:
    """The names of modules that a run of searchkit has loaded, as it tells itself."""
    program = (
        "import sys; from searchkit.screen.cli import main\n"
        f"main({words!r}, {{}}, sys.stdin, sys.stdout, sys.stderr)\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return set(done.stderr.split())


def test_one_search_loads_neither_parser_nor_prompt(index: str) -> None:
    heavy = {"prompt_toolkit", "bs4", "lxml", "tqdm", "shtab", "py3langid"}
    names = loaded(["search", "ferry", "--index", index])
    assert "searchkit.index" in names
    assert not names & heavy
    assert not loaded(["--help"]) & {*heavy, "whoosh", "searchkit.index"}


def test_a_closed_pipe_ends_quietly(index: str) -> None:
    words = ["export", "--index", index]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run([*PROGRAM, *words], stdout=pipe, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_told(index: str) -> None:
    with open("/dev/full", "wb") as full:
        words = ["stats", "--index", index]
        done = subprocess.run([*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == (b"searchkit: the answer cannot be written: No space left on device\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_where_nobody_can_be_told_the_answer_counts(index: str) -> None:
    for words, ending in ((["search", "ferry"], 0), (["search", "nosuch:x"], 2)):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [*PROGRAM, *words, "--index", index], stdout=subprocess.PIPE, stderr=full
            )
        assert (done.returncode, bool(done.stdout)) == (ending, not ending)


def test_closed_streams_are_not_taken_by_files(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Seven ports will publish their tides from July.")
    program = "import os; [os.close(n) for n in (0, 1, 2)]; os.execv(%r, %r)"
    words = [*PROGRAM, "index", "--rebuild"]
    done = subprocess.run([sys.executable, "-c", program % (words[0], words)], cwd=tmp_path)
    assert done.returncode == 0
    with searchkit.open(tmp_path / "index") as made:
        assert made.stats().articles == 1


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    done = subprocess.run([*PROGRAM, "extract", "loop"], cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stderr) == (
        2,
        b"searchkit: loop: this is a link; copy the file that it points to\n",
    )


def test_an_interrupt_ends_with_130() -> None:
    with subprocess.Popen(
        [*PROGRAM, "extract", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell starts jobs in the background with interrupts ignored, and so these tests, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdin is not None and process.stderr is not None
        wait_until_reading(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 130
        assert process.stderr.read() == b""


def wait_until_reading(pid: int) -> None:
    """Wait until the process sleeps in a read, as far as the system tells."""
    import time

    place = Path(f"/proc/{pid}/wchan")
    for _ in range(200):
        time.sleep(0.02)
        if not place.exists() or "pipe" in place.read_text():
            return


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_comes_up_when_work_is_long() -> None:
    stream = Tty()
    with progress.on_terminal(stream, delay=0) as step:
        step(1, 4, "oro/ferry.html")
        step(2, 4, "oro/\x1b]0;x\x07" + "long/" * 9)
    shown = stream.getvalue()
    assert "oro/ferry.html" in shown and "1/4" in shown
    assert "\x07" not in shown and "\x1b]" not in shown


def test_short_work_shows_no_bar() -> None:
    stream = Tty()
    with progress.on_terminal(stream, delay=60) as step:
        step(1, 1, "oro/ferry.html")
    assert stream.getvalue() == ""


def test_an_index_is_not_emptied_for_want_of_a_corpus(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    searchkit.open(folder, create=True).add([FERRY])
    mark = folder / "searchkit.json"
    mark.write_text('{"format": 2}')
    files = {path: path.read_bytes() for path in folder.iterdir()}
    ended = run("index", "--rebuild", "--index", str(folder))
    assert ended.exit == 2
    assert "there is no folder" in ended.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == files


def test_an_older_state_answers_with_a_note(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with searchkit.open(folder, create=True) as made:
        made.add([FERRY])
        made.add([CRANE])
    (path,) = folder.glob("_*_2.toc")
    path.write_bytes(path.read_bytes()[:-1])
    where = ("--index", str(folder))
    note = f"note: the newest state of the index in {folder} is damaged; this is the state before"
    for words in (("stats",), ("search", "ferry"), ("export",), ("speakers",)):
        ended = run(*words, *where)
        assert ended.exit == 0
        told = " ".join(ended.err.split())
        assert told.count(" is damaged; this is the state before it; run: searchkit index") == 1
        assert note.replace(" ", "") in told.replace(" ", "")
    assert json.loads(run("search", "ferry", "--format", "json", *where).out)["total"] == 1
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("The ferry was late.")
    checked = run("check", *where)
    assert (checked.exit, checked.err) == (1, "")
    assert "run: searchkit index --rebuild" in " ".join(checked.out.split())
    assert run("index", *where).exit == 2
    rebuilt = run("index", "--rebuild", *where)
    assert rebuilt.exit == 1
    assert "articles in it that came from no page may be lost" in " ".join(rebuilt.err.split())
    assert (run("check", *where).err, run("stats", *where).err) == ("nothing is wrong\n", "")
