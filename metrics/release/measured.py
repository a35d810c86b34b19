"""What a release may tell: the measures of the catalogue, and shares that pages draw beside them.

What is known of any records of how the yes of some lie within those of others stands here too: an
attacker knows it as well.
"""

from collections.abc import Mapping
from types import MappingProxyType

from metrics.catalogue import CATALOGUE
from metrics.counting import chain, cohort
from metrics.measure import Measure

CHAIN, COHORT = "chain", "cohort"
# By what a plan calls them, the shares of each by id: of which group of links, or step, they are.
BESIDE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name: MappingProxyType({measure.id: of for measure, of in shares.items()})
        for name, shares in ((CHAIN, chain.REACH), (COHORT, cohort.SHARES))
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {**CATALOGUE, **{one.id: one for one in (*chain.REACH, *cohort.SHARES)}}
)
# A yes of the first is a yes of the second, and what is known of the second's no is one of both.
IMPLIED = (
    ("N02", "N02l"),
    ("N01s", "N01"),
    ("N02d", "N02"),
    ("F03", "F03f"),
    ("P02", "P02b"),
    ("P05y", "P01b"),
    ("V05", "V05-guardian"),
    ("V05", "V05-interview"),
    ("V05w", "V05w-shelter"),
    ("V05w", "V05w-interviewer"),
    ("V03b", "V03"),
    ("V03c", "V03"),
)
# The same of the steps of a cohort, but for days of which months or years alone are known.
STEPS = tuple(zip([*BESIDE[COHORT]][1:], BESIDE[COHORT], strict=False))
# A case in which several groups were charged is a yes of this one, which any case of one may be.
SEVERAL = "N01"
# What of all that was paid came from each source, and the sum of what was paid of what was awarded.
SOURCES = tuple(id_ for id_ in CATALOGUE if id_.startswith("R04m-"))
PAID = "R03b"
