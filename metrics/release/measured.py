"""What a release may tell: measures of the catalogue, and shares that pages draw beside them."""

from collections.abc import Mapping
from types import MappingProxyType

from metrics import chain, stages
from metrics.catalogue import CATALOGUE
from metrics.measure import Measure

CHAIN, COHORT = "chain", "cohort"
# By what a plan calls them, the shares of each by id: of which group of links, or step, they are.
BESIDE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        name: MappingProxyType({measure.id: of for measure, of in shares.items()})
        for name, shares in ((CHAIN, chain.REACH), (COHORT, stages.COHORT_SHARES))
    }
)
MEASURES: Mapping[str, Measure] = MappingProxyType(
    {**CATALOGUE, **{one.id: one for one in (*chain.REACH, *stages.COHORT_SHARES)}}
)
# By the definitions a yes of the first is a yes of the second, but for days of which the month or
# year alone is known: even clean registers contradict it, so that no program finds it.
STEPS = tuple(zip([*BESIDE[COHORT]][1:], BESIDE[COHORT], strict=False))
# A case in which several groups were charged is a yes of this one, which any case of one may be.
SEVERAL = "N01"
# What of all that was paid came from each source, and the sum of what was paid of what was awarded.
SOURCES = tuple(id_ for id_ in CATALOGUE if id_.startswith("R04m-"))
PAID = "R03b"
