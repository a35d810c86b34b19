"""Keep the catalogues of translations: `python -m tests.translations update|check|statistics`.

`update` writes `messages.pot` from the source and brings each language up to date: translations
stay, and one whose English changed a little is marked fuzzy, which is shown to nobody. `check`
names what is wrong with a translation. `statistics` counts what is translated.

A text is in the catalogue if a message call takes it as a literal, in Python or in a template; if
it is declared (measures, columns, codes, pages); or if a file in TOML holds it. `tests.texts` lists
what is in none of these places.
"""

import ast
import csv
import difflib
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from metrics import catalogue, column_label, column_meaning
from metrics.release import figure_notes
from schemas import findings, language, tables, vocabulary
from schemas.language.messages import CATALOGUES, catalogue_path
from schemas.store import audit
from seed import batches
from tests import texts

ROOT = Path(__file__).parents[1]
PARTS = ("dashboard", "metrics", "schemas", "seed", "streamlit_app.py")
# Closed lists beside those of records of which people read the codes in words.
OTHER_CODES = (findings.Severity, batches.ErasureReason, figure_notes.Role)
TEMPLATE = CATALOGUES / "messages.pot"
# Where the form of a noun goes by the number before it, a message with one form has no noun there.
AGREEING = ("ar", "ru")
NOUN_OF_TOTAL = re.compile(r"\{denominator\}\s\w")
LOOSE_PERCENT = re.compile(r"[\d}] %")
GLOSSARY = CATALOGUES.parent / "glossary"
TRANSLATED = tuple(name for name in language.LANGUAGES if name != language.ENGLISH)
# The numbers of forms, and which is for which number, are those of Unicode CLDR.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
    " n%100>=11 ? 4 : 5);",
    "es": "nplurals=3; plural=(n==1 ? 0 : n!=0 && n%1000000==0 ? 1 : 2);",
    "fr": "nplurals=3; plural=(n==0 || n==1 ? 0 : n%1000000==0 ? 1 : 2);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 ||"
    " n%100>14) ? 1 : 2);",
    "zh": "nplurals=1; plural=0;",
}
# Forms for a single number, which may name it in words.
SINGLE_NUMBERS = {"ar": (0, 1, 2), "es": (0,)}
# How many literals a call takes for one message, with its context.
LITERALS = {"n": 2, "say_number": 2, "messages": 2, "marked_plural": 2, "in_context": 2}
# What else is given to a declaration: ids, codes and names of columns.
FOR_THE_PROGRAM = {
    *("id", "brief", "guard", "example", "shown_beside", "needs", "needs_one_of", "options"),
    *("own", "key", "parents", "url_path", "styles", "filters", "value_unit", "language"),
    *("hidden_for", "without_download"),
}
SENTENCE = re.compile(r"^(?!SELECT )[^\n|]*[A-Za-z]{2,}[,:]? [A-Za-z<{(][^\n|]*$|^[A-Z][a-z]+$")
# Fields of templates of reports and of questionnaires that are shown.
OF_TOML = {"title", "headline", "text", "version", "verify", "notes", "says", "why", "name"}
WITHIN = "within a sentence"
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
KEPT = re.compile(r"</?[A-Za-z][^<>]*>|`[^`]+`|:material/\w+:|\]\([^)]*\)|https?://[^\s)]+|\*\*")
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
BRACKETS = re.compile(r"\(.*?\)")
# Values, code and names of columns in a message.
FOR_PROGRAMS = re.compile(r"\{[^{}]*\}|`[^`]*`|\[[^\]]*\]|--[\w-]+|\w+\.\w+|[\w.]*_\w+")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Entry:
    """One message where the source has it: one form, or singular and plural."""

    forms: tuple[str, ...]
    file: str
    context: str = ""
    comment: str = ""


def entries() -> Iterator[Entry]:
    """Yield every message of the source, also those that stand in several places."""
    for part in PARTS:
        for path in [ROOT / part] if part.endswith(".py") else sorted((ROOT / part).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                tree = ast.parse(path.read_text(encoding="utf-8"))
                yield from _of_python(tree, name, name.startswith(texts.DECLARING))
            elif path.suffix in (".html", ".typ", ".j2"):
                yield from _of_template(path.read_text(encoding="utf-8"), name)
            elif path.suffix == ".toml":
                yield from _of_toml(path.read_text(encoding="utf-8"), name)
    yield from _of_objects()


def _of_python(node: ast.AST, file: str, declares: bool, comment: str = "") -> Iterator[Entry]:
    """Yield the messages below a node. `declares` if its constants are messages themselves."""
    if isinstance(node, ast.Call):
        called = texts.called_name(node.func)
        if called in texts.MESSAGE_CALLS:
            yield from _of_call(node, called, file)
            return
        yield from _of_help(node, called, file)
        declares = declares or called in texts.DECLARED
        for keyword in node.keywords:
            inner = declares and keyword.arg not in FOR_THE_PROGRAM
            named = f"{called}: {keyword.arg}" if inner else ""
            yield from _of_python(keyword.value, file, inner, named)
        for value in (node.func, *node.args):
            yield from _of_python(value, file, declares, f"{called}" if declares else "")
    elif isinstance(node, ast.Constant):
        if declares and isinstance(node.value, str) and SENTENCE.match(node.value):
            yield Entry((node.value,), file, comment=comment)
    elif isinstance(node, ast.Tuple) and comment.endswith(": sentence"):
        yield Entry(tuple(ast.literal_eval(node)), file, comment=comment)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        for child in ast.iter_child_nodes(node):
            yield from _of_python(child, file, declares, comment)


def _of_call(node: ast.Call, called: str, file: str) -> Iterator[Entry]:
    taken = LITERALS.get(called, 1)
    said = [one.value for one in node.args[:taken] if isinstance(one, ast.Constant)]
    if len(said) == taken and called == "in_context":
        yield Entry((said[1],), file, context=said[0])
    elif len(said) == taken:
        yield Entry(tuple(said), file)
    for value in (*node.args, *(one.value for one in node.keywords)):
        yield from _of_python(value, file, declares=False)


def _of_help(node: ast.Call, called: str, file: str) -> Iterator[Entry]:
    """Yield the help text that a command or an option is declared with."""
    for keyword in node.keywords if called in texts.HELPED else ():
        if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
            yield Entry((keyword.value.value,), file)


def _of_template(text: str, file: str) -> Iterator[Entry]:
    calls = tuple(texts.MESSAGE_CALLS)
    for _, called, said in extract_from_ast(Environment().parse(text), calls, babel_style=False):
        if len(said) >= (taken := LITERALS.get(called, 1)):
            in_context = called == "in_context"
            forms = said[1:taken] if in_context else said[:taken]
            yield Entry(tuple(forms), file, context=said[0] if in_context else "")


def _of_toml(text: str, file: str) -> Iterator[Entry]:
    if file.startswith("seed/mapping/profiles/"):
        yield Entry((text.partition(": ")[0].lstrip("# "),), file)
    elif file.startswith("dashboard/export/"):
        yield from (Entry((said,), file) for said in _strings_of_toml(tomllib.loads(text)))


def _strings_of_toml(value: object, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings_of_toml(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings_of_toml(inner, key)
    elif isinstance(value, str) and key in OF_TOML and value:
        yield value


def _of_objects() -> Iterator[Entry]:
    """Yield what is made of declared words: plurals of units, meanings in a sentence, and codes."""
    named = {table.name for table in tables.RECORD_TABLES}
    for measure in catalogue.CATALOGUE.values():
        for said in (measure.unit_word, measure.unit_words, column_meaning(measure.dated_by)):
            yield Entry((said,), "metrics/measure.py", comment=WITHIN)
        for column in measure.columns():
            yield Entry((column_label(column),), "metrics/units")
            if measure.kind == "AmountRatio":
                yield Entry((column_meaning(column),), "metrics/measure.py", comment=WITHIN)
        named.update(measure.breakdowns, [column.name for column in measure.columns()])
    named.update(code.value for of_list in OTHER_CODES for code in of_list)
    named.add(audit.NOBODY_SIGNED_IN.who)
    for of_list in vars(vocabulary).values():
        if isinstance(of_list, type) and issubclass(of_list, StrEnum) and len(of_list):
            named.update(code.value for code in of_list if len(code.value) > 1)
            named.add(CAPITAL.sub("_", of_list.__name__).lower())
    for name in sorted(named):
        words_ = name.replace("_", " ")
        yield Entry((words_[:1].upper() + words_[1:],), "schemas/vocabulary.py", comment="code")
    for form in vocabulary.Form:
        yield Entry((form.value.replace("_", " "),), "schemas/vocabulary.py", WITHIN, "code")


def template() -> Catalog:
    """Return the catalogue of all messages in English, sorted by their text."""
    made = Catalog(
        project="prosecution-quality", creation_date=datetime(2026, 12, 1, tzinfo=UTC), fuzzy=False
    )
    for one in entries():
        if not one.forms[0].strip():
            continue
        comments = [one.comment] if one.comment else []
        key = one.forms if len(one.forms) > 1 else one.forms[0]
        made.add(
            key, locations=[(one.file, 0)], auto_comments=comments, context=one.context or None
        )
    said = [form for one in _messages(made) for form in _forms(one.id)]
    words = sum(len(WORD.findall(PLACEHOLDER.sub("", one))) for one in said)
    made.header_comment = (
        f"# Texts of prosecution-quality: {len(made):,} messages, {words:,} words."
    )
    return made


def _messages(of: Catalog) -> Iterator[Message]:
    return (one for one in of if one.id)


def _forms(of: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (of,) if isinstance(of, str) else tuple(of)


def read(name: str) -> Catalog:
    """Return the catalogue of a language; an empty one if it has no file yet."""
    path = catalogue_path(name)
    if path.exists():
        with path.open("rb") as file:
            return pofile.read_po(file, locale=name)
    made = Catalog(locale=name, project="prosecution-quality", fuzzy=False)
    made.mime_headers = [("Plural-Forms", PLURALS[name])]
    made.header_comment = "# Not yet reviewed by a native reader with the law."
    return made


def update() -> None:
    """Write the template, and each language with the messages of the source."""
    new = template()
    write(TEMPLATE, new)
    for name in TRANSLATED:
        old = read(name)
        before = {(one.context, one.id) for one in _messages(old)}
        gone = {
            _forms(one.id)[0]: one
            for one in _messages(old)
            if new.get(one.id, one.context) is None and any(_forms(one.string))
        }
        old.update(new, no_fuzzy_matching=True)
        old.obsolete.clear()
        for one in _messages(old):
            close = (one.context, one.id) not in before and difflib.get_close_matches(
                _forms(one.id)[0], gone, n=1, cutoff=0.8
            )
            if close and isinstance(gone[close[0]].string, type(one.string)):
                one.string = gone[close[0]].string
                one.flags.add("fuzzy")
        write(catalogue_path(name), old)


def write(path: Path, catalogue_: Catalog) -> None:
    """Write a catalogue, so that the same messages give the same file."""
    for one in catalogue_:
        # Babel takes "95% confidence" for a format of Python.
        one.flags.discard("python-format")
    with path.open("wb") as file:
        pofile.write_po(file, catalogue_, width=100, sort_output=True, include_lineno=False)


def faults(name: str) -> Iterator[str]:
    """Yield what is wrong with the translations of a language."""
    for one in _messages(read(name)):
        if any(_forms(one.string)) and "fuzzy" not in one.flags:
            yield from (
                f"{name}: {_forms(one.id)[0]!r}: {fault}"
                for fault in faults_of(name, _forms(one.id), _forms(one.string))
            )


def faults_of(name: str, english: tuple[str, ...], said: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with one translation: with its forms, values, tags, links and code."""
    forms = int(PLURALS[name][9]) if len(english) > 1 else 1
    if len(said) != forms or not all(said):
        yield f"has {len([one for one in said if one])} of {forms} forms"
        return
    for place, form in enumerate(said):
        # A form for one number follows the singular if it is the same number.
        single = len(english) > 1 and place in SINGLE_NUMBERS.get(name, ())
        expected, found = (set(PLACEHOLDER.findall(one)) for one in (english[-1], form))
        if found != expected and not (single and found == expected - {"{count}"}):
            yield f"values are {sorted(found)}, not {sorted(expected)}"
        if _kept_parts(form) != _kept_parts(english[-1]):
            yield f"tags, links or code are {_kept_parts(form)}, not {_kept_parts(english[-1])}"
        if _spaces(form) != _spaces(english[-1]):
            yield "begins or ends with another space"
        if LOOSE_PERCENT.search(form):
            yield "a number is parted from its % by a space that may break"
        if name in AGREEING and len(english) == 1 and NOUN_OF_TOTAL.search(form):
            yield "the word after {denominator} is right for some numbers only"


def _kept_parts(text: str) -> list[str]:
    return sorted(KEPT.findall(text))


def _spaces(text: str) -> tuple[bool, bool, int]:
    return text[:1].isspace(), text[-1:].isspace(), text.count("\n\n")


def glossary(name: str) -> dict[str, set[str]]:
    """Return the terms of a language's glossary: for each English one, stems of its translation."""
    path = GLOSSARY / f"{name}.csv"
    written = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    terms: dict[str, set[str]] = {}
    for row in csv.DictReader(written):
        # An explanation in brackets tells homonyms apart.
        term = BRACKETS.sub("", row["english"]).strip().casefold()
        stems = {stem.strip().casefold() for stem in row["stem"].split("|")}
        terms.setdefault(term, set()).update(stems - {""})
    return terms


def uses_of_terms(name: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each message with a term: the term, the English, and whether a stem is in its place.

    A term in one word may be a verb, or have a second meaning, so that others are right as well.
    """
    if not (terms := glossary(name)):
        return
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    found = re.compile(rf"(?<![\w-])({'|'.join(longest_first)})(?:s|es)?(?![\w-])", re.IGNORECASE)
    for one in _messages(read(name)):
        said = " ".join(_forms(one.string)).casefold()
        english = FOR_PROGRAMS.sub("", _forms(one.id)[-1])
        for term in {text.casefold() for text in found.findall(english)} if said else ():
            yield term, english, any(stem in said for stem in terms[term])


def statistics() -> Iterator[str]:
    """Yield a line for each language: translated, fuzzy and missing messages."""
    for name in TRANSLATED:
        states = Counter(
            "missing"
            if not any(_forms(one.string))
            else "fuzzy"
            if "fuzzy" in one.flags
            else "translated"
            for one in _messages(read(name))
        )
        uses = [is_used for _, _, is_used in uses_of_terms(name)]
        yield (
            f"{name}: {states['translated']:,} translated, {states['fuzzy']:,} fuzzy,"
            f" {states['missing']:,} missing; terms as in the glossary: {sum(uses):,} of"
            f" {len(uses):,}"
        )


def main(step: str) -> int:
    if step == "update":
        update()
    found = [one for name in TRANSLATED for one in faults(name)] if step == "check" else []
    sys.stdout.writelines(f"{one}\n" for one in (*found, *statistics()))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["statistics"]))
