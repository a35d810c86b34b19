"""Words of our own English in what people read, and the reason for each that stays.

Messages, templates, shipped mappings and guides. `python -m tests.pet_words` prints each text that
has one: what is not in `KEPT` is to be reworded.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.texts import DECLARED, DECLARING, HELPED, MESSAGE_CALLS, Text, called_name, is_text

ROOT = Path(__file__).parents[1]
FOLDERS = ("dashboard", "metrics", "schemas", "seed")
# `docs/decisions.md` is for those who change the program.
GUIDES = (
    "README.md",
    "GLOSSARY.md",
    "docs/[!d]*.md",
    "docs/desk.md",
    "seed/mapping/profiles/*.toml",
)
PET_WORDS = re.compile(
    r"\b(?:un)?told\b|(?<!--)\bbeside\b|\b(?:stands?|stood)\b|\b(?:lies?|lain)\b|\banew\b|"
    r"\bwhoever\b|\bof whom\b|\bthe own\b|\b(?:take|takes|taken|took) away\b|\bknown in\b|"
    r"\breadings?\b|\b(?:give|gives|gave) way\b|\bheld against\b|\bnot (?:yet )?due\b|"
    r"\bmiddle half\b|\bwindow\b|(?-i:\bwindows\b)|\bas-of\b(?!`)|"
    r"\bbehind (?:its|the|their|other)? ?(?:others|peers|target|median|jurisdictions)\b",
    re.IGNORECASE,
)
# By the beginning of the text, from its pet word on.
KEPT = {
    "window is still in progress": "a window of the browser",
    "window, like the next lines": "a window of Debian",
    "Reading the": "the verb: the program reads files",
    "reading, checking, storing": "the verb: the program reads files",
    "WINDOW same AS": "a word of SQL",
    "told() FROM": "the name of a function, as an example",
    "told` for it": "an address",
}
_QUOTED = re.compile(r"\"([^\"{}<>]+)\"|'([^'{}<>]+)'")


def texts_with_pet_words() -> Iterator[Text]:
    """The texts that people read and that have a pet word, from the word on."""
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        yield from _of_source(path)
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.html")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                quoted = ("".join(found) for found in _QUOTED.findall(line))
                yield from _of_lines(path, [one for one in quoted if is_text(one)], number)
    for pattern in GUIDES:
        for path in sorted(ROOT.glob(pattern)):
            yield from _of_lines(path, path.read_text(encoding="utf-8").splitlines())


def reason_to_keep(text: Text) -> str:
    """The reason why a text may have its pet word; empty if it is to be reworded."""
    return next((why for start, why in KEPT.items() if text.content.startswith(start)), "")


def _of_source(path: Path) -> Iterator[Text]:
    declares = path.relative_to(ROOT).as_posix().startswith(DECLARING)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and called_name(node.func) in MESSAGE_CALLS:
            given = node.args[:2]
        elif isinstance(node, ast.Call) and called_name(node.func) in HELPED:
            given = [keyword.value for keyword in node.keywords if keyword.arg == "help"]
        elif isinstance(node, ast.Call) and called_name(node.func) in DECLARED:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif declares and isinstance(node, ast.keyword | ast.Tuple):
            given = [node.value] if isinstance(node, ast.keyword) else node.elts
        for one in given:
            # Rows of worked examples are codes.
            if isinstance(one, ast.Constant) and is_text(str(one.value)) and " | " not in one.value:
                yield from _of_lines(path, [one.value], one.lineno)


def _of_lines(path: Path, lines: list[str], first: int = 1) -> Iterator[Text]:
    for number, line in enumerate(lines, first):
        for found in PET_WORDS.finditer(line):
            yield Text(path.relative_to(ROOT), number, line[found.start() :])


def main() -> None:
    kept = 0
    for text in texts_with_pet_words():
        why = reason_to_keep(text)
        kept += bool(why)
        sys.stdout.write(f"{text}  {why or 'REWORD'}\n")
    sys.stdout.write(f"{kept} kept\n")


if __name__ == "__main__":
    main()
