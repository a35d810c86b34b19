"""`python -m tests.size [CHECKOUT]` counts what there is to read: lines, files, words.

Product lines may only fall or pay for themselves (`make size`). Lines are all lines, blank ones and
comments too. Other formats than Python stand apart, so that code which moves into them is seen.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests import house

ROOT = Path(__file__).parents[1]
PRODUCT = tuple(house.MAY_IMPORT)
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md", "docs")
# With lines that somebody writes; fonts and pictures have none.
FORMATS = {
    *(".css", ".js", ".html", ".sql", ".toml", ".json", ".typ", ".j2", ".svg", ".mako", ".md"),
    *(".csv", ".yml", ".yaml", ".txt"),
}
ROW = "  {:<34}{:>9}{:>8}"


def main(root: Path) -> None:
    for line in table(root):
        sys.stdout.write(f"{line}\n")


def table(root: Path) -> Iterator[str]:
    """The lines that are printed."""
    yield ROW.format("", "lines", "files")
    for name, paths in python_files(root).items():
        yield ROW.format(name, f"{sum(map(lines, paths)):,}", f"{len(paths):,}")
    alone = one_importer(root)
    yield ROW.format("product modules with one importer", "", f"{len(alone):,}")
    for suffix, paths in other_formats(root).items():
        yield ROW.format(f"product {suffix}", f"{sum(map(lines, paths)):,}", f"{len(paths):,}")
    yield ROW.format("", "words", "files")
    for name, paths in documents(root).items():
        yield ROW.format(name, f"{sum(map(words, paths)):,}", f"{len(paths):,}")


def python_files(root: Path) -> dict[str, list[Path]]:
    """The modules by folder; `product` is the four folders together, without the frame."""
    product = {name: sorted((root / name).rglob("*.py")) for name in PRODUCT}
    return {
        "product": [path for paths in product.values() for path in paths],
        **{f"  {name}": paths for name, paths in product.items()},
        house.FRAME: sorted(root.glob(house.FRAME)),
        **{name: sorted((root / name).rglob("*.py")) for name in ("tests", "bench")},
    }


def one_importer(root: Path) -> list[str]:
    """The modules of the product that exactly one other module of it imports."""
    return sorted(name for name, paths in house.importers(root).items() if len(paths) == 1)


def other_formats(root: Path) -> dict[str, list[Path]]:
    """What of the product is written in other formats, by suffix."""
    found: dict[str, list[Path]] = defaultdict(list)
    for folder in (*PRODUCT, "static"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in FORMATS:
                found[path.suffix].append(path)
    return dict(sorted(found.items()))


def documents(root: Path) -> dict[str, list[Path]]:
    """The documents that people read, the changes of every version apart from the others."""
    found = {}
    for name in DOCUMENTS:
        path = root / name
        found[name] = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    return found


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def words(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").split()) if path.exists() else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
