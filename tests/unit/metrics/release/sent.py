"""Returns of made-up countries, each with a key of its own, made without records."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import polars as pl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.release import return_file, signing
from metrics.release.archive import Content
from metrics.release.exact_counts import CONTEXT
from metrics.release.return_file import SCHEMAS, Return
from tests.unit.metrics.release import small

DAY = date(2024, 6, 30)
SIZE = {"numerator": 60.0, "denominator": 100.0, "unknown": 10.0, "value": 0.6, "deff": 1.5}
OPTIONS = (("open_days", "60"),)


class Country(NamedTuple):
    """A country with its signing key."""

    code: str
    key: Ed25519PrivateKey

    def sign(self, file: bytes) -> bytes:
        return signing.sign(self.key, file)

    def send(self, made: Return) -> tuple[bytes, bytes]:
        """The bytes of a return and of its signature."""
        file = return_file.pack(made)
        return file, self.sign(file)

    @property
    def fingerprint(self) -> str:
        return signing.verify(b"", self.sign(b"")).fingerprint


def country(code: str = "QMA") -> Country:
    return Country(code, Ed25519PrivateKey.generate())


def content(code: str, **changes: object) -> Content:
    """What the release of one country says: a share of two years, and of a period."""
    rows = [
        {"jurisdiction": code, "period": period, **SIZE, "value": value} | changes
        for period, value in (("2020", 0.6), ("2021", 1 / 3), ("2019-2021", 0.5))
    ]
    said = small.content(*rows)
    keys = {"measure": "N01", "split": "", "jurisdiction": code, "category": ""}
    cells = [
        keys | {"period": "2020", "of_release": 1, "part": part, "cell": f"case|{part}"} | of
        for part, of in (
            ("yes", {"shown": 60, "withheld": False}),
            ("no", {"shown": None, "withheld": True}),
        )
    ]
    place = {"jurisdiction": code, "name": f"The “{code}”, İl", "currency": None, "made_up": True}
    return said._replace(
        options=pl.DataFrame(OPTIONS, schema=["name", "value"], orient="row"),
        places=pl.DataFrame([place | {"as_of": DAY}], schema=SCHEMAS["places"]),
        context=pl.DataFrame([(code, "plea_agreements", "no")], schema=CONTEXT, orient="row"),
        effects=pl.DataFrame([("N01", 1.5)], schema=SCHEMAS["effects"], orient="row"),
        cells=pl.DataFrame(cells, schema=SCHEMAS["cells"]),
        notes=('Rounded, "always" the same way.', f"About {code}."),
    )


def made(code: str = "QMA", release: int = 1, **changes: object) -> Return:
    """A country's return of a release with this number; `changes` are of its fields."""
    frames: Mapping[str, pl.DataFrame] = {
        name: pl.DataFrame(schema=SCHEMAS[name])
        for name in ("definitions", "corrections", "replies")
    }
    return Return(
        **{
            "release": release,
            "made_on": DAY,
            "contact": "statistics@example.org",
            "licence": "CC BY 4.0",
            "content": content(code, of_release=release),
            **frames,
            **changes,
        }
    )


def reply(code: str, text: str) -> pl.DataFrame:
    """A country's reply to one of its figures."""
    row = (code, "N01", "2020", "ministry", DAY, text)
    return pl.DataFrame([row], schema=SCHEMAS["replies"], orient="row")
