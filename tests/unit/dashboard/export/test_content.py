"""A report as data: its parts, its open cases, and what it says."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest

from dashboard import sign_in_settings, words
from dashboard.export import content, files, pdf, report_metadata, report_tables, template
from dashboard.export.files import Format
from dashboard.frames import figures, link_state, offices, peer_comparison, tables
from metrics import catalogue, counting_options, results, worklist
from schemas import language, vocabulary
from schemas.store import not_applicable_steps
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import pdf_text, squeezed

WHOLE = '[[sections]]\ntitle = "A"\nmeasures = ["N01"]\nchart = "none"'
BY_YEAR = '[[sections]]\ntitle = "A"\nmeasures = ["N01"]\nby = "year"\nchart = "none"'


def report_of(text: str, **changed: Any) -> content.Report:
    """The report of a template of one's own on the small records, with what is changed."""
    read = template.parse_template("own", text)
    return content.make_report(
        read, small.choice(), small.records(**changed), made_on=small.MADE_ON
    )


def facts_of(**changed: object) -> dict[str, str]:
    return dict(report_of(WHOLE, **changed).facts)


def test_it_says_which_filters_records_and_day_it_is_of() -> None:
    facts = dict(small.report().facts)
    assert facts["Place"] == small.HOSTILE
    assert facts["Period"] == "2017 to 2019"
    assert facts["Office"] == "All offices"
    assert facts["State of the records"] == "30 June 2026"
    assert facts["Made on"] == "1 July 2026"
    assert "Left out" not in facts


def test_made_up_records_are_called_so_and_own_ones_are_not_for_publication() -> None:
    assert list(report_metadata.report_warnings(small.choice(), small.records())) == [
        report_metadata.MADE_UP
    ]
    own = small.records(made_up=False)
    assert list(report_metadata.report_warnings(small.choice(), own)) == [
        report_metadata.NOT_FOR_PUBLICATION
    ]
    both = small.batches(made_up=False)
    both.loc[len(both)] = small.batches().iloc[0]
    mixed = small.records(batches=both)
    assert list(report_metadata.report_warnings(small.choice(), mixed)) == [
        report_metadata.SOME_MADE_UP,
        report_metadata.NOT_FOR_PUBLICATION,
    ]


def test_a_submission_that_was_accepted_in_part_is_told_without_its_name() -> None:
    facts = facts_of(batches=small.batches(refused=3))
    rows = "One import: 94% of its rows."
    assert facts["Accepted in part"] == f"{rows} 3 cases are left out"
    assert "her-name.csv" not in str(small.report())


def test_submissions_of_the_place_in_force_are_named_by_the_hash_of_their_content() -> None:
    [row] = small.report().submissions.to_dict("records")
    assert row == {
        "Batch": 1,
        "Extracted on": "2026-06-30",
        "Rows": 1234,
        "Made up": "yes",
        "Content (SHA-256)": f"{1:064x}",
    }


def test_the_state_is_another_with_other_submissions_or_options() -> None:
    first = small.records().state.whole
    assert small.records(batches=small.batches().iloc[1:]).state.whole != first
    other = counting_options.OptionValues(
        tuple((name, 7) for name, _ in counting_options.DEFAULTS.values)
    )
    assert small.records(chosen=other).state.whole != first
    assert small.records(beside="1" * 64).state.whole != first
    assert small.records(batches=small.batches().iloc[::-1]).state.whole == first


def test_the_link_of_a_report_opens_its_choice_in_its_state() -> None:
    records = small.records()
    address, _, query = report_metadata.report_link(
        small.choice(form="mixed"), records, "annex"
    ).partition("?")
    assert address == "report"
    assert parse_qs(query) == {
        "report": ["annex"],
        "j": ["XAA"],
        "from": ["2017"],
        "to": ["2019"],
        "form": ["mixed"],
        "state": [link_state.link_state_text(records.state)],
    }
    # The page knows nothing of a template of one's own.
    assert "report=" not in report_metadata.report_link(small.choice(), records, "ours")


def test_a_report_ends_with_whom_to_ask_how_to_cite_and_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ends_with() -> list[tuple[str, str]]:
        template_ = template.parse_template("own", '[[sections]]\ntitle = "A"\nnotes = true')
        small_report = content.make_report(
            replace(template_, title="How good?"),
            small.choice(),
            small.records(),
            made_on=small.MADE_ON,
        )
        return [
            (fact.title, fact.text) for fact in report_metadata.closing_facts(small_report.facts)
        ]

    state = small.records().state.whole[:12]
    said = [
        ("Contact", small.DETAILS["contact"]),
        (
            "How to cite",
            f"“How good?”, {small.HOSTILE}, 2017 to 2019, state {state}, made 1 July 2026",
        ),
        ("Licence of the figures", small.DETAILS["licence"]),
        ("Next update", "31 March 2027"),
    ]
    assert ends_with() == said
    monkeypatch.setenv(sign_in_settings.BASE_URL, "https://quality.example.org")
    *others, (title, address) = ends_with()
    assert (others, title) == (said, "Link to these figures")
    assert address.startswith("https://quality.example.org/report?j=XAA&from=2017&to=2019&state=")
    # In a language that nobody has reviewed, the English figures are one link away.
    with language.use_language("fr"):
        *_, (_, french), (title, english) = ends_with()
        monkeypatch.delenv(sign_in_settings.BASE_URL)
        *_, (_, how) = ends_with()
    assert "lang=fr" in french
    assert (title, english) == ("En anglais", french.replace("lang=fr", "lang=en"))
    assert "--lang en" in how


def test_every_format_carries_the_link_and_one_state_gives_the_same_bytes() -> None:
    formats = (Format.PDF, Format.XLSX, Format.HTML, Format.CSV)
    template_ = template.parse_template("own", small.TEMPLATE)
    once, again = (
        dict(
            files.build_files(
                content.make_report(
                    template_, small.choice(), small.records(), made_on=small.MADE_ON
                ),
                formats,
            )
        )
        for _ in range(2)
    )
    assert once == again
    of_others = content.make_report(
        template_, small.choice(), small.records(beside="1" * 64), made_on=small.MADE_ON
    )
    others = dict(files.build_files(of_others, formats))
    assert {name.rpartition(".")[2] for name in once if once[name] != others[name]} == {
        *("pdf", "xlsx", "html", "json", "csv")
    }


def test_options_are_told_where_they_are_not_those_at_first() -> None:
    assert "Options other than at first" not in facts_of()
    (name, _), *others = counting_options.DEFAULTS.values
    chosen = counting_options.OptionValues(((name, 99), *others))
    assert facts_of(chosen=chosen)["Options other than at first"] == f"{words.code(name)}: 99"


def test_what_a_chosen_form_leaves_out_is_named() -> None:
    small_report = content.make_report(
        template.parse_template("own", '[[sections]]\ntitle = "A"\nmeasures = ["N01", "C04r"]'),
        replace(small.choice(), form="forced_labour"),
        small.records(),
        made_on=small.MADE_ON,
    )
    assert set(small_report.figures["measure"]) == {"N01"}
    assert dict(small_report.facts)["Left out"].startswith(
        "Not shown, because not available by form"
    )
    assert small_report.subject == f"{small.HOSTILE}, forced labour"


def test_figures_are_blank_where_the_status_lets_no_value_stand() -> None:
    whole = small.report().figures.head(6).set_index("measure")
    assert list(whole["status_words"]) == [
        *("Shown", "Too few cases", "Shown", "Shown", "Shown", "Not collected")
    ]
    few = whole.loc["N02"]
    assert few[["value", "low", "high", "region_low", "bound_low"]].isna().all()
    assert (few["numerator"], few["denominator"]) == (3, 7)
    # What is not recorded is not nothing.
    assert whole.loc["V01", ["numerator", "denominator", "unknown"]].isna().all()

    assert whole.loc["P05", "value"] == 477 / words.DAYS_IN_MONTH
    assert list(whole["unit"]) == ["share", "share", "people", "share", "months", "share"]


def test_a_share_has_its_interval_by_chance_beside_its_region() -> None:
    row = small.rows(("N01",)).assign(low=0.1, high=0.2, region_low=0.05, region_high=0.25)
    small_report = report_of(WHOLE, rows=lambda *_, **__: row)
    [figure] = small_report.figures.to_dict("records")
    ends = [figure[name] for name in ("low", "high", "region_low", "region_high")]
    assert ends == [0.1, 0.2, 0.05, 0.25]


def test_others_stand_beside_a_place_and_the_reading_is_in_words() -> None:
    [block] = small.report().parts[0].blocks
    table = block.table.set_index("Measure")
    assert table.loc["More than one link charged", "Result"] == "▲ Better than other jurisdictions"
    assert table.loc["Protection of victims who testified", "Result"] == ""
    # Counts grow with the size of a place: they do not rank.
    assert table.loc["People convicted of trafficking", tables.OTHERS_MEDIAN] == ""
    row = table.loc["More than one link charged"]
    assert (row[tables.OTHERS_MEDIAN], row[tables.OTHERS_MIDDLE]) == ("17%", "14% to 20%")
    assert row[tables.OTHERS_NUMBER] == "5"
    assert row[tables.CHANGE] == "→ no clear change, 2018 to 2019 compared with 2016 to 2017"
    figure, *_ = block.figures.to_dict("records")
    assert [figure[name] for name in ("verdict", "verdict_period")] == ["better", "2017-2019"]
    numbers = [figure[f"others_{name}"] for name in ("low", "median", "high", "number")]
    assert numbers == pytest.approx([1 / 7, 1 / 6, 1 / 5, 5])
    assert (figure["change"], figure["later_period"]) == ("no_clear_change", "2018-2019")
    track, *_ = block.tracks
    assert (track.peer_low, track.peer_at, track.peer_high) == (14.3, 16.7, 20.0)


def test_a_change_is_said_with_both_periods_and_their_values() -> None:
    def later_is_higher(
        ids: tuple[str, ...], *, spans: tuple[results.Span, ...], **_: object
    ) -> pd.DataFrame:
        return pd.DataFrame(
            result_rows.row(
                id_, "XAA", period=results.span_name(span), value=value, low=value, high=value
            )
            for id_ in ids
            for span, value in zip(spans, (0.2, 0.6), strict=True)
        )

    small_report = report_of(WHOLE, rows_of_spans=later_is_higher, years=list(range(2014, 2020)))
    [figure] = small_report.figures.to_dict("records")
    named = ("change", "earlier_period", "earlier_value", "later_period", "later_value")
    assert [figure[name] for name in named] == ["higher", "2014-2016", 0.2, "2017-2019", 0.6]
    [cell] = small_report.parts[0].blocks[0].table[tables.CHANGE]
    assert cell == "↗ higher, 2017 to 2019 compared with 2014 to 2016"


def test_a_rule_that_differs_stands_in_the_place_of_a_verdict() -> None:
    otherwise = small.context()
    differs = (otherwise["subject"] == "charge_counted_at") & (otherwise["jurisdiction"] == "XAA")
    otherwise.loc[differs, "value"] = "no"
    small_report = report_of(WHOLE, context=otherwise)
    said = "Not comparable: counting of charges"
    assert list(small_report.parts[0].blocks[0].table["Result"]) == [said]
    assert list(small_report.figures["verdict_words"]) == [said]
    assert list(small_report.figures["verdict"]) == [""]


def test_the_rule_of_readings_stands_once_where_a_table_has_one() -> None:
    whole, by_year, by_office, by_place, _ = small.report().parts
    assert by_place.blocks[0].says[1].startswith("Better than other jurisdictions. The median of")
    assert whole.blocks[0].says.count(peer_comparison.NAMED) == 1
    assert peer_comparison.NAMED not in by_year.blocks[0].says
    assert peer_comparison.NAMED not in by_office.blocks[0].says
    assert any(peer_comparison.NAMED in text for text in by_place.blocks[0].says)
    alone = replace(small.choice(), jurisdiction="XAF")
    small_report = content.make_report(
        template.parse_template("own", small.TEMPLATE),
        alone,
        small.records(context=small.context().iloc[:0]),
        made_on=small.MADE_ON,
    )
    # Nobody states how they count: nothing is read, and the rule would explain nothing.
    assert not any(peer_comparison.NAMED in block.says for block in small_report.parts[0].blocks)


def test_offices_are_read_beside_all_of_them_and_drawn_beside_their_value() -> None:
    *_, by_office, _, _ = small.report().parts
    [block] = by_office.blocks
    # All together are a third: 40% (44-63) lies above, and so do the limits of the other.
    assert set(block.table["Result"]) == {"▲ Better than all offices together", ""}
    assert block.table["Result"].iloc[-1] == ""
    assert block.says[-1] == offices.NAMED


def test_a_year_that_is_not_over_is_named_so_and_is_its_number_for_machines() -> None:
    def rows(ids: tuple[str, ...], **asked: Any) -> pd.DataFrame:
        return small.rows(ids, **asked).replace({"period": {"2019": "2026"}})

    small_report = report_of(BY_YEAR, rows=rows, years=list(range(2016, 2027)))
    [block] = small_report.parts[0].blocks
    assert block.table["Year"].iloc[-1] == "2026, to 30 June"
    assert block.figures["part"].iloc[-1] == "2026"


def test_real_records_have_no_others() -> None:
    whole = template.parse_template("own", small.TEMPLATE).sections[0]
    small_report = content.make_report(
        template.Template("own", "A", (), (replace(whole, is_drawn=False),)),
        small.choice(),
        small.records(made_up=False),
        made_on=small.MADE_ON,
    )
    assert "Result" not in small_report.parts[0].blocks[0].table
    assert set(small_report.figures["jurisdiction"]) == {"XAA"}


def test_notes_stand_where_the_template_has_a_place_for_them_else_at_the_end() -> None:
    assert [part.notes for part in small.report().parts] == [None] * 4 + [small.NOTES]
    small_report = content.make_report(
        template.parse_template("own", '[[sections]]\ntitle = "A"\ntext = "B"'),
        small.choice(),
        small.records(),
        made_on=small.MADE_ON,
        notes="Mine",
    )
    assert [(part.title, part.notes) for part in small_report.parts] == [
        ("A", None),
        ("Notes", "Mine"),
    ]
    assert small_report.figures.empty
    assert list(small_report.figures.columns) == [
        column.name for column in figures.figure_columns(is_of_release=False)
    ]


def test_files_are_called_by_report_and_place_whatever_the_place_is_called() -> None:
    assert small.report().file_name == "own-XAA"
    strange = replace(small.report(), name="../x y")
    assert strange.file_name == "---x-y-XAA"


def test_open_cases_are_of_one_office() -> None:
    small_report = report_of('[[sections]]\ntitle = "A"\nlist = "open_cases"')
    cases = small_report.parts[0].cases
    assert cases is not None
    assert cases.table.empty
    assert cases.says == ("Open cases are listed for one office. Choose an office.",)


def test_years_in_which_nothing_is_recorded_are_one_line_and_no_drawing() -> None:
    lacking = small.NOTHING | {"status": "not_collected"}

    def rows(ids: tuple[str, ...], **how: object) -> pd.DataFrame:
        return small.rows(ids, **how).assign(**lacking)  # type: ignore[arg-type]

    small_report = report_of(BY_YEAR, rows=rows)
    [block] = small_report.parts[0].blocks
    assert block.picture is None
    assert report_tables.write_reasons(block.table).to_dict("records") == [
        {"Year": "2016 to 2019", "Value": "Not collected"}
    ]
    # Files that programs read have each year.
    assert list(small_report.figures["period"]) == ["2016", "2017", "2018", "2019"]


def test_records_without_any_date_have_a_report_too() -> None:
    small_report = report_of(BY_YEAR, years=[], rows=lambda ids, **_: small.rows(ids))
    assert list(small_report.figures["status"]) == ["not_yet_due"]


@pytest.mark.parametrize(
    ("measure", "row", "said"),
    [
        (
            "N01",
            {"denominator": 1234, "unknown": 7},
            "1,241 have no date and are not shown in any year.",
        ),
        (
            "C03",
            {"kind": "Count", "numerator": 3, "value": 3},
            "3 have no date and are not shown in any year.",
        ),
        (
            "A03b",
            {"kind": "AmountRatio", "denominator": 5e6},
            "Those without a date are not shown in any year.",
        ),
    ],
)
def test_units_without_a_date_are_told_beside_the_years(
    measure: str, row: dict[str, object], said: str
) -> None:
    def rows(ids: tuple[str, ...], **how: object) -> pd.DataFrame:
        undated = result_rows.row(measure, "XAA", **(small.NOTHING | {"period": "undated"} | row))
        years = small.rows(ids, **how)  # type: ignore[arg-type]
        return pd.concat([years, pd.DataFrame([undated])], ignore_index=True)

    small_report = report_of(BY_YEAR.replace("N01", measure), rows=rows)
    assert small_report.parts[0].blocks[0].says[1] == said


@pytest.mark.parametrize(("id_", "is_drawn"), [("N01", True), ("D05m", False)])
def test_amounts_of_several_currencies_share_no_axis(id_: str, is_drawn: bool) -> None:
    section = f'[[sections]]\ntitle = "A"\nmeasures = ["{id_}"]\nby = "jurisdiction"'
    counted = small.records(rows=_a_row_of_each(id_))
    report = content.make_report(
        template.parse_template("own", section), small.choice(), counted, made_on=small.MADE_ON
    )
    [block] = report.parts[0].blocks
    assert len(block.table) == len(small.PLACES)
    assert (block.picture is not None) is is_drawn
    assert any("currency" in line for line in block.says) is not is_drawn


def _a_row_of_each(id_: str) -> Callable[..., pd.DataFrame]:
    kind = catalogue.CATALOGUE[id_].kind
    of_each = [
        result_rows.row(id_, jurisdiction, kind=kind, value=0.4) for jurisdiction in small.PLACES
    ]
    return lambda *_, **__: pd.DataFrame(of_each).assign(currency="EUR")


GROUPS = dict.fromkeys((group.value for group in vocabulary.LinkGroup), "not_seen")
COUNTS = ("possible", "taken", "unknown", "not_collected")


def load(jurisdiction: str, office: str) -> worklist.Caseload:
    """Two cases, one whose id is a formula."""
    assert (jurisdiction, office) == ("XAA", "o1")
    case = {"form": "forced_labour", "age_days": 900.0, "opened_on": date(2024, 1, 2)}
    cases = [
        {"case_id": "=K1+#x", "charged_on": None} | case | GROUPS | {"recruitment": "charged"},
        {"case_id": "K2", "charged_on": None} | case | GROUPS | {"age_days": None},
    ]
    steps = [("=K1+#x", "claim", 2, 1, 1, 0), ("K2", "claim", 0, 0, 1, 0)]
    return worklist.Caseload(
        pd.DataFrame(cases), pd.DataFrame(steps, columns=["case_id", "step", *COUNTS]), ()
    )


def small_report() -> content.Report:
    return content.make_report(
        template.parse_template("own", '[[sections]]\ntitle = "Open"\nlist = "open_cases"'),
        small.choice(office="o1"),
        small.records(caseload=load),
        made_on=small.MADE_ON,
    )


def test_each_case_has_its_age_links_and_steps_in_words() -> None:
    assert small_report().file_name == "own-XAA-o1"
    assert dict(small_report().facts)["Office"] == small.OFFICE
    cases = small_report().parts[0].cases
    assert cases is not None
    first, second = cases.table.to_dict("records")
    assert (first["Case"], first["Form"], first["Since"]) == (
        *("=K1+#x", "Forced labour", "Opened on 2 January 2024"),
    )
    assert first["Links of the chain"].startswith("Recr. C Trans. ·")
    assert first["Steps still possible"].startswith("Lodge a victim")
    reason = worklist.STEPS["claim"].reason.removesuffix(".")
    assert f"({reason}" in first["Steps still possible"]
    assert ".)" not in first["Steps still possible"]
    assert (second["Open for"], second["Steps still possible"]) == (
        "Age not recorded",
        "None recorded",
    )
    assert "1 step is not listed because the records do not say" in cases.says[0]


def test_programs_read_cases_as_codes_numbers_and_days_and_a_row_for_each_step() -> None:
    cases = small_report().parts[0].cases
    assert cases is not None
    first, second = cases.codes.to_dict("records")
    assert (first["form_code"], first["age_days"], first["opened_on"]) == (
        *("forced_labour", 900, "2024-01-02"),
    )
    assert (first["recruitment"], first["charged_on"]) == ("charged", "")
    assert pd.isna(second["age_days"])
    [step] = cases.steps.to_dict("records")
    assert (step["case"], step["step_code"], step["step_state"]) == ("=K1+#x", "claim", "possible")


def test_a_step_that_was_marked_says_so_and_is_not_told_as_possible() -> None:
    mark = not_applicable_steps.Mark(
        "XAA", "=K1+#x", "claim", "legally_excluded", 2, date(2026, 5, 12)
    )
    marked = worklist.without_marked_steps(load("XAA", "o1"), "XAA", [mark])
    listed = content.make_report(
        template.parse_template("own", '[[sections]]\ntitle = "Open"\nlist = "open_cases"'),
        small.choice(office="o1"),
        small.records(caseload=lambda *_: marked),
        made_on=small.MADE_ON,
    )
    [told] = [
        part.cases.table["Steps still possible"].iloc[0] for part in listed.parts if part.cases
    ]
    assert "Marked as not applicable on 12 May 2026. Reason: legally excluded." in told
    assert worklist.STEPS["claim"].reason not in told


MOST = '[[sections]]\ntitle = "A"\nmeasures = ["N02", "N01", "F01"]\nby = "year"\nmost = 2'


def test_on_paper_there_is_room_for_what_is_decided() -> None:
    text = squeezed(pdf_text(pdf.render_pdf(small_report())))
    assert "Decision" in text
    assert "=K1+#x" in text


def most(shown: dict[str, int], in_windows: dict[str, int]) -> content.Part:
    """By year, with so many years and windows that have a figure; all others are too few."""

    def rows_of(periods: list[str], number: dict[str, int]) -> pd.DataFrame:
        of = [
            result_rows.row(
                id_, "XAA", period=period, status="ok" if at < number.get(id_, 0) else "too_few"
            )
            for id_ in ("N01", "N02", "F01")
            for at, period in enumerate(periods)
        ]
        return pd.DataFrame(of).assign(currency="EUR")

    def of_spans(ids: tuple[str, ...], *, spans: Any, **_: Any) -> pd.DataFrame:
        rows = rows_of([f"{first}-{last}" for first, last in spans], in_windows)
        return rows[rows["measure"].isin(ids)]

    known = list(range(2011, 2020))
    small_report = report_of(
        MOST,
        rows=lambda *_, **__: rows_of([*map(str, known)], shown),
        rows_of_spans=of_spans,
        years=known,
        covered={"XAA": range(2011, 2020)},
    )
    return small_report.parts[0]


def test_by_year_are_the_measures_with_most_years_to_show() -> None:
    part = most({"N02": 3, "N01": 5, "F01": 5}, {})
    assert [block.title for block in part.blocks] == [
        catalogue.CATALOGUE[id_].title for id_ in ("N01", "F01")
    ]


def test_with_too_few_years_there_are_windows_of_three_and_never_one_point() -> None:
    part = most({"N01": 4, "N02": 1, "F01": 2}, {"N02": 1, "F01": 3})
    by_year, by_window = part.blocks
    assert by_year.figures["period"].to_list() == [str(year) for year in range(2011, 2020)]
    assert by_window.title == catalogue.CATALOGUE["F01"].title
    assert by_window.table.iloc[:, 0].to_list() == ["2011 to 2013", "2014 to 2016", "2017 to 2019"]
    assert by_window.picture is not None
    assert "periods of three years" in by_window.says[0]


def test_with_one_point_at_most_a_sentence_says_so() -> None:
    part = most({"N01": 2, "N02": 1}, {"N01": 1, "F01": 1})
    assert part.blocks == ()
    assert part.text.startswith("No measure has enough figures for a chart")
