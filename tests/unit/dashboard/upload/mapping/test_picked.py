"""A field is filled from the first filled one of several columns, with what is guessed of each."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from dashboard.upload.mapping import choice, fields, reuse, words
from dashboard.upload.mapping.standing import Standing
from dashboard.upload.mapping.work import Place, Target, Work, column_at
from seed.mapping import drafting

CASES = Place("causas", "cases")
CHARGED, FORM = Target(CASES, "charged_on"), Target(CASES, "form")


def causas(folder: Path) -> Work:
    """Cases with the day in either of two columns, and the form in two that differ."""
    pl.DataFrame(
        {
            "Causa": [f"C{n}" for n in range(40)],
            "F. elevación": [f"{13 + n % 9}/02/2021" if n % 2 else "" for n in range(40)],
            "Fecha carga": [f"2021-03-{10 + n % 9}" for n in range(40)],
            "Incierta": [f"0{1 + n % 9}/0{1 + n % 8}/2021" for n in range(40)],
            "Finalidad": ["trabajo forzoso", "", "", "?"] * 10,
            "Delito": ["art. 145", "explotación sexual"] * 20,
        }
    ).write_csv(folder / "causas.csv")
    draft = drafting.draft(folder / "causas.csv")
    nothing = Work(draft, drafting.Chosen("", tuple(f.file for f in draft.files), ()))
    return choice.stated(choice.with_tables(nothing, "causas", ["cases"]), jurisdiction="XAA")


def picked(work: Work, target: Target, names: Sequence[str]) -> drafting.ChosenColumn:
    column = column_at(choice.with_pick(work, target, names), target)
    assert column is not None
    return column


def test_what_is_guessed_of_each_column_is_put_together(tmp_path: Path) -> None:
    work = causas(tmp_path)
    column = picked(work, CHARGED, ["F. elevación", "Fecha carga"])
    assert column.date == ("DD/MM/YYYY", "YYYY-MM-DD")
    assert column.pick == ("F. elevación", "Fecha carga")
    assert column.source is None
    codes = picked(work, FORM, ["Finalidad", "Delito"]).codes
    assert codes == {
        "trabajo forzoso": "forced_labour",
        "explotación sexual": "sexual_exploitation",
    }


def test_a_column_goes_over_into_the_first_of_several_and_keeps_what_was_said(
    tmp_path: Path,
) -> None:
    work = choice.with_source(causas(tmp_path), FORM, "Finalidad")
    work = choice.with_code(work, FORM, "trabajo forzoso", "servitude")
    work = fields.filled(work, FORM, words.PICKED)
    column = picked(work, FORM, ["Finalidad", "Delito"])
    assert column.codes is not None
    assert column.codes["trabajo forzoso"] == "servitude"
    assert column.codes["explotación sexual"] == "sexual_exploitation"


def test_cells_of_the_second_are_counted_where_the_first_is_blank(tmp_path: Path) -> None:
    work = choice.with_pick(causas(tmp_path), FORM, ["Finalidad", "Delito"])
    coded = Standing(work).coded(FORM)
    assert coded is not None
    assert coded.by_value == {"trabajo forzoso": 10, "explotación sexual": 20, "art. 145": 10}
    assert (coded.cells, coded.mapped, coded.is_of_some) == (40, 30, False)


def test_the_mapping_says_it_and_is_read_again(tmp_path: Path) -> None:
    work = choice.with_pick(causas(tmp_path), CHARGED, ["F. elevación", "Fecha carga"])
    standing = Standing(work)
    assert 'pick = ["F. elevación", "Fecha carga"]' in standing.text
    [rule] = [one for one in standing.profile.tables[0].columns if one.target == "charged_on"]
    assert rule.pick == ("F. elevación", "Fecha carga")
    again = reuse.in_the_making(standing.text)
    assert again is not None
    [table] = again.tables
    assert table.columns["charged_on"].pick == ("F. elevación", "Fecha carga")


def test_none_of_several_and_days_that_cannot_be_told_apart_are_asked_for(tmp_path: Path) -> None:
    work = causas(tmp_path)
    empty = Standing(choice.with_pick(work, CHARGED, []))
    assert "Choose the columns of which the first filled one is read." in empty.at(
        CASES, "charged_on"
    )
    either = Standing(choice.with_pick(work, CHARGED, ["Fecha carga", "Incierta"]))
    assert either.at(CASES, "charged_on") == [
        "Day and month cannot be told apart: choose DD/MM/YYYY or MM/DD/YYYY."
    ]
