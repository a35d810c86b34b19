"""The rule that nothing is read without a scope, and what need not take one, each with its reason.

A function reads where it is given a connection, opens one or asks a statement. It is told whose
records it may read by a `Scope`, or by a request that holds one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

# The command line is that of whoever can open the database, and the store hands on what it is asked
# for.
READING = ("metrics", "seed", "dashboard")
OWNERS = "dashboard.cli"
OPENS = {"reading", "trying"}
ASKS = {"execute", "read_frame", "read_precompiled"}
TOLD_BY = ("Scope", "Request", "ImpactRequest", "ReportRequest")
WRITES = "writes, in the transaction of whoever may change the records"
BY_ALL = "by it every number of the database is counted, whoever reads it"
PUBLIC = "is a file that its publisher gives to anybody"
FICTION = "judges fictional rows alone"
RELEASED = "is of a release, which anybody may read, and has no way to records"
MAKES = "is counted while a release is made of all records, and rounded before it is told"
COUNTED_ONCE = "is counted while a batch is stored, and kept with it"
SOURCE = "reads the system that records come from, of which none is stored yet"
DESK = "is asked for at a desk alone, before records are changed there"
# By module, or by module and function.
NEED_NONE = {
    "metrics.counting_options of": BY_ALL,
    "metrics.counting_options choose": WRITES,
    "metrics.reference.currency own": BY_ALL,
    "metrics.reference.currency store_rates": WRITES,
    "metrics.reference.lists load_own_rates": BY_ALL,
    "metrics.reference.lists clear": WRITES,
    "metrics.reference.lists nothing_to_count": WRITES,
    "metrics.reference.lists replace": WRITES,
    "metrics.reference.published": PUBLIC,
    "metrics.reference.currency unpriced": WRITES,
    "metrics.records_state is_current": "tells of which program numbers are, and no number",
    "metrics.completeness store_filled": WRITES,
    "metrics.not_collected store_never_filled": WRITES,
    "metrics.rebuild": WRITES,
    "metrics.examples judged": FICTION,
    "metrics.release.exact_counts": MAKES,
    "metrics.release.publication": MAKES,
    "metrics.release.notes": RELEASED,
    "metrics.release.reading": RELEASED,
    "metrics.release.release_memory": MAKES,
    "metrics.release.archive": RELEASED,
    "metrics.spark": WRITES,
    "metrics.worklist.caseload judge_example": FICTION,
    "seed.batches.provenance insert_batch": WRITES,
    "seed.batches.provenance store_findings": WRITES,
    "seed.batches.provenance store_report": WRITES,
    "seed.batches.provenance reidentification_report": COUNTED_ONCE,
    "seed.batches.provenance report_of_classes": COUNTED_ONCE,
    "seed.batches.replacement": WRITES,
    "seed.batches.settings": DESK,
    "seed.batches.storage": WRITES,
    "seed.batches.undo_erase": WRITES,
    "seed.mapping.sql_engine open_database": SOURCE,
    "seed.mapping.sql_tree write_sql": "writes the tree of a text as a text, and reads no record",
    "seed.readers.database tables": SOURCE,
    "dashboard.real_database": DESK,
    "dashboard.release_notes": RELEASED,
    "dashboard.released": RELEASED,
    "dashboard.export.records records_of_release": RELEASED,
}


def unscoped_reads(root: Path) -> list[str]:
    """Public functions that read take a scope, or are in the list."""
    return [
        f"{place} {name} reads without a scope"
        for place, name in _unscoped(root)
        if place not in NEED_NONE and f"{place} {name}" not in NEED_NONE
    ]


def needless(root: Path) -> list[str]:
    """What stands in the list without a function that would need to."""
    found = {entry for place, name in _unscoped(root) for entry in (place, f"{place} {name}")}
    return [entry for entry in NEED_NONE if entry not in found]


def told_by_scope(root: Path) -> Iterator[tuple[str, str]]:
    """The place and name of each public function that takes a scope."""
    for path in _modules(root):
        for one in _public(tree(path)):
            stated = (ast.unparse(of.annotation) for of in _arguments(one) if of.annotation)
            if any(text.split(".")[-1] == TOLD_BY[0] for text in stated):
                yield path.relative_to(root).as_posix(), one.name


def _unscoped(root: Path) -> Iterator[tuple[str, str]]:
    for path in _modules(root):
        place = _module(path, root)
        if place.startswith(f"{OWNERS}."):
            continue
        yield from ((place, one.name) for one in _public(tree(path)) if _reads(one) > _told(one))


def _modules(root: Path) -> Iterator[Path]:
    return (path for folder in READING for path in sorted((root / folder).rglob("*.py")))


def _module(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


def _public(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and of its classes that others may call."""
    classes = (node for node in module.body if isinstance(node, ast.ClassDef))
    for node in (*module.body, *(member for one in classes for member in one.body)):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _reads(function: ast.FunctionDef) -> bool:
    if any(one.arg == "connection" for one in _arguments(function)):
        return True
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(
        isinstance(call, ast.Attribute)
        and (call.attr in ASKS or (call.attr in OPENS and ast.unparse(call.value) == "database"))
        for call in calls
    )


def _told(function: ast.FunctionDef) -> bool:
    stated = (ast.unparse(one.annotation) for one in _arguments(function) if one.annotation)
    return any(text.split(".")[-1] in TOLD_BY for text in stated)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    of = function.args
    return [*of.posonlyargs, *of.args, *of.kwonlyargs]
