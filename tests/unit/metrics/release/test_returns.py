"""Returns are stored as they came, shown as one release, and refused with one sentence."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from sqlalchemy import select

from metrics import counting_options
from metrics.release import archive, figure_notes, reading, returns
from metrics.release.archive import STORE, Content
from metrics.release.return_file import Return
from metrics.release.signing import Signed
from schemas.errors import DatabaseMissing, UserError
from tests.unit.metrics.release import sent
from tests.unit.metrics.release.sent import Country

QMA, QPE = sent.country("QMA"), sent.country("QPE")


@pytest.fixture
def body(tmp_path: Path) -> Iterator[str]:
    """The address of the returns of a body that has none yet."""
    yield f"duckdb:///{tmp_path / 'body.releases.duckdb'}"
    STORE.close()


def bring(body: str, of: Country, made: Return, *, is_trusted: bool = True) -> returns.Stored:
    def trusts(_signed: Signed) -> bool:
        return is_trusted

    records = body.replace(".releases", "")
    [stored] = returns.import_returns(
        records, body, [returns.check(body, *of.send(made))], trusts=trusts
    )
    return stored


def withdraw(body: str, number: int) -> returns.Stored | None:
    return returns.withdraw(body.replace(".releases", ""), body, number, "a wrong file")


def shown(body: str) -> Content:
    with archive.reading(body).connect() as connection:
        return reading.shown(connection).content


def rows(body: str, measure: str = "N01", **asked: object) -> pd.DataFrame:
    with archive.reading(body).connect() as connection:
        return reading.rows(connection, (measure,), **asked or {"by": ("year",)})  # type: ignore[arg-type]


def of_each(body: str, column: str, **asked: object) -> dict[str, object]:
    """One column of the rows by their jurisdiction."""
    found = rows(body, **asked)  # type: ignore[arg-type]
    return dict(zip(found["jurisdiction"], found[column], strict=True))


def values(body: str, code: str) -> list[float]:
    return shown(body).rows.filter(jurisdiction=code).sort("period")["value"].to_list()


def test_the_returns_of_two_countries_are_shown_as_each_country_shows_them(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    bring(body, QPE, sent.made("QPE", 7))
    content = shown(body)
    for code in ("QMA", "QPE"):
        own = sent.content(code, of_release=7 if code == "QPE" else 1)
        for name in ("places", "context", "rows"):
            of_it = getattr(content, name).filter(jurisdiction=code)
            assert {*of_it.rows()} == {*getattr(own, name).select(of_it.columns).rows()}
    assert content.options.rows() == list(sent.OPTIONS)
    assert content.notes == (
        'Rounded, "always" the same way.',
        "QMA: About QMA.",
        "QPE: About QPE.",
    )


def test_each_jurisdiction_keeps_what_its_own_release_says(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    bring(body, QPE, sent.made("QPE", 7, licence="ODbL"))
    of = reading.origins(shown(body))
    assert {code: (one.release, one.licence) for code, one in of.items()} == {
        "QMA": (1, "CC BY 4.0"),
        "QPE": (7, "ODbL"),
    }
    assert of["QPE"].signed_by == QPE.fingerprint
    assert of["QPE"].options == counting_options.parse_options(dict(sent.OPTIONS))


def test_a_figure_is_old_by_its_own_countrys_releases(body: str) -> None:
    bring(body, QMA, sent.made("QMA", 3, content=sent.content("QMA", of_release=2)))
    bring(body, QPE, sent.made("QPE", 1))
    # The body has shown two releases by now; that of QPE is of its country's first.
    assert of_each(body, "not_refreshed") == {"QMA": True, "QPE": False}


def test_a_period_is_due_by_its_own_countrys_options(body: str) -> None:
    option, measure = "judgment_within_months", "P05y"
    short, long = ((option, months) for months in ("1", "120"))
    for of, chosen in ((QMA, short), (QPE, long)):
        options = pl.DataFrame([chosen], schema=["name", "value"], orient="row")
        content = sent.content(of.code, measure=measure)._replace(options=options)
        bring(body, of, sent.made(of.code, content=content))
    due_in_part = of_each(body, "due_in_part", measure=measure, years=(2019, 2021))
    assert due_in_part == {"QMA": False, "QPE": True}
    assert shown(body).options.is_empty()
    assert shown(body).notes[-1] == f"Counting option {option} differs: 1 (QMA); 120 (QPE)."


def test_a_new_return_takes_the_place_of_the_one_before_and_says_what_changed(body: str) -> None:
    bring(body, QMA, sent.made("QMA", replies=sent.reply("QMA", "A court was closed.")))
    bring(body, QPE, sent.made("QPE", replies=sent.reply("QPE", "The law changed.")))
    corrected = sent.content("QMA", of_release=2, value=0.7)
    bring(body, QMA, sent.made("QMA", 2, content=corrected))
    assert values(body, "QMA") == [0.7, 0.7, 0.7]
    with archive.reading(body).connect() as connection:
        changed = reading.corrections(connection, archive.list_releases(connection)[-1])
        replies = figure_notes.notes_of_measures(connection)
    assert changed is not None
    assert set(changed.lines["jurisdiction"]) == {"QMA"}
    assert [(one.jurisdiction, one.text) for one in replies] == [("QPE", "The law changed.")]


def test_the_last_return_says_how_many_figures_and_which_rules_it_changed(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    corrected = sent.content("QMA", of_release=2, value=0.7)
    stated = corrected.context.with_columns(value=pl.lit("yes"))
    options = corrected.options.with_columns(value=pl.lit("90"))
    corrected = corrected._replace(context=stated, options=options)
    bring(body, QMA, sent.made("QMA", 2, content=corrected))
    # What another country sends later changes nothing here.
    bring(body, QPE, sent.made("QPE"))
    with archive.reading(body).connect() as connection:
        changed = reading.last_change(connection, "QMA")
        assert reading.last_change(connection, "QPE") is None
        days = returns.days_received(connection)
    assert changed == reading.LastChange(
        3, (("open_days", "60", "90"), ("plea_agreements", "no", "yes"))
    )
    assert {code: len(of) for code, of in days.items()} == {"QMA": 2, "QPE": 1}


def test_a_withdrawn_return_gives_way_to_the_one_before(body: str) -> None:
    bring(body, QMA, sent.made("QMA", replies=sent.reply("QMA", "A court was closed.")))
    bring(body, QPE, sent.made("QPE"))
    wrong = sent.content("QMA", of_release=2, value=0.7)
    bring(body, QMA, sent.made("QMA", 2, content=wrong))
    left = withdraw(body, 3)
    assert left is not None
    assert (left.number, values(body, "QMA")) == (1, [0.5, 0.6, 1 / 3])
    with archive.reading(body).connect() as connection:
        # What must not stand cannot be opened by its number either.
        standing = [
            one.number for one in archive.list_releases(connection) if one.withdrawn_at is None
        ]
        assert standing == [1, 2, 4]
        assert [one.text for one in figure_notes.notes_of_measures(connection)] == [
            "A court was closed."
        ]
    assert [one.withdrawn_because for one in returns.all_returns(body)] == [
        None,
        None,
        "a wrong file",
    ]
    with pytest.raises(UserError, match=r"Return 3 cannot be withdrawn\. Returns: 1, 2\."):
        withdraw(body, 3)


def test_without_a_valid_return_nothing_is_shown_and_the_jurisdiction_is_free(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    assert withdraw(body, 1) is None
    with pytest.raises(DatabaseMissing):
        shown(body)
    assert [one.withdrawn_because for one in archive.all_releases(body)] == ["a wrong file"]
    another = sent.country("QMA")
    bring(body, another, sent.made("QMA"))
    assert values(body, "QMA") == [0.5, 0.6, 1 / 3]


def test_figures_by_another_version_of_a_definition_stand_apart(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    earlier = sent.content("QPE", version="0")
    bring(body, QPE, sent.made("QPE", content=earlier))
    assert of_each(body, "status") == {"QMA": "ok", "QPE": "not_comparable"}
    found = rows(body)
    assert found[found["jurisdiction"] == "QPE"]["verdict_low"].isna().all()


def test_a_key_is_asked_for_once(body: str) -> None:
    with pytest.raises(UserError, match=r"as theirs: (\d{5} ){7}\d{5}\. Ask its owner"):
        bring(body, QMA, sent.made("QMA"), is_trusted=False)
    assert returns.all_returns(body) == ()
    bring(body, QMA, sent.made("QMA"))
    bring(body, QMA, sent.made("QMA", 2), is_trusted=False)
    assert [one.release for one in returns.all_returns(body)] == [1, 2]


def test_a_known_key_is_not_known_as_that_of_another_country(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    as_another = sent.made("QXX", 2)
    with pytest.raises(UserError, match="QXX is signed with a key that is not known here as"):
        bring(body, QMA, as_another, is_trusted=False)
    assert [one.number for one in returns.all_returns(body)] == [1]
    # Nor is a key whose returns were all withdrawn: it may have been stolen.
    withdraw(body, 1)
    with pytest.raises(UserError, match="not known here"):
        bring(body, QMA, sent.made("QMA", 2), is_trusted=False)


def test_several_returns_make_one_release_or_none(body: str) -> None:
    def bring_both(*made: Return) -> None:
        both = [
            returns.check(body, *of.send(one)) for of, one in zip((QMA, QPE), made, strict=True)
        ]
        returns.import_returns(
            body.replace(".releases", ""), body, both, trusts=lambda _signed: True
        )

    places = sent.content("QPE").places.with_columns(made_up=False)
    real = sent.content("QPE")._replace(places=places, made_up=False)
    with pytest.raises(UserError, match="never shown together"):
        bring_both(sent.made("QMA"), sent.made("QPE", content=real))
    assert returns.all_returns(body) == ()
    bring_both(sent.made("QMA"), sent.made("QPE"))
    assert [one.number for one in archive.all_releases(body)] == [1]
    assert set(shown(body).places["jurisdiction"]) == {"QMA", "QPE"}


def test_rows_are_stored_once(body: str) -> None:
    bring(body, QMA, sent.made("QMA"))
    bring(body, QPE, sent.made("QPE"))
    bring(body, QMA, sent.made("QMA", 2))
    with archive.reading(body).connect() as connection:
        stored = connection.execute(
            select(archive.release_rows.c.release, archive.release_rows.c.jurisdiction)
        ).all()
        # Each release is shown whole, also an earlier one.
        contents = [archive.content(connection, one) for one in archive.list_releases(connection)]
    assert {*stored} == {(1, "QMA"), (2, "QPE"), (3, "QMA")}
    assert [set(one.places["jurisdiction"]) for one in contents] == [
        {"QMA"},
        {"QMA", "QPE"},
        {"QMA", "QPE"},
    ]
