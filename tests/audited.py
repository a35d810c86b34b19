"""The rule that who changes what is stored writes it down: a write stands within an act."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import code_files, tree

WRITES, ACTS = {"writing", "rewriting"}, {"audited"}
# What they write says the same of the same records: numbers counted anew, and tables without rows.
OF_NO_RECORDS = {
    "dashboard/cli/refresh.py",
    "dashboard/cli/serve.py",
}
# Releases lie in databases of their own. Who makes or withdraws one does so in an act on the
# records that it is of (`metrics/release/publication.py`, `schemas/store/copying.py`).
WITHIN_ACTS = {
    "metrics/release/copies.py",
    "metrics/release/release_memory.py",
    "metrics/release/archive.py",
}


def unaudited_writes(root: Path) -> list[str]:
    """Outside of the store no write is begun but within an act of the audit log."""
    return [
        f"{place}:{line} writes, and it is in no act"
        for path in code_files(root)
        for place in [path.relative_to(root).as_posix()]
        if not place.startswith("schemas/store/") and place not in OF_NO_RECORDS | WITHIN_ACTS
        for line in outside_of_acts(tree(path).body)
    ]


def outside_of_acts(body: list[ast.stmt]) -> Iterator[int]:
    """The lines of writes that stand in no act, nor behind one in their own `with`."""
    for statement in body:
        if isinstance(statement, ast.With):
            names = [called(item.context_expr) for item in statement.items]
            act = next((place for place, name in enumerate(names) if name in ACTS), len(names))
            if WRITES & set(names[:act]):
                yield statement.lineno
            if act < len(names):
                continue
        for inner in ("body", "orelse", "finalbody", "handlers"):
            yield from outside_of_acts(getattr(statement, inner, []))


def called(expression: ast.expr) -> str:
    """The last name of what is called."""
    match expression:
        case ast.Call(ast.Attribute(attr=name)) | ast.Call(ast.Name(name)):
            return name
    return ""
