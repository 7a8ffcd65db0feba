"""Text becomes safe to show: each control, bidi or invisible code point is replaced by one.

A page may carry an escape sequence that repaints a terminal, or a bidi override that shows a
name backwards.  The replacement is one for one, so that spans into the text hold.
"""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# C0 but tab and line feed, DEL and C1; soft hyphen; grapheme joiner; Arabic letter mark; Hangul
# fillers; Khmer vowels that are not seen; zero width space and direction marks; line and paragraph
# separators, embeddings and overrides; invisible operators and isolates; Hangul filler; surrogates;
# variation selectors stay; byte order mark; interlinear annotation; noncharacters of all planes;
# controls of hieroglyphs, of shorthand and of music; language tags, and what Unicode keeps free
# for more that is not seen (Default_Ignorable_Code_Point).
_NONCHARACTERS = "".join(f"{chr(end)}{chr(end + 1)}" for end in range(0x1FFFE, 0x110000, 0x10000))
_UNSAFE = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e"
    r"\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb"
    r"\ufffe\uffff\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff" + _NONCHARACTERS
)
# Letters of scripts that join or stack (Arabic to Thaana, N'Ko, the Indic scripts to Khmer,
# Mongolian), where the joiners carry meaning.
_JOINING = (
    r"\u0620-\u08ff\u0900-\u0dff\u0e80-\u0fff\u1000-\u109f\u1780-\u18af"
    r"\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
)
# Of the arrows and squares those that ZWJ sequences of emoji have (emoji-zwj-sequences.txt).
_EMOJI = r"\u2194\u2195\u2600-\u27bf\u2b1b\U0001f300-\U0001faff"
_JOINER = rf"[\u200c\u200d](?!(?<=[{_JOINING}].)[{_JOINING}]|(?<=[{_EMOJI}\ufe0f]\u200d)[{_EMOJI}])"
_BAD = re.compile(rf"[{_UNSAFE}]|{_JOINER}")
_BAD_OR_BREAK = re.compile(rf"[{_UNSAFE}\t\n]|{_JOINER}")


def printable(text: str) -> str:
    """Return the text with every code point that a terminal may obey replaced by U+FFFD.

    Tabs and line feeds stay.  ZWJ and ZWNJ stay between letters of a script that joins, and ZWJ
    within an emoji.  The length does not change.
    """
    return text if text.isascii() and text.isprintable() else _BAD.sub(REPLACEMENT, text)


def one_line(text: str) -> str:
    """Return ``printable`` text on one line: tabs and line feeds become blanks, one for one."""
    if text.isascii() and text.isprintable():
        return text
    return _BAD_OR_BREAK.sub(lambda m: " " if m[0] in "\t\n" else REPLACEMENT, text)


def without_invisibles(text: str) -> str:
    """Return the text with every unsafe code point taken out; for cleaning, before spans exist."""
    return text if text.isascii() and text.isprintable() else _BAD.sub("", text)
