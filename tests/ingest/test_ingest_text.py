"""From bytes to clean text: decoding, cleaning, language."""

from __future__ import annotations

import pytest

from searchkit.ingest.cleaning import clean, shortened
from searchkit.ingest.decoding import Decoded, decode, is_binary
from searchkit.ingest.languages import language_of, language_tag


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("café €".encode(), Decoded("café €", "utf-8", "valid")),
        ("\ufeffcafé".encode(), Decoded("café", "utf-8", "byte order mark")),
        ("café".encode("utf-16"), Decoded("café", "utf-16-le", "byte order mark")),
        (
            "<p>café in the port".encode("utf-16-be"),
            Decoded("<p>café in the port", "utf-16-be", "every other byte is zero"),
        ),
        # A wrong declaration does not spoil valid UTF-8.
        (
            b"<meta charset=ascii>caf\xc3\xa9",
            Decoded("<meta charset=ascii>café", "utf-8", "valid"),
        ),
        (
            b'<meta charset="gb2312">\xb3\xb1\xcf\xab',
            Decoded('<meta charset="gb2312">潮汐', "gb18030", "declared"),
        ),
        (
            b'<meta charset="iso-8859-1">\x93caf\xe9\x94',
            Decoded('<meta charset="iso-8859-1">“café”', "cp1252", "declared"),
        ),
        # Codecs that are no charsets are not obeyed.
        (
            b"<meta charset=unicode_escape>\\x41 caf\xe9",
            Decoded("<meta charset=unicode_escape>\\x41 café", "cp1252", "nothing else fits"),
        ),
        (b"caf\xe9", Decoded("café", "cp1252", "nothing else fits")),
        # One byte lost in the middle of a page leaves it what it was.
        (
            "潮汐数据向所有人开放潮汐数据向所有人开放".encode() + b"\xe6",
            Decoded(
                "潮汐数据向所有人开放潮汐数据向所有人开放\ufffd",
                "utf-8",
                "nearly valid, 1 bytes bad",
            ),
        ),
    ],
)
def test_decode(data: bytes, expected: Decoded) -> None:
    assert decode(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (bytes(range(256)) * 20, True),
        (b"%PDF-1.7 ...", True),
        (b"\x89PNG\r\n", True),
        ("Überall Wasser".encode("utf-16"), False),
        (b"a stray \x00 in a page", False),
        ("潮汐数据".encode("gb18030") * 50, False),
        (b"", False),
    ],
)
def test_is_binary(data: bytes, expected: bool) -> None:
    assert is_binary(data) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\n\twords\u00a0here ", "two words here"),
        ("cafe\u0301", "café"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("left\u202eright\u202c", "leftright"),
        ("zero\u200bwidth and soft\u00adhyphen", "zerowidth and softhyphen"),
        ("line\u2028break\x85here", "line break here"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected
    assert clean(expected) == expected


def test_shortened_ends_with_a_word() -> None:
    assert shortened("The harbour, at last, is open", 20) == "The harbour, at…"
    assert shortened("The harbour", 20) == "The harbour"
    assert shortened("潮汐数据向所有人开放", 4) == "潮汐数据…"


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("The tide is late, and nobody in the port has said why it is so.", None, "en"),
        # Templates are copied from edition to edition, with the tag they came with.
        ("La marea llega tarde y nadie en el puerto ha dicho por qué.", "en-US", "es"),
        ("Tidevannet er sent, og det er ingen som vet hvorfor i havnen.", "nb", "no"),
        ("Tidevandet er sent, og det er der ingen der ved i havnen.", "da", "da"),
        ("潮汐数据向所有人开放，港口说。", None, "zh"),
        ("潮汐データをすべての人に公開する。", "zh", "ja"),
        ("Вода в порту не та, что была, и это видно по причалам.", None, "ru"),
        ("المد متأخر في الميناء، ولا أحد يعرف لماذا حدث هذا.", None, "ar"),
        ("Tide", "fr", "fr"),
        ("Tide", None, None),
    ],
)
def test_language_of(text: str, declared: str | None, expected: str | None) -> None:
    assert language_of(text, declared) == expected


def test_language_by_model_where_words_say_nothing() -> None:
    text = "Vatnið kemur seint, enginn veit hvers vegna þetta gerist í höfninni núna."
    assert language_of(text) == "is"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en-GB", "en"),
        ("pt_BR", "pt"),
        ("nn", "no"),
        ("zh-Hant-TW", "zh"),
        ("", None),
        (None, None),
    ],
)
def test_language_tag(tag: str | None, expected: str | None) -> None:
    assert language_tag(tag) == expected
