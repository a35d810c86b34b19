"""What comes from outside stands on every page as it is written: no link, no markup, no request."""

import io
import json
from collections.abc import Iterator

import pytest
import xlsxwriter
from playwright.sync_api import expect

from dashboard.pages import all_pages
from dashboard.pages.quality.sections import SECTIONS
from dashboard.untrusted_text import JOINER
from tests.battery.killing import kept
from tests.browser.conftest import Dashboard, Visit
from tests.soak import EVERYDAY_PART, everyday, soak_size

pytestmark = pytest.mark.browser

PLACE = "XPL"
# As labels they begin with a letter, and hold neither @ nor a backslash: the gate refuses those.
LABELS = (
    "L [evil1](https://evil.example/x)",
    "L ![evil2](https://evil.example/p.png)",
    "L <img src=x onerror=evil3()>",
    "L <script>evil4()</script>",
    "L **evil5** _evil5_ ~~evil5~~",
    "L :red[evil6] :material/home: :smile:",
    "L `evil7` $evil7^2$ $$evil7$$",
    "L https://evil.example/8 www.evil.example",
    "L [evil9](javascript:evil9)",
    "L &lt;b&gt;evil10&lt;/b&gt; -> <- --",
)
TEXTS = (
    *LABELS,
    "evil@evil.example",
    "<https://evil.example/a>",
    "# evil11",
    "- evil12",
    "1. evil13",
    "> evil14",
    "$evil15 \\alpha$",
    ":streamlit: evil16",
    "_evil17_ __evil17__",
    "[evil18]: https://evil.example",
    "\u202eevil19 12 of 34",
)
# What is drawn of text that was read as more than text, in the page and in the cards' own trees.
DRAWN = """() => {
  const found = [];
  const tags = "a, img, script, iframe, strong, b, em, i, del, code, h1, h2, h3, h4, h5, h6, li,"
    + " blockquote, .katex, [class*=stMarkdownColored], [class*=stMarkdownBadge],"
    + " [data-testid=stIconMaterial]";
  const walk = root => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) walk(one.shadowRoot);
      if (!one.matches(tags)) continue;
      const own = one.matches("a[data-page], li, [data-nothing] > h2") ? "" : one.textContent;
      const said = [own, ...[...one.attributes].map(a => a.value)];
      if (said.some(text => text.includes("evil"))) found.push(one.outerHTML.slice(0, 300));
    }
  };
  walk(document);
  return found;
}"""
SAID = """() => {
  const said = [];
  const walk = root => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) walk(one.shadowRoot);
      for (const node of one.childNodes) if (node.nodeType === 3) said.push(node.data);
    }
  };
  walk(document);
  return said.join("\\n");
}"""


def drawn(visit: Visit) -> list[str]:
    found: list[str] = visit.page.evaluate(DRAWN)
    return found


def said(visit: Visit) -> str:
    """The text of the page as people see it."""
    return str(visit.page.evaluate(SAID)).replace(JOINER, "")


def as_cell(text: str) -> str:
    """The text as a cell of a CSV file."""
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def planted(dashboard: Dashboard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The dashboard with a submission whose every name is hostile, without it afterwards."""
    bring_back = kept(dashboard.database)
    home = tmp_path_factory.mktemp("planted")
    folder = home / "[evil0](javascript:evil0) <img src=x onerror=evil0()> **evil0**"
    folder.mkdir()
    offices = "".join(
        f"{PLACE},o{n},{as_cell(label)},prosecution\n" for n, label in enumerate(LABELS)
    )
    cases = "".join(
        f"c{n},charged_as_trafficking,yes,2023-01-10,2023-02-10,o{n % len(LABELS)}\n"
        for n in range(40)
    )
    files = {
        "submission.toml": f"jurisdiction = {json.dumps(PLACE)}\nmade_up = true\n"
        f"note = {json.dumps(TEXTS[0])}\n",
        "jurisdictions.csv": f"jurisdiction,name,currency\n{PLACE},{as_cell(LABELS[4])},USD\n",
        "offices.csv": f"jurisdiction,office_id,label,kind\n{offices}",
        "cases.csv": f"case_id,scope,charged,opened_on,charged_on,office_id\n{cases}",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    dashboard.command("import", str(folder))
    targets = f"measure,jurisdiction,value,by,source\nN01,{PLACE},0.6,2027,{as_cell(TEXTS[0])}\n"
    (home / "targets.csv").write_text(targets)
    events = "".join(
        f"{PLACE},20{20 + n % 5}-0{1 + n % 9}-01,{as_cell(text)},{as_cell(text)},no\n"
        for n, text in enumerate(TEXTS[:-1])
    )
    (home / "events.csv").write_text(f"jurisdiction,on,title,source,breaks\n{events}")
    for name in ("targets", "events"):
        dashboard.command("settings", name, str(home / f"{name}.csv"))
    yield dashboard
    bring_back()


ADDRESSES = everyday(
    f"/measure?j={PLACE}&m=C01&office=o0",
    f"/quality?j={PLACE}&see=sources",
    rest=[
        f"/?j={PLACE}",
        *(f"/{page.url_path}?j={PLACE}" for page in all_pages()[1:]),
        f"/caseload?j={PLACE}&office=o3",
        *(f"/quality?j={PLACE}&see={section}" for section in SECTIONS if section != "sources"),
    ],
)


def opened(visit: Visit) -> None:
    """Open what is closed: tables under charts, earlier batches; of Methods a hundred at once."""
    closed = visit.page.locator("details:not([open]) > summary")
    closed.evaluate_all("all => all.forEach(one => one.click())")
    expect(closed).to_have_count(0)


@pytest.mark.parametrize("address", ADDRESSES)
def test_names_on_a_page_are_text(visit: Visit, planted: Dashboard, address: str) -> None:
    visit.requests.clear()
    visit.go(address)
    opened(visit)
    visit.page.wait_for_timeout(300)
    assert drawn(visit) == []
    assert LABELS[4] in said(visit)
    outside = [
        url for url in visit.requests if not url.startswith((planted.address, "data:", "blob:"))
    ]
    assert outside == []


def test_names_in_a_choice_are_text(visit: Visit, planted: Dashboard) -> None:
    visit.go(f"/caseload?j={PLACE}&office=o3")
    visit.page.get_by_role("combobox", name="Office", exact=True).click()
    expect(visit.page.get_by_role("option").first).to_be_visible()
    assert drawn(visit) == []
    assert all(label in said(visit) for label in LABELS)
    visit.page.keyboard.press("Escape")


def rows() -> list[list[str]]:
    """Hostile headers and values, each often enough to be offered as a code."""
    values = [
        [TEXTS[(row // 4 + column) % len(TEXTS)] for column in range(12)] for row in range(84)
    ]
    return [list(TEXTS[:12]), *values]


def workbook(sheet: str) -> bytes:
    """An export as a workbook; what looks like a formula or an address is text."""
    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, plain) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows()):
            page.write_row(number, 0, row)
    return file.getvalue()


def table() -> bytes:
    """The same as a table of cases, with columns that it does not have."""
    header, *values = rows()
    lines = [["case_id", *header], *([f"c{n}", *row] for n, row in enumerate(values))]
    return "\n".join(",".join(map(as_cell, line)) for line in lines).encode()


# What else a name may hold is replaced when a file comes in; of a sheet's, spreadsheets refuse it.
FILE_NAME = "_evil20_ __evil20__ www.evil.example a__b.xlsx"
SHEET_NAME = "<b>evil21 _evil21_ `e` $e$ ~~e~"


def sent(visit: Visit, name: str, content: bytes, columns: str) -> None:
    visit.requests.clear()
    visit.go("/upload")
    visit.settle()
    payload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    visit.after(lambda: visit.page.locator("input[type=file]").set_input_files(payload))
    if columns:
        visit.find_and_choose("Columns of the files", columns)
    visit.page.get_by_role("button", name="Check the files").click()


# In every run `tests/app/upload/` looks at the markup of the mapping and of findings.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak looks at them in Chromium too.")
def test_an_export_is_text_where_it_is_mapped(visit: Visit, planted: Dashboard) -> None:
    sent(visit, FILE_NAME, workbook(SHEET_NAME), "Other columns")
    expect(visit.page.get_by_text("Fill another field").first).to_be_visible()
    visit.find_and_choose("Fill another field", "form:")
    visit.find_and_choose("form", "evil1]")
    visit.page.wait_for_timeout(500)
    assert drawn(visit) == []
    words = said(visit)
    assert FILE_NAME in words
    assert SHEET_NAME in words
    # Headers that are not read are named, and values that tell of no person are offered as codes.
    assert sum(text in words for text in TEXTS) > len(TEXTS) // 2
    assert all(url.startswith((planted.address, "data:", "blob:")) for url in visit.requests)


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak looks at them in Chromium too.")
def test_headers_are_text_in_the_findings(visit: Visit, planted: Dashboard) -> None:
    sent(visit, "cases.csv", table(), "")
    page = visit.page
    page.locator("[data-outcome=refused]").wait_for()
    opened(visit)
    expect(page.get_by_text("Row by row")).to_be_visible()
    page.wait_for_timeout(500)
    assert drawn(visit) == []
    assert "unknown columns have names that are not shown" in said(visit)
    assert all(url.startswith((planted.address, "data:", "blob:")) for url in visit.requests)
