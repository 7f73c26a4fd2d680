"""A tape changer: a folder with one folder per cartridge that is in it, named by its barcode.

That fits cartridges mounted by LTFS, and disks that are carried. A robot (`mtx`) and a bare tape device were not at hand and are
not spoken to: an operator loads and mounts. On a cartridge stand a label, which must bear its own barcode before anything is
written, and a restic repository, so that what leaves the house is encrypted and can be checked without its key.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from altyapi.backup.archive import PlaceWithoutAddress
from altyapi.backup.policy import Place
from altyapi.backup.repository import Repository
from altyapi.backup.tape import CartridgeNotUsable
from altyapi.secrets import SecretStore
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.files import write_atomically

LABEL, CONTENT = "altyapi-cartridge.json", "repository"
NAMED_BY_CONTENT = ("data", "index", "snapshots", "keys")
READ_BYTES = 1 << 20


class Changer:
    """Raises PlaceWithoutAddress where the plan does not say where it is, or with which key cartridges are written."""

    def __init__(self, name: str, place: Place, store: SecretStore, cache: Path) -> None:
        if not place.address or not place.key:
            raise PlaceWithoutAddress(place=name)
        self.name, self.folder = name, Path(place.address)
        self._store, self._key, self._cache = store, place.key, cache

    def loaded(self) -> tuple[str, ...]:
        """Barcodes of the cartridges that are in it, as their labels say."""
        return tuple(sorted(label.parent.name for label in self.folder.glob(f"*/{LABEL}") if _labelled(label)))

    def repository(self, barcode: str) -> Repository:
        """The cartridge's. Raises SecretMissing."""
        location = str(self.folder / barcode / CONTENT)
        return Repository(location, self._store.get(self._key), cache_dir=self._cache, cached=False)

    def label(self, barcode: str) -> None:
        """Write the label of a new cartridge. Raises CartridgeNotUsable for one that holds another label or anything else."""
        slot = self.folder / barcode
        if slot.is_dir() and any(slot.iterdir()) and not _labelled(slot / LABEL):
            raise CartridgeNotUsable(
                barcode=barcode, en_detail=f"{slot} holds something else", tr_detail=f"{slot} içinde başka veri var"
            )
        slot.mkdir(parents=True, exist_ok=True)
        write_atomically(slot / LABEL, canonical_line({"barcode": barcode}) + b"\n", mode=0o644)

    def label_new(self, barcode: str) -> None:
        """The same for a cartridge that is in the changer and holds nothing at all; any other is left as it is."""
        slot = self.folder / barcode
        if slot.is_dir() and not any(slot.iterdir()):
            self.label(barcode)

    def require(self, barcode: str) -> None:
        """It is in the changer, and it is the one that its place says. Raises CartridgeNotUsable."""
        if barcode not in self.loaded():
            raise CartridgeNotUsable(
                barcode=barcode,
                en_detail=f"it is not in the changer {self.folder}, or bears another label",
                tr_detail=f"değiştiricide değil ({self.folder}) ya da etiketi başka",
            )

    def erase(self, barcode: str) -> None:
        self.require(barcode)
        shutil.rmtree(self.folder / barcode / CONTENT, ignore_errors=True)

    def content(self, barcode: str) -> tuple[str, int]:
        """SHA-256 over the names and sizes of what stands on it, and its bytes."""
        root = self.folder / barcode / CONTENT
        held = sorted((str(file.relative_to(root)), file.stat().st_size) for file in _held(root))
        return sha256(canonical_line([list(one) for one in held])), sum(size for _, size in held)

    def wrong(self, barcode: str, content_sha256: str) -> str:
        """What is wrong with it, read whole and without its key: files that are not what their names say, or other files
        than the register knows. Empty where all is well."""
        root = self.folder / barcode / CONTENT
        for file in _held(root):
            digest = hashlib.sha256()
            with file.open("rb") as stream:
                while block := stream.read(READ_BYTES):
                    digest.update(block)
            if digest.hexdigest() != file.name:
                return f"damaged: {file.relative_to(root)}"
        return "" if self.content(barcode)[0] == content_sha256 else "other files than were written"


def _held(root: Path) -> list[Path]:
    return [file for kind in NAMED_BY_CONTENT for file in sorted((root / kind).rglob("*")) if file.is_file()]


def _labelled(label: Path) -> bool:
    try:
        return bool(json.loads(label.read_bytes())["barcode"] == label.parent.name)
    except (OSError, ValueError, KeyError, TypeError):
        return False
