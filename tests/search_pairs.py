"""Texts, what somebody looks for in them, and whether it is found: for pages and the edition."""

PAIRS = (
    # Accents, capitals, ligatures, signs of a word processor.
    ("In custody until a decision", "CUSTODY decision", True),
    ("In custody until a decision", "custody prison", False),
    ("Détention de témoins à l’étranger", "temoins detention l'etranger", True),
    ("Detention de temoins", "détention témoins", True),
    ("Main-d’œuvre et sœurs", "oeuvre SŒUR", True),
    ("Niñas y niños", "ninas NIÑOS", True),
    ("Straße nach Łódź", "STRASSE lodz", True),
    ("Дело, в котором её освободили", "ДЕЛО ее", True),
    ("Дело", "дела", False),
    ("half\u00adway \u2068Aland\u2069", "halfway aland", True),
    # Arabic: forms of alef, ya and ta marbuta, vowel signs, tatweel, the article, other digits.
    ("الإتّجار بالأشخاص", "الاتجار بالاشخاص", True),
    ("مُصادَرة الأصول", "مصادره الاصول", True),
    ("عدد الضحايا", "ضحـــايا", True),
    ("ضحايا معترف بهم", "الضحايا", True),
    ("مستشفى", "مستشفي", True),
    ("12 قضية", "١٢ قضية", True),
    ("عدد الضحايا", "قضية", False),
    # Chinese: several words without spaces, other letters between, wide letters.
    ("人口贩运案件中被定罪的人", "人口贩运定罪", True),
    ("人口贩运案件中被定罪的人", "贩运 定罪", True),
    ("人口贩运案件中被定罪的人", "没收", False),
    ("人口贩运案件中被定罪的人", "人口没收", False),
    ("N01 人口贩运", "Ｎ０１人口", True),
    ("人口", "人", True),
    ("", "人", False),
)
