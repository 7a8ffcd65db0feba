"""Answers become text for other programs: JSON, JSON lines, CSV, Markdown."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from searchkit.article import Article
from searchkit.hits import Hit, Hits, SpeakerCount
from searchkit.printable import one_line, printable
from searchkit.screen import markdown
from searchkit.screen.quoting import role_list
from searchkit.screen.rows import Row, envelope, hit_row, speaker_row, speakers_envelope


def answer(hits: Hits, form: str) -> Iterator[str]:
    """Yield the answer in one of the forms json, jsonl, csv and md."""
    return _ANSWER[form](hits)


def speakers(rows: Sequence[SpeakerCount], form: str) -> Iterator[str]:
    """Yield the speakers in one of the forms json, jsonl, csv and md."""
    return _SPEAKERS[form](rows)


def to_json(value: Any) -> str:
    """Return the value as one line of JSON that is safe to show on a terminal."""
    return shown(json.dumps(value, ensure_ascii=False))


def indented(article: Article) -> str:
    """Return the JSON form of an article over many lines, for people to read."""
    row = json.loads(article.to_json())
    return shown(json.dumps(row, ensure_ascii=False, indent=2))


def shown(text: str) -> str:
    """Return a JSON text with every character that a terminal may obey written as an escape.

    Read back, it is the same value.
    """
    safe = printable(text)
    if safe == text:
        return text
    # What is replaced stands within a string: JSON knows no such character elsewhere.
    return "".join(
        old if old == new else json.dumps(old)[1:-1] for old, new in zip(text, safe, strict=True)
    )


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    return (f"{to_json(row)}\n" for row in rows)


def cell(value: Any) -> Any:
    """Return a value for a cell; a text that a spreadsheet would compute gets an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return f"'{text}" if _FORMULA.match(text) else text


_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠﹦﹢﹣﹫]")  # as they are, full width, small


class _Echo:
    """A file for csv.writer that gives back each row as it would be written."""

    def write(self, text: str) -> str:
        return text


def _csv(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([cell(row[name]) for name in names])


_HEADER = ("headline", "outlet", "published", "source")
_COLUMNS = {
    "article": ("rank", "score", "id", *_HEADER, "snippets"),
    "quote": (
        *("rank", "score", "id", "text", "speaker", "role", "affiliation", "kind", "cue"),
        *("confidence", "rule", "where", "paragraph", *_HEADER),
    ),
}


def _flat(hit: Hit) -> Row:
    row = hit_row(hit)
    quote: Row = row.pop("quote", {})
    texts = " … ".join(snippet["text"] for snippet in row.pop("snippets", ()))
    return row | quote | {"snippets": texts}


def _flat_speaker(speaker: SpeakerCount) -> Row:
    roles = role_list(speaker.roles)
    lists = {"names": "; ".join(speaker.names), "outlets": "; ".join(speaker.outlets)}
    return speaker_row(speaker) | lists | {"roles": roles}


_ANSWER: Mapping[str, Callable[[Hits], Iterator[str]]] = {
    "json": lambda hits: iter((to_json(envelope(hits)), "\n")),
    "jsonl": lambda hits: _lines(map(hit_row, hits)),
    "csv": lambda hits: _csv(_COLUMNS[hits.unit], map(_flat, hits)),
    "md": markdown.hits,
}
_SPEAKERS: Mapping[str, Callable[[Sequence[SpeakerCount]], Iterator[str]]] = {
    "json": lambda rows: iter((to_json(speakers_envelope(rows)), "\n")),
    "jsonl": lambda rows: _lines(map(speaker_row, rows)),
    "csv": lambda rows: _csv(
        ("name", "names", "roles", "quotes", "articles", "outlets"), map(_flat_speaker, rows)
    ),
    "md": markdown.speakers,
}
