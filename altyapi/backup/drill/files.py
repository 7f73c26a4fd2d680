"""Files: all of them come back, each compared by checksum with what was stored."""

from __future__ import annotations

import hashlib
from pathlib import Path

from altyapi.backup.drill.faults import NothingToRestore
from altyapi.backup.drill.proof import Proof, check, require_room
from altyapi.backup.point import Point
from altyapi.backup.repository import Repository

READ_BYTES = 1 << 20


def prove(repository: Repository, point: Point, folder: Path) -> Proof:
    """Restore into `folder` and look. Raises RepositoryDamaged where a stored file is not what it was, NothingToRestore
    where there is none, as of a folder whose mount had failed, NoRoom."""
    listed = restore(repository, point, folder)
    if not listed:
        raise NothingToRestore(system=point.system, place=point.place)
    found = {
        str(Path("/") / file.relative_to(folder)): file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }
    missing = sorted(set(listed) - set(found))
    size = sum(file.stat().st_size for file in found.values())
    return Proof(
        point.model_copy(update={"bytes": size, "sha256": tree(found)}),
        "empty folder",
        (
            check("files", len(listed), len(found)),
            check("bytes", sum(listed.values()), size),
            check("missing", "-", ", ".join(missing[:3]) or "-"),
            check("checksums", "each file as stored", "each file as stored"),  # else restore() had raised
        ),
    )


def restore(repository: Repository, point: Point, folder: Path) -> dict[str, int]:
    """Bring everything back, past restic's cache; gives each file's path in the copy and its size. Raises NoRoom."""
    whole = repository.uncached()
    listed = {node.path: node.size for node in whole.files(point.id) if node.type == "file"}
    require_room(folder, sum(listed.values()), point.system)
    whole.restore(point.id, folder)
    return listed


def tree(files: dict[str, Path]) -> str:
    """SHA-256 over paths and contents: the same for the same point, whenever it is restored."""
    digest = hashlib.sha256()
    for path, file in sorted(files.items()):
        own = hashlib.sha256()
        with file.open("rb") as stream:
            while block := stream.read(READ_BYTES):
                own.update(block)
        digest.update(f"{own.hexdigest()}  {path}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
