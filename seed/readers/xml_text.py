"""Small XML parts of a workbook, parsed; a declared document type or entity is never expanded."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from xml.etree import ElementTree as ET

from seed.readers.look_over import File

MOST_BYTES = 16 << 20
UTF_8 = re.compile(rb"\sencoding\s*=\s*([\"'])(?:utf-8|us-ascii)\1")


class NotRead(Exception):
    """The part is not read: it is too large, or has a document type."""


class Relation(NamedTuple):
    """What a part points to: the kind, the target inside the archive, whether it lies outside."""

    kind: str
    target: str
    outside: bool


def parsed(packed: zipfile.ZipFile, part: str) -> ET.Element:
    """The part's root. Raises NotRead, KeyError where it is missing, ParseError where no XML."""
    size = packed.getinfo(part).file_size
    if size > MOST_BYTES:
        raise NotRead
    data = File(part, size, partial(packed.open, part)).read()
    if not is_plain(data[:1024]) or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotRead
    return ET.fromstring(data)


def is_plain(head: bytes) -> bool:
    """Whether the XML that begins so is in UTF-8, as all that looks through it by bytes expects."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or not plain.startswith(b"<"):
        return False
    declared = plain.partition(b"?>")[0] if plain.startswith(b"<?xml") else b""
    return b"encoding" not in declared or UTF_8.search(declared.lower()) is not None


def all_of(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of that name, in whatever namespace."""
    return (one for one in root.iter() if _local(one.tag) == name)


def attribute(element: ET.Element, name: str) -> str:
    """The attribute of that name in a namespace. Raises KeyError where there is none."""
    for key, value in element.attrib.items():
        if key.startswith("{") and _local(key) == name:
            return value
    raise KeyError(name)


def relations(packed: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """What the part points to, by the ids it uses; none where it has no such list."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in packed.namelist():
        return {}
    return {
        one.get("Id", ""): Relation(
            posixpath.basename(one.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            one.get("TargetMode", "") == "External",
        )
        for one in all_of(parsed(packed, listed), "Relationship")
    }


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
