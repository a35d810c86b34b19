"""The declared choices that numbers depend on, with the catalogue's defaults."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Named as in the settings of a database."""

    financial_investigation_days: int = 30
    open_days: int = 90
    guardian_within_days: int = 5
    order_within_months: int = 12
    paid_within_months: int = 12
    stage_within_months: int = 24
    judgment_within_months: int = 12
    knowing_user_is_beyond: bool = False
    forced_labour_is_trafficking: bool = False


DEFAULTS = Options()
