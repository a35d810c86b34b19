"""What one checkout says on the frozen records, written into a folder: a file for each question.

It runs in a process of its own with the checkout's code, and asks by the command line and by
opening pages, which stay as they are while the code behind them is rewritten. It imports nothing of
the checkout but the entry point of its command line.
"""

import argparse
import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import sys
import tarfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
FROZEN = HERE.parent / "frozen"
DATABASE = "records.duckdb"
MEASURED = "measures/by-nothing.json"
SECONDS = 300
# The address of the page at which a visit begins; Streamlit calls it "".
OVERVIEW = "overview"
# As a page opens; all years; one year; years too young for most measures; the early years.
PERIODS = ("", "2010-2026", "2021-2021", "2025-2026", "2016-2018")
MADE_ON = "2026-07-01"
RELEASE_KEY = b"made up for the frozen records!!"
BREAKDOWNS = (
    *("office", "form", "sector", "cross_border", "detected_by", "enterprise_size", "scope"),
    *("financial_investigation", "person_kind", "sex", "age_group", "citizenship", "plea"),
    *("in_custody", "role", "exit_reason", "victim_status", "referred_by", "regular_status"),
    *("legal_aid", "reported_to", "state_fund_eligible", "link", "fugitive", "origin", "class"),
    *("proceeds_method", "channel", "instrument", "direction", "announced", "referral_outcome"),
)
FORMATS = ("json", "csv", "table")
# With pictures of its hundred charts the annex would take longer than all other reports.
FILES = {"annex": "pdf,xlsx,html,csv"}
EVERY_FILE = "pdf,xlsx,html,csv,svg,png"
# Each world: a jurisdiction with many records and one with few, and what is set beside the records.
PLACES = {
    "demo": ("XKE", "QUL", "QZE"),
    "random-1": ("QMA", "QMB", "QMC", "QMD"),
    "random-2": ("QME", "QMF", "QMG", "QMH"),
}
SETTINGS = {
    "demo": (*(("settings", name, f"demo/{name}.csv") for name in ("targets", "events", "wages")),),
    "random-1": (),
    # Other choices than the defaults, and rates of exchange of one's own.
    "random-2": (
        ("settings", "options", "paid_within_months", "6"),
        ("settings", "options", "knowing_user_is_beyond", "yes"),
        ("settings", "rates", "random-2/rates.csv"),
    ),
}
# An office (of the first place) or a form that a page is narrowed to.
NARROWED = {
    "demo": "office=o0805783309527",
    "random-1": "form=forced_labour",
    "random-2": "form=forced_labour",
}
# New in each run, so no content: ids of elements, and what is named by a hash.
MADE_ANEW = {"id", "elementId", "hash", "name", "formId", "scriptRunId", "arrowVegaLiteChartId"}
# Code and layout of a page. What a person reads is beside it, and is compared.
UNREAD = {
    *("jsContent", "jsSourcePath", "cssContent", "cssSourcePath", "isolateStyles", "htmlContent"),
    *("componentName", "heightConfig", "widthConfig", "flexContainer", "column"),
}
GENERATED = re.compile(r"[0-9a-f]{16,}|st-emotion-cache-\w+|\$\$ID-[\w-]+")
ARROW = "/////"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("checkout", type=Path)
    parser.add_argument("world")
    parser.add_argument("part")
    parser.add_argument("records", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    take_code_of(given.checkout)
    ask = Asking(given.checkout, given.world, given.out)
    name, _, share = given.part.partition(":")
    if name == "import":
        os.chdir(given.records)
        fill(ask)
        return
    # Each part has a copy: some commands write into a database that others read at the same time.
    home = given.out.with_name(
        f"{given.out.name}.{given.world}.{given.part.replace(':', '-')}.home"
    )
    shutil.copytree(given.records, home)
    os.chdir(home)
    with listening():
        PARTS[name](ask, *(int(one) for one in share.split(":") if one))


def take_code_of(checkout: Path) -> None:
    """Import from this checkout, and not from the one that is installed in the environment."""
    sys.path[0] = str(checkout)
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in str(finder).lower()]
    os.environ["PYTHONPATH"] = str(checkout)
    found = importlib.util.find_spec("dashboard")
    assert found
    assert Path(str(found.origin)).is_relative_to(checkout), found


class Asking:
    """Asks a checkout's command line and pages in the working folder, and writes the answers."""

    def __init__(self, checkout: Path, world: str, out: Path) -> None:
        self.checkout, self.world, self.out = checkout, world, out
        project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))
        module, _, function = project["project"]["scripts"]["prosecution-quality"].partition(":")
        self._main = getattr(importlib.import_module(module), function)

    def command(self, *arguments: str, into: str) -> str:
        """Run a command, write what it prints into a file, and return it.

        What it says to standard error and an exit code other than 0 go into a file beside it.
        """
        printed, complained = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
        code = 0
        typed = ["prosecution-quality", "--database", DATABASE, *arguments]
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(complained),
            patch.object(sys, "argv", typed),
        ):
            try:
                self._main()
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else int(end.code is not None)
        printed.seek(0)
        text = printed.read()
        self.write(into, text)
        if code or complained.getvalue():
            said = f"{' '.join(arguments)}\nexit code {code}\n{complained.getvalue()}"
            self.write(f"{into}.said.txt", said)
        return text

    def page(self, page: str, address: Mapping[str, str], into: str) -> None:
        """Open a page at an address, and write what it shows."""
        shown = [
            line
            for element in _elements(messages(page, address, self.checkout))
            for line in lines_of_element(element)
        ]
        self.write(into, "\n".join(shown))

    def write(self, name: str, content: str | bytes) -> None:
        path = self.out / self.world / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def take(self, folder: str, *files: Path) -> None:
        """Copy files that a command has written."""
        for path in files:
            if path.is_file():
                named = path.relative_to(folder) if path.is_relative_to(folder) else path
                self.write(f"{folder}/{named}", path.read_bytes())

    def pages(self) -> list[str]:
        """The addresses of all pages, as the navigation sends them to a browser."""
        address = {"j": PLACES[self.world][0]}
        sent = [one.navigation for one in messages(OVERVIEW, address, self.checkout)]
        return [page.url_pathname or OVERVIEW for one in sent for page in one.app_pages]


def fill(ask: Asking) -> None:
    """Import the frozen submissions into a new database, and set what is set beside them."""
    with tarfile.open(FROZEN / f"{ask.world}.tar.xz") as frozen:
        frozen.extractall(filter="data")
    stored = json.loads(ask.command("import", ask.world, "--json", into="import.json"))
    if refused := [one["source"] for one in stored if one["status"] != "stored"]:
        sys.exit(f"The frozen records of {', '.join(refused)} were refused.")
    for setting in SETTINGS[ask.world]:
        ask.command(*setting, into=f"{'-'.join(setting[:2])}.txt")
    ask.command("batches", into="batches.txt")


def quick(ask: Asking) -> None:
    """A sample of everything, for daily work."""
    for by in ("", "jurisdiction", "year", "jurisdiction,year", "form"):
        measures(ask, by, "json")
    measures(ask, "jurisdiction", "table")
    report(ask, "profile", "XKE", "html,csv")
    set_database()
    for page in ask.pages():
        open_page(ask, page, "XKE")
        open_page(ask, page, "QUL", "2016-2018")


def all_measures(ask: Asking) -> None:
    for by, shape in product(("", "jurisdiction", "year", "jurisdiction,year"), FORMATS):
        measures(ask, by, shape)
    for by in BREAKDOWNS:
        measures(ask, f"jurisdiction,{by}", "json")
        measures(ask, f"year,{by}", "csv")
        measures(ask, by, "table")
    by_place_and_year = ("--by", "jurisdiction,year", "--format", "json")
    for name, narrowed in {
        "of-a-period": ("--by", "jurisdiction", "--from", "2018", "--to", "2022"),
        "of-early-years": ("--by", "form", "--to", "2018", "--format", "csv"),
        "as-of-an-earlier-day": (*by_place_and_year, "--as-of", "2023-06-30"),
        "of-a-form": (*by_place_and_year, "--form", "forced_labour"),
        "of-a-place": (*by_place_and_year, "--jurisdiction", PLACES[ask.world][0]),
    }.items():
        ask.command("measures", *narrowed, into=f"measures/{name}.txt")


def measures(ask: Asking, by: str, shape: str) -> None:
    narrowed = ("--by", by) if by else ()
    into = f"measures/by-{by or 'nothing'}.{shape}"
    ask.command("measures", *narrowed, "--format", shape, into=into)


def reports(ask: Asking) -> None:
    """Every report in its formats, and every questionnaire, as `report list` names them."""
    large, small, *_ = PLACES[ask.world]
    names = [line.split() for line in ask.command("report", "list", into="list.txt").splitlines()]
    for first, second, *_ in names[1:]:
        if first != "questionnaire":
            report(ask, first, large, FILES.get(first, EVERY_FILE))
            report(ask, first, small, "html,csv", "--from", "2016", "--to", "2018")
            continue
        for jurisdiction in (large, small):
            file = f"{second}-{jurisdiction}.xlsx"
            wanted = ("--jurisdiction", jurisdiction, "--made-on", MADE_ON, "--out", file)
            ask.command("report", first, second, *wanted, into=f"{first}/{file}.txt")
            ask.take(first, Path(file))
    ask.command("report", "changes", "--jurisdiction", large, "--json", into="changes.json")


def report(ask: Asking, name: str, jurisdiction: str, formats: str, *period: str) -> None:
    into = f"reports/{'-'.join((name, jurisdiction, *period[1::2]))}"
    wanted = ("--jurisdiction", jurisdiction, *period, "--format", formats, "--made-on", MADE_ON)
    ask.command("report", name, *wanted, "--out", into, into=f"{into}.txt")
    ask.take(into, *Path(into).rglob("*"))


def edition(ask: Asking) -> None:
    wanted = [
        part for jurisdiction in PLACES[ask.world][:2] for part in ("--jurisdiction", jurisdiction)
    ]
    ask.command(
        *("report", "site", *wanted, "--made-on", MADE_ON, "--out", "edition"),
        into="edition.txt",
    )
    ask.take("edition", *Path("edition").rglob("*"))


def release(ask: Asking) -> None:
    """A release, what the command line prints and reports of it, and the pages for everybody."""
    key = Path("release.key")
    key.write_bytes(RELEASE_KEY)
    key.chmod(0o400)
    os.environ["PROSECUTION_QUALITY_RELEASE_KEY_FILE"] = str(key.resolve())
    ask.command("release", "make", into="release/make.txt")
    for shape in FORMATS:
        ask.command("release", "show", "--format", shape, into=f"release/show.{shape}")
    jurisdiction = PLACES[ask.world][0]
    wanted = ("--jurisdiction", jurisdiction, "--release", "--made-on", MADE_ON, "--out", "release")
    ask.command("report", "profile", *wanted, "--format", "html,csv,xlsx", into="release/told.txt")
    ask.take("release", *Path("release").rglob("*"))
    releases = Path("records.releases.duckdb").resolve()
    os.environ["PROSECUTION_QUALITY_RELEASES"] = f"duckdb:///{releases}"
    os.environ["PROSECUTION_QUALITY_PUBLIC"] = "yes"
    os.environ["PROSECUTION_QUALITY_DATABASE"] = "duckdb:////nowhere/records.duckdb"
    for jurisdiction, page in product(PLACES[ask.world][:2], ask.pages()):
        ask.page(page, {"j": jurisdiction}, f"release/pages/{page}-{jurisdiction}.txt")


def all_pages(ask: Asking, number: int = 0, parts: int = 1) -> None:
    """A share of: every page in five periods, filtered, and every measure's page once."""
    set_database()
    jurisdictions, pages = PLACES[ask.world], ask.pages()
    views = [
        (page, jurisdiction, period, "")
        for page, jurisdiction, period in product(pages, jurisdictions, PERIODS)
    ]
    views += [
        (page, jurisdiction, "", NARROWED[ask.world])
        for page, jurisdiction in product(pages, jurisdictions[:2])
    ]
    measured = json.loads((ask.out / ask.world / MEASURED).read_text(encoding="utf-8"))
    for count, measure in enumerate(dict.fromkeys(row["measure"] for row in measured)):
        jurisdiction, period = (
            jurisdictions[count % len(jurisdictions)],
            PERIODS[count % len(PERIODS)],
        )
        views.append(("measure", jurisdiction, period, f"m={measure}"))
    for view in views[number::parts]:
        open_page(ask, *view)
    if ask.world == "demo":
        for page, address in links()[number::parts]:
            ask.page(page, address, f"links/{page}-{'-'.join(address.values())}.txt")


def links() -> list[tuple[str, dict[str, str]]]:
    """The links of `links.txt`: the page and its address."""
    lines = (HERE.parent / "links.txt").read_text(encoding="utf-8").splitlines()
    split = (line.partition("?") for line in lines if not line.startswith("#"))
    return [(page, dict(parse_qsl(query))) for page, _, query in split]


def set_database() -> None:
    """Have the pages show the records in the working folder."""
    os.environ["PROSECUTION_QUALITY_DATABASE"] = f"duckdb:///{Path(DATABASE).resolve()}"


def open_page(ask: Asking, page: str, jurisdiction: str, period: str = "", more: str = "") -> None:
    address = {"j": jurisdiction}
    if period:
        address |= dict(zip(("from", "to"), period.split("-"), strict=True))
    if more:
        address |= dict([more.split("=")])
    named = "-".join(one for one in (page, jurisdiction, period, more) if one)
    ask.page(page, address, f"pages/{named}.txt")


PARTS: Mapping[str, Callable[..., None]] = {
    "quick": quick,
    "measures": all_measures,
    "reports": reports,
    "edition": edition,
    "release": release,
    "pages": all_pages,
}


def sent(page: str, address: Mapping[str, str]) -> Iterator[str]:
    """The elements of a page of this checkout that is opened at an address, each as a line."""
    for element in elements(page, address):
        yield GENERATED.sub("*", json.dumps(element, ensure_ascii=False, sort_keys=True))


def elements(page: str, address: Mapping[str, str]) -> Iterator[Any]:
    """The elements of a page as they are sent to a browser, but for ids and the like."""
    with listening():
        yield from _elements(messages(page, address))


def _elements(sent: list[Any]) -> Iterator[Any]:
    from google.protobuf.json_format import MessageToDict

    for message in sent:
        if message.WhichOneof("type") == "delta":
            yield _without(MADE_ANEW, MessageToDict(message.delta))


@contextlib.contextmanager
def listening() -> Iterator[None]:
    """Inside, what pages send can be had by `messages`."""
    from streamlit.testing.v1 import element_tree

    parse = element_tree.parse_tree_from_messages

    def parsed(sent: list[Any]) -> Any:
        _sent[:] = sent
        return parse(sent)

    with (
        patch("streamlit.testing.v1.local_script_runner.parse_tree_from_messages", parsed),
        _quick_pages(),
    ):
        yield


# What the page that was opened last has sent.
_sent: list[Any] = []


def messages(page: str, address: Mapping[str, str], checkout: Path = ROOT) -> list[Any]:
    """The messages that a browser is sent when it opens a page."""
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    test = AppTest.from_file(str(checkout / "streamlit_app.py"), default_timeout=SECONDS)
    test.query_params.update(address)
    # By the address, as a browser opens it: where the script of a page lies may change.
    test._page_hash = calc_hash("" if page == OVERVIEW else page)
    test.run()
    assert not test.exception, (page, address, test.exception)
    return [*_sent]


def _quick_pages() -> contextlib.AbstractContextManager[None]:
    """That of this file's own checkout: the other may have none."""
    spec = importlib.util.spec_from_file_location("quick_pages", HERE.parents[1] / "quick_pages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.quick_pages()


def _without(keys: set[str], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(keys, of) for key, of in value.items() if key not in keys}
    return [_without(keys, one) for one in value] if isinstance(value, list) else value


def lines_of_element(element: Any) -> Iterator[str]:
    """What an element shows, in lines: texts, markup by tag, data by row, a chart's drawing."""
    yield from _lines("", _without(UNREAD, element))


def _lines(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value and not any(isinstance(of, dict | list | str) for of in value.values()):
            yield f"{name}: {json.dumps(value, sort_keys=True)}"
            return
        for key in sorted(value):
            yield from _lines(key, value[key])
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield from _lines(name, one)
    elif isinstance(value, str):
        yield from _lines_of_text(name, value)
    else:
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def _lines_of_text(name: str, text: str) -> Iterator[str]:
    if name == "spec":
        yield f"spec: {json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)}"
    elif text.startswith(ARROW):
        yield from _rows(text)
    elif text[:1] in ("{", "[") and text[-1:] in ("}", "]"):
        yield from _lines(name, json.loads(text))
    else:
        yield from (f"{name}: {line}" for line in by_tag(text))


def by_tag(text: str) -> Iterator[str]:
    """The tags of markup, each with the text behind it; of other text its lines."""
    if "</" in text:
        text = re.sub(r" ?(<[^/])", r"\n\1", " ".join(text.split()))
    yield from (line.strip() for line in text.splitlines() if line.strip())


def _rows(data: str) -> Iterator[str]:
    import base64

    import pyarrow as pa

    with pa.ipc.open_stream(base64.b64decode(data)) as stream:
        table = stream.read_all()
    for row in table.to_pylist():
        yield f"row: {json.dumps(row, ensure_ascii=False, default=str)}"


if __name__ == "__main__":
    main()
