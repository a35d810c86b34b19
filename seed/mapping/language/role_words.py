"""Words for who somebody is in a case: accused, victim, or neither, in the languages of exports."""

from collections.abc import Collection

from seed.mapping.language.code_words import word_of

# Of ar, de, en, es, fr, mn, pt, ru, tr and zh.
_ACCUSED = """
    accused, defendant, def, deft, suspect, suspected, offender, perpetrator, indicted,
    acusado, acusada, imputado, imputada, procesado, procesada, sindicado, sindicada, indiciado,
    indiciada, inculpado, inculpada, investigado, investigada, denunciado, denunciada, sospechoso,
    sospechosa, victimario, victimaria, condenado, condenada,
    accusé, accusée, prévenu, prévenue, inculpé, inculpée, mis en cause, mise en cause,
    mis en examen, mise en examen, suspecte,
    réu, ré, suspeito, suspeita, arguido, arguida,
    angeklagter, angeklagte, beschuldigter, beschuldigte, tatverdächtiger, tatverdächtige,
    verdächtiger, verdächtige, täter, täterin,
    обвиняемый, обвиняемая, подсудимый, подсудимая, подозреваемый, подозреваемая, осужденный,
    осужденная, sanık, şüpheli, fail, hükümlü,
    被告, 被告人, 嫌疑人, 犯罪嫌疑人, 嫌犯,
    متهم, متهمة, المتهم, المتهمة, مشتبه به, المشتبه به, مدعى عليه, المدعى عليه,
    яллагдагч, шүүгдэгч, сэжигтэн, ялтан
"""
_VICTIMS = """
    victim, survivor, injured party, víctima, damnificado, damnificada, ofendido, ofendida, victime,
    partie civile, vítima, opfer, geschädigter, geschädigte, verletzter, verletzte,
    потерпевший, потерпевшая, жертва, mağdur, müşteki mağdur,
    被害人, 受害人, 受害者, ضحية, الضحية, مجني عليه, المجني عليه, المجني عليها, хохирогч
"""
_OTHERS = """
    witness, bystander, complainant, caller, informant, reporting person, relative, family member,
    testigo, denunciante, llamante, consultante, familiar, informante, querellante,
    témoin, plaignant, plaignante, appelant, appelante, proche,
    testemunha, queixoso, queixosa, comunicante, parente,
    zeuge, zeugin, anrufer, anruferin, anzeigeerstatter, angehöriger, angehörige,
    свидетель, заявитель, заявительница, родственник, tanık, şikayetçi, müşteki, ihbarcı, yakını,
    证人, 举报人, 报案人, 亲属, شاهد, شاهدة, الشاهد, مبلغ, المبلغ, قريب,
    гэрч, мэдээлэгч, өргөдөл гаргагч
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(word for part in text.split(",") if (word := word_of(part.strip())))


ACCUSED, VICTIMS, OTHERS = _words(_ACCUSED), _words(_VICTIMS), _words(_OTHERS)
ROLE_WORDS = ACCUSED | VICTIMS | OTHERS
# They are said of things too, and prove nothing where they stand in a name: what was denounced.
_OF_THINGS = _words(
    "suspected, indicted, ré, fail, investigado, investigada, denunciado, denunciada, ofendido,"
    " ofendida"
)
# Where no blank parts words, two signs are one.
_SHORTEST_WITHIN = 2
_LATEST_ALPHABET = "\u2e80"


def is_word_of(text: str, words: Collection[str], *, whole: bool) -> bool:
    """Whether a text is one of the words, or with `whole` false has one: `Victim's sex`.

    One of several is meant as one: `victims`.
    """
    word = word_of(text)
    if whole and (word in words or word.removesuffix("s") in words):
        return True
    if whole:
        return False
    words = frozenset(words) - _OF_THINGS
    parts = word.split("_")
    if any(part in words or part.removesuffix("s") in words for part in parts):
        return True
    return any(
        one in word
        for one in words
        if "_" in one or (len(one) >= _SHORTEST_WITHIN and one >= _LATEST_ALPHABET)
    )
