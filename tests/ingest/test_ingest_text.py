"""From bytes to clean text: decoding, cleaning, language; captions and datelines as printed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from searchkit.article import Caption
from searchkit.ingest.cleaning import clean, shortened
from searchkit.ingest.decoding import Decoded, decode, is_binary
from searchkit.ingest.printed.credits import marked_caption
from searchkit.ingest.printed.datelines import Dateline, dateline_of
from searchkit.ingest.printed.languages import language_of, language_tag


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


# "The ministers met in the harbour and agreed on a plan", and what they said of it.
SENTENCES = {
    "en": "She said nothing about the money that the harbour had lost.",
    "de": "Die Minister trafen sich im Hafen und einigten sich auf einen Plan.",
    "fr": "Les ministres se sont réunis au port et ont adopté un plan.",
    "es": "Los ministros se reunieron en el puerto y acordaron un plan.",
    "ca": "Els ministres es van reunir al port i van acordar un pla.",
    "it": "I ministri si sono riuniti nel porto e hanno approvato un piano.",
    "pt": "Ela não disse nada sobre o dinheiro que o porto perdeu.",
    "nl": "De ministers kwamen bijeen in de haven en werden het eens over een plan.",
    "sv": "Ministrarna möttes i hamnen och enades om en plan.",
    "da": "Ministrene mødtes i havnen og blev enige om en plan.",
    "no": "Ministrene møttes i havna og ble enige om en plan.",
    "is": "Ráðherrarnir hittust í höfninni og komust að samkomulagi um áætlun.",
    "fi": "Hän ei sanonut mitään rahasta, mutta satama on auki.",
    "et": "Ta ei öelnud rahast midagi, aga sadam on nüüd lahti ja see on hea.",
    "lv": "Ministri tikās ostā un vienojās par plānu.",
    "lt": "Ministrai susitiko uoste ir sutarė dėl plano.",
    "pl": "Ministrowie spotkali się w porcie i uzgodnili plan.",
    "cs": "Ministři se sešli v přístavu a dohodli se na plánu.",
    "sk": "Ministri sa stretli v prístave a dohodli sa na pláne.",
    "sl": "Ministri so se sestali v pristanišču in se dogovorili o načrtu.",
    "hr": "Ministri su se sastali u luci i dogovorili plan.",
    "hu": "A pénzről semmit sem mondott, de a kikötő nyitva van.",
    "ro": "Miniștrii s-au întâlnit în port și au convenit asupra unui plan.",
    "tr": "Bakanlar limanda buluştu ve bir plan üzerinde anlaştı.",
    "id": "Para menteri bertemu di pelabuhan dan menyepakati sebuah rencana.",
    "vi": "Các bộ trưởng gặp nhau tại cảng và nhất trí về một kế hoạch.",
    "sw": "Mawaziri walikutana bandarini na kukubaliana kuhusu mpango wa bandari ya kisiwa.",
    "ru": "Министры встретились в порту и договорились о плане.",
    "uk": "Міністри зустрілися в порту і домовилися про план.",
    "bg": "За пари тя не каза нищо, но планът е готов.",
    "sr": "Министри су се састали у луци и договорили се о плану.",
    "ar": "المياه ترتفع أسرع من المتوقع، بحسب قباطنة الموانئ.",
    "fa": "وزیران در بندر دیدار کردند و بر سر یک برنامه به توافق رسیدند.",
    "ur": "وزراء نے بندرگاہ میں ملاقات کی اور ایک منصوبے پر اتفاق کیا۔",
    "hi": "मंत्री बंदरगाह में मिले और एक योजना पर सहमत हुए।",
    "bn": "মন্ত্রীরা বন্দরে মিলিত হয়ে একটি পরিকল্পনায় সম্মত হন।",
    "ta": "அமைச்சர்கள் துறைமுகத்தில் சந்தித்து ஒரு திட்டத்திற்கு ஒப்புக்கொண்டனர்.",
    "el": "Οι υπουργοί συναντήθηκαν στο λιμάνι και συμφώνησαν σε ένα σχέδιο.",
    "he": "השרים נפגשו בנמל והסכימו על תוכנית.",
    "th": "รัฐมนตรีพบกันที่ท่าเรือและตกลงแผนงาน",
    "ko": "장관들은 항구에서 만나 계획에 합의했다.",
    "ja": "閣僚らは港で会合し、計画に合意した。",
    "ka": "მინისტრები ნავსადგურში შეხვდნენ და გეგმაზე შეთანხმდნენ.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_language_of_a_sentence(language: str) -> None:
    assert language_of(SENTENCES[language]) == language


def test_a_language_of_a_few_words_is_the_declared_one() -> None:
    assert language_of("Vatnið hækkar hraðar en búist var við.", "is-IS") == "is"
    assert language_of("Tide gauges stay open all night", "en") == "en"


def test_a_language_without_a_list_may_be_declared() -> None:
    assert language_of("Cyfarfu'r gweinidogion yn yr harbwr a chytuno ar gynllun.", "cy") == "cy"


def test_language_by_model_where_words_say_nothing() -> None:
    text = "Tá an t-uisce ag ardú níos tapúla ná mar a bhíothas ag súil leis, a deir na captaein."
    assert language_of(text) == "ga"


def test_the_model_stays_away_where_words_settle_it() -> None:
    program = f"""
import sys
from searchkit.ingest.printed.languages import language_of
print([language_of(text) for text in {list(SENTENCES.values())}] == {list(SENTENCES)})
print("py3langid" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "A crane of Ternholm. Photo: A. Lind. Styling: B. Moor. Make-up: C. Roe",
            Caption("A crane of Ternholm.", "A. Lind. Styling: B. Moor. Make-up: C. Roe"),
        ),
        (
            "A ferry leaves the harbour of Vellmar. (AP Photo/Jan Lind)",
            Caption("A ferry leaves the harbour of Vellmar.", "AP Photo/Jan Lind"),
        ),
        (
            "A ferry leaves the harbour of Vellmar (Reuters/Jan Lind)",
            Caption("A ferry leaves the harbour of Vellmar", "Reuters/Jan Lind"),
        ),
        (
            "Divers at work. [Photo provided to EPN]",
            Caption("Divers at work.", "EPN"),
        ),
        ("Divers at work © Mara Okello", Caption("Divers at work", "Mara Okello")),
        ("Divers at work. Copyright: Mara Okello", Caption("Divers at work.", "Mara Okello")),
        # Two agencies sign a report; a law is not a credit, nor the third of three points.
        ("The ministers will meet again in May. (AFP/dpa)", None),
        ("The ports have sued each other over tables that are under copyright law.", None),
        ("They want (a) a gauge, (b) a keeper and (c) a table that all can read.", None),
        (
            "The plan has a name. Photo: the tides that nobody has seen will be seen by all of us",
            None,
        ),
    ],
)
def test_marked_caption(line: str, expected: Caption | None) -> None:
    assert marked_caption(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(Reuters) - Seven ports", Dateline(None, None, "Reuters")),
        ("AFP - Seven ports", Dateline(None, None, "AFP")),
        ("新华社里斯本5月14日电 部长们在港口会面。", Dateline("里斯本", None, "新华社")),
        ("【里斯本共同】閣僚らは港で会合した。", Dateline("里斯本", None, "共同")),
        ("【リスボン＝山田花子】閣僚らは港で会合した。", Dateline("リスボン", None, None)),
        ("(서울=연합뉴스) 장관들은 항구에서 만났다.", Dateline("서울", None, "연합뉴스")),
        ("【速報】閣僚らは港で会合した。", None),
        ("(in May) - Seven ports", None),
    ],
)
def test_datelines_of_agencies(text: str, expected: Dateline | None) -> None:
    assert dateline_of(text) == expected
