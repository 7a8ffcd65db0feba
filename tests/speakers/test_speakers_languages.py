"""Direct speech in other languages: quotations with the name beside the verb."""

from __future__ import annotations

import pytest

from searchkit.speakers import quotes_in

TEXTS: dict[str, tuple[list[str], list[tuple[str | None, str]]]] = {
    "es": (
        [
            "«El puerto estará listo en marzo», dijo Ana Ruiz, directora del Instituto Polar. "
            "«No habrá más retrasos», añadió.",
            "El ministro Pedro Salas afirmó: «Los puertos pequeños son la base de todo». La feria "
            "se llama «Mares Vivos» y dura tres días.",
            "“Queremos barcos eléctricos”, explicó la directora del Instituto Polar, Ana Ruiz.",
        ],
        [
            ("Ana Ruiz", "El puerto estará listo en marzo"),
            ("Ana Ruiz", "No habrá más retrasos"),
            ("Pedro Salas", "Los puertos pequeños son la base de todo"),
            ("Ana Ruiz", "Queremos barcos eléctricos"),
        ],
    ),
    "fr": (
        [
            "« Le port sera prêt en mars », a déclaré Claire Morel, directrice de l'Institut "
            "polaire. « Il n'y aura pas de retard », a-t-elle ajouté.",
            "Le ministre Paul Garnier a affirmé : « Les petits ports sont la base de tout. » Le "
            "salon « Mers vivantes » dure trois jours.",
            "« Nous voulons des navires électriques », explique Morel.",
        ],
        [
            ("Claire Morel", "Le port sera prêt en mars"),
            ("Claire Morel", "Il n'y aura pas de retard"),
            ("Paul Garnier", "Les petits ports sont la base de tout."),
            ("Claire Morel", "Nous voulons des navires électriques"),
        ],
    ),
    "de": (
        [
            "„Der Hafen wird im März fertig sein“, sagte Anna Weber, Direktorin des "
            "Polarinstituts. „Es gibt keine Verzögerungen“, ergänzte sie.",
            "Umweltminister Jonas Krüger erklärte: „Die kleinen Häfen sind die Grundlage von "
            "allem.“ Die Messe „Lebendige Meere“ dauert drei Tage.",
            "„Wir wollen elektrische Schiffe“, so Weber.",
        ],
        [
            ("Anna Weber", "Der Hafen wird im März fertig sein"),
            ("Anna Weber", "Es gibt keine Verzögerungen"),
            ("Jonas Krüger", "Die kleinen Häfen sind die Grundlage von allem."),
            ("Anna Weber", "Wir wollen elektrische Schiffe"),
        ],
    ),
    "ar": (
        [
            "قال وزير البيئة سامي حداد: «سيكون الميناء جاهزا في مارس». "
            "وأضاف: «لن يكون هناك تأخير».",
            "«نريد سفنا كهربائية»، قالت ليلى منصور في المؤتمر. يستمر معرض «بحار حية» ثلاثة أيام.",
        ],
        [
            ("سامي حداد", "سيكون الميناء جاهزا في مارس"),
            ("سامي حداد", "لن يكون هناك تأخير"),
            ("ليلى منصور", "نريد سفنا كهربائية"),
        ],
    ),
    "zh": (
        [
            "海洋研究所所长李明在论坛上表示：“港口将在三月完工。”他还说：“不会再有延误。”",
            "“我们希望船只都用电。”王芳说。展会以“活力海洋”为主题，为期三天。",
        ],
        [
            ("李明", "港口将在三月完工。"),
            ("李明", "不会再有延误。"),
            ("王芳", "我们希望船只都用电。"),
        ],
    ),
}


@pytest.mark.parametrize("code", TEXTS)
def test_direct_speech_has_its_speaker_and_titles_have_none(code: str) -> None:
    paragraphs, expected = TEXTS[code]
    quotes = quotes_in(paragraphs)
    assert [(quote.speaker, quote.text) for quote in quotes] == expected
    assert {quote.kind for quote in quotes} == {"direct"}
    assert {quote.rule.partition("/")[0] for quote in quotes} == {code}
