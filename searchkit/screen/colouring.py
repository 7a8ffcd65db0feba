"""A line of the prompt as it is typed gets its colours: a command, or the parts of a query."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.errors import UsageError
from searchkit.query import colour
from searchkit.screen.commands import find
from searchkit.screen.styled import Fragment, Line, line

STYLES = {
    "field": "field",
    "operator": "operator",
    "stopword": "stopword",
    "phrase": "phrase",
    "date": "date",
    "error": "fault",
}
"""The style of each class of words in a query; the others have none."""


def coloured(text: str) -> Line:
    """Return the text with styles, faults among them; nothing is left out or added."""
    if not text.lstrip().startswith(":"):
        return line(*_query(text))
    colon = text.index(":") + 1
    name, blank, rest = text[colon:].partition(" ")
    try:
        takes_query = find(name, "prompt").takes_query
    except UsageError:
        return line(text[:colon], Fragment("fault", name), blank + rest)
    followed = _query(rest) if takes_query and rest.strip() else [Fragment("", rest)]
    return line(text[: colon - 1], Fragment("command", f":{name}"), blank, *followed)


def _query(text: str) -> Iterator[Fragment]:
    if text.strip():
        for name, (start, end) in colour(text):
            yield Fragment(STYLES.get(name, ""), text[start:end])
    else:
        yield Fragment("", text)
