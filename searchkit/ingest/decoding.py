"""Bytes become text: byte order mark, strict UTF-8, the declared charset, then Windows-1252.

The parser is given text, never bytes: a page that declares ``ascii`` and is UTF-8 would otherwise
come out empty, and ``charset=unicode_escape`` would be obeyed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

# Longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 4096

# Python's name of a declared charset, and the codec that browsers read it with (WHATWG Encoding).
_ALLOWED = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "cp1252": "cp1252",
    "utf-8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_jp": "iso2022_jp",
    "euc_kr": "cp949",
    "cp949": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "mac-roman": "mac-roman",
    **{f"iso8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"cp{n}": f"cp{n}" for n in (866, 874, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258)},
}

# The first bytes of files that are no text, whatever their name says.
_BINARY = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x7fELF", b"\x1f\x8b"),
    *(b"RIFF", b"\xd0\xcf\x11\xe0", b"SQLite format 3", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ"),
)
_CONTROL = bytes(n for n in range(32) if n not in b"\t\n\f\r\x1b") + b"\x7f"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the codec it was read with, and what spoke for that codec."""

    text: str
    codec: str
    reason: str


def decode(data: bytes) -> Decoded:
    """Return the text of a page; never fails, a byte that means nothing becomes U+FFFD."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(codec, "replace"), codec, "byte order mark")
    if wide := _utf16_without_mark(data):
        return Decoded(data.decode(wide, "replace"), wide, "every other byte is zero")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", "valid")
    except UnicodeDecodeError:
        return _decode_by_declaration(data)


def is_binary(data: bytes) -> bool:
    """Return whether the bytes are no text: a known signature, or control bytes all over.

    Random bytes hold 11% of control bytes; text of any charset holds next to none.
    """
    sample = data[:_LOOKED_AT]
    if data.startswith(_BINARY):
        return True
    if data.startswith(tuple(mark for mark, _ in _MARKS)) or _utf16_without_mark(data):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    return controls > 8 and controls * 100 > 8 * len(sample)


def _decode_by_declaration(data: bytes) -> Decoded:
    declared = declared_codec(data)
    for codec, reason in ((declared, "declared"), ("utf-8", "nearly valid")):
        if codec is None:
            continue
        text = data.decode(codec, "replace")
        # A page cut in the middle of a letter, or with one foreign byte, is still in its charset.
        foreign = text.count("\ufffd")
        if foreign * 20 <= sum(char > "\x7f" for char in text):
            return Decoded(text, codec, reason if not foreign else f"{reason}, {foreign} bytes bad")
    return Decoded(data.decode("cp1252", "replace"), "cp1252", "nothing else fits")


def declared_codec(data: bytes) -> str | None:
    """Return the codec for the charset that the page declares, if it is one of the allowed."""
    for match in _DECLARED.finditer(data[:_LOOKED_AT]):
        try:
            name = codecs.lookup(match[1].decode("ascii")).name
        except (LookupError, UnicodeDecodeError):
            continue
        if name in _ALLOWED:
            return _ALLOWED[name]
    return None


def _utf16_without_mark(data: bytes) -> str | None:
    sample = data[:_LOOKED_AT]
    half = len(sample) // 2
    if half < 8:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd * 2 > half and even * 20 < half:
        return "utf-16-le"
    return "utf-16-be" if even * 2 > half and odd * 20 < half else None
