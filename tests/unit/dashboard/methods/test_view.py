"""How the methods page is made from the definitions that run."""

from dashboard import words
from dashboard.methods import view
from dashboard.shared import peer_comparison, rule_words
from dashboard.shared.of_measure import offices
from metrics.statistics.proportions import score_limits
from schemas import rules


def test_methods_gives_each_sign_one_meaning_and_each_absence_its_sign() -> None:
    shown = [sign for sign, *_ in view.signs()]
    assert len(set(shown)) == len(shown)
    said = {status: (sign, told) for sign, status, told in view.signs()}
    assert set(said) == {
        "A true zero",
        *(absence.words for absence in words.ABSENCES.values()),
        "Median not reached",
        "Nothing to divide by",
        "Not covered",
    }
    assert said["Not recorded"][0] == "—"
    assert said["Protected"][0] == "<10"
    assert said["Not comparable"][0] == "≠"
    assert all(told for _, told in said.values())


def test_methods_says_the_rule_by_which_pages_name_a_difference() -> None:
    [others] = [told for name, told, _ in view.STATISTICS if name == "Reading beside others"]
    assert peer_comparison.RULE in others
    assert peer_comparison.DRAWN in others
    assert view.FALSE_READINGS in others
    # What overlaps may lie on one side of the median all the same.
    assert "lie apart" not in others + offices.INTERVALS


def test_every_rule_is_listed_once() -> None:
    listed = [rule.id for rule in rule_words.EVERY]
    assert sorted(listed) == sorted(
        rule.id for rule in (*rules.RULES, *rules.COUNTED, *rules.DEFAULTS)
    )


def test_the_formula_of_the_interval_is_the_one_that_runs() -> None:
    # The formula on the page, by hand for 8 of 20.
    share, n, z = 8 / 20, 20, 1.959964
    middle, spread = share + z**2 / (2 * n), (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    by_hand = [(middle + sign * z * spread) / (1 + z**2 / n) for sign in (-1, 1)]
    low, high = score_limits(share, n, z)
    assert abs(float(low) - by_hand[0]) < 1e-6
    assert abs(float(high) - by_hand[1]) < 1e-6
