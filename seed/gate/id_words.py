"""Which ids are codes: numbers, random digits and short marks, but no word and no docket."""

import polars as pl

from seed.gate import chance, random_ids, spelled

# Three letters in a row, which are no prefix and not hexadecimal, are a word. So are two with a
# vowel, as in Li, and Ng: marks of registers, such as HT and CR, have none.
WORD = "^(?:[a-z]{3,}|[aeiouy][a-z]|[a-z][aeiouy]|ng)$"
# A prefix is common to so large a part of a column's different ids.
COMMON = 0.5
# A surname is common to a column too, where one family stands in it: beyond so many different ids
# behind the same letters it is the sender's mark. Below that, only the known prefixes are taken,
# and a single letter.
FEWEST_BEHIND_A_PREFIX, FEWEST_BEHIND_A_LETTER = 20, 3
# What records and their papers are called: in front of a number this tells of nobody.
OF_PAPERS = """
    case cases file dossier ref row rec record num person suspect defendant def accused offender
    victim vic claim charge count asset item inv rpt inc network award joint request req inspection
    disclosure payment pay sanction evidence office court region circuit team batch test id no
"""
PREFIXES = frozenset(OF_PAPERS.split())
# A single sign of these scripts is a name already; of others it may be a slip of the keyboard.
BEYOND = r"[\p{L}&&[^A-Za-z]]"
FOREIGN = (
    r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]"
    rf"|{BEYOND}{{2}}|[A-Za-z]{{2}}{BEYOND}|{BEYOND}[A-Za-z]{{2}}"
)
# A row of sums has this for its id; the row is refused for what it lacks.
TOTALS = frozenset({"total", "totals"})
# Prefixes of two parts stand in front of numbers too: USA-CASE-001.
MOST_PREFIXES = 4
# Shorter runs of a to f and digits are too often a name with a number, such as Ada1.
FEWEST_HEXADECIMAL = 5
# From here on a run of letters from a to f alone is chance in a column of hexadecimal ids: no name
# is made of them.
LONGER_THAN_NAMES = 8
# Of shorter ones this share of the digits is letters, and so improbable a number of ids no chance.
LETTERS_OF_HEX, NO_CHANCE = 6 / 16, 0.02
# MD5, UUID and our own pseudonyms; SHA-1; SHA-256.
HASHES = (32, 40, 64)
# More dockets than that among a column's different ids are no chance.
BY_CHANCE = 0.2
YEAR = "(?:19|20)[0-9]{2}"
MARK = "(?:[a-z]{1,2}|cri|crim|crl|misc)"
# Behind the number stand parts and initials, and no word: registers write the surname there too.
BEHIND = "(?:[._-](?:[a-z]{0,2}[0-9]{1,4})*[a-z]{0,2})*"
DOCKET = (
    rf"(?i)^(?:[0-9]{{1,2}}[._-])?"
    rf"(?:{YEAR}[._-]?{MARK}[._-]?|[0-9]{{2}}[._-]{MARK}[._-]|{MARK}[._-]?{YEAR}[._-]?)"
    rf"[0-9]{{2,7}}{BEHIND}$"
)


def words(ids: pl.Series) -> pl.Series:
    """For each id whether it is, or holds, a word; NULL counts as no.

    An id without any digit is a word, one of a to f too, unless it is a single letter: Li and Abba
    are names. So is one with letters beyond A to Z, one of initials, and one that spells a word in
    digits. Ids drawn at random have words by chance alone.
    """
    if not _may_be_words(ids).any():
        return _none(ids)
    every = _parts(ids)
    hexadecimal = _hexadecimal(every)
    drawn = random_ids.drawn(every["id"])
    strange = _foreign(every["id"])
    bare = ~every["id"].str.contains("[0-9]") & every["id"].str.contains(r"\p{L}.*\p{L}")
    bare &= ~every["id"].str.to_lowercase().str.strip_chars(" .:;").is_in(list(TOTALS))
    bare &= ~(hexadecimal & _by_chance(every["rest"], hexadecimal))
    others = every.filter(~hexadecimal & ~drawn)
    lettered = others.filter(pl.col("rest").str.contains("[A-Za-z]{2}"))
    return _back(
        ids,
        [
            every["id"].filter(strange | (bare & ~drawn)),
            every["id"].filter(spelled.in_hexadecimal(every["rest"])),
            others["id"].filter(spelled.in_other_signs(others["rest"], PREFIXES)),
            lettered["id"].filter(_have_words(lettered["rest"])),
        ],
    )


def dockets(ids: pl.Series) -> pl.Series:
    """For each id whether it is written like a court's docket, where more are so than by chance."""
    if not ids.str.contains(DOCKET).any():
        return _none(ids)
    every = _parts(ids)
    is_docket = every["id"].str.contains(DOCKET) & ~_hexadecimal(every)
    if is_docket.sum() <= BY_CHANCE * max(1, is_docket.len()):
        return _none(ids)
    return _back(ids, [every["id"].filter(is_docket)])


def _may_be_words(ids: pl.Series) -> pl.Series:
    """A quick look, which most columns end with: two letters, no digit, letters of hexadecimal."""
    lettered = ids.str.contains("[A-Za-z].*[A-Za-z]|^[0-9][A-Za-z][0-9]$") | ~ids.str.contains(
        "[0-9]"
    )
    foreign = ids.str.len_bytes() > ids.str.len_chars()
    return lettered | foreign | spelled.may_be_in_hexadecimal(ids)


def _none(ids: pl.Series) -> pl.Series:
    return pl.repeat(value=False, n=ids.len(), eager=True)


def _parts(ids: pl.Series) -> pl.DataFrame:
    """The different ids, and what is behind their common prefix: `id` and `rest`."""
    rest = ids.drop_nulls().unique(maintain_order=True)
    every = pl.DataFrame({"id": rest})
    # What begins a hexadecimal id is no prefix of it, unless a sign is between.
    whole = rest.str.contains("^[0-9a-fA-F._-]*[0-9][0-9a-fA-F._-]*$")
    whole &= ~rest.str.contains("^[A-Za-z]+[._-]")
    for _ in range(MOST_PREFIXES):
        tokens = rest.set(whole, None).str.extract("^([A-Za-z]+)").str.to_lowercase()
        known = tokens.is_in(_prefixes(tokens, rest.len()))
        if not known.any():
            break
        rest = rest.zip_with(
            ~known.fill_null(value=False), rest.str.replace("^[A-Za-z]+[._-]*", "")
        )
    return every.with_columns(rest.alias("rest"))


def _prefixes(tokens: pl.Series, height: int) -> list[str]:
    """The known prefixes, and the one that is common to enough of the ids."""
    counted = tokens.drop_nulls().value_counts(sort=True, name="ids").head(1)
    common = [
        token
        for token, number in counted.iter_rows()
        if number
        >= max(
            FEWEST_BEHIND_A_LETTER if len(token) == 1 else FEWEST_BEHIND_A_PREFIX, COMMON * height
        )
    ]
    return [*PREFIXES, *common]


def _foreign(ids: pl.Series) -> pl.Series:
    beyond = ids.str.len_bytes() > ids.str.len_chars()
    return beyond & ids.zip_with(beyond, pl.Series([""])).str.contains(FOREIGN)


def _have_words(rests: pl.Series) -> pl.Series:
    """Whether a part between signs and digits is a word; those that name papers are none."""
    parts = rests.str.to_lowercase().str.extract_all("[a-z]{2,}")
    known = pl.element().is_in([*PREFIXES, *TOTALS])
    return parts.list.eval(pl.element().str.contains(WORD) & ~known).list.any()


def _hexadecimal(every: pl.DataFrame) -> pl.Series:
    """Whether an id is hexadecimal behind its prefix.

    The column must show it, since names are made of a to f too: half of its ids have the same
    length, and digits before letters. A hash shows it alone, by its length.
    """
    compact = every["rest"].str.replace_all("[._-]", "")
    of_digits = compact.str.contains("^(?:[0-9a-f]+|[0-9A-F]+)$")
    length = compact.str.len_chars()
    mingled = of_digits & compact.str.contains("[0-9].*[A-Fa-f]")
    hashed = of_digits & length.is_in(HASHES) & compact.str.contains("[0-9]")
    lengths = length.filter(mingled & (length >= FEWEST_HEXADECIMAL)).value_counts(sort=True)
    shown = [one for one, number in lengths.iter_rows() if number >= COMMON * every.height]
    return hashed | (of_digits & length.is_in(shown))


def _by_chance(rests: pl.Series, hexadecimal: pl.Series) -> pl.Series:
    """Whether hexadecimal digits may be letters alone: as long ones, and as few as by chance."""
    lettered = rests.filter(hexadecimal & ~rests.str.contains("[0-9]"))
    if not lettered.len():
        return rests.is_null()
    shortest = int(lettered.str.len_chars().min())  # type: ignore[arg-type]
    chances = chance.of_so_many(lettered.len(), int(hexadecimal.sum()), LETTERS_OF_HEX**shortest)
    return (rests.str.len_chars() >= LONGER_THAN_NAMES) | pl.Series([chances >= NO_CHANCE])


def _back(ids: pl.Series, chosen: list[pl.Series]) -> pl.Series:
    """For each id whether it is among those chosen."""
    return ids.is_in(pl.concat(chosen).implode()).fill_null(value=False)
