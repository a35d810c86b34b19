"""Cells with a code are counted in the rows that a condition leaves, or it is said."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from dashboard.upload.mapping import choice, codes
from dashboard.upload.mapping.coding import Coded
from dashboard.upload.mapping.standing import Standing
from dashboard.upload.mapping.work import Place, Target, Work, table_at, with_table
from seed.mapping import drafting, language
from seed.mapping.drafting import within

SUSPECTS = Place("registro", "suspects")
SEX = Target(SUSPECTS, "sex")
TRATA = {"Materia": {"like": "(?i)^trata"}}


def registro(folder: Path) -> drafting.Draft:
    """A register of all crime: 60 accused, of whom 20 are of trafficking; remarks on some."""
    pl.DataFrame(
        {
            "Expediente": [f"E{n // 2}" for n in range(60)],
            "Imputado": [f"P{n}" for n in range(60)],
            "Materia": ["Trata de personas", "Robo", "robo"] * 20,
            "Sexo": ["F", "Hombre", "?", "F", "F", "F"] * 10,
            "Monto": [f"{n}.10" if n % 2 else "" for n in range(60)],
        }
    ).write_csv(folder / "registro.csv")
    return drafting.draft(folder / "registro.csv")


def mapped(draft: drafting.Draft, beside: drafting.Said, **said: object) -> Work:
    """Accused of whom F is female, in the rows that are meant."""
    nothing = Work(draft, drafting.Chosen("", tuple(f.file for f in draft.files), ()))
    work = choice.with_tables(nothing, "registro", ["suspects"])
    sex = drafting.ChosenColumn("Sexo", codes={"F": "female"}, **said)  # type: ignore[arg-type]
    work = choice.with_column(work, SEX, sex)
    return with_table(work, SUSPECTS, replace(table_at(work, SUSPECTS), more=beside))


def counted(work: Work) -> Coded:
    found = Standing(work).coded(SEX)
    assert found is not None
    return found


def test_without_a_condition_every_cell_is_counted(tmp_path: Path) -> None:
    found = counted(mapped(registro(tmp_path), {}))
    assert (found.cells, found.mapped, found.is_of_some) == (50, 40, False)


@pytest.mark.parametrize(
    ("beside", "said", "cells", "values"),
    [
        # Trafficking are rows 1, 4, 7 ...: all of them women.
        ({"where": TRATA}, {}, {"F": 20}, (1, 1)),
        ({"where": {"Materia": {"not": ["Robo"]}}}, {}, {"F": 30}, (1, 1)),
        ({"where": {"Monto": {"above": 50}}}, {}, {"Hombre": 1, "F": 4}, (2, 1)),
        ({"of": "Monto"}, {}, {"Hombre": 10, "F": 20}, (2, 1)),
        ({}, {"more": {"only_if": {"Monto": {"blank": True}}}}, {"F": 20}, (1, 1)),
        ({"where": {"Materia": "Estafa"}}, {}, {}, (0, 0)),
    ],
)
def test_cells_of_rows_that_a_condition_leaves_out_are_not_counted(
    tmp_path: Path,
    beside: drafting.Said,
    said: dict[str, object],
    cells: dict[str, int],
    values: tuple[int, int],
) -> None:
    found = counted(mapped(registro(tmp_path), beside, **said))
    assert found.by_value == cells
    assert (found.cells, found.mapped) == (sum(cells.values()), cells.get("F", 0))
    assert (found.values, found.values_mapped) == values
    assert found.is_of_some
    if cells:
        assert codes.sentence(found).endswith(codes.OF_SOME)
    else:
        assert codes.sentence(found) == "No row that the condition leaves has a cell here."


def test_what_cannot_be_counted_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = registro(tmp_path)
    elsewhere = counted(mapped(draft, {"where": {"no such": "x"}}))
    assert (elsewhere.cells, elsewhere.is_of_some) == (50, None)
    assert codes.sentence(elsewhere).endswith(codes.OF_ALL)
    monkeypatch.setattr(within, "MOST_KEPT", 299)
    large = registro(tmp_path)
    assert large.files[0].cells is None
    assert counted(mapped(large, {"where": TRATA})).is_of_some is None


def test_of_names_and_of_very_many_values_only_whether_they_are_filled_is_kept() -> None:
    frame = pl.DataFrame({"Acusado": ["Ana Lima", None], "Materia": ["Robo", "Trata"]})
    many = drafting.DraftColumn("Acusado", drafting.Looks.TEXT, 1, 1)
    few = drafting.DraftColumn("Materia", drafting.Looks.CODE, 2, 2, counts={"Robo": 1, "Trata": 1})
    cells = within.kept((many, few), frame)
    assert cells is not None
    assert cells.cast(pl.String).rows() == [("", "Robo"), (None, "Trata")]
    file = drafting.DraftFile(language.SourceFile("a", "a.csv"), 2, (many, few), cells=cells)
    said = '[files.a]\nfile = "a.csv"\n[[tables]]\ntable = "cases"\nfrom = "a"\nwhere.Acusado.{}\n'
    said += '[tables.columns]\nform = {{ source = "Materia", codes = {{}} }}\n'
    for look, found in (("blank = true", {"Trata": 1}), ('is = "Ana Lima"', None)):
        [rule] = language.parse("x", said.format(look)).tables
        assert drafting.values_within(file, rule, "form") == found
