"""What must hold across columns and tables; each rule named and worded for the submitter."""

from schemas.rules import law, money, order, patterns
from schemas.rules.order import MAY_LIE_AHEAD
from schemas.rules.rule import LATEST, PAID_BEFORE, Pattern, Rule

RULES: tuple[Rule, ...] = (*order.rules(), *law.rules(), *money.rules())
PATTERNS: tuple[Pattern, ...] = tuple(patterns.patterns())

__all__ = ["LATEST", "MAY_LIE_AHEAD", "PAID_BEFORE", "PATTERNS", "RULES", "Pattern", "Rule"]
