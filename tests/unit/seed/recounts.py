"""Shares counted plainly from text tables: what a reader with a spreadsheet would find."""

import polars as pl

Frames = dict[str, pl.DataFrame]
Counts = tuple[int, int]

EXTRACTED = pl.date(2026, 6, 30)
APEX = ["organiser", "financier", "launderer", "corporate_beneficiary"]
DESTINATION = ["exploiter", "enforcer", "harbourer", "transferor"]
INDEPENDENT = ["state_fund", "advance", "insurance", "confiscated_assets"]


def shares(frames: Frames) -> dict[str, Counts]:
    """Yes and no by measure id, of the units whose answer is known."""
    return {
        **_chain(frames),
        **_inquiry(frames),
        **_assets(frames),
        **_remedies(frames),
        **_outcomes(frames),
    }


def _count(units: pl.DataFrame, truth: str) -> Counts:
    known = units[truth].drop_nulls()
    return int(known.sum()), int((~known).sum())


def _is(column: str, *values: str) -> pl.Expr:
    return pl.col(column).is_in(list(values))


def _persons_charged(frames: Frames) -> pl.DataFrame:
    dated = pl.col("charged").is_null() & pl.col("charged_on").is_not_null()
    return frames["suspects"].filter(_is("charged", "yes") | dated)


def _charged(frames: Frames) -> pl.DataFrame:
    return frames["cases"].join(_persons_charged(frames), on="case_id", how="semi")


def _date(column: str) -> pl.Expr:
    return pl.col(column).str.to_date("%Y-%m-%d", strict=False)


def _mature(units: pl.DataFrame, column: str, months: int) -> pl.DataFrame:
    due = _date(column).dt.offset_by(f"{months}mo") <= EXTRACTED
    return units.filter(due | _date(column).is_null())


def _chain(frames: Frames) -> dict[str, Counts]:
    s1 = _mature(_charged(frames), "charged_on", 24).filter(_is("scope", "charged_as_trafficking"))
    rows = frames["links"].drop_nulls(["person_id", "link"])
    rows = rows.join(_persons_charged(frames), on=["case_id", "person_id"], how="semi")
    beyond = ~_is("link", *DESTINATION, "knowing_user") | (
        _is("link", "harbourer", "transferor") & _is("location", "origin", "transit")
    )
    by_person = rows.group_by("case_id", "person_id").agg(
        pl.col("link").n_unique().alias("own"),
        pl.col("link").first().alias("one"),
        beyond.all(ignore_nulls=False).alias("beyond"),
        _is("link", *APEX).any().alias("apex"),
    )
    by_case = by_person.group_by("case_id").agg(
        ((pl.col("own") > 1).any() | (pl.col("one").n_unique() > 1)).alias("N01"),
        pl.col("beyond").any(ignore_nulls=False).alias("N02"),
        pl.col("apex").any().alias("N03"),
    )
    units = s1.join(by_case, on="case_id")
    return {measure: _count(units, measure) for measure in ("N01", "N02", "N03")}


def _inquiry(frames: Frames) -> dict[str, Counts]:
    charged = _charged(frames)
    s1 = charged.filter(_is("scope", "charged_as_trafficking"))
    laundering = (
        frames["charges"]
        .group_by("case_id")
        .agg(_is("offence", "money_laundering").any().alias("F03"))
    )
    relied = frames["evidence"].filter(_is("relied_on", "yes") & ~_is("kind", "victim_testimony"))
    labour = _is("form", "forced_labour")
    firms = charged.filter(labour & _is("enterprise_involved", "yes"))
    legal = _persons_charged(frames).filter(_is("kind", "legal"))
    abroad = charged.filter(_is("cross_border", "yes"))
    counts = {
        "F01": charged.select(~_is("financial_investigation", "none").alias("F01")),
        "F03": s1.join(laundering, on="case_id"),
        "F04": firms.filter(~_is("business_records", "none_exist")).select(
            F04=_is("business_records", "analysed")
        ),
        "F05": frames["cases"].select(F05=_is("financial_intelligence", "triggered", "supported")),
        "D03": firms.select(D03=pl.col("case_id").is_in(legal["case_id"].implode())),
        "L01": frames["cases"]
        .filter(labour)
        .select(L01=_is("detected_by", "labour_inspectorate", "joint_inspection")),
        "T01": charged.filter(~_is("special_techniques", "confidential")).select(
            T01=_is("special_techniques", "used")
        ),
        "T02": charged.select(T02=pl.col("case_id").is_in(relied["case_id"].implode())),
        "T03": abroad.select(T03=pl.col("case_id").is_in(frames["requests"]["case_id"].implode())),
        "V03": frames["victims"]
        .filter(~_is("status", "rejected"))
        .select(V03=_is("legal_aid", "yes", "declined")),
    }
    return {measure: _count(units, measure) for measure, units in counts.items()}


def _assets(frames: Frames) -> dict[str, Counts]:
    traced = frames["assets"].filter(~_is("role", "evidence"))
    frozen = traced.filter(pl.col("frozen_on").is_not_null())
    ordered = traced.filter(pl.col("confiscated_on").is_not_null())
    convicted = (
        frames["suspects"]
        .filter(_is("outcome", "convicted_trafficking"))
        .group_by("case_id")
        .agg(pl.col("decided_on").min().alias("convicted_on"))
    )
    units = _mature(frames["cases"].join(convicted, on="case_id"), "convicted_on", 12)
    units = units.with_columns(
        A02a=_is("confiscation_sought", "yes"),
        A02=pl.col("case_id").is_in(ordered["case_id"].implode()),
    )
    charged = _charged(frames).with_columns(
        A01=pl.col("case_id").is_in(frozen["case_id"].implode())
    )
    sought = units.filter("A02a").with_columns(A02c="A02")
    return {
        "A01": _count(charged, "A01"),
        "A02": _count(units, "A02"),
        "A02a": _count(units, "A02a"),
        "A02c": _count(sought, "A02c"),
    }


def _remedies(frames: Frames) -> dict[str, Counts]:
    decided = frames["suspects"].filter(pl.col("decided_on").is_not_null())
    claims = frames["claims"].drop_nulls("victim_id")
    could_claim = frames["victims"].filter(
        ~_is("status", "rejected").fill_null(False) & ~_is("claim_declined", "yes").fill_null(False)
    )
    could_claim = could_claim.join(decided, on="case_id", how="semi").with_columns(
        R01=pl.col("victim_id").is_in(claims["victim_id"].implode())
    )
    settled = claims.filter(_is("result", "granted", "refused")).unique("victim_id")
    kept = frames["victims"].filter(~_is("status", "rejected").fill_null(False))
    assisted = kept.with_columns(
        V09=pl.col("victim_id").is_in(frames["assistance"]["victim_id"].implode())
    )
    counts = {
        "V09": _count(assisted, "V09"),
        "R01": _count(could_claim, "R01"),
        "R02": _count(settled.with_columns(R02=_is("result", "granted")), "R02"),
    }
    if "payments" in frames:
        counts |= _payments(frames, claims)
    return counts


def _payments(frames: Frames, claims: pl.DataFrame) -> dict[str, Counts]:
    awards = _mature(claims.filter(_is("result", "granted")), "decided_on", 12)
    amount = pl.col("paid").cast(pl.Float64)
    paid = (
        frames["payments"]
        .group_by("claim_id")
        .agg(
            (amount > 0).any().alias("R03"),
            (_is("source", *INDEPENDENT) & (amount > 0)).any().alias("independent"),
            (_is("source", "perpetrator") * amount).sum().alias("perpetrator"),
        )
    )
    owed = pl.coalesce(
        pl.col("awarded").cast(pl.Float64),
        pl.col("awarded_material").cast(pl.Float64) + pl.col("awarded_moral").cast(pl.Float64),
    )
    units = awards.join(paid, on="claim_id").with_columns(
        full=(pl.col("perpetrator") >= owed - 0.005).fill_null(False), R04="independent"
    )
    return {"R03": _count(units, "R03"), "R04": _count(units.filter(~pl.col("full")), "R04")}


def _outcomes(frames: Frames) -> dict[str, Counts]:
    trafficking = ("convicted_trafficking",)
    persons = _persons_charged(frames).filter(_is("kind", "natural"))
    s1 = frames["cases"].filter(_is("scope", "charged_as_trafficking"))
    left = _is("exit_reason", "abroad_or_unknown", "transferred_abroad").fill_null(False)
    charged = persons.filter(
        ~left & _is("outcome", *trafficking, "convicted_other", "acquitted", "discontinued")
    ).join(s1, on="case_id", how="semi")
    sentences = frames["sanctions"].filter(~_is("instance", "final").fill_null(False))
    sentences = sentences.group_by("case_id", "person_id").agg(
        _is("kind", "custody", "life").any().alias("D01")
    )
    convicted = persons.filter(_is("outcome", *trafficking))
    return {
        "P02": _count(charged.select(P02=_is("outcome", *trafficking)), "P02"),
        "P02b": _count(
            charged.select(P02b=_is("outcome", *trafficking, "convicted_other")), "P02b"
        ),
        "D01": _count(convicted.join(sentences, on=["case_id", "person_id"]), "D01"),
    }
