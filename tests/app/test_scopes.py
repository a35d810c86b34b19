"""What each scope is sent by the pages: its own, the same whoever asked before, and no more."""

import functools
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import product, repeat
from random import Random

import pytest
from sqlalchemy import select

from dashboard import access, cache, data
from dashboard.pages import all_pages
from dashboard.records import cached_view, current_records
from dashboard.ui import page_shell
from metrics import results, worklist
from schemas import columns, errors, scopes, tables
from schemas.store import bookkeeping, database
from tests.app.test_pages import page as open_page
from tests.compare_checkouts import collect
from tests.fixtures.made_up import path_of, url_of
from tests.soak import everyday, soak_size

# Each opens a page three times. Requests themselves cross a thousand times in test_crossings.
RUNS = 250 if soak_size(2) > 1 else 3
WHOLE, OTHER = "QVE", "QPE"
# What two offices ask at the same moment, so many times.
AT_ONCE, TIMES = ("C01", "C02", "F01"), 200 if soak_size(2) > 1 else 3
Address = tuple[str, tuple[tuple[str, str], ...]]
Becomes = Callable[[str], None]
SECTIONS = ("missing", "late", "found", "sources", "changes", "more")
# What belongs to one place alone, marked so that it is told wherever it turns up.
MARK = "mark-of-{}"
# As the made-up world writes them.
CASE_ID = re.compile(r"c\d{6,}")


@pytest.fixture(scope="module")
def marked(made_up_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A made-up world in which names, labels, sources and texts say whose they are."""
    url = url_of(tmp_path_factory.mktemp("marked"))
    shutil.copy(path_of(made_up_url), path_of(url))
    with database.writing(url) as connection:
        for table, column in (
            (tables.jurisdictions, "name"),
            (bookkeeping.batches, "source"),
            (bookkeeping.batches, "note"),
            (bookkeeping.targets, "source"),
            (bookkeeping.events, "title"),
            (bookkeeping.wages, "source"),
        ):
            for jurisdiction in _places(connection):
                here = table.update().where(table.c.jurisdiction == jurisdiction)
                connection.execute(here.values({column: MARK.format(jurisdiction)}))
        office = tables.offices
        for jurisdiction, id_ in connection.execute(
            select(office.c.jurisdiction, office.c.office_id)
        ):
            one = (office.c.jurisdiction == jurisdiction) & (office.c.office_id == id_)
            label = MARK.format(f"{jurisdiction}-{id_}")
            connection.execute(office.update().where(one).values(label=label))
    return url


def _places(connection: object) -> list[str]:
    batch = bookkeeping.batches.c
    return [*connection.execute(select(batch.jurisdiction).distinct()).scalars()]  # type: ignore[attr-defined]


@pytest.fixture
def shown(marked: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> str:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", marked)
    return marked


@functools.cache
def offices(url: str) -> Mapping[str, tuple[str, ...]]:
    """By jurisdiction the offices that lead cases, those with most open ones first."""
    with database.reading(url).connect() as connection:
        led = worklist.open_cases_by_office(connection, scopes.EVERYTHING)
    named = led[led["office"] != columns.UNKNOWN].sort_values("open_cases", ascending=False)
    return {
        str(jurisdiction): tuple(of["office"]) for jurisdiction, of in named.groupby("jurisdiction")
    }


def ids_of(url: str) -> tuple[str, ...]:
    """Two of each kind, and those who see no record."""
    of = offices(url)
    asked = [scopes.jurisdiction_scope(jurisdiction) for jurisdiction in (WHOLE, OTHER)]
    asked += [scopes.office_scope(WHOLE, office) for office in of[WHOLE][:2]]
    asked += [scopes.EVERYTHING, scopes.RELEASE]
    return tuple(scope.id for scope in asked)


def addresses(scope_id: str) -> Iterator[Address]:
    """Every page that there is for the scope, with the sections of the longest one."""
    for page in [one.url_path for one in access.pages_of_scope(scope_id)]:
        if page == "quality":
            yield from ((page, (("see", section),)) for section in SECTIONS)
        else:
            yield page, ()


@pytest.fixture
def becomes(monkeypatch: pytest.MonkeyPatch) -> Becomes:
    """Let whoever asks from now on be of a scope; what is cached is kept by scope."""
    return lambda scope_id: monkeypatch.setattr(access, "scope_id", lambda: scope_id)


def sent(scope_id: str, address: Address, becomes: Becomes) -> str:
    becomes(scope_id)
    page, asked = address
    return "\n".join(collect.sent(page, dict(asked)))


def forget() -> None:
    """Whatever was kept for anybody."""
    cache.clear()
    database.close_readers()


def of_others(url: str, scope_id: str, text: str) -> set[str]:
    """What in a text belongs to another scope: marks, codes, and ids of cases and offices."""
    scope, found = scopes.parse_scope(scope_id), set[str]()
    if scope.reads_all:
        return found
    with database.reading(url).connect() as connection:
        jurisdictions = results.jurisdictions(connection, scopes.EVERYTHING)["jurisdiction"]
        case = tables.cases.c
        cases = connection.execute(select(case.jurisdiction, case.office_id, case.case_id)).all()
    for jurisdiction in jurisdictions:
        if jurisdiction != scope.jurisdiction:
            found |= {*re.findall(rf"\b{jurisdiction}\b|{MARK.format(jurisdiction)}[\w-]*", text)}
        for office in offices(url).get(jurisdiction, ()):
            if (jurisdiction, office) != (scope.jurisdiction, scope.office) and (
                scope.office or jurisdiction != scope.jurisdiction
            ):
                found |= {*re.findall(rf"\b{office}\b", text)}
    own = {id_ for *of, id_ in cases if of == [scope.jurisdiction, scope.office]}
    return found | (set(CASE_ID.findall(text)) & {id_ for *_, id_ in cases} - own)


def test_two_scopes_in_turns_are_sent_their_own_and_nothing_of_another(
    shown: str, becomes: Becomes
) -> None:
    ids, alone = ids_of(shown), dict[tuple[str, Address], str]()
    random = Random(RUNS)
    every = [(id_, address) for id_ in ids for address in addresses(id_)]
    # In an ordinary run some of every scope; in a soak all of them, several times.
    random.shuffle(every)
    asked = [every[number % len(every)] for number in range(RUNS)]
    random.shuffle(asked)
    pages = {address for _, address in asked}
    crossed = []
    for id_, address in asked:
        # The same page for another scope just before, with all that was kept of it.
        others = [one for one in ids if one != id_ and address in {*addresses(one)}]
        if others:
            sent(random.choice(others), address, becomes)
        text = sent(id_, address, becomes)
        if (id_, address) not in alone:
            forget()
            alone[id_, address] = sent(id_, address, becomes)
        if text != alone[id_, address] or of_others(shown, id_, text):
            crossed.append((id_, address))
    assert pages
    assert crossed == []


def test_two_offices_at_once_are_given_their_own_numbers(
    shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ask the same at the same moment, of a cache in which nothing is kept yet."""
    pair = [scopes.office_scope(WHOLE, office).id for office in offices(shown)[WHOLE][:2]]
    asking, start = threading.local(), threading.Barrier(len(pair))
    monkeypatch.setattr(access, "scope_id", lambda: asking.scope_id)

    def ask(scope_id: str, measure: str, together: bool) -> str:
        asking.scope_id = scope_id
        if together:
            start.wait()
        return data.rows((measure,), by=("year",)).to_csv()

    alone = {}
    for one in product(pair, AT_ONCE):
        forget()
        alone[one] = ask(*one, together=False)
    assert all(alone[pair[0], measure] != alone[pair[1], measure] for measure in AT_ONCE)
    crossed = []
    with ThreadPoolExecutor(len(pair)) as pool:
        for measure in AT_ONCE * TIMES:
            forget()
            told = pool.map(ask, pair, repeat(measure), repeat(True))
            crossed += [
                one for one, text in zip(pair, told, strict=True) if text != alone[one, measure]
            ]
    assert crossed == []


@pytest.mark.parametrize("changes", ["scope", "database"])
def test_a_part_of_a_page_is_of_one_scope_though_the_user_becomes_another_meanwhile(
    shown: str, becomes: Becomes, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    def build() -> list[str]:
        if changes == "scope":
            becomes(scopes.jurisdiction_scope(OTHER).id)
        else:
            monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"{shown}.of-nobody")
        return [*data.jurisdictions()["jurisdiction"], *current_records().places["jurisdiction"]]

    becomes(scopes.jurisdiction_scope(WHOLE).id)
    forget()
    assert cached_view(build)() == [WHOLE, WHOLE]


def test_a_part_of_a_page_has_its_peers_though_the_release_cannot_be_read_meanwhile(
    shown: str, becomes: Becomes, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def release_source(url: str) -> data.Source:
        asked.append(url)
        if len(asked) > 1:
            raise errors.UserError("The file is locked.")
        return data.Source(url, "1", scopes.RELEASE.id)

    becomes(scopes.jurisdiction_scope(WHOLE).id)
    monkeypatch.setattr(data, "release_source", release_source)
    assert cached_view(lambda: current_records().others is not None)()


def test_marks_are_told_where_they_may_be_seen(shown: str, becomes: Becomes) -> None:
    """What is looked for above is there to be found."""
    at_desk = sent(scopes.EVERYTHING.id, ("quality", (("see", "sources"),)), becomes)
    ministry = scopes.jurisdiction_scope(WHOLE).id
    assert {MARK.format(WHOLE), MARK.format(OTHER)} <= of_others(shown, scopes.RELEASE.id, at_desk)
    own = sent(ministry, ("overview", ()), becomes)
    assert MARK.format(WHOLE) in own
    assert of_others(shown, ministry, own) == set()
    office = scopes.office_scope(WHOLE, offices(shown)[WHOLE][0])
    listed = sent(office.id, ("caseload", ()), becomes)
    assert CASE_ID.search(listed)
    assert of_others(shown, scopes.jurisdiction_scope(WHOLE).id, listed)


# What an address names -> what a page says where it is not there.
NOT_THERE = {"j": "No jurisdiction with the code", "office": "This jurisdiction has no office"}


@pytest.mark.parametrize("part", NOT_THERE)
def test_an_address_of_another_is_answered_as_one_that_is_not_there(
    shown: str, becomes: Becomes, part: str
) -> None:
    own, another = offices(shown)[WHOLE][:2]
    code, nobody = (OTHER, "QZZ") if part == "j" else (another, "qq-nobody-qq")
    for scope in (scopes.office_scope(WHOLE, own), scopes.jurisdiction_scope(WHOLE)):
        if part == "office" and scope.office is None:
            code = offices(shown)[OTHER][0]
        # One frame reads the address for all pages.
        for page in everyday("measure", rest=("overview", "report")):
            there, not_there = (
                sent(scope.id, (page, ((part, text),)), becomes).replace(text, "…")
                for text in (code, nobody)
            )
            assert there == not_there
            assert NOT_THERE[part] in there


def test_a_case_and_a_state_of_another_are_answered_as_what_is_not_there(
    shown: str, becomes: Becomes
) -> None:
    own, another = offices(shown)[WHOLE][:2]
    office = scopes.office_scope(WHOLE, own)
    with database.reading(shown).connect() as connection:
        case = tables.cases.c
        of_another = case.office_id == another, case.jurisdiction == WHOLE
        foreign = connection.execute(select(case.case_id).where(*of_another)).scalars().first()
    answers = [
        sent(office.id, ("caseload", (("case", id_),)), becomes).replace(id_, "…")
        for id_ in (str(foreign), "c0000000000000")
    ]
    assert answers[0] == answers[1]
    becomes(scopes.EVERYTHING.id)
    state = page_shell.current_records_state()
    broken = state[:-1] + ("0" if state[-1] != "0" else "1")
    for scope in (office, scopes.jurisdiction_scope(WHOLE)):
        answers = [
            sent(scope.id, ("chain", (("state", text),)), becomes).replace(text, "…")
            for text in (state, broken)
        ]
        assert answers[0] == answers[1]
        assert "This link does not match these records" in answers[0]


def test_pages_that_are_not_the_scopes_are_not_in_its_navigation() -> None:
    def names(scope: scopes.Scope) -> set[str]:
        return {page.url_path for page in access.pages_of_scope(scope.id)}

    every = {page.url_path for page in all_pages()}
    assert names(scopes.EVERYTHING) == every
    assert names(scopes.jurisdiction_scope(WHOLE)) == every - {"caseload", "upload"}
    assert names(scopes.office_scope(WHOLE, "o1")) == every - {"upload"}
    assert names(scopes.RELEASE) == {
        *("overview", "chain", "money", "victims", "measure", "compare", "report", "methods")
    }
    assert names(scopes.NOTHING) == set()


def test_who_sees_no_record_is_told_no_figure(shown: str, becomes: Becomes) -> None:
    for page in access.pages_of_scope(scopes.RELEASE.id):
        text = sent(scopes.RELEASE.id, (page.url_path, ()), becomes)
        assert "No figures have been released yet." in text


def test_a_session_that_becomes_anothers_begins_anew(shown: str, becomes: Becomes) -> None:
    becomes(scopes.EVERYTHING.id)
    test = open_page("report", j=OTHER)
    test.text_area(key="report.notes").set_value("Of the desk").run()
    becomes(scopes.jurisdiction_scope(WHOLE).id)
    test.query_params.clear()
    test.run()
    assert not test.exception
    assert test.text_area(key="report.notes").value == ""
    # What the page before was of is carried from page to page, and not to another.
    assert test.selectbox(key="filters.j").value == WHOLE
