"""Errors as their readers see them."""

from __future__ import annotations

import pytest

from searchkit.errors import QueryError, SearchkitError, UsageError
from searchkit.screen import faults
from searchkit.screen.styled import Layout, plain


def shown(error: SearchkitError, width: int = 60) -> str:
    return "\n".join(plain(pieces) for pieces in faults.expected(error, Layout(width)))


LONG = "harbour " * 20 + "speker:malane" + " quay" * 10


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UsageError("this is wrong"), "searchkit: this is wrong"),
        (
            QueryError("no field", text="speker:x", span=(0, 6), hint="did you mean speaker?"),
            "searchkit: no field; did you mean speaker?\n  speker:x\n  ^^^^^^",
        ),
        (
            QueryError("unclosed", text="海纜 (ferry", span=(3, 4)),
            "searchkit: unclosed\n  海纜 (ferry\n       ^",
        ),
        (
            QueryError("ends", text="a OR", span=(4, 4)),
            "searchkit: ends\n  a OR\n      ^",
        ),
        (
            QueryError("no field", text=LONG, span=(160, 167)),
            "searchkit: no field\n"
            "  rbour harbour harbour harbour speker:malane quay quay quay\n"
            "                                ^^^^^^^",
        ),
        (
            QueryError("bad", text="a\nb\x1b[2J c", span=(8, 9)),
            "searchkit: bad\n  a b\N{REPLACEMENT CHARACTER}[2J c\n          ^",
        ),
        (QueryError("the query is empty"), "searchkit: the query is empty"),
    ],
)
def test_expected(error: SearchkitError, text: str) -> None:
    assert shown(error) == text


def test_a_bug_is_one_line() -> None:
    try:
        dict[str, str]()["ferry"]
    except KeyError as error:
        line = plain(faults.unexpected(error))
    assert line.startswith("searchkit: a fault of searchkit: KeyError: 'ferry' (test_screen_faults")
    assert line.endswith("; run it again with --debug, and report what it prints")
