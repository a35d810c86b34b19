"""The keys of the mapping language in Markdown, for its guide."""

from collections.abc import Iterator

from schemas import errors
from seed.mapping.language.places import PLACES

# In the guide, what stands behind this line is written by `mapping keys --into`.
MARK = "<!-- Behind this line: mapping keys --into docs/mapping.md -->\n"


def with_reference(guide: str) -> str:
    """The guide with its reference written anew. Raises UserError where its mark is missing."""
    own, mark, _ = guide.partition(MARK)
    if not mark:
        raise errors.UserError(f"The file has no line [{MARK.strip()}], behind which keys go.")
    return own + MARK + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for place in PLACES.values():
        yield from ("", f"### `{place.heading}`", place.meaning)
        if place.keys:
            yield from ("", "| key | holds | meaning |", "|---|---|---|")
            yield from (f"| `{k.name}` | {k.holds} | {k.meaning} |" for k in place.keys)
