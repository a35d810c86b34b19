"""The rules of the house: each a function that reads the source and names what breaks it."""

import ast
import graphlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from dashboard.pages import all_pages
from metrics import catalogue
from schemas import tables

WRITING, ACTS = {"writing", "rewriting"}, {"audited"}

# What they write says the same of the same records: numbers counted anew, and tables without rows.
OF_NO_RECORDS = {
    "dashboard/cli/update_results.py",
    "dashboard/cli/serve.py",
}

# Releases lie in databases of their own. Who makes or withdraws one does so in an act on the
# records that it is of (`metrics/release/publication.py`, `schemas/store/copying.py`).
WITHIN_ACTS = {
    "metrics/release/release_memory.py",
    "metrics/release/archive.py",
}


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
    "metrics.counting_options load_options": BY_ALL,
    "metrics.counting_options set_option": WRITES,
    "metrics.publication_details load": BY_ALL,
    "metrics.publication_details set_detail": WRITES,
    "metrics.reference.currency store_rates": WRITES,
    "metrics.reference.national_lists load_own_rates": BY_ALL,
    "metrics.reference.national_lists clear": WRITES,
    "metrics.reference.national_lists recount_nothing": WRITES,
    "metrics.reference.national_lists replace": WRITES,
    "metrics.reference.published": PUBLIC,
    "metrics.reference.currency warn_of_missing_rates": WRITES,
    "metrics.records_state is_current": "tells of which program numbers are, and no number",
    "metrics.completeness store_filled_counts": WRITES,
    "metrics.not_collected store_never_filled": WRITES,
    "metrics.rebuild": WRITES,
    "metrics.worked_examples judge_example": FICTION,
    "metrics.release.exact_counts": MAKES,
    "metrics.release.publication": MAKES,
    "metrics.release.figure_notes": RELEASED,
    "metrics.release.reading": RELEASED,
    "metrics.release.release_memory": MAKES,
    "metrics.release.return_file": RELEASED,
    "metrics.release.returns": RELEASED,
    "metrics.release.archive": RELEASED,
    "metrics.spark_cluster": WRITES,
    "metrics.worklist.caseload judge_example": FICTION,
    "seed.batches.provenance insert_batch": WRITES,
    "seed.batches.provenance store_findings": WRITES,
    "seed.batches.provenance store_reidentification_report": WRITES,
    "seed.batches.provenance reidentification_report": COUNTED_ONCE,
    "seed.batches.provenance table_report": COUNTED_ONCE,
    "seed.batches.replacement": WRITES,
    "seed.batches.settings": DESK,
    "seed.batches.storage": WRITES,
    "seed.batches.undo_and_erase": WRITES,
    "seed.mapping.sql_engine open_database": SOURCE,
    "seed.mapping.sql_tree write_sql": "writes the tree of a text as a text, and reads no record",
    "seed.readers.database tables": SOURCE,
    "dashboard.real_database": DESK,
    "dashboard.released_data": RELEASED,
}


MAY_IMPORT = {
    "schemas": set[str](),
    "seed": {"schemas"},
    "metrics": {"schemas"},
    "dashboard": {"schemas", "seed", "metrics"},
}
FRONT_DOORS = {"schemas", "seed", "metrics"}
FRAME = "streamlit_app.py"
LIBRARY_PLACES = {
    "streamlit": (
        # A page and its cards draw; what they draw is made without Streamlit (`is_frames`).
        "dashboard/pages",
        "dashboard/ui",
        "dashboard/access.py",
        "dashboard/data.py",
        "dashboard/server/app.py",
        "dashboard/server/sign_in.py",
        "dashboard/server/streamlit_patches.py",
        FRAME,
    ),
    "altair": ("dashboard/charts",),
    "pandera": ("schemas", "seed"),
    "sqlalchemy": ("schemas", "seed/batches", "seed/readers/database.py", "metrics"),
}
# Streamlit reads Markdown in all that these draw, and in the first argument of those.
ALWAYS_MARKDOWN = {
    *("caption", "error", "exception", "html", "info", "json", "latex", "link_button", "magic"),
    *("markdown", "metric", "subtitle", "success", "table", "toast", "warning", "write"),
    *("write_stream", "column_config", "dialog", "spinner", "status", "chat_message", "iframe"),
}
MARKDOWN_OPTIONS = {"radio", "pills", "segmented_control"}
MARKDOWN_LABELS = MARKDOWN_OPTIONS | {
    *("button", "camera_input", "checkbox", "color_picker", "date_input", "download_button"),
    *("expander", "file_uploader", "form_submit_button", "header", "multiselect", "number_input"),
    *("page_link", "popover", "progress", "select_slider", "selectbox", "slider", "subheader"),
    *("tabs", "text_area", "text_input", "time_input", "title", "toggle"),
}
PLACES_ON_A_PAGE = {"heading", "place", "left", "right", "first", "second", "what", "when"}
TOP_FOLDERS = {*MAY_IMPORT, "tests", "bench", "static", "docs"}
# Made on the machine, and kept out of the repository by .gitignore.
MADE_FOLDERS = {
    "__pycache__",
    "data",
    "build",
    "dist",
    "htmlcov",
    "screenshots",
    "prosecution_quality.egg-info",
}
PAGE_LINES, FUNCTION_LINES = 80, 50
# A shorter module with one importer is a part of that importer.
LEAST_LINES = 40
MOST_MEASURES = 20


def code_files(root: Path) -> list[Path]:
    """The modules of the four folders and the frame."""
    inside = (path for folder in MAY_IMPORT for path in (root / folder).rglob("*.py"))
    return sorted([*inside, *root.glob(FRAME)])


def all_modules(root: Path) -> list[Path]:
    """The modules of the code, its tests and its benchmarks."""
    inside = (path for folder in ("tests", "bench") for path in (root / folder).rglob("*.py"))
    return [*code_files(root), *sorted(inside)]


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module, which most rules ask for."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imports(path: Path) -> tuple[tuple[str, str | None], ...]:
    """Each imported module, with the name taken from it (None for a plain `import`)."""
    found: list[tuple[str, str | None]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += ((node.module, alias.name) for alias in node.names)
    return tuple(found)


def folder_of(path: Path, root: Path) -> str:
    """The top folder a module belongs to; the frame is part of the dashboard."""
    return "dashboard" if path == root / FRAME else path.relative_to(root).parts[0]


def inward_imports(root: Path) -> list[str]:
    """Imports point downwards."""
    return [
        f"{path.relative_to(root)} imports {module}"
        for path in code_files(root)
        for module, _ in imports(path)
        for target in [module.split(".")[0]]
        if target in TOP_FOLDERS
        and target not in MAY_IMPORT[folder_of(path, root)] | {folder_of(path, root)}
    ]


def back_doors(root: Path) -> list[str]:
    """Across folders, only what a folder's `__init__` holds is imported."""
    return [
        f"{path.relative_to(root)} imports {module}" + (f" for {name}" if name else "")
        for path in code_files(root)
        for module, name in imports(path)
        for target in [module.split(".")[0]]
        if target in FRONT_DOORS - {folder_of(path, root)} and not is_open(root, module, name)
    ]


def is_open(root: Path, module: str, name: str | None) -> bool:
    """Whether each part of the name is in the front door of the room that holds it."""
    if name is None:
        return "." not in module
    parts = (*module.split("."), name)
    return all(
        parts[position] in front_door(root.joinpath(*parts[:position]))
        for position in range(1, len(parts))
    )


def front_door(folder: Path) -> set[str]:
    """The names that a folder's `__init__` binds, or lists in `__all__` as its open modules."""
    module = folder / "__init__.py"
    if not module.exists():
        return set()
    bound: set[str] = set()
    for node in tree(module).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            bound |= names
            if "__all__" in names:
                bound |= {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
    return bound


def libraries_out_of_place(root: Path) -> list[str]:
    """Each library stays where its job is."""
    return [
        f"{jurisdiction} imports {module}"
        for path in code_files(root)
        for jurisdiction in [path.relative_to(root).as_posix()]
        for module, _ in imports(path)
        for allowed in [LIBRARY_PLACES.get(module.split(".")[0])]
        if allowed
        and (
            not any(jurisdiction == one or jurisdiction.startswith(f"{one}/") for one in allowed)
            or (module.split(".")[0] == "streamlit" and is_frames(path))
        )
    ]


def is_frames(path: Path) -> bool:
    """Whether it makes what pages draw, and draws nothing itself."""
    return "frames" in {path.stem, path.parent.name}


def circles(root: Path) -> list[str]:
    """No module of a folder imports itself by way of others."""
    modules = {name_of(path, root): path for path in code_files(root)}
    needs = {
        name: {
            target
            for module, taken in imports(path)
            for target in [f"{module}.{taken}" if f"{module}.{taken}" in modules else module]
            if target in modules
        }
        for name, path in modules.items()
    }
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        return [" imports ".join(reversed(error.args[1]))]
    return []


def name_of(path: Path, root: Path) -> str:
    """A module's dotted name; a package goes by the name of its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def missing_docstrings(root: Path) -> list[str]:
    """Each module opens with what it holds; an empty one holds nothing."""
    return [
        f"{path.relative_to(root)} has no docstring"
        for path in all_modules(root)
        for module in [tree(path)]
        if module.body and not ast.get_docstring(module)
    ]


def raw_html(root: Path) -> list[str]:
    """HTML goes through components, which escape, never through Markdown."""
    return [
        f"{path.relative_to(root)}, line {node.value.lineno}: unsafe_allow_html"
        for path in code_files(root)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html"
        if not (isinstance(node.value, ast.Constant) and node.value.value is False)
    ]


def is_plain(said: ast.expr) -> bool:
    """Whether a text is the code's own, or went through `untrusted_text.escape_markdown`."""
    if parts := parts_of_text(said):
        return all(is_plain(part) or is_number(part) for part in parts)
    match said:
        case (
            ast.Call(ast.Attribute(attr="values", value=of))
            | ast.Call(ast.Name("list"), args=[of])
            | ast.Attribute(attr="__getitem__", value=of)
            | ast.Call(of)
            | ast.Subscript(of)
        ):
            return is_plain(of)
        # A constant, or what a constant holds: `PAGE.question`.
        case ast.Name(name) | ast.Attribute(ast.Name(name)) if name.isupper():
            return True
        case ast.Name(name) | ast.Attribute(attr=name):
            return name.isupper() or name in {"plain", "escape_markdown"}
        case ast.FormattedValue(part):
            return is_plain(part) or is_number(part)
    return isinstance(said, ast.Constant)


def parts_of_text(said: ast.expr) -> list[ast.expr]:
    """What a text is made of: an f-string, or a message of the catalogue with its values."""
    match said:
        case ast.JoinedStr(parts):
            return parts
        case ast.Call(ast.Name("n"), args=[one, several, _], keywords=values):
            return [one, several, *(value.value for value in values)]
        case ast.Call(ast.Name("t" | "in_context"), args=texts, keywords=values):
            return [*texts, *(value.value for value in values)]
        case ast.Lambda(body=of):
            return [of]
        case ast.ListComp(ast.Call(ast.Name("t")), [ast.comprehension(iter=of)]):
            return [of]
    return []


def is_number(said: ast.expr) -> bool:
    """Whether it is a number, written out or not."""
    match said:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name == "batch_id"
        case ast.Call(ast.Name(name) | ast.Attribute(attr=name)):
            return name in {"count", "len"}
        case ast.BinOp(one, _, other):
            return is_number(one) or is_number(other)
    return False


def read_as_markdown(call: ast.Call) -> Iterator[ast.expr]:
    """What Streamlit would read as Markdown: the title or label, and what else it is given."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr != "progress":
        yield from call.args[:1]
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    yield from (
        named[name] for name in ("label", "body", "text", "help", "captions") & named.keys()
    )
    if call.func.attr in MARKDOWN_OPTIONS:
        yield named.get("format_func", call.func)


def outside_text(root: Path) -> list[str]:
    """What comes from outside is never Markdown: titles and labels are our own, or made plain."""
    return [
        f"{path.relative_to(root)}:{call.lineno} {call.func.attr}"
        for path in code_files(root)
        if "streamlit" in path.read_text(encoding="utf-8")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if (call.func.attr in ALWAYS_MARKDOWN and is_streamlit(call.func.value))
        or (
            call.func.attr in MARKDOWN_LABELS
            and is_streamlit(call.func.value)
            and not all(map(is_plain, read_as_markdown(call)))
        )
    ]


def is_streamlit(of: ast.expr) -> bool:
    """Whether it may be Streamlit or a place on its page, and is no text of the code."""
    return isinstance(of, ast.Name) and of.id in {"st", *PLACES_ON_A_PAGE}


def long_pages(root: Path) -> list[str]:
    """The script of a page stays thin."""
    return [
        f"{path.relative_to(root)} has {lines} lines, more than {PAGE_LINES}"
        for path in sorted((root / "dashboard" / "pages").glob("*/page.py"))
        for lines in [len(path.read_text(encoding="utf-8").splitlines())]
        if lines > PAGE_LINES
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions and methods of a module."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def long_functions(root: Path) -> list[str]:
    """A function fits on a screen."""
    return [
        f"{path.relative_to(root)}: {function.name} has {lines} lines"
        for path in all_modules(root)
        for function in functions(path)
        for lines in [(function.end_lineno or function.lineno) - function.lineno + 1]
        if lines > FUNCTION_LINES
    ]


def computing_pages(root: Path) -> list[str]:
    """A page asks; it defines no function of its own."""
    return [
        f"{path.relative_to(root)} defines {function.name}"
        for path in sorted((root / "dashboard" / "pages").glob("*/page.py"))
        for function in functions(path)
    ]


def importers(root: Path) -> dict[str, set[Path]]:
    """Which modules of the product import each module of it."""
    names = {name_of(path, root): path for path in code_files(root)}
    found: dict[str, set[Path]] = {}
    for path in names.values():
        for module, taken in imports(path):
            target = f"{module}.{taken}" if f"{module}.{taken}" in names else module
            if target in names and names[target] != path:
                found.setdefault(target, set()).add(path)
    return found


def lonely_modules(root: Path) -> list[str]:
    """What only one module needs, and is short, belongs into that module.

    A folder's `__init__` may be short, and so may what is found by walking its folder.
    """
    paths = {name_of(path, root): path for path in code_files(root)}
    return [
        f"{paths[name].relative_to(root)} has {lines} lines and one importer, {only}"
        for name, by in sorted(importers(root).items())
        if len(by) == 1 and paths[name].stem != "__init__"
        for lines in [len(paths[name].read_text(encoding="utf-8").splitlines())]
        for only in [next(iter(by)).relative_to(root)]
        if lines < LEAST_LINES
    ]


def repeated_lists(root: Path) -> list[str]:
    """A page, a table or a measure is declared once: no literal names most of them again.

    Where one must, a comment directly above it says why.
    """
    pages, names = (
        {page.url_path for page in all_pages()},
        {table.name for table in tables.RECORD_TABLES},
    )
    measures = set(catalogue.CATALOGUE)
    found = []
    for path in all_modules(root):
        text = path.read_text(encoding="utf-8").splitlines()
        for node in tree(path).body:
            said = {n.value for n in _literal_names(node)}
            many = (
                len(said & pages) * 2 > len(pages)
                or len(said & names) * 2 > len(names)
                or len(said & measures) > MOST_MEASURES
            )
            if many and not text[node.lineno - 2].lstrip().startswith("#"):
                found.append(f"{path.relative_to(root)}:{node.lineno} lists what is declared")
    return found


def _literal_names(node: ast.stmt) -> Iterator[ast.Constant]:
    """The words in the collections of an assignment at the top of a module."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    # The names that a front door has are no list of what is declared.
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return
    for each in ast.walk(node.value):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each


def strange_folders(root: Path) -> list[str]:
    """The house has no other rooms."""
    return [
        f"{path.name} is no folder of the house"
        for path in sorted(root.iterdir())
        if path.is_dir() and not path.name.startswith(".")
        if path.name not in TOP_FOLDERS | MADE_FOLDERS
    ]


# A function reads where it is given a connection, opens one or asks a statement. It is told whose
# records it may read by a `Scope`, or by a request that holds one.
def unscoped_reads(root: Path) -> list[str]:
    """Public functions that read take a scope, or are in the list."""
    return [
        f"{jurisdiction} {name} reads without a scope"
        for jurisdiction, name in _unscoped(root)
        if jurisdiction not in NEED_NONE and f"{jurisdiction} {name}" not in NEED_NONE
    ]


def needless(root: Path) -> list[str]:
    """What stands in the list without a function that would need to."""
    found = {
        entry
        for jurisdiction, name in _unscoped(root)
        for entry in (jurisdiction, f"{jurisdiction} {name}")
    }
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
        jurisdiction = _module(path, root)
        if jurisdiction.startswith(f"{OWNERS}."):
            continue
        yield from (
            (jurisdiction, one.name)
            for one in _public(tree(path))
            if _reads(one) > _takes_scope(one)
        )


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


def _takes_scope(function: ast.FunctionDef) -> bool:
    stated = (ast.unparse(one.annotation) for one in _arguments(function) if one.annotation)
    return any(text.split(".")[-1] in TOLD_BY for text in stated)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    of = function.args
    return [*of.posonlyargs, *of.args, *of.kwonlyargs]


def unaudited_writes(root: Path) -> list[str]:
    """Outside of the store no write is begun but within an act of the audit log."""
    return [
        f"{jurisdiction}:{line} writes, and it is in no act"
        for path in code_files(root)
        for jurisdiction in [path.relative_to(root).as_posix()]
        if not jurisdiction.startswith("schemas/store/")
        and jurisdiction not in OF_NO_RECORDS | WITHIN_ACTS
        for line in outside_of_acts(tree(path).body)
    ]


def outside_of_acts(body: list[ast.stmt]) -> Iterator[int]:
    """The lines of writes that stand in no act, nor behind one in their own `with`."""
    for statement in body:
        if isinstance(statement, ast.With):
            names = [called(item.context_expr) for item in statement.items]
            act = next(
                (position for position, name in enumerate(names) if name in ACTS), len(names)
            )
            if WRITING & set(names[:act]):
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
