"""The rules of the house are kept, and each is shown to catch what it forbids."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.pages import all_pages
from metrics import catalogue
from schemas import tables
from tests import house
from tests.fixtures.surroundings import ROOT
from tests.house import (
    back_doors,
    circles,
    computing_pages,
    inward_imports,
    libraries_out_of_place,
    lonely_modules,
    long_functions,
    long_pages,
    missing_docstrings,
    outside_text,
    raw_html,
    repeated_lists,
    strange_folders,
    unaudited_writes,
    unscoped_reads,
)

PLANTED: list[tuple[Callable[[Path], list[str]], dict[str, str]]] = [
    (inward_imports, {"schemas/a.py": "from seed import gate"}),
    (inward_imports, {"seed/a.py": "import metrics"}),
    (inward_imports, {"metrics/a.py": "from dashboard.words import share"}),
    (inward_imports, {"metrics/a.py": "from tests.oracle import recount"}),
    (back_doors, {"seed/a.py": "from schemas.tables import cases"}),
    (back_doors, {"seed/a.py": "from schemas.store import keys", "schemas/store/__init__.py": ""}),
    (back_doors, {"dashboard/a.py": "import metrics.results"}),
    (back_doors, {"streamlit_app.py": "import metrics.results"}),
    (
        back_doors,
        {"dashboard/a.py": "from metrics import results", "metrics/results.py": ""},
    ),
    (libraries_out_of_place, {"dashboard/charts/a.py": "import streamlit as st"}),
    (libraries_out_of_place, {"dashboard/pages/compare/frames.py": "import streamlit as st"}),
    (libraries_out_of_place, {"dashboard/frames/a.py": "import streamlit as st"}),
    (libraries_out_of_place, {"dashboard/a/a.py": "import altair as alt"}),
    (libraries_out_of_place, {"metrics/a.py": "import pandera.polars as pa"}),
    (libraries_out_of_place, {"dashboard/data.py": "from sqlalchemy import select"}),
    (libraries_out_of_place, {"seed/gate.py": "def f():\n    import sqlalchemy"}),
    (circles, {"seed/a.py": "from seed.b import x", "seed/b.py": "from seed import a"}),
    (circles, {"seed/__init__.py": "from seed.a import x", "seed/a.py": "from seed import y"}),
    (missing_docstrings, {"tests/a.py": "X = 1"}),
    (raw_html, {"dashboard/a/a.py": "st.markdown('<b>', unsafe_allow_html=True)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.table(frame)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.header(title)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.title(f'x {name}')"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.selectbox('x', help=text)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.progress(1, text=name)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nst.radio('x', options)"}),
    (outside_text, {"dashboard/a.py": "import streamlit as st\nheading.title(name)"}),
    (long_pages, {"dashboard/pages/a/page.py": "\n" * 81}),
    (long_functions, {"seed/a.py": "def f():\n" + "    x = 1\n" * 50}),
    (computing_pages, {"dashboard/pages/a/page.py": "def f(): ..."}),
    (strange_folders, {"notes/a.md": ""}),
    (lonely_modules, {"seed/a.py": "from seed import b", "seed/b.py": "X = 1"}),
    (repeated_lists, {"seed/a.py": f"PAGES = {[page.url_path for page in all_pages()]}"}),
    (repeated_lists, {"seed/a.py": f"TABLES = {[table.name for table in tables.RECORD_TABLES]}"}),
    (repeated_lists, {"tests/a.py": f"MEASURES = {[*catalogue.CATALOGUE][:21]}"}),
    (unscoped_reads, {"metrics/a.py": "def f(connection):\n    ..."}),
    (unscoped_reads, {"metrics/a.py": "class A:\n    def f(self, connection): ..."}),
    (unscoped_reads, {"seed/a.py": "def f(of):\n    return of.execute(query)"}),
    (unscoped_reads, {"dashboard/a.py": "def f(url):\n    return database.reading(url)"}),
    (unscoped_reads, {"metrics/a.py": "def f(connection, scope: Scopes): ..."}),
    (unaudited_writes, {"seed/a.py": "with database.writing(url) as connection: ..."}),
    (
        unaudited_writes,
        {"seed/a.py": "def f():\n  with database.rewriting(url), audit.audited(url, one): ..."},
    ),
]
RULES = list(dict.fromkeys(rule for rule, _ in PLANTED))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "files"), PLANTED)
def test_a_rule_catches_what_it_forbids(
    tmp_path: Path, rule: Callable[[Path], list[str]], files: dict[str, str]
) -> None:
    for jurisdiction, source in files.items():
        (tmp_path / jurisdiction).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / jurisdiction).write_text(source)
    assert len(rule(tmp_path)) == 1


def test_the_front_door_and_neighbours_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "__init__.py").write_text(
        "from schemas.tables import cases\n__all__ = ['cases', 'store']"
    )
    (tmp_path / "schemas" / "tables.py").write_text("import sqlalchemy\ncases = 1")
    (tmp_path / "seed").mkdir()
    (tmp_path / "seed" / "gate.py").write_text("from schemas import cases")
    (tmp_path / "schemas" / "store").mkdir()
    (tmp_path / "schemas" / "store" / "__init__.py").write_text('__all__ = ["database"]')
    (tmp_path / "seed" / "batches").mkdir()
    (tmp_path / "seed" / "batches" / "stored.py").write_text(
        "import sqlalchemy\nfrom seed import gate\nfrom schemas.store import database"
    )
    (tmp_path / "seed" / "batches" / "acting.py").write_text(
        "with audit.audited(url, one), database.writing(url) as connection: ...\n"
        "with audit.audited(url, one):\n  with database.rewriting(url): ..."
    )
    for rule in (inward_imports, back_doors, libraries_out_of_place, circles, unaudited_writes):
        assert rule(tmp_path) == []


def test_what_takes_a_scope_may_read_and_the_list_of_others_is_no_longer_than_needed(
    tmp_path: Path,
) -> None:
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "a.py").write_text(
        "def rows(connection, scope: scopes.Scope): ...\n"
        "def asked(connection, request: Request): ...\n"
        "def _private(connection): ...\n"
        "def plain(frame): ..."
    )
    assert unscoped_reads(tmp_path) == []
    assert house.needless(ROOT) == []
