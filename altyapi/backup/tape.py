"""The tape register: which cartridge holds what, where it lies, when it may be written again, how it was destroyed.

Every step of a cartridge's life is one line of a hash-chained log, with who took it, and with a document's number where it
leaves the house or is destroyed (BİGR 3.1.13.5). Whether a cartridge may be written again is told by the plan's generations and
holds alone: when none of its points is kept any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import Field

from altyapi.backup.point import Point
from altyapi.chained import Log
from altyapi.errors import EngineError
from altyapi.moment import Moment
from netbox_sync.model import Frozen

BARCODE = r"^[A-Z0-9]{4,16}$"
Happening = Literal["enrolled", "written", "checked", "moved", "erased", "destroyed"]
State = Literal["blank", "written", "destroyed"]


class TapesBroken(EngineError):
    code = "TAP-001"
    en = "The tape register is broken: {file}, line {line}: {problem}."
    tr = "Teyp kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = "Nothing is written meanwhile. Keep the file, compare it with its copies, then move it aside."
    tr_remedy = "Bu sürede yazma yapılmaz. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class CartridgeUnknown(EngineError):
    code = "TAP-002"
    en = "The tape register has no such cartridge: {barcode}."
    tr = "Teyp kaydında böyle bir kartuş yok: {barcode}."
    en_remedy = "./inv backup.tapes lists them; a new one: ./inv backup.tape-add {barcode} --location PLACE"
    tr_remedy = "Liste: ./inv backup.tapes; yenisi için: ./inv backup.tape-add {barcode} --location YER"


class CartridgeNotUsable(EngineError):
    code = "TAP-003"
    en = "Not possible with this cartridge: {barcode}: {en_detail}."
    tr = "Bu kartuşla yapılamaz: {barcode}: {tr_detail}."
    en_remedy = "./inv backup.tapes shows what each cartridge holds and its state."
    tr_remedy = "./inv backup.tapes her kartuşun ne tuttuğunu ve durumunu gösterir."


class BarcodeUnfit(EngineError):
    code = "TAP-004"
    en = "Not a cartridge's barcode: {barcode}."
    tr = "Kartuş barkodu değil: {barcode}."
    en_remedy = "4 to 16 capital letters and digits, as it stands on the label: OBB001L8"
    tr_remedy = "Etiketteki gibi 4-16 büyük harf ve rakam: OBB001L8"


class Event(Frozen):
    """One step. `points` are those that the cartridge holds after it was written; `content_sha256` is over the names and sizes of
    the files on it, which restic names by their content."""

    time: Moment
    barcode: str = Field(pattern=BARCODE)
    happening: Happening
    by: str
    location: str = ""  # where it lies from then on: the changer, a cabinet, the offsite place
    evrak: str = ""
    reason: str = ""
    method: str = ""  # of the destruction
    witness: str = ""  # a role, never a person
    points: tuple[Point, ...] = ()
    content_sha256: str = ""
    bytes: int = 0
    ok: bool = True
    problem: str = ""


class Cartridge(Frozen):
    """What the register says of one. `writes` counts how often it was written: tape wears."""

    barcode: str
    state: State
    location: str
    enrolled: str
    written: str = ""
    checked: str = ""
    writes: int = 0
    points: tuple[Point, ...] = ()
    content_sha256: str = ""
    bytes: int = 0
    damaged: str = ""  # what the last check found
    evrak: str = ""  # of the last move, or of its destruction
    destroyed: str = ""  # when; then how, and the role of who was present
    method: str = ""
    witness: str = ""


class Tapes:
    """The register in one folder."""

    def __init__(self, folder: Path) -> None:
        self.log = Log(folder / "tapes.jsonl", Event, "event", TapesBroken)

    @classmethod
    def of(cls, state_dir: Path) -> Tapes:
        return cls(state_dir / "backup")

    def cartridges(self) -> dict[str, Cartridge]:
        """Every cartridge that ever was, by barcode. Raises TapesBroken."""
        found: dict[str, Cartridge] = {}
        for event in self.log.read():
            found[event.barcode] = _after(found.get(event.barcode), event)
        return dict(sorted(found.items()))

    def get(self, barcode: str) -> Cartridge:
        """Raises CartridgeUnknown."""
        found = self.cartridges().get(barcode)
        if found is None:
            raise CartridgeUnknown(barcode=barcode)
        return found

    def add(self, event: Event) -> Cartridge:
        """Take a step, where the cartridge's state allows it. Raises CartridgeUnknown, CartridgeNotUsable, OSError."""
        every = self.cartridges()
        before = every.get(event.barcode)
        if event.happening == "enrolled":
            if before is not None:
                raise CartridgeNotUsable(
                    barcode=event.barcode, en_detail="it is enrolled already", tr_detail="zaten kayıtlı"
                )
        elif before is None:
            raise CartridgeUnknown(barcode=event.barcode)
        elif before.state == "destroyed":
            raise CartridgeNotUsable(barcode=event.barcode, en_detail="it was destroyed", tr_detail="imha edilmiş")
        self.log.append(event)
        return _after(before, event)


def _after(before: Cartridge | None, event: Event) -> Cartridge:
    if before is None:
        before = Cartridge(barcode=event.barcode, state="blank", location=event.location, enrolled=event.time)
    changed: dict[str, object] = {"location": event.location or before.location}
    if event.happening == "written":
        changed |= {
            "state": "written", "written": event.time, "checked": event.time, "writes": before.writes + 1, "damaged": "",
            "points": event.points, "content_sha256": event.content_sha256, "bytes": event.bytes,
        }  # fmt: skip
    elif event.happening == "checked":
        changed |= {"checked": event.time, "damaged": event.problem}
    elif event.happening == "erased":
        changed |= {"state": "blank", "points": (), "content_sha256": "", "bytes": 0, "damaged": ""}
    elif event.happening == "moved":
        changed |= {"evrak": event.evrak}
    elif event.happening == "destroyed":
        changed |= {
            "state": "destroyed",
            "evrak": event.evrak,
            "points": (),
            "destroyed": event.time,
            "method": event.method,
        }
        changed |= {"witness": event.witness}
    return before.model_copy(update=changed)


def on_tape(cartridges: Iterable[Cartridge]) -> dict[str, Point]:
    """Every point on any cartridge that is whole, by its id in the place it came from."""
    return {point.id: point for one in cartridges if one.state == "written" and not one.damaged for point in one.points}


def reusable(cartridges: Iterable[Cartridge], kept: frozenset[str]) -> Sequence[Cartridge]:
    """Those that may be written: blank ones, then written ones of whose points (ids in `kept`) none is kept, the least worn first.
    A damaged one is never written again."""
    whole = [one for one in cartridges if not one.damaged]
    free = [one for one in whole if one.state == "blank"]
    expired = [one for one in whole if one.state == "written" and not any(point.id in kept for point in one.points)]
    return sorted(free, key=lambda one: (one.writes, one.barcode)) + sorted(
        expired, key=lambda one: (one.writes, one.barcode)
    )
