"""Zip archives: what their directory says is checked before anything is decompressed."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from schemas import findings
from seed.readers import raw

MOST_MEMBERS = 100
MOST_BYTES = 2 << 30
# Text of codes and dates packs to a twentieth; a bomb to a thousandth.
MOST_RATIO = 200
# A ratio says nothing of a few lines.
SMALL = 1 << 20
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
NESTED = {".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar", ".tgz"}


def faults(archive: zipfile.ZipFile, file: str, size: int) -> list[findings.Finding]:
    """Why the archive of `size` bytes is not opened; empty where it may be."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        wording = f"the archive has {len(members):,} members; at most {MOST_MEMBERS} are read."
        return [findings.Finding(file, "zip.members", wording)]
    found = [findings.Finding(file, rule, wording) for rule, wording in _of_sizes(members, size)]
    if any(member.flag_bits & ENCRYPTED for member in members):
        wording = "the archive is password protected. Send it without a password, on a safe way."
        found.append(findings.Finding(file, "zip.encrypted", wording))
    if any(PurePosixPath(member.filename).suffix.lower() in NESTED for member in members):
        wording = "there is an archive inside the archive. Put the CSV files into one, directly."
        found.append(findings.Finding(file, "zip.nested", wording))
    return found


def _of_sizes(members: list[zipfile.ZipInfo], size: int) -> Iterator[tuple[str, str]]:
    declared = sum(member.file_size for member in members)
    if declared > MOST_BYTES or any(m.file_size > raw.MOST_FILE_BYTES for m in members):
        wording = (
            f"unpacked the archive has {declared:,} bytes; at most {MOST_BYTES:,} are read, and"
            f" {raw.MOST_FILE_BYTES:,} of one file. Split the submission."
        )
        yield "zip.size", wording
    packed = sum(member.compress_size for member in members)
    if packed > size:
        yield "zip.overlap", "the members of the archive overlap. Pack it anew."
    if any(m.file_size > max(SMALL, MOST_RATIO * m.compress_size) for m in members):
        yield (
            "zip.ratio",
            f"a member unpacks to more than {MOST_RATIO} times its size. Pack the CSV files anew.",
        )


def members(path: Path, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes | findings.Finding]]:
    """The name, without folders, and the bytes of each file; a finding where it is damaged."""
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/")).name
        if member.is_dir() or member.filename.startswith("__MACOSX/"):
            continue
        try:
            # No more is read than the directory declares; a size that lies fails its checksum.
            yield name, archive.read(member)
        except DAMAGED:
            wording = f"[{path.name}] is damaged here: it does not unpack. Pack it anew."
            yield name, findings.Finding(name, "zip.damaged", wording)
