"""Texts in the source: which are messages of the catalogue, and which are not yet.

A text is a constant, or an f-string, that holds two words of letters. What only the program reads
(docstrings, regular expressions, SQL, addresses, names of styles, assertions, logs) is none.
`python -m tests.texts FILES` lists those that no message call takes.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MESSAGE_CALLS = {
    *("t", "n", "t_html", "in_context", "marked", "marked_plural", "message", "messages"),
    *("say", "say_number", "WrongUsage"),
    *("UserError", "DatabaseUnavailable", "DatabaseMissing", "PerhapsDone"),
    *("SubmissionUnreadable", "NotAnswering", "_RecordsChanged"),
}
# Their keyword `help` is a message: the command line translates what click shows.
HELPED = {"option", "command", "group"}
# What these are given, people do not read, or only those who run the program's tests.
FOR_THE_PROGRAM = {
    *("compile", "text", "execute", "literal_column", "getLogger", "AssertionError", "KeyError"),
    *("TypeError", "NotImplementedError", "RuntimeError", "warning", "info", "debug", "exception"),
    *("search", "sub", "match", "fullmatch", "split", "finditer", "findall", "strftime", "DDL"),
    *("alt_text_key", "filterwarnings", "Literal", "_require", "cast"),
}
# What declares texts that are shown by `t`: measures and their changes, options, steps and stages,
# pages, columns of figures, of units and of stored tables, keys of profiles. Their constants are
# messages, as are those of files that hold nothing else. What is put together of parts is none.
DECLARED = {
    *("Share", "Count", "Amount", "AmountRatio", "Median", "Duration", "Rate", "FlowRatio"),
    *(
        "change_with_recount",
        "unrecorded_no_longer_no",
        "Change",
        "Option",
        "Step",
        "Stage",
        "Page",
        "Field",
        "Column",
    ),
    *(
        "declare_unit",
        "breakdown",
        "nullable_boolean_column",
        "day",
        "number",
        "amount",
        "ratio",
        "place_columns",
    ),
    *("record_table", "pseudonym", "code", "yes_no", "date", "integer", "money", "currency"),
    *("label", "column_name", "country", "whole", "Key"),
}
DECLARING = ("metrics/definitions/", "schemas/vocabulary.py")
# What stays in English on pages, in files and in definitions, by the reason.
ENGLISH: Mapping[str, frozenset[str]] = {
    "a key in files for programs; people read its title from the catalogue": frozenset(
        {
            *("Written on", "Open for", "Links of the chain", "Steps still possible"),
            *("Does not show", "Made by", "Made on", "Split by", "Form of exploitation"),
            *("State, as a hash", "How to read it", "Design effects of limits"),
            *("Release of the other jurisdictions", "Link to this state", "State of the records"),
            *("Left out", "Accepted in part", "Other jurisdictions", "Options other than at first"),
            *("Extracted on", "Made up"),
        }
    ),
    "a key of a table whose value is a message": frozenset(
        {
            *("still open", "came in", "higher is better", "lower is better", "trafficking chain"),
            *("cases charged as trafficking", "outside the place of exploitation"),
            *("confidence interval", "clearance rate"),
            *("disposition time", "break in series", "reference date"),
        }
    ),
    "a choice that the program compares and nobody is shown": frozenset(
        {
            *("as it is", "not said", "above right", "below right", "above left", "below left"),
        }
    ),
    "a reason for those who read the code": frozenset(
        {
            "definitions are on Methods, and in every file with a figure of the measure",
            "it has its own file, with all rows and not only those shown",
            "records of people are downloaded only as the meeting sheet",
            "it asks questions and shows no figures",
            "the command `batches --json` writes it",
            "records are added only on the computer that runs the dashboard",
        }
    ),
    "a formula, and the comment in a mapping": frozenset(
        {
            "φ = Σ z² / k, τ² = (kφ − (k − 1)) / (Σw − Σw² / Σw), ± z √(1/4n + τ²) on arcsine √p",
            "Written by the page Add records.",
        }
    ),
}
_WORDS = re.compile(r"(?<![\w.$/#@-])[A-Za-z][a-z'’]*,? +[a-z][a-z'’]{1,}(?![\w/=(])")
_SQL = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH|GRANT|REVOKE|BEGIN|COPY|ATTACH|SET|"
    r"PRAGMA|EXPLAIN|LOCK|ON CONFLICT|VALUES|FROM|WHERE|AND|OR|CASE WHEN)\b"
)
_STYLE = re.compile(r"[{};]|^[\w -]+:[^ ]|^(--?[a-z]|[.#][a-z])|^\s*<|^[a-z]+(-[a-z]+)+\b")


@dataclass(frozen=True)
class Text:
    """One text of a file, at a line."""

    path: Path
    line: int
    content: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.content[:90]!r}"


def outside_the_catalogue(root: Path, path: Path) -> Iterator[Text]:
    """The texts of a file that no message call takes, without those that stay in English.

    Paths are relative to `root`.
    """
    kept = frozenset().union(*ENGLISH.values())
    yield from (text for text in all_outside(root, path) if text.content not in kept)


def all_outside(root: Path, path: Path) -> Iterator[Text]:
    """The texts of a file that no message call takes. Paths are relative to `root`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    relative = path.relative_to(root)
    declares = relative.as_posix().startswith(DECLARING)
    yield from (one for one in _texts(tree, relative) if not declares or "{}" in one.content)


def _texts(node: ast.AST, path: Path) -> Iterator[Text]:
    if isinstance(node, ast.JoinedStr | ast.Constant):
        content = _content(node)
        if is_text(content):
            yield Text(path, node.lineno, content)
    for child in _read_by_people(node):
        yield from _texts(child, path)


def _content(node: ast.JoinedStr | ast.Constant) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return "".join(map(str, parts))


def _read_by_people(node: ast.AST) -> Iterator[ast.AST]:
    """The children of a node in which a text could stand that is in no catalogue."""
    match node:
        case ast.Assert():
            return
        case ast.Call(func=called) if called_name(called) in FOR_THE_PROGRAM:
            return
        case ast.Call(func=called) if called_name(called) in DECLARED:
            # The table of a worked example is read by the program.
            named = (one.value for one in node.keywords if one.arg != "example")
            yield from (part for one in (*node.args, *named) for part in _beside_constants(one))
        case ast.Call(func=called) if called_name(called) in HELPED:
            named = (one.value for one in node.keywords if one.arg != "help")
            yield from (node.func, *node.args, *named)
        case ast.Call(func=called) if called_name(called) in MESSAGE_CALLS:
            # Its values may be made of texts of their own.
            values = (*node.args[1:], *(keyword.value for keyword in node.keywords))
            yield from (value for value in values if not isinstance(value, ast.Constant))
        case ast.JoinedStr():
            yield from (p.value for p in node.values if isinstance(p, ast.FormattedValue))
        case _:
            has_docstring = isinstance(
                node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ) and _is_docstring(node.body[:1])
            first = node.body[0] if has_docstring else None  # type: ignore[attr-defined]
            yield from (child for child in ast.iter_child_nodes(node) if child is not first)


def _beside_constants(node: ast.expr) -> Iterator[ast.expr]:
    """What of a declared value is no constant: an f-string can be in no catalogue."""
    if isinstance(node, ast.Tuple | ast.List | ast.Dict):
        for one in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from _beside_constants(one)
    elif not isinstance(node, ast.Constant):
        yield node


def is_text(content: str) -> bool:
    """Whether people could read it: two words of letters, and no SQL or style."""
    return (
        bool(_WORDS.search(content))
        and not _SQL.match(content)
        and not _STYLE.search(content.replace("{}", ""))
    )


def _is_docstring(first: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant) for one in first)


def called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def main() -> None:
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        for text in outside_the_catalogue(Path.cwd(), path):
            sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
