"""Words that sources use for codes and for the roles of persons, in the languages of exports."""

import re
import unicodedata
from collections.abc import Collection, Mapping

# By code, words for it in en, fr, es, pt, de, it, ru and tr. Some words are less exact than any
# code of the record model ("convicted", but of what?): the draft then asks.
_WORDS = {
    "yes": "y, true, t, 1, oui, si, sim, ja, да, evet",
    "no": "n, false, 0, non, não, nein, нет, hayır",
    "unknown": "na, n a, not known, not recorded, missing, none stated, inconnu, inconnue,"
    " desconocido, desconocida, desconhecido, unbekannt, sconosciuto, неизвестно, bilinmiyor",
    "other": "otro, otra, otros, autre, autres, outro, outros, sonstiges, sonstige, altro, altri,"
    " другое, иное, diğer",
    "female": "f, w, woman, female_, femme, mujer, mulher, frau, donna, femenino, feminino,"
    " feminin,"
    " féminin, weiblich, femminile, ж, женский, kadın",
    "male": "m, h, man, homme, hombre, homem, mann, uomo, masculino, masculin, männlich, maschile,"
    " м, мужской, erkek",
    "child": "minor, juvenile, under 18, mineur, mineure, enfant, menor, menor de edad, niño, niña,"
    " criança, minderjährig, kind, minorenne, несовершеннолетний, несовершеннолетняя, çocuk",
    "adult": "majeur, majeure, adulte, adulto, adulta, mayor, mayor de edad, maior, erwachsen,"
    " volljährig, maggiorenne, взрослый, yetişkin",
    "natural": "person, individual, natural person, personne physique, persona física,"
    " persona natural, pessoa física, natürliche person, persona fisica, физическое лицо,"
    " gerçek kişi",
    "legal": "company, legal person, corporate, personne morale, société, persona jurídica,"
    " empresa,"
    " pessoa jurídica, juristische person, persona giuridica, юридическое лицо, tüzel kişi",
    "convicted": "guilty, found guilty, conviction, condamné, condamnée, condamnation, coupable,"
    " condenado, condenada, condena, condenatoria, sentencia condenatoria, condenação, verurteilt,"
    " schuldspruch, condannato, condannata, condanna, осужден, осуждена, mahkum, mahkumiyet",
    "acquitted": "not guilty, acquittal, relaxe, relaxé, relaxée, acquitté, acquittée,"
    " acquittement,"
    " absuelto, absuelta, absolución, absolutoria, sentencia absolutoria, absolvido, absolvida,"
    " absolvição, freispruch, freigesprochen, assolto, assolta, assoluzione, оправдан, оправдана,"
    " beraat",
    "discontinued": "dismissed, non-lieu, classé sans suite, classement sans suite, sobreseído,"
    " sobreseída, sobreseimiento, archivado, archivada, arquivado, arquivamento, eingestellt,"
    " einstellung, archiviato, archiviazione, non luogo a procedere, прекращено, дело прекращено,"
    " takipsizlik, düşme",
    "pending": "ongoing, en cours, en instance, en attente, en curso, en trámite, pendiente,"
    " em curso, em andamento, pendente, anhängig, laufend, in corso, в производстве,"
    " на рассмотрении, derdest, devam ediyor",
    "custody": "prison, imprisonment, jail, emprisonnement, prison ferme, réclusion, prisión,"
    " pena de prisión, prisão, pena de prisão, reclusão, freiheitsstrafe, reclusione,"
    " лишение свободы,"
    " hapis, hapis cezası",
    "suspended_custody": "suspended, suspended sentence, sursis, prison avec sursis,"
    " emprisonnement avec sursis, prisión suspendida, pena suspendida, pena suspensa,"
    " freiheitsstrafe auf bewährung, pena sospesa, условно, условное осуждение",
    "life": "life imprisonment, perpétuité, réclusion criminelle à perpétuité, cadena perpetua,"
    " prisión perpetua, prisão perpétua, lebenslang, lebenslange freiheitsstrafe, ergastolo,"
    " пожизненное лишение свободы, müebbet, müebbet hapis",
    "fine": "amende, multa, geldstrafe, ammenda, штраф, para cezası, adli para cezası",
    "granted": "accordé, accordée, concedido, concedida, stattgegeben, accolto, удовлетворено",
    "refused": "rejeté, rejetée, denegado, denegada, rechazado, rechazada, indeferido, abgewiesen,"
    " respinto, rigettato, отказано, reddedildi",
    "trafficking": "human trafficking, trafficking in persons, traite, traite des êtres humains,"
    " trata, trata de personas, tráfico de pessoas, menschenhandel, tratta, tratta di persone,"
    " торговля людьми, insan ticareti",
    "sexual_exploitation": "exploitation sexuelle, explotación sexual, exploração sexual,"
    " sexuelle ausbeutung, sfruttamento sessuale, сексуальная эксплуатация, cinsel sömürü",
    "forced_labour": "forced labor, travail forcé, trabajo forzoso, trabajo forzado,"
    " trabalho forçado, zwangsarbeit, lavoro forzato, принудительный труд, zorla çalıştırma",
    "frozen": "seized, seizure, restrained, saisi, saisie, gelé, gelée, incautado, incautada,"
    " incautación, embargado, embargada, apreendido, apreendida, apreensão, beschlagnahmt,"
    " beschlagnahme, sequestrato, sequestrata, арестовано, изъято, el konuldu",
    "confiscated": "confiscation, forfeited, forfeit, forfeiture, confisqué, confisquée,"
    " confiscado, confiscada, confiscación, decomiso, decomisado, decomisada, comiso, confisco,"
    " perdimento, eingezogen, einziehung, confiscato, confiscata, confisca, конфисковано,"
    " конфискация, müsadere, müsadere edildi",
    "realised": "realized, sold, auctioned, vendu, vendue, vendido, vendida, subastado, subastada,"
    " leiloado, leiloada, verkauft, versteigert, venduto, venduta, продано, satıldı",
    "returned": "given back, returned to owner, rendu, rendue, restitué, restituée, devuelto,"
    " devuelta, devolución, devolvido, devolvida, devolução, zurückgegeben, restituito, restituita,"
    " возвращено, iade, iade edildi",
    "to_victims": "returned to victim, returned to victims, paid to victim, paid to victims,"
    " remis aux victimes, entregado a la víctima, entregado a las víctimas",
    "cash": "efectivo, dinero, espèces, bargeld, dinheiro, currency",
    "vehicle": "vehículo, véhicule, fahrzeug, veículo, car",
    "real_estate": "inmueble, immeuble, imóvel, immobilie, house, land",
    "account": "cuenta, compte, conta, konto, bank account",
}
# In ar, de, en, es, fr, mn, pt, ru, tr and zh.
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
# In scripts without spaces between words, a word has at least two characters.
_SHORTEST_WITHIN = 2
_LATEST_ALPHABET = "\u2e80"


def ascii_name(text: str) -> str:
    """Return a name in lower-case ASCII, with underscores between words and at capitals."""
    unaccented = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    divided = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unaccented)
    return re.sub(r"[^a-z0-9]+", "_", divided.lower()).strip("_")


def normalize_word(value: str) -> str:
    """Return a text in lower case without accents, with underscores between words; any script."""
    marked = unicodedata.normalize("NFKD", value.replace("ı", "i"))
    letters = "".join(sign for sign in marked if not unicodedata.combining(sign))
    divided = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", letters)
    return re.sub(r"[\W_]+", "_", divided.casefold()).strip("_")


def _words(text: str) -> frozenset[str]:
    return frozenset(word for part in text.split(",") if (word := normalize_word(part.strip())))


CODE_WORDS: Mapping[str, str] = {
    normalize_word(word): code for code, words in _WORDS.items() for word in words.split(",")
}


ACCUSED, VICTIMS, OTHERS = _words(_ACCUSED), _words(_VICTIMS), _words(_OTHERS)


ROLE_WORDS = ACCUSED | VICTIMS | OTHERS


# Words that also describe things, so in a column name they do not prove a role.
_OF_THINGS = _words(
    "suspected, indicted, ré, fail, investigado, investigada, denunciado, denunciada, ofendido,"
    " ofendida"
)


def matches_word(text: str, words: Collection[str], *, whole: bool) -> bool:
    """Whether a text is one of the words or its plural; with `whole` false, whether it has one.

    `Victim's sex` has one.
    """
    word = normalize_word(text)
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
