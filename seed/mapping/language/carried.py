"""What a file that is made of another takes along of that file's joins and flags."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from seed.mapping.language.profile import Flag, Join, SourceFile, TableRule


def with_carried(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """The files, those made of another with its joins and flags beside their own.

    What a file makes, joins or flags itself under the same name goes before. An origin stands
    before what is made of it, which may be an origin too.
    """
    whole: dict[str, SourceFile] = {}
    for file in files:
        origin = whole.get(file.origin or "")
        whole[file.name] = file if origin is None else _beside_own(file, origin)
    return tuple(whole.values())


def _beside_own(file: SourceFile, origin: SourceFile) -> SourceFile:
    own = file.makes | _added(file)
    joins = (_only(join, set(join.columns) - own) for join in origin.joins)
    flags = (flag for flag in origin.flags if flag.name not in own)
    return replace(
        file,
        joins=(*(join for join in joins if join.columns), *file.joins),
        flags=(*flags, *file.flags),
    )


def as_read(
    files: tuple[SourceFile, ...], declared: Iterable[SourceFile], rules: Iterable[TableRule]
) -> tuple[SourceFile, ...]:
    """The files without what they carry and no rule looks at: nothing is looked up for nobody.

    `declared` are the same files with their own joins and flags alone.
    """
    read: dict[str, set[str]] = {file.name: set() for file in files}
    for rule in rules:
        read.setdefault(rule.file, set()).update(rule.reads)
    return tuple(
        replace(
            file,
            joins=tuple(_joins_read(file.joins, own.joins, read[file.name])),
            flags=tuple(_flags_read(file.flags, own.flags, read[file.name])),
        )
        for file, own in zip(files, declared, strict=True)
    )


def _joins_read(joins: Iterable[Join], own: Collection[Join], read: Collection[str]) -> list[Join]:
    kept = [join if join in own else _only(join, read) for join in joins]
    return [join for join in kept if join.columns or join in own]


def _flags_read(flags: Iterable[Flag], own: Collection[Flag], read: Collection[str]) -> list[Flag]:
    names = {flag.name for flag in own}
    return [flag for flag in flags if flag.name in names or flag.name in read]


def _only(join: Join, names: Collection[str]) -> Join:
    return replace(join, columns=tuple(column for column in join.columns if column in names))


def _added(file: SourceFile) -> frozenset[str]:
    joined = {column for join in file.joins for column in join.columns}
    return frozenset(joined | {flag.name for flag in file.flags})
