"""What stands around every page over a release: which one it is, and how its numbers are read."""

from dashboard import data, filters, released, words
from dashboard.server import access
from dashboard.shared import panel

# So many signs of its hash tell one release from another.
SIGNS = 12
MADE_UP = "made-up"


def named(release: released.About) -> str:
    """The release in a few words: `Release 3, of 12 March 2026, hash 1a2b3c4d5e6f; made-up`."""
    of_what = f"; {MADE_UP}" if release.made_up else ""
    hashed = release.content_hash[:SIGNS]
    return f"Release {release.number}, of {words.day(release.made_on)}, hash {hashed}{of_what}"


def top(release: released.About) -> None:
    """Say which release is looked at, and that it is made up where it is."""
    context = {"named": named(release), "rule": words.ROUNDING_RULE, "made_up": release.made_up}
    panel.show("release_top.html", context, key="frame_top")


def foot(release: released.About) -> None:
    """Say where the numbers come from and what they do not cover."""
    as_of, here = data.as_of(), filters.jurisdiction()
    names = filters.options().jurisdictions
    context = {
        "named": named(release),
        "places": words.listing(sorted(names.values())),
        "here": names[here],
        "as_of": words.day(as_of.of(here)),
        "notes": release.notes,
        "scope": access.scope_words(access.identity()),
    }
    panel.show("release_foot.html", context, key="frame_foot")
