"""The rules of the gate, as pages name them."""

from schemas import rules

Named = rules.Rule | rules.Pattern
EVERY: tuple[Named, ...] = tuple(
    sorted(
        [*rules.RULES, *rules.PATTERNS],
        key=lambda rule: (rule.table, rule.severity.value, rule.id),
    )
)
MEANINGS = {rule.id: rule.meaning for rule in EVERY}
