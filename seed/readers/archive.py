"""Open zip archives. Their directory is checked before anything is decompressed."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from schemas import findings
from schemas.language import message
from seed.readers import preflight
from seed.readers.headers import NotReadable, raise_findings
from seed.readers.preflight import COMMAND_LINE, File, Limits

MOST_MEMBERS = 100
# Codes and dates compress to about a twentieth, a zip bomb to a thousandth.
MOST_RATIO = 200
# The ratio of a small file means nothing.
SMALL = 1 << 20
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
NESTED = {".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar", ".tgz"}


@contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open the archive at `path` after checking its size and directory. Raises NotReadable."""
    size = path.stat().st_size
    if size > limits.most_bytes:
        raise NotReadable(preflight.too_large_finding(path.name, size, limits.most_bytes))
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED:
        wording = message("Not a valid zip file. Create it again.")
        raise NotReadable(findings.Finding(path.name, "zip.damaged", wording)) from None
    with archive:
        raise_findings(*_archive_faults(archive, path.name, size, limits))
        yield archive


def _archive_faults(
    archive: zipfile.ZipFile, file: str, size: int, limits: Limits
) -> Iterator[findings.Finding]:
    """Yield why the archive of `size` bytes is not unpacked."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        wording = message(
            "The zip file has {number:,} files, but at most {most:,} can be read.",
            number=len(members),
            most=MOST_MEMBERS,
        )
        yield findings.Finding(file, "zip.members", wording)
        return
    if not all(member.filename for member in members):
        wording = message("A file in the zip file has no name. Create the zip file again.")
        yield findings.Finding(file, "zip.damaged", wording)
        return
    yield from (findings.Finding(file, *fault) for fault in size_faults(members, size, limits))
    if any(member.flag_bits & ENCRYPTED for member in members):
        wording = message(
            "The zip file is password protected. Send it without a password, in a secure way."
        )
        yield findings.Finding(file, "zip.encrypted", wording)
    if any(PurePosixPath(member.filename).suffix.lower() in NESTED for member in members):
        wording = message(
            "The zip file contains another zip file. Put the CSV files directly into one zip file."
        )
        yield findings.Finding(file, "zip.nested", wording)


def size_faults(
    members: list[zipfile.ZipInfo], size: int, limits: Limits
) -> Iterator[tuple[str, str]]:
    """Yield rule and wording of each fault in the sizes that an archive's directory states."""
    declared = sum(member.file_size for member in members)
    most_of_one = min(limits.most_unpacked, COMMAND_LINE.most_bytes)
    if declared > limits.most_unpacked or any(m.file_size > most_of_one for m in members):
        wording = message(
            "Unpacked it has {size:,} bytes. At most {most:,} can be read, and {most_of_one:,} of"
            " one file. Split the import.",
            size=declared,
            most=limits.most_unpacked,
            most_of_one=most_of_one,
        )
        yield "zip.size", wording
    packed = sum(member.compress_size for member in members)
    if packed > size:
        yield "zip.overlap", message("Its files overlap. Create it again.")
    if any(m.file_size > max(SMALL, MOST_RATIO * m.compress_size) for m in members):
        yield (
            "zip.ratio",
            message(
                "A file in it unpacks to more than {times} times its size. Create it again.",
                times=MOST_RATIO,
            ),
        )


def archive_files(archive: zipfile.ZipFile) -> Iterator[File]:
    """Yield each file of the archive, named without folders, except what operating systems add."""
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/")).name
        if not (member.is_dir() or member.filename.startswith("__MACOSX/")):
            # No more is read than the directory declares; a size that lies fails its checksum.
            yield File(name, member.file_size, partial(archive.open, member))


def damaged_member_finding(name: str, archive: str) -> findings.Finding:
    """Return the finding on a file of an archive that cannot be unpacked."""
    wording = message(
        "This file of [{archive}] is damaged and cannot be unpacked. Create the archive again.",
        archive=archive,
    )
    return findings.Finding(name, "zip.damaged", wording)
