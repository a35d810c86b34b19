"""What earlier batches paid of a claim, for the rules on the payments of this submission."""

from decimal import Decimal

import polars as pl

from schemas import rules
from seed.gate.keys import Known
from seed.gate.table_rows import TableRows

OF_CLAIM = ["claim_id", "currency"]


def paid_before(rows: TableRows, known: Known) -> pl.Series:
    """For each payment, what is stored as paid of its claim in its currency, but for itself."""
    nothing = pl.repeat(Decimal(0), rows.frame.height, dtype=rows.frame.schema["paid"], eager=True)
    names = ("payment_id", *OF_CLAIM, "paid")
    stored = known.beside(rows.table.name, names)
    if stored.is_empty():
        return nothing.alias(rules.PAID_BEFORE)
    others = stored.join(rows.frame.select("payment_id"), on="payment_id", how="anti")
    paid = pl.col("paid").sum().alias(rules.PAID_BEFORE)
    by_claim = others.group_by(OF_CLAIM).agg(paid)
    own = rows.frame.select(OF_CLAIM)
    return own.join(by_claim, on=OF_CLAIM, how="left", maintain_order="left")[rules.PAID_BEFORE]
