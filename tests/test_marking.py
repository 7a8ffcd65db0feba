"""Marking by candidates finds what reading finds, in any script."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.analysis import ANALYZERS, Analysis, beginning, stem, terms, words
from searchkit.article import Span
from searchkit.candidates import Joined, plain, regions_of
from searchkit.marking import first_marks_of_texts, marker, marks_of_texts, spans
from searchkit.matching import marks
from searchkit.query.fields import FIELDS
from searchkit.query.tree import Fuzzy, Near, Phrase, Prefix, Scorable, Term, Whole

_PIECES = """
ferry Ferries FERRY’s ferry's sky skies die dying dyed use used be being capable capability happy
happiness hoping hope 10,000 10000 1,000.5 10.5 3.5G 2025 1 U.S. u.s us U.S.A busy don't don’t it's
o'clock Frédéric frederic naïve Straße strasse ﬁre fire Œuvre İstanbul istanbul Łódź lodz x² 2² ª ½
合作比竞争 合作 作比 人 한국어 국어 カナ مُحَمَّد محمد हिन्दी москва Москвы e\u0301 ferr\u0301y
"""
PIECES = _PIECES.split()
JOINTS = ["", " ", " ", " ", "  ", "-", ".", ",", ", ", "'", "’", "“", "?", "_", "\n", "\xa0"]
ODD_JOINTS = ["\u200b", "\u2011", "\0", "\ud800", "\u0301"]
FIELD: dict[Analysis, str] = {"stemmed": "text", "folded": "author", "exact": "lang"}

texts = st.lists(
    st.sampled_from(PIECES) | st.sampled_from(JOINTS) | st.sampled_from(ODD_JOINTS), max_size=30
).map("".join)


@st.composite
def leaves(draw: st.DrawFn) -> Scorable:
    """A leaf of one of the pieces, or of several."""
    analysis = draw(st.sampled_from(list(FIELD)))
    fields = (FIELD[analysis],)
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3))
    found = terms(analysis, " ".join(pieces))
    (printed, *_) = terms("exact" if analysis == "exact" else "folded", pieces[0])
    distance = draw(st.integers(1, 20))
    kinds: list[Scorable] = [
        Term(fields, found[0]),
        Prefix(fields, printed[: draw(st.integers(2, 4))]),
        Fuzzy(fields, draw(st.permutations(printed).map("".join)), min(distance, 2)),
        Phrase(fields, found[:3]),
        Near(fields, found[:3], distance),
        Whole(fields, tuple(pieces), ""),
    ]
    return draw(st.sampled_from(kinds))


@given(leaves(), st.lists(texts, max_size=4))
@example(Term(("text",), "us"), ["The U.S. and us: busy."])
@example(Phrase(("text",), ("digit", "divid")), ["A digital", "divide; digital-divide"])
@example(Near(("text",), ("合作", "ferri"), 3), ["ferry — • — 合作 ferry x x x 合作"])
@example(Term(("text",), "10000"), ["10,000 10000 110,000 10,000.5"])
@example(Near(("text",), ("ferri", "gull"), 3), ["x ferry x x gull", "gull x x ferry", "gull"])
@example(Phrase(("text",), ("fire", "ferri")), ["ﬁre ferry", "fire ferry", "ﬁre. x ferry"])
@example(Fuzzy(("text",), "ferry", 2), ["fer-ry f.e.r.y ferr’s fery's ferrıy fér"])
@example(Fuzzy(("text",), "fire", 1), ["The ﬁre."])
@example(Fuzzy(("text",), "uss", 1), ["The U.S or us."])
def test_candidates_miss_nothing(leaf: Scorable, texts: list[str]) -> None:
    (field,) = leaf.fields
    expected = {
        place: [(span, 7) for span in found]
        for place, text in enumerate(texts)
        if (found := marks(leaf, field, text))
    }
    assert marks_of_texts([(7, marker(leaf))], texts) == expected
    assert [spans(leaf, field, text) for text in texts] == [
        marks(leaf, field, text) for text in texts
    ]


@given(texts)
def test_analysis_never_looks_over_a_blank(text: str) -> None:
    alone: list[tuple[str, int, int]] = []
    offset = 0
    for run in text.split(" "):
        alone += [(term, offset + start, offset + end) for term, start, end in words(run)]
        offset += len(run) + 1
    assert list(words(text)) == alone


ROOTS = st.text("abcdefghijlmnoprstuvwxyz", min_size=1, max_size=8)
_SUFFIXES = """
y s es ed ing ingly edly ly ization ational ation ator alism aliti ality fulness ousness iveness
ivity bility ability ency ancy ably ibly ogy ogist fully lessly icate icity ical ness ative ement
ment ent ion ies ied eed eedly ying ie e er 's
"""
SUFFIXES = _SUFFIXES.split()


@given(ROOTS, st.lists(st.sampled_from(SUFFIXES), max_size=3))
def test_each_word_of_a_stem_begins_like_it(root: str, suffixes: list[str]) -> None:
    word = "".join((root, *suffixes))
    assert word.startswith(beginning(stem(word)))


_IRREGULAR = """
skies skis dying lying tying vying idly gently ugly early only singly sky news howe atlas cosmos
bias andes inning outing canning herring earring evening proceed exceed succeed hoping hopping
capability happy enjoying crying ties cries tied use using age ageing being be is as it us don't
"""
IRREGULAR = _IRREGULAR.split()


@pytest.mark.parametrize("word", IRREGULAR)
def test_each_irregular_word_begins_like_its_stem(word: str) -> None:
    assert word.startswith(beginning(stem(word)))


def test_only_what_the_stemmer_put_is_no_beginning() -> None:
    stems = ["hope", "happi", "capabl", "sky", "die", "day", "local", "govern", "be"]
    assert [beginning(stem) for stem in stems] == [
        "hop",
        "happ",
        "capab",
        "sk",
        "d",
        "day",
        "local",
        "govern",
        "be",
    ]


def test_a_text_is_plain_character_for_character() -> None:
    assert plain("The FERRY") == "the ferry"
    assert plain("“Frédéric’s” Œuvre? 10 m²\xa0合") == "-frederic's- \0uvre! 10 m2 \0"


def test_all_of_windows_1252_is_plain_or_odd_as_analysis_reads_it() -> None:
    for character in bytes(range(256)).decode("cp1252", "ignore"):
        letter = re.fullmatch(r"[^\W_]", character) is not None
        folded = plain(character)
        assert len(folded) == 1
        if folded != "\0":
            assert letter == folded.isalnum(), character
        else:
            assert letter or character == "\0"


def parts(leaf: Scorable, *texts: str) -> list[str]:
    joined = Joined.of(texts)
    return [joined.text[start:end] for start, end in regions_of(leaf)(joined)]


def test_only_words_that_begin_so_are_read() -> None:
    text = "Governments, ungoverned; “govern” governor's 政府 (g.o.v.e.r.n)"
    assert parts(Term(("text",), "govern"), text) == [
        "Governments,",
        "“govern”",
        "governor's",
        "政府",
        "(g.o.v.e.r.n)",
    ]


def test_a_phrase_is_read_where_its_longest_word_has_the_others_beside() -> None:
    phrase = Phrase(("text",), ("the", "digit", "divid"))
    text = "Of the digital, widening divide - or is it the “digital” - (divide) - of one kind."
    assert parts(phrase, text) == ["the “digital” - (divide) - of one"]
    assert parts(phrase, "the digital", "divide") == []


def test_what_stands_in_odd_words_only_is_not_looked_for_in_others() -> None:
    assert parts(Term(("text",), "合作"), "The ferry", "was 合作 late") == ["合作"]
    assert parts(Phrase(("text",), ("ferri", "合作")), "ferry ferry", "the ferry") == []


def test_values_that_are_not_words_are_read_whole() -> None:
    assert parts(Term(("lang",), "en"), "en", "pt br") == ["en", "pt br"]
    assert parts(Whole(("speaker",), ("Ana Ruiz",), ""), "Ana Ruiz") == ["Ana Ruiz"]


HOSTILE = [
    "渡 船 " * 10_000 + "x",
    "the " * 20_000,
    "a.b" * 20_000,
    "- " * 20_000 + "the pilot",
    "1 " * 20_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:8] for text in HOSTILE])
@pytest.mark.parametrize(
    "leaf",
    [
        Phrase(("text",), ("the", "船")),
        Phrase(("text",), ("the", "pilot")),
        Near(("text",), ("1", "2"), 9),
        Fuzzy(("text",), "abab", 1),
        Phrase(("text",), ("the",) * 490),
        Near(("text",), ("the",) * 51, 50),
        Near(("text",), ("1", "2", "3"), 50),
    ],
    ids=lambda leaf: str(leaf)[:30],
)
def test_long_texts_are_read_at_once(leaf: Scorable, text: str) -> None:
    """Work that grows with the square of a text would not end here."""
    assert spans(leaf, "text", text) == marks(leaf, "text", text)


@given(
    st.lists(st.sampled_from("ab"), max_size=30),
    st.lists(st.sampled_from("ab"), min_size=2, max_size=5),
    st.integers(0, 4),
)
def test_terms_that_repeat_themselves_are_marked_wherever_they_stand(
    words: list[str], terms: list[str], more: int
) -> None:
    text, many = " ".join(words), len(terms)
    runs = [at for at in range(len(words)) if words[at : at + many] == terms]
    found = marks(Phrase(("text",), tuple(terms)), "text", text)
    assert found == [(2 * at, 2 * (at + many) - 1) for at in runs]
    distance = many - 1 + more
    windows = [range(at, min(at + distance + 1, len(words))) for at in range(len(words))]
    full = [w for w in windows if not Counter(terms) - Counter(words[at] for at in w)]
    near = {at for w in full for at in w if words[at] in terms}
    found = marks(Near(("text",), tuple(terms), distance), "text", text)
    assert found == [(2 * at, 2 * at + 1) for at in sorted(near)]


def test_every_analysis_has_a_field_here() -> None:
    assert {FIELDS[field].analysis: field for field in FIELD.values()} == FIELD
    assert set(FIELD) == set(ANALYZERS)


def test_spans_are_marked_in_each_text_apart() -> None:
    wanted = [(0, marker(Term(("text",), "ferri"))), (3, marker(Prefix(("text",), "pi")))]
    found: dict[int, list[tuple[Span, int]]] = {
        0: [((4, 9), 0)],
        2: [((0, 4), 3), ((7, 14), 0)],
    }
    assert marks_of_texts(wanted, ["The ferry", "gull", "Pier & ferries."]) == found


LONG_TEXT = "gull gull-cote " * 30_000


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["The ferry.", LONG_TEXT, "A ferry."], {0: 1}),
        ([LONG_TEXT, "The ferry.", "A ferry.", LONG_TEXT, "ferries"], {1: 1, 2: 1}),
        ([LONG_TEXT + "ferry " + LONG_TEXT + "ferry"], {0: 1}),
        ([LONG_TEXT.replace(" ", "-") + "-ferry ferry"], {0: 2}),
        ([LONG_TEXT], {}),
        ([], {}),
    ],
)
def test_of_long_texts_those_that_match_first_are_marked(
    texts: list[str], places: dict[int, int]
) -> None:
    leaf = Term(("text",), "ferri")
    found = first_marks_of_texts([(7, marker(leaf))], texts)
    assert {place: len(several) for place, several in found.items()} == places
    for place, several in found.items():
        assert {texts[place][start:end] for (start, end), _ in several} <= {"ferry", "ferries"}


@pytest.mark.parametrize("before", range(199_900, 200_100, 7))
def test_no_match_is_lost_where_long_texts_are_parted(before: int) -> None:
    text = f"{LONG_TEXT[: before - 1]} fast ferry {LONG_TEXT}"
    leaf = Phrase(("text",), ("fast", "ferri"))
    found = first_marks_of_texts([(7, marker(leaf))], [text])
    assert found == {0: [((before, before + 10), 7)]}
