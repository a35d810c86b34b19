"""From records to a release: what is told, what is left as it was, what is refused."""

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import metrics
from metrics import counting_options, publication_details
from metrics.release import archive, gate, key, plan, publication, reading
from metrics.release.attack_problem import Rule
from metrics.release.exact_counts import KEYS
from metrics.statistics.intervals import byar_interval_of_cases
from schemas.errors import UserError
from seed import batches
from tests import submissions
from tests.unit.metrics.release import country
from tests.unit.metrics.release.country import let_go, url_of

USUAL = country.USUAL
# Counts of ten and more are shown as they are.
EXACT = publication.Rounding(lambda x, _cell, _key: x, Rule(step=1, offsets=1))
# Charges are given 24 months.
WAITS = "N01"


@pytest.fixture(scope="module", autouse=True)
def few_measures() -> Iterator[None]:
    """A plan of a few measures; `test_watching_the_plan` has all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "latest", lambda: country.FEW)
        yield


@pytest.fixture(scope="module")
def usual(few_measures: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a country with its first release, to be read and copied, and its key."""
    home = tmp_path_factory.mktemp("usual")
    with pytest.MonkeyPatch.context() as patch:
        country.give_key(home, patch)
        country.store(url_of(home), home / "sent", USUAL)
        country.released(url_of(home))
    yield home
    let_go()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a database to be filled, with a key in the environment."""
    country.give_key(tmp_path, monkeypatch)
    yield url_of(tmp_path)
    let_go()


@pytest.fixture
def totals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan of totals alone, where what is asked of one needs no more."""
    monkeypatch.setattr(publication, "latest", lambda: country.FEW_TOTALS)


@pytest.fixture
def copy(usual: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the folder that a test may change."""
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "copy" / "release.key"))
    yield shutil.copytree(usual, tmp_path / "copy")
    let_go()


@pytest.fixture(scope="module")
def as_they_are(usual: Path) -> publication.Draft:
    """What would be released if counts were told as they are, of which the gate withholds many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(key.KEY_FILE, str(usual / "release.key"))
        other = f"duckdb:///{usual / 'other.duckdb'}"
        return publication.draft_release(url_of(usual), other, rounding=EXACT)


def rows(url: str, *ids: str, **asked: object) -> pd.DataFrame:
    with archive.reading(archive.address(url, None)).connect() as connection:
        return reading.rows(connection, ids, **asked)  # type: ignore[arg-type]


def one(url: str, id_: str, period: str) -> pd.Series:
    found = rows(url, id_, by=("year",))
    return found[found["period"] == period].iloc[0]


def test_sums_of_money_are_told_of_windows_alone(usual: Path) -> None:
    # Of two years and the window of three, the third would be had to within two digits.
    url = url_of(usual)
    assert rows(url, "A03", "X01m", by=("year",)).empty
    assert set(rows(url, "A03", "X01m")["period"].str.contains("-")) == {True}
    assert not rows(url, "X01", "F02m", by=("year",)).empty


def test_a_release_tells_rounded_numbers_of_years_that_are_over(usual: Path) -> None:
    url = url_of(usual)
    [made] = archive.all_releases(archive.address(url, None))
    assert (made.number, made.made_up) == (1, True)
    counts = rows(url, "C01", by=("year",))
    # Of 40, 50 and 45 each is a multiple of five itself.
    assert counts[counts["status"] == "ok"]["value"].tolist() == [40, 50, 45]
    assert counts["period"].max() == "2023"
    share = one(url, "F01", "2021")
    assert (share["value"], share["denominator"], share["status"]) == (0.38, 40, "ok")
    # Without one in 2023: nine of 50 are 18 percent.
    none = one(url, "F01", "2023")
    assert (none["value_below"], none["status"]) == (0.19, "protected")
    assert none["hidden"] == "numerator,unknown"


@pytest.mark.usefixtures("totals")
def test_all_of_them_and_none_of_them_are_told_by_their_ends(url: str, tmp_path: Path) -> None:
    # Battery 94.
    country.store(url, tmp_path / "sent", {2022: (200, 200), 2023: (200, 0)})
    country.released(url)
    assert one(url, "F01", "2022")["value_above"] == 0.9
    assert one(url, "F01", "2023")["value_below"] == 0.1


def test_of_a_country_with_three_cases_a_year_nothing_can_be_told(url: str, tmp_path: Path) -> None:
    # Battery 93: a total may be ten or more, no split of it is.
    country.store(url, tmp_path / "sent", dict.fromkeys((2021, 2022, 2023), (3, 1)))
    country.released(url)
    told = rows(url, "F01", by=("year",))
    forms = rows(url, "F01", by=("form",))
    for of in (told, forms):
        assert len(of)
        # By which offsets a key rounds decides what the gate takes out of what is left.
        assert set(of["status"]) <= {"too_few", "withheld"}
    whole = rows(url, "C01", years=(2021, 2023))
    assert whole["status"].isin(["ok", "protected", "withheld"]).all()


def test_what_is_not_in_the_plan_has_no_row(usual: Path) -> None:
    url = url_of(usual)
    assert rows(url, "C01", by=("sector",)).empty
    assert rows(url, "C04", by=("sex",), only=(("sex", "female"),))["sex"].unique() == ["female"]
    restricted = rows(url, "C04", only=(("sex", "female"),), years=(2021, 2023))
    assert "sex" not in restricted
    assert len(restricted) == 1
    with archive.reading(archive.address(url, None)).connect() as connection:
        of_release = plan.read(reading.shown(connection).release.plan)
    assert [of_release.publishes(id_, ("form",)) for id_ in ("C04", "F04")] == [True, False]


def test_a_range_of_years_is_told_by_whole_windows_and_years(usual: Path) -> None:
    url = url_of(usual)
    assert rows(url, "C01", years=(2021, 2023))["period"].tolist() == ["all"]
    assert rows(url, "C01", years=(2022, 2023))["period"].tolist() == ["2022", "2023"]
    assert rows(url, "C01")["period"].tolist() == ["2021-2023"]


def test_a_period_says_by_its_dates_whether_all_of_it_is_due(usual: Path) -> None:
    # Judged on 30 June 2024: charges of the second half of 2022 have not had 24 months.
    waits, counts = (rows(url_of(usual), id_, by=("year",)) for id_ in (WAITS, "C01"))
    by_year = waits.set_index("period")["due_in_part"].to_dict()
    assert [by_year[year] for year in ("2021", "2022", "2023")] == [False, True, True]
    assert not counts["due_in_part"].any()
    assert rows(url_of(usual), WAITS)["due_in_part"].tolist() == [True]


def test_between_countries_a_share_is_of_fifty(usual: Path) -> None:
    told = rows(url_of(usual), "F01", by=("year",))
    beside = reading.hide_few_between_jurisdictions(told).set_index("period")["status"].to_dict()
    assert beside == {"2021": "too_few", "2022": "ok", "2023": "protected"}


@pytest.mark.usefixtures("totals")
def test_one_record_more_changes_nothing_and_ten_do(url: str, tmp_path: Path) -> None:
    # Battery 92.
    country.store(url, tmp_path / "sent", USUAL)
    country.released(url)
    told = rows(url, "F01", "C01", by=("year",))
    country.store(url, tmp_path / "second", USUAL | {2023: (46, 0)}, "supersedes = [1]")
    country.released(url)
    again = rows(url, "F01", "C01", by=("year",))
    assert again["not_refreshed"].all()
    assert set(again["of_release"]) == {1}
    told_again = again.drop(columns="not_refreshed")
    pd.testing.assert_frame_equal(told_again, told.drop(columns="not_refreshed"))
    # 25 came since: half of them, and so more than ten, are known to be others.
    country.store(url, tmp_path / "third", USUAL | {2023: (70, 0)}, "supersedes = [2]")
    country.released(url)
    assert not rows(url, "F01", "C01", by=("year",))["not_refreshed"].any()
    assert one(url, "C01", "2023")["value"] == 70


def test_what_is_carried_over_did_not_vanish_and_goes_on_being_known(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sixteen change their year within a window: totals are told anew, and forms stay as they were.
    url, tried = url_of(copy), list[gate.Trial]()
    repaired = gate.suppress_until_safe
    monkeypatch.setattr(
        gate, "suppress_until_safe", lambda asked: (tried.append(asked), repaired(asked))[1]
    )
    moved = {2021: (56, 15), 2022: (34, 20), 2023: (45, 0)}
    country.store(url, copy / "second", moved, "supersedes = [1]")
    draft = publication.draft_release(url, archive.address(url, None))
    by_release = dict(draft.content.cells.select("split", "of_release").unique().iter_rows())
    assert (by_release["form"], by_release[""]) == (1, 2)
    [asked] = tried
    changed = asked.attackers[gate.KNOWS_CHANGES].additions or {}
    assert {cell for _, cell in changed if "|form=" in cell} == set()
    assert {-16, 16} <= set(changed.values())
    forms = {cell for cell in asked.counts if "|form=" in cell}
    assert forms & {one.cell for one in asked.earlier}
    assert not forms & asked.shown.keys()


def test_of_a_year_told_for_the_first_time_what_came_in_since_is_known(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Thirty of the running year were there when the first release was made, which tells none.
    tried, url = list[gate.Trial](), url_of(copy)
    passed = gate.Suppressions((), {})
    monkeypatch.setattr(gate, "suppress_until_safe", lambda asked: (tried.append(asked), passed)[1])
    assert rows(url, "C01", by=("year",))["period"].max() == "2023"
    now = USUAL | {2024: (50, 0)}
    country.store(url, copy / "second", now, "supersedes = [1]", extracted_on="2025-06-30")
    cells = publication.draft_release(url, archive.address(url, None)).content.cells
    [cell] = cells.filter(measure="C01", split="", period="2024", part="yes")["cell"]
    [asked] = tried
    changed = asked.attackers[gate.KNOWS_CHANGES].additions or {}
    assert (asked.counts[cell], changed[2, cell]) == (50, 20)
    assert {one.cell for one in asked.earlier}.isdisjoint({cell})


def test_counts_told_as_they_are_are_withheld_by_the_gate(
    copy: Path, as_they_are: publication.Draft
) -> None:
    # Battery 91: the attacker finds out how, and no count of a year may stand that is no sum.
    whole = {"C02", "C03", "C04"}
    of_years = as_they_are.content.cells.filter(
        ~pl.col("period").str.contains("-") & ~pl.col("measure").is_in(whole)
    )
    assert of_years.filter(withheld=True).height > 0
    assert of_years["shown"].drop_nulls().is_empty()
    sticky = publication.draft_release(url_of(copy), f"duckdb:///{copy / 'other.duckdb'}")
    assert as_they_are.report["withheld"].sum() > 10 * sticky.report["withheld"].sum()
    # The same records give the same release.
    [made] = archive.all_releases(archive.address(url_of(copy), None))
    assert archive.content_hash(sticky.content) == made.content_hash


def test_what_is_withheld_stands_nowhere_in_a_release(as_they_are: publication.Draft) -> None:
    content = as_they_are.content
    withheld = content.cells.filter("withheld")
    assert withheld["shown"].drop_nulls().is_empty()
    of_parts = {"yes": ["numerator", "denominator"], "no": ["denominator"], "unknown": ["unknown"]}
    shares = content.rows.filter(kind="Share")
    for part, made in of_parts.items():
        of_part = shares.join(withheld.filter(part=part), on=KEYS, how="semi")
        assert set(of_part["status"]) == {"withheld"}
        assert of_part.select([*made, "value", "low", "coverage"]).null_count().row(0) == (
            (of_part.height,) * (len(made) + 3)
        )


def test_what_stands_beside_it_is_told(as_they_are: publication.Draft) -> None:
    content = as_they_are.content
    withheld, told = (
        content.cells.filter((pl.col("part") == part) & is_so)
        for part, is_so in (("unknown", pl.col("withheld")), ("yes", pl.col("shown") > 0))
    )
    beside = content.rows.filter(kind="Share").join(withheld, on=KEYS, how="semi")
    both = beside.join(told.select(*KEYS, "shown"), on=KEYS)
    assert both["numerator"].to_list() == both["shown"].to_list()


def test_a_release_keeps_by_which_options_it_was_counted_and_what_files_say(copy: Path) -> None:
    url, releases = url_of(copy), archive.address(url_of(copy), None)
    with archive.reading(releases).connect() as connection:
        assert reading.counting_options_of_release(connection) == counting_options.DEFAULTS
    counting_options.set_option(url, "open_days", "60", refresh=metrics.refresh)
    publication_details.set_detail(url, "contact", "Unit, a@b.example")
    draft = publication.draft_release(url, releases)
    publication_details.set_detail(url, "contact", None)
    assert draft.content.options.filter(name="open_days")["value"].item() == "60"
    publication.publish_draft(url, releases, draft)
    with archive.reading(releases).connect() as connection:
        assert reading.counting_options_of_release(connection)["open_days"] == 60
        details, others = publication_details.split_details_from_notes(
            reading.shown(connection).content.notes
        )
    assert details == {"contact": "Unit, a@b.example"}
    assert not any("a@b" in line for line in others)
    # What was not told anew was counted by those of the first.
    told = "Counting options have changed since release 1: open_days (90 → 60)."
    assert any(told in line for line in others)


def test_a_key_that_is_lost_or_another_one_makes_no_further_release(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Battery 82.
    url, file, kept = url_of(copy), copy / "release.key", key.read()
    file.unlink()
    with pytest.raises(UserError, match=r"cannot be read.*stay available"):
        country.released(url)
    key.make(file)
    with pytest.raises(UserError, match=r"another key.*stay available"):
        country.released(url)
    assert one(url, "C01", "2021")["value"] == 40
    file.write_bytes(kept)
    file.chmod(0o400)
    assert country.released(url).number == 2


def test_a_key_that_others_may_read_and_a_file_that_is_no_key_are_refused(copy: Path) -> None:
    file = copy / "release.key"
    file.chmod(0o640)
    with pytest.raises(UserError, match=r"can read the key file .* \(mode 0640\)"):
        country.released(url_of(copy))
    file.chmod(0o600)
    file.write_bytes(b"short")
    with pytest.raises(UserError, match="must have 32 bytes"):
        country.released(url_of(copy))


def test_without_what_was_remembered_no_further_release_is_made(copy: Path) -> None:
    (copy / "records.release-counts.duckdb").unlink()
    with pytest.raises(UserError, match=r"could reveal a single record"):
        country.released(url_of(copy))


def test_what_is_remembered_is_closed_to_others_and_in_no_release(usual: Path) -> None:
    assert (usual / "records.release-counts.duckdb").stat().st_mode & 0o077 == 0
    with archive.reading(archive.address(url_of(usual), None)).connect() as connection:
        cells = reading.shown(connection).content.cells
    assert "x" not in cells.columns
    assert cells["shown"].drop_nulls().min() >= 10  # type: ignore[operator]


def test_a_database_without_records_has_nothing_to_release(copy: Path) -> None:
    batches.undo(url_of(copy), 1, refresh=metrics.refresh)
    with pytest.raises(UserError, match="no records"):
        country.released(url_of(copy))


@pytest.mark.usefixtures("totals")
def test_limits_of_a_rate_know_of_victims_of_one_case(url: str, tmp_path: Path) -> None:
    # Of every fourth of forty cases four victims: (10 * 16 + 30) / 70 = 2.71, and up to a half.
    of_cases = [4 if position % 4 == 0 else 1 for position in range(40)]
    victims = [
        f"v{position}-{number},k{position},identified,2022-03-04"
        for position, number_of in enumerate(of_cases)
        for number in range(number_of)
    ]
    sent = submissions.small(
        tmp_path / "sent",
        submissions.MADE_UP,
        f"extracted_on = {country.EXTRACTED_ON}",
        cases="case_id,scope\n" + "".join(f"k{n},charged_as_trafficking\n" for n in range(40)),
        victims="\n".join(["victim_id,case_id,status,identified_on", *victims]) + "\n",
        population="jurisdiction,year,persons\nXAA,2022,1000000\nXAA,2023,1000000\n",
    )
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    assert receipt.status == "stored", [str(finding) for finding in receipt.findings][:3]
    made = publication.draft_release(url, releases := archive.address(url, None))
    publication.publish_draft(url, releases, made)
    rate = one(url, "C04r", "2022")
    assert (rate["numerator"], rate["deff"]) == (70, 3)
    # Nothing is told of a year in which there may be none.
    assert math.isnan(one(url, "C04r", "2023")["deff"])
    low, high = byar_interval_of_cases(70, 3 * 70)
    assert (rate["low"], rate["high"]) == pytest.approx((low / 10, high / 10), rel=5e-3)
    # A release that was made before knew nothing of cases.
    effect = pl.when(pl.col("measure") != "C04r").then(pl.col("deff")).alias("deff")
    before = made.content._replace(rows=made.content.rows.with_columns(effect))
    archive.publish(releases, before, made.key_fingerprint, 1)
    rate = one(url, "C04r", "2022")
    assert rate["value"] == 7
    assert rate[["low", "high"]].isna().all()
