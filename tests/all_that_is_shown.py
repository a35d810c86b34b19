"""All that the pages send to the browser, one line for each element, to be compared between states.

`python tests/all_that_is_shown.py FILE` in a checkout makes its made-up world and opens every page
for every jurisdiction, and every measure's page once. An element is written as it is sent (text,
markup, table, the specification and data of a chart) without the ids, names of classes and hashes
that are made anew. Run it in two checkouts and compare the files: `diff` shows what a change that
was to change nothing changed.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from google.protobuf.json_format import MessageToDict
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, element_tree

from schemas import scopes

# The checkout that is looked at: where this is started, or this one if that is none.
HERE = next(
    one for one in (Path.cwd(), *Path(__file__).parents) if (one / "streamlit_app.py").exists()
)
CASES, SEED, SECONDS = 1_200, 1, 300
PAGES = (
    *("overview", "chain", "money", "victims", "compare", "caseload"),
    *("report", "upload", "quality", "methods"),
)
# Where pages lie in this checkout, and where they lay.
PLACES = ("dashboard/{0}/{0}.py", "dashboard/pages/{0}.py")
MADE_ANEW = {"id", "elementId", "hash", "name", "formId", "scriptRunId", "arrowVegaLiteChartId"}
GENERATED = re.compile(r"[0-9a-f]{16,}|st-emotion-cache-\w+|\$\$ID-[\w-]+")


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, file.open("w", encoding="utf-8") as written:
        database = f"duckdb:///{folder}/records.duckdb"
        made = ["--database", database, "demo", "--cases", str(CASES), "--seed", str(SEED)]
        program = "from dashboard.cli import main; main()"
        subprocess.run([sys.executable, "-c", program, *made], check=True, capture_output=True)
        os.environ["PROSECUTION_QUALITY_DATABASE"] = database
        for page, address in _addresses(database):
            for element in sent(page, address):
                written.write(f"{page} {' '.join(address.values())}\t{element}\n")


def _addresses(database: str) -> Iterator[tuple[str, dict[str, str]]]:
    from metrics import catalogue, results

    try:
        from schemas.store import database as store
    except ImportError:
        from schemas import database as store

    with store.reading(database).connect() as connection:
        places = results.jurisdictions(connection, scopes.EVERYTHING)["jurisdiction"]
    period = {"from": "2015", "to": "2025"}
    for place in places:
        yield from ((page, {"j": place} | period) for page in PAGES)
    for number, measure in enumerate(catalogue.CATALOGUE):
        yield "measure", {"j": places[number % len(places)], "m": measure} | period


def sent(page: str, address: Mapping[str, str]) -> Iterator[str]:
    """The elements of a page that is opened at an address, each as a line."""
    for element in elements(page, address):
        yield GENERATED.sub("*", json.dumps(element, ensure_ascii=False, sort_keys=True))


def elements(page: str, address: Mapping[str, str]) -> Iterator[Any]:
    """The same as they were sent, but for ids and the like."""
    delivered: list[ForwardMsg] = []
    parse = element_tree.parse_tree_from_messages

    def parsed(messages: list[ForwardMsg]) -> Any:
        delivered[:] = messages
        return parse(messages)

    script = next(one for place in PLACES if (HERE / (one := place.format(page))).exists())
    with patch("streamlit.testing.v1.local_script_runner.parse_tree_from_messages", parsed):
        test = AppTest.from_file(str(HERE / "streamlit_app.py"), default_timeout=SECONDS)
        test.query_params.update(address)
        test.switch_page(script).run()
    assert not test.exception, (page, address)
    for message in delivered:
        if message.WhichOneof("type") == "delta":
            yield _plain(MessageToDict(message.delta))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(of) for key, of in value.items() if key not in MADE_ANEW}
    return [_plain(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    # The code of this checkout, not of the one that is installed.
    sys.path.insert(0, str(HERE))
    sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in str(finder).lower()]
    main(Path(sys.argv[1]))
