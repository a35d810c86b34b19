"""Texts of a page that no catalogue has: what stands outside ⟦ ⟧ when it speaks en-XA.

`python -m tests.untranslated [PAGE...]` prints them for pages over the database that
PROSECUTION_QUALITY_DATABASE names.
"""

import calendar
import html
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from dashboard.pages import all_pages
from schemas import language, tables, vocabulary
from tests import translations
from tests.compare_checkouts import collect

XA = "en-XA"
# Fields of an element that name something for the program.
UNREAD = re.compile(
    r"^(src|id|key|type|url_path|urlPathname|pageScriptHash|href|name|file|icon|format|section"
    r"|position|variant|language|languageQuery|lang|dir|direction|field|jsonArg|data-\w+|accept|fileUrl|page|person|hash|mainScript\w*)$"
)
# Markup but for its text and the attributes that are read out or shown.
SPOKEN = re.compile(r"\b(?:alt|aria-label|title|placeholder)=\"([^\"]*)\"")
TAGS = re.compile(r"<[^>]*>")
# A tip stands within a text, also within a message.
TIPS = re.compile(r"</?dfn\b[^>]*>")
# What programs read: styles, scripts and data, and the text that a site copies to embed a chart.
UNSEEN = re.compile(r"<(style|script|code data-embed)\b.*?</(?:style|script|code)>", re.DOTALL)
ENUM = re.compile(r"[A-Z_]{3,}$")
# Codes, numbers with their unit, files, addresses, months of a date, the `and` of a list.
UNWORDED = re.compile(
    r"\S+\.(?:csv|json|txt|html|toml|zip)\b|\band\b|\w+\?\w+=\S*|prosecution-quality|"
    rf"\b(?:{'|'.join(calendar.month_name[1:])})\b|\b[A-Z]{{2,3}}\b|\b\w*\d\w*\b|&\w+;"
)
WORD = re.compile(r"[^\W\d_]{2,}")
# Columns are named, and worked examples show values, as they are sent.
AS_SENT = {
    *(one.value for one in vocabulary.YesNo),
    *(column.name for table in tables.RECORD_TABLES for column in table.c),
}
# Of a drawing, where texts stand.
DRAWN = {"text", "title", "description", "label", "labelExpr", "values", "domain", "datasets"}


def untranslated(page: str, address: dict[str, str]) -> list[str]:
    """Return the texts of a page that no catalogue has, in order, each once.

    Names from records are among them: no language translates these.
    """
    found = []
    for element in collect.elements(page, {**address, "lang": XA}):
        found += [left for text in _texts("", element) if (left := _outside(text))]
    return list(dict.fromkeys(found))


def untranslated_html(page: str) -> list[str]:
    """Return the texts of a file in HTML that no catalogue has, in order, each once.

    A message may have tags and addresses of its own.
    """
    read = UNSEEN.sub("", page)
    lines = left_over(html.unescape(TAGS.sub("\n", read))).splitlines()
    texts = [*map(html.unescape, SPOKEN.findall(read)), *lines]
    return list(dict.fromkeys(left for text in texts if (left := _outside(text))))


def _texts(name: str, value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in collect.UNREAD and not UNREAD.match(key):
                yield from _texts(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(name, inner)
    elif isinstance(value, str) and not ENUM.match(value):
        yield from _texts_of(name, value)


def _texts_of(name: str, text: str) -> Iterator[str]:
    if name == "spec":
        yield from _drawn(json.loads(text))
    elif text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        yield from _texts(name, json.loads(text))
    elif text.startswith("<") or "</" in text:
        yield from SPOKEN.findall(text)
        lines = TAGS.sub("\n", TIPS.sub("", text)).splitlines()
        yield from (line for line in lines if line.strip())
    elif not text.startswith(collect.ARROW):
        yield text


def _drawn(spec: object, within: bool = False) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, inner in spec.items():
            if key not in ("field", "type", "mark", "transform", "scale", "config", "usermeta"):
                yield from _drawn(inner, within or key in DRAWN)
    elif isinstance(spec, list):
        for inner in spec:
            yield from _drawn(inner, within)
    elif isinstance(spec, str) and within and not spec.startswith(("datum", "http", "#")):
        yield spec


def texts_of(elements: object) -> list[str]:
    """Return the texts that people read in the elements of a page, each once."""
    return list(dict.fromkeys(" ".join(text.split()) for text in _texts("", elements)))


def of_another_language(texts: Iterable[str], spoken: str, languages: tuple[str, ...]) -> list[str]:
    """Return those of the texts that catalogues have for others of the languages than `spoken`."""
    known = _languages_of_texts(languages)
    said = [text for text in texts if text not in AS_SENT]
    return [text for text in said if spoken not in known.get(text, {spoken})]


@cache
def _languages_of_texts(languages: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the languages in which a whole message is said by a text, by this text."""
    known = defaultdict[str, set[str]](set)
    for name in languages:
        for message in translations.read("ar" if name == language.ENGLISH else name):
            said = message.id if name == language.ENGLISH else message.string
            for text in said if isinstance(said, list | tuple) else (said,):
                if WORD.search(text):
                    known[" ".join(text.split())].add(name)
    return known


def left_over(text: str) -> str:
    """Return the part of a text that is in no message: outside of all ⟦ ⟧, which may be nested."""
    depth, kept = 0, ""
    for sign in text:
        if sign == "⟦":
            depth += 1
        elif sign == "⟧":
            depth -= 1
        elif depth == 0:
            kept += sign
    return kept


def _outside(text: str) -> str:
    """What of a text no message said; empty where only ids, numbers and dates are left."""
    if WORD.search(UNWORDED.sub("", left_over(text))):
        return " ".join(text.split())
    return ""


def main() -> None:
    pages = sys.argv[1:] or [page.url_path for page in all_pages()]
    for page in pages:
        for text in untranslated(page, {}):
            sys.stdout.write(f"{page}: {text}\n")


if __name__ == "__main__":
    main()
