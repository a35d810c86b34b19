"""Each way to tamper with a return is refused with its own sentence, and nothing is stored.

A stranger can change bytes and swap files. A country itself can sign anything: the cases of
`RESIGNED` carry a right signature of the right key.
"""

import base64
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from metrics.release import return_file, returns
from metrics.release.archive import STORE
from metrics.release.return_file import MANIFEST, MEMBERS, PLAN, Return
from schemas.errors import UserError
from tests.unit.metrics.release import sent

OWN, OTHER = sent.country("QMA"), sent.country("QPE")
GOOD = sent.made("QMA", 2)
FILE, SIGNATURE = OWN.send(GOOD)
Files = tuple[bytes, bytes]


def members(file: bytes = FILE) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as read:
        return {name: read.read(name) for name in read.namelist()}


def zipped(named: dict[str, bytes], how: int = zipfile.ZIP_STORED, **entry: Any) -> bytes:
    """A zip file of these members, written as a return is but for the fields of each entry."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name, content in named.items():
            one = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            one.create_system, one.external_attr = 3, 0o644 << 16
            for field, value in entry.items():
                setattr(one, field, value)
            file.writestr(one, content, how)
    return written.getvalue()


def with_member(name: str, content: bytes) -> bytes:
    return zipped(members() | {name: content})


def with_part(name: str, content: bytes) -> bytes:
    """The return with another part, and the hash of it in its manifest."""
    return said(parts=lambda parts: parts | {name: described(content)}, **{name: content})


def described(content: bytes) -> dict[str, object]:
    return json.loads(members()[MANIFEST])["parts"][PLAN] | {
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def said(parts: Callable[[dict], dict] = dict, /, **entries: Any) -> bytes:
    """The return with other entries in its manifest; those named as members are members."""
    given = members()
    changed = {name: of for name, of in entries.items() if name in given}
    if "parts" in entries:
        parts = entries.pop("parts")
    manifest = json.loads(given[MANIFEST])
    manifest |= {name: of for name, of in entries.items() if name not in given}
    manifest["parts"] = parts(manifest["parts"])
    return zipped(given | changed | {MANIFEST: written(manifest)})


def written(manifest: dict[str, object]) -> bytes:
    return f"{json.dumps(manifest, ensure_ascii=False, indent=1)}\n".encode()


def without(entry: str) -> bytes:
    manifest = json.loads(members()[MANIFEST])
    del manifest[entry]
    return zipped(members() | {MANIFEST: written(manifest)})


def packed(**changes: object) -> bytes:
    return return_file.pack(GOOD._replace(**changes))


def of_content(**changes: object) -> bytes:
    """The return of a release with other frames."""
    return packed(content=GOOD.content._replace(**changes))


def of_rows(**cells: object) -> bytes:
    return of_content(
        rows=GOOD.content.rows.head(1).with_columns(**{n: pl.lit(v) for n, v in cells.items()})
    )


def of_options(name: str, value: str) -> bytes:
    return of_content(
        options=pl.DataFrame([(name, value)], GOOD.content.options.schema, orient="row")
    )


def encrypted() -> bytes:
    """Both headers of the first member say that it needs a password."""
    changed = bytearray(FILE)
    for place in (6, FILE.index(b"PK\x01\x02") + 8):
        changed[place] |= 1
    return bytes(changed)


def twice() -> bytes:
    written_ = io.BytesIO(FILE)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(written_, "a") as file:
        file.writestr(PLAN, b"another")
    return written_.getvalue()


def reordered() -> bytes:
    first, second, *rest = members().items()
    return zipped(dict([second, first, *rest]))


def larger_than_the_file() -> bytes:
    """The first member says in both headers that it is as long as a gigabyte."""
    at = FILE.index(b"PK\x01\x02")
    length = (2**30).to_bytes(4, "little")
    changed = bytearray(FILE)
    for place in (22, at + 24):
        changed[place : place + 4] = length
    return bytes(changed)


def many_rows_of_nothing() -> bytes:
    """A Parquet file of ten million rows in a few kilobytes, where there is one row."""
    frame = GOOD.content.places.head(1)
    many = pl.select(pl.repeat(frame.row(0)[0], 10_000_000).alias("jurisdiction"))
    return return_file._parquet_bytes(many)


flipped = bytearray(FILE)
flipped[len(FILE) // 2] ^= 1
public, signed = SIGNATURE.split(b"\n")[1:3]
line = SIGNATURE.split(b"\n")[0]

BY_STRANGERS: dict[str, tuple[Files, str]] = {
    "a changed byte": ((bytes(flipped), SIGNATURE), "The signature does not match the file"),
    "no file": ((b"", SIGNATURE), "The signature does not match the file"),
    "another return's signature": (
        (FILE, OWN.sign(packed(release=3))),
        "The signature does not match the file",
    ),
    "another's key over the signature": (
        (FILE, b"\n".join((line, OTHER.sign(b"").split(b"\n")[1], signed, b""))),
        "The signature does not match the file",
    ),
    "another's key": ((FILE, OTHER.sign(FILE)), "QMA belongs to another key"),
    "a key that nobody knows": (
        OTHER.send(sent.made("QPE")),
        "signed with a key that is not known here",
    ),
    "no signature": ((FILE, b""), "The signature file is not a signature"),
    "a signature of another kind": (
        (FILE, SIGNATURE.replace(b"Ed25519", b"RSA")),
        "The signature file is not a signature",
    ),
    "a short key": (
        (FILE, b"\n".join((line, base64.b64encode(b"key"), signed, b""))),
        "The signature file is not a signature",
    ),
    "a key of zeros": (
        # Such a signature holds for any file, as the key is a point of small order.
        (FILE, b"\n".join((line, base64.b64encode(bytes(32)), base64.b64encode(bytes(64)), b""))),
        "The signature file is not a signature",
    ),
    "text behind the signature": (
        (FILE, SIGNATURE + b"and more\n"),
        "The signature file is not a signature",
    ),
    "a long signature": ((FILE, SIGNATURE * 9), "The signature file is not a signature"),
}
NOT_A_ZIP = "The file is not a zip file, or is damaged"
NOT_WRITTEN_HERE = "The zip file was not written by `release export`"
# By the sentence that refuses it, what a country may sign that is no return of its own.
RESIGNED: dict[str, dict[str, Callable[[], bytes]]] = {
    NOT_A_ZIP: {
        "no zip file": lambda: b"cells",
        "a cut zip file": lambda: FILE[: len(FILE) // 2],
        "a broken checksum": lambda: bytes(flipped),
        "a member with a password": encrypted,
    },
    "The zip file is compressed": {
        "compressed": lambda: zipped(members(), zipfile.ZIP_DEFLATED),
        "a bomb": lambda: zipped({MANIFEST: bytes(100 * 2**20)}, zipfile.ZIP_DEFLATED),
        "a length beyond the file": larger_than_the_file,
    },
    NOT_WRITTEN_HERE: {
        "another order": reordered,
        "bytes before": lambda: b"#!/bin/sh\n" + FILE,
        "a comment of the file": lambda: FILE[:-2] + (4).to_bytes(2, "little") + b"text",
        "a comment of a member": lambda: zipped(members(), comment=b"text"),
        "one name twice": twice,
        "a path upwards": lambda: with_member("../plan.toml", b""),
        "a member more": lambda: with_member("records.csv", b"case_id\n"),
        "a member less": lambda: zipped({n: of for n, of in members().items() if n != "rows.csv"}),
        "no manifest": lambda: zipped({n: of for n, of in members().items() if n != MANIFEST}),
        "a link among the members": lambda: zipped(members(), external_attr=0o120777 << 16),
    },
    "has more than 64 megabytes": {"too large": lambda: bytes(return_file.MOST_BYTES + 1)},
    r"has the format \[prosecution-quality return 2\]": {
        "another format": lambda: said(format="prosecution-quality return 2")
    },
    "cannot be read": {
        "a manifest that is no JSON": lambda: with_member(MANIFEST, b"{"),
        "a deep manifest": lambda: with_member(MANIFEST, b"[" * 90_000),
        "a long manifest": lambda: with_member(MANIFEST, b" " * 200_000 + members()[MANIFEST]),
    },
    "lacks an entry, or has another": {
        "an entry more": lambda: said(note="more"),
        "an entry less": lambda: without("licence"),
        "a number as a text": lambda: said(release="2"),
    },
    "follows plan 99, which this program does not know": {"an unknown plan": lambda: said(plan=99)},
    "has another plan 1 than this program": {
        "another plan": lambda: with_part(PLAN, members()[PLAN] + b"\n# more")
    },
    "Table rows of the return differs between CSV and Parquet": {
        "CSV and Parquet differ": lambda: with_part(
            "rows.csv", members()["rows.csv"].replace(b"0.6", b"0.7")
        )
    },
    "Table places of the return": {
        "a CSV file with a column more": lambda: with_part(
            "places.csv", members()["places.csv"].replace(b"\n", b",more\n")
        )
    },
    "Table places of the return differs between CSV and Parquet": {
        "a Parquet file of millions of rows": lambda: with_part(
            "places.parquet", many_rows_of_nothing()
        )
    },
    "Table cells of the return cannot be read": {
        "a Parquet file that is none": lambda: with_part("cells.parquet", b"PAR1")
    },
    "repeats figures of a release after its own": {
        "another release in the manifest": lambda: said(release=1)
    },
    "says something else than its tables": {
        "other names in the manifest": lambda: said(jurisdictions={"QMA": "Elsewhere"}),
        "another content hash": lambda: said(content_hash="0" * 64),
        "a manifest written otherwise": lambda: with_member(
            MANIFEST, json.dumps(json.loads(members()[MANIFEST])).encode()
        ),
        "other parts in the manifest": lambda: said(
            parts=lambda parts: dict(reversed(parts.items()))
        ),
        "a part of another hash": lambda: said(
            parts=lambda parts: parts | {PLAN: described(b"another")}
        ),
    },
    "has no day": {"no day": lambda: said(made_on="yesterday")},
    "one line each": {
        "a long contact": lambda: packed(contact="x" * 501),
        "a hidden sign in the licence": lambda: packed(licence="CC\u202eBY"),
    },
    "no number, no jurisdiction or no figures": {
        "no figures": lambda: of_content(rows=GOOD.content.rows.clear())
    },
    "Table rows of the return has two rows for one thing": {
        "one figure twice": lambda: of_content(rows=pl.concat([GOOD.content.rows] * 2))
    },
    "Table rows of the return is about a jurisdiction that it does not name": {
        "figures of another place": lambda: of_rows(jurisdiction="QPE")
    },
    "a count that is not rounded": {"a count that is not rounded": lambda: of_rows(unknown=7.0)},
    "a status that this program": {
        "an unknown status": lambda: of_rows(status="fine"),
        "a kind of measure that is none": lambda: of_rows(kind="Sharing"),
    },
    "a period that is not": {
        "a period that is none": lambda: of_rows(period="2020 and more"),
        **{
            f"the period {period}": lambda period=period: of_rows(period=period)
            for period in ("2020-", "2021-2019", "1066", "2020-9999")
        },
    },
    "a number that cannot be right": {
        **{
            f"{name} {value}": lambda name=name, value=value: of_rows(**{name: value})
            for name, value in (
                *(("value", of) for of in (math.nan, math.inf, -0.5, 1.5)),
                *(("numerator", 1e300), ("deff", -1.0), ("coverage", 2.0), ("low", 40.0)),
            )
        }
    },
    "is not rounded": {"a numerator that is not rounded": lambda: of_rows(numerator=61.0)},
    "a code that cannot exist": {"markup as a code": lambda: of_rows(category="<img src=x>")},
    "Table context of the return has a code that cannot exist": {
        "a formula as a rule": lambda: of_content(
            context=GOOD.content.context.with_columns(value=pl.lit("=1+1"))
        )
    },
    "a code of a jurisdiction or currency that cannot exist": {
        "two codes of jurisdictions in one": lambda: packed(
            release=3, content=sent.content("QMA,QPE")
        ),
        "a currency that is none": lambda: of_content(
            places=GOOD.content.places.with_columns(currency=pl.lit("eur"))
        ),
    },
    "invisible characters in a name or a note": {
        "a name that turns the text around": lambda: of_content(
            places=GOOD.content.places.with_columns(name=pl.lit("\u202eaM"))
        ),
        "a note of two lines": lambda: of_content(notes=("one\ntwo",)),
    },
    "a counting option that this program does not know": {
        "an unknown counting option": lambda: of_options("mixed_cases_count", "yes"),
        "an option of no such value": lambda: of_options("open_days", "0"),
    },
    "a day in the future": {
        "a day in the future": lambda: packed(made_on=datetime.now(UTC).date() + timedelta(days=3))
    },
    "has no number": {"an enormous number of a release": lambda: packed(release=10**9)},
    "a text that is too long": {"a long text": lambda: of_rows(category="x" * 161)},
    "whether its records are fictional": {"fiction as real": lambda: of_content(made_up=False)},
    "The return is of release 1, and return 2 of release 2 is already here": {
        "an older return": lambda: packed(release=1, content=sent.content("QMA"))
    },
    "Release 2 was already imported, as return 2": {"the same release again": lambda: FILE},
    "Return 2 of release 2 has other content": {
        "the same release with other content": lambda: packed(
            content=sent.content("QMA", of_release=2, value=0.9)
        )
    },
    "QXX is signed with a key that is not known here as theirs": {
        "a jurisdiction that nobody has yet": lambda: packed(release=3, content=sent.content("QXX"))
    },
    "QZE belongs to another key, which signed return 1": {
        "another country's jurisdiction": lambda: packed(release=3, content=sent.content("QZE"))
    },
    "Returns of fictional records and of real ones are never shown together": {
        "real records among fiction": lambda: of_real_records()
    },
}


def of_real_records() -> bytes:
    content = sent.content("QMA", of_release=2)
    places = content.places.with_columns(made_up=False)
    return packed(release=3, content=content._replace(places=places, made_up=False))


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The file of a body's returns: of another country, and of the one that is tampered with."""
    file = tmp_path_factory.mktemp("body") / "body.releases.duckdb"
    third = sent.country("QZE")
    for files in (third.send(sent.made("QZE")), (FILE, SIGNATURE)):
        take(file, *files, is_trusted=True)
    yield file
    STORE.close()


def take(body: Path, file: bytes, signature: bytes, *, is_trusted: bool) -> None:
    url = f"duckdb:///{body}"
    returns.import_returns(
        url.replace(".releases", ""),
        url,
        [returns.check(url, file, signature)],
        trusts=lambda _signed: is_trusted,
    )


@pytest.mark.parametrize("how", BY_STRANGERS)
def test_a_stranger_is_refused(body: Path, how: str) -> None:
    files, sentence = BY_STRANGERS[how]
    refused(body, files, sentence)


@pytest.mark.parametrize(
    ("sentence", "how"), [(sentence, how) for sentence, of in RESIGNED.items() for how in of]
)
def test_a_country_that_signs_something_else_is_refused(
    body: Path, sentence: str, how: str
) -> None:
    file = RESIGNED[sentence][how]()
    refused(body, (file, OWN.sign(file)), sentence)


def refused(body: Path, files: Files, sentence: str) -> None:
    before = body.read_bytes()
    with pytest.raises(UserError, match=sentence):
        take(body, *files, is_trusted=False)
    assert body.read_bytes() == before


def test_what_was_not_tampered_with_is_read_as_it_was_packed() -> None:
    read: Return = return_file.unpack(FILE)
    assert return_file.pack(read) == FILE
    for name, frame in GOOD.frames.items():
        assert frame.equals(read.frames[name])
    assert [*members()] == [MANIFEST, *MEMBERS]
