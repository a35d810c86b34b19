"""What Compare says first."""

import pandas as pd

from dashboard import data
from dashboard.compare import frames
from dashboard.compare.compared import Compared
from dashboard.shared import peer_comparison
from dashboard.shared.frames import days


def sentences(compared: Compared, rows: pd.DataFrame) -> list[str]:
    """What may be said of the chosen one beside the others, and how many count as it does."""
    beside = peer_comparison.sentence(compared.compare_with_others(rows))
    alike = frames.kept_alike(compared.names, compared.otherwise, compared.own)
    apart = days.each(
        {compared.names[id_]: on for id_, on in data.as_of().own if id_ in compared.names}
    )
    return [alike, beside, apart] if compared.view.alike else [beside, apart]
