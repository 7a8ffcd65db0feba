"""What a terminal may obey does not reach it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.printable import one_line, printable, without_invisibles

BAD = "\ufffd"
JOINED = "\u0645\u06cc\u200c\u062e\u0648"  # Persian: the ZWNJ parts a prefix from its verb
CONJUNCT = "\u0915\u094d\u200d\u0937"  # Hindi: the ZWJ asks for a half form
FAMILY = "\U0001f469\u200d\U0001f467"
CAT = "\U0001f408\u200d\u2b1b"
HEART = "\u2764\ufe0f\u200d\U0001f525"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain “text”, é, 中文", "plain “text”, é, 中文"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[31mred\x1b[0m", f"{BAD}[31mred{BAD}[0m"),
        ("\x1b]52;c;aGk=\x07", f"{BAD}]52;c;aGk={BAD}"),
        ("bell\x07 C1\x9b31m nul\0 del\x7f", f"bell{BAD} C1{BAD}31m nul{BAD} del{BAD}"),
        ("over\rwritten", f"over{BAD}written"),
        ("abc\u202edcba\u202c \u2067x\u2069", f"abc{BAD}dcba{BAD} {BAD}x{BAD}"),
        ("soft\u00adhyphen, zero\u200bwidth", f"soft{BAD}hyphen, zero{BAD}width"),
        ("\ufeffmark \ud800half", f"{BAD}mark {BAD}half"),
        ("tag\U000e0041 music\U0001d173", f"tag{BAD} music{BAD}"),
        ("bird\U00013433 end\U0010ffff", f"bird{BAD} end{BAD}"),
        ("all\u034f \ufdd0\ufff0\u17b4\U000e0fff", f"all{BAD} {BAD * 4}"),
        ("line\u2028 paragraph\u2029", f"line{BAD} paragraph{BAD}"),
        (JOINED, JOINED),
        (CONJUNCT, CONJUNCT),
        (FAMILY, FAMILY),
        (CAT, CAT),
        (HEART, HEART),
        ("a\ufe0f\u200d\ufe0fb", f"a\ufe0f{BAD}\ufe0fb"),
        ("\u0915\u200d❤", f"\u0915{BAD}❤"),
        ("a\u200cb a\u200db", f"a{BAD}b a{BAD}b"),
        ("\u200c\u062e", f"{BAD}\u062e"),
        ("❤\ufe0f", "❤\ufe0f"),
    ],
)
def test_each_bad_code_point_is_replaced_by_one(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.characters(codec=None) | st.sampled_from("\u200c\u200d\u062e\u0915\x1b\u202e")))
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert printable(shown) == shown
    left = {char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")}
    assert left <= {"\t", "\n"}
    assert not any(unicodedata.bidirectional(c) in BIDI_CONTROLS for c in shown)


BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def test_one_line_has_blanks_for_tabs_and_line_feeds() -> None:
    assert one_line("a\tb\nc\x1bd") == f"a b c{BAD}d"
    assert one_line("plain") == "plain"


def test_cleaning_takes_out_what_showing_replaces() -> None:
    assert without_invisibles("so\u00adft \x1b[1m\u202ex") == "soft [1mx"
    assert without_invisibles(JOINED) == JOINED
