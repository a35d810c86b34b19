"""Archives made by hand whose directories lie, swell or overflow."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

CHUNK = 1 << 20


def archive(files: Mapping[str, bytes]) -> bytes:
    """A sound archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return data.getvalue()


def bomb(name: str, size: int) -> bytes:
    """An archive of a member of `size` bytes, blanks behind a header, packed to a thousandth."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open(name, "w", force_zip64=True) as member,
    ):
        member.write(b"case_id,scope\n")
        for _ in range(size // CHUNK):
            member.write(b" " * CHUNK)
    return data.getvalue()


def with_declared_size(data: bytes, size: int) -> bytes:
    """The archive of one member, whose headers say that it unpacks to `size` bytes."""
    changed = bytearray(data)
    local, directory = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    changed[local + 22 : local + 26] = struct.pack("<I", size)
    changed[directory + 24 : directory + 28] = struct.pack("<I", size)
    return bytes(changed)


def of_members(count: int) -> bytes:
    """An archive of many empty members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for number in range(count):
            packed.writestr(f"{number}.csv", b"")
    return data.getvalue()


def overlapping(name: str, copies: int) -> bytes:
    """An archive whose directory names one member's bytes many times."""
    content = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = b"case_id,scope\n" + b"k7,charged_as_trafficking\n" * 1000
    packed = content.compress(text) + content.flush()
    sizes = (zlib.crc32(text), len(packed), len(text))
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, *sizes, len(name), 0)
    start = local + name.encode() + packed
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 0, *sizes, len(name), 0, 0, 0, 0, 0, 0
    )
    directory = (entry + name.encode()) * copies
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, copies, copies, len(directory), len(start), 0)
    return start + directory + end
