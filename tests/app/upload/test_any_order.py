"""No order of clicks ends the editor of a mapping in an error, whatever the export."""

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, Multiselect, Selectbox

from tests.app.test_overview import TIMEOUT
from tests.app.upload.test_editor import GROUPS, script
from tests.soak import everyday

CALLS = "id_llamada,fecha,provincia\n" + "".join(
    f"{1000 + n},{1 + n % 28:02}/0{1 + n % 9}/2023,{('Salta', 'Chaco')[n % 2]}\n" for n in range(12)
)
PERSONS = "id_llamada,rol,sexo,edad\n" + "".join(
    f"{1000 + n % 12},{('Acusado', 'Víctima', 'Testigo')[n % 3]},{'FM'[n % 2]},{10 + n}\n"
    for n in range(30)
)
SEIZED = "Nº;Clase;Importe;Resolución\n" + "".join(
    f"{n:05};{('EFECTIVO', 'VEHÍCULO')[n // 7 % 2]};{n + 9},00 COP;{('DECOMISO', '')[n % 2]}\n"
    for n in range(30)
)
EXPORTS = (
    {"register": GROUPS},
    {"llamadas": CALLS, "personas": PERSONS},
    {"bienes": SEIZED},
)
TEXTS = (
    *("", "XAA", "18", "x' OR 1", "rol = 'Acusado'", "_row", "'C' || _row", "SELECT", "(("),
    *("SELECT * FROM register", "SELECT * FROM personas WHERE sexo IS NULL", "Case No.", "#1"),
)
STEPS = 10
Act = Callable[[], object]


class ShownSelectbox(Selectbox[str]):
    """A select of which an option is chosen by what is shown of it, as a person does."""

    format_func = property(lambda _: str)  # type: ignore[assignment]


class ShownMultiselect(Multiselect[str]):
    """The same of several options."""

    format_func = property(lambda _: str)  # type: ignore[assignment]


class ShownButtonGroup(ButtonGroup[str]):
    """The same of buttons side by side."""

    format_func = property(lambda _: str)  # type: ignore[assignment]


def acts(test: AppTest, rnd: random.Random) -> list[Act]:
    """What may be done on the page now, in the order in which it stands there."""
    found: list[Act] = [one.click for one in test.button if not one.disabled]
    found += [partial(one.set_value, not one.value) for one in test.checkbox]
    for select in test.selectbox:
        if select.options and not select.disabled:
            found.append(partial(_choose, select, ShownSelectbox, rnd.choice(select.options)))
    for several in test.multiselect:
        if several.options:
            some = rnd.sample(several.options, min(2, len(several.options)))
            found.append(partial(_choose, several, ShownMultiselect, some))
    for group in test.button_group:
        found.append(partial(_choose, group, ShownButtonGroup, rnd.choice(group.options)))
    for text in (*test.text_input, *test.text_area):
        said = rnd.choice(TEXTS)[: text.max_chars or None]
        found.append(partial(text.set_value, said))
    return found


def _choose(widget: Any, kind: type, shown: object) -> None:
    widget.__class__ = kind
    widget.set_value(shown)


def clicked(folder: Path, export: dict[str, str], seed: int) -> list[str]:
    """The errors that a random order of clicks ended in."""
    for name, text in export.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    rnd = random.Random(seed)
    test = AppTest.from_function(script, default_timeout=TIMEOUT, kwargs={"folder": str(folder)})
    test.run()
    for _ in range(STEPS):
        if test.exception:
            break
        rnd.choice(acts(test, rnd))()
        test.run()
    return [one.message for one in test.exception]


@pytest.mark.parametrize("number", everyday(*range(3), rest=range(3, 300)))
def test_no_order_of_clicks_ends_in_an_error(tmp_path: Path, number: int) -> None:
    assert clicked(tmp_path, EXPORTS[number % len(EXPORTS)], number) == []
