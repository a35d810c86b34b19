"""Rules across columns and tables, each with an id and a wording for the sender."""

from schemas.rules import law, money, order, patterns
from schemas.rules.order import FIRST_DAY, MAY_LIE_AHEAD
from schemas.rules.rule import LATEST, PAID_BEFORE, Pattern, Rule

RULES: tuple[Rule, ...] = (*order.rules(), *law.rules(), *money.rules())
COUNTED: tuple[Pattern, ...] = tuple(patterns.sequential_id_rules())
DEFAULTS: tuple[Pattern, ...] = tuple(patterns.default_value_rules())

__all__ = [
    "COUNTED",
    "DEFAULTS",
    "FIRST_DAY",
    "LATEST",
    "MAY_LIE_AHEAD",
    "PAID_BEFORE",
    "RULES",
    "Pattern",
    "Rule",
]
