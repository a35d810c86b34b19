"""The UpSet of link groups: one column per combination, one row per group."""

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows

COMBINED = pd.DataFrame(
    [("exploitation", 41, "41", "Exploitation"), ("recruitment+exploitation", 14, "14", "x")],
    columns=["groups", "cases", "label", "says"],
)
GROUPS = pd.DataFrame(
    [("recruitment", "Recruitment", 0.3, "30 %"), ("exploitation", "Exploitation", None, "—")],
    columns=["group", "label", "value", "value_label"],
)


def test_all_layers_share_the_places() -> None:
    specification = charts.upset(COMBINED, GROUPS).to_dict()
    for channel in ("x", "y"):
        assert len({str(domain) for domain in chart_rows.domains(specification, channel)}) == 1
    # Two columns of dots, a gap, and the bars at the right with their labels.
    assert chart_rows.domains(specification, "x")[0][0] == 0  # type: ignore[index]
    assert chart_rows.domains(specification, "x")[0][1] > len(COMBINED)  # type: ignore[index]


def test_several_groups_are_the_accent_and_a_single_one_is_grey() -> None:
    bars = charts.upset(COMBINED, GROUPS).to_dict()["layer"][0]
    calculated = {
        step["as"]: step["calculate"] for step in bars["transform"] if "calculate" in step
    }
    assert calculated["role"] == "length(datum.members) > 1 ? 'own' : 'other'"
    assert bars["encoding"]["color"]["field"] == "role"


def test_a_group_whose_share_is_not_shown_has_its_glyph_and_no_bar() -> None:
    specification = charts.upset(COMBINED, GROUPS).to_dict()
    (bar,) = [one for one in specification["layer"] if one["mark"].get("style") == "pale"]
    assert chart_rows.filters(bar) == ["isValid(datum.value)"]
    texts = [
        one["encoding"]["text"]["field"]
        for one in specification["layer"]
        if "text" in one["encoding"]
    ]
    assert "value_label" in texts
