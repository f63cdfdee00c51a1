"""An installation in one file: the database's dump, the documents' files, the file of anchors. Never the keys.

A plain tar, so that an operator can look into it: `database.dump`, `anchors.log`, `files/ab/<name>`. Files are
copied before the dump and after it: a row of the dump may point at one that was made, or taken away, meanwhile.
"""

from __future__ import annotations

import os
import re
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.backup import BackupFailed, back_up

DUMP, ANCHORS = "database.dump", "anchors.log"
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{30})")


def pack(owner_url: str, files: Path, anchors: Path, target: Path) -> int:
    """Writes the installation as it is at this moment, while people work; returns how many documents' files.

    The file is 0600 and appears whole. Raises BackupFailed; an earlier file of that name then stays.
    """
    beside, dump = (target.with_name(f"{target.name}.{part}") for part in ("new", "dump"))
    packed: set[str] = set()
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as whole:
            with tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _add_files(archive, files, packed)
                back_up(owner_url, dump)
                archive.add(dump, DUMP)
                _add_files(archive, files, packed)
                if anchors.exists():
                    archive.add(anchors, ANCHORS)
            whole.flush()
            os.fsync(whole.fileno())
        beside.replace(target)
    except OSError as problem:
        raise BackupFailed(f"{target} could not be written: {problem.strerror or problem}") from problem
    finally:
        for half in (beside, dump):
            with suppress(OSError):
                half.unlink(missing_ok=True)
    return len(packed)


def _add_files(archive: tarfile.TarFile, files: Path, packed: set[str]) -> None:
    for place in sorted(files.glob("??/*")):
        name = f"files/{place.parent.name}/{place.name}"
        if name not in packed and _FILE.fullmatch(name):
            with suppress(FileNotFoundError):  # taken away since
                archive.add(place, name, recursive=False)
                packed.add(name)


class Unpacked:
    """What a backup holds, while it is being brought back. A bare dump of the database is one too."""

    def __init__(self, source: Path, beside: Path) -> None:
        """Raises BackupFailed when the file isn't a backup, or is torn."""
        self.source = source
        self._folder = tempfile.TemporaryDirectory(prefix="restore-", dir=beside)
        self.dump = source
        try:
            self.whole = tarfile.is_tarfile(source)
            if self.whole:
                self.dump = Path(self._folder.name) / DUMP
                self._take(DUMP, self.dump)
        except (OSError, KeyError, tarfile.TarError) as problem:
            self.close()
            raise BackupFailed(f"{source} isn't a whole backup: {problem}") from problem

    def __enter__(self) -> Unpacked:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._folder.cleanup()

    def put_back(self, files: Path, anchors: Path) -> int:
        """The documents' files, and the anchors where there are none; nothing that is there is overwritten.

        Returns how many files were put back. A file nobody points at does no harm: the sweep takes it. Raises
        BackupFailed.
        """
        count = 0
        if not self.whole:
            return count
        try:
            with tarfile.open(self.source) as archive:
                for member, place in self._wanted(archive, files, anchors):
                    if not place.exists():
                        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                        self._write(archive, member, place)
                        count += place != anchors
        except (OSError, tarfile.TarError) as problem:
            raise BackupFailed(f"The documents' files could not be put back: {problem}") from problem
        return count

    def _wanted(
        self, archive: tarfile.TarFile, files: Path, anchors: Path
    ) -> Iterator[tuple[tarfile.TarInfo, Path]]:
        """Only names and kinds that we write ourselves: whatever else stands in there stays there."""
        for member in archive:
            if member.isreg() and member.name == ANCHORS:
                yield member, anchors
            elif member.isreg() and (found := _FILE.fullmatch(member.name)):
                yield member, files / found[1] / found[2]

    def _take(self, name: str, place: Path) -> None:
        with tarfile.open(self.source) as archive:
            self._write(archive, archive.getmember(name), place)

    def _write(self, archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
        """Under a name of its own until it is whole."""
        half = place.with_name(f"{place.name}.half")
        half.unlink(missing_ok=True)
        content = archive.extractfile(member)
        if content is None:
            raise tarfile.ReadError(f"{member.name} has no content")
        with content, os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while piece := content.read(1 << 20):
                file.write(piece)
            if file.tell() != member.size:
                raise tarfile.ReadError(f"{member.name} is cut off")
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
