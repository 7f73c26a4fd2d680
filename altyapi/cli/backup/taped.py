"""The steps of the tape commands."""

from __future__ import annotations

import re

from altyapi.account import operator
from altyapi.backup import tape, taping
from altyapi.backup.archive import Archive, PlaceWithoutAddress
from altyapi.backup.changer import Changer
from altyapi.backup.register import Job, Result
from altyapi.backup.tape import BARCODE, BarcodeUnfit, Cartridge, CartridgeNotUsable, Event, Happening, Tapes
from altyapi.backup.taping import Wanted
from altyapi.cli import writing
from altyapi.cli.backup.archived import Ground
from altyapi.cli.frame import DONE, ERROR, PENDING, now
from altyapi.errors import EngineError, ToolkitError
from altyapi.settings import Settings
from altyapi.view import backup_tapes as view
from altyapi.view.output import Output


class NoCartridge(EngineError):
    code = "TAP-005"
    en = "No cartridge that may be written is in the changer {folder}."
    tr = "Değiştiricide yazılabilecek kartuş yok: {folder}."
    en_remedy = (
        "Load a blank one or one whose points are kept no more (./inv backup.tapes): each in a folder there that bears its "
        "barcode. A new one: ./inv backup.tape-add BARCODE"
    )
    tr_remedy = (
        "Boş ya da süresi dolmuş bir kartuş takın (./inv backup.tapes): her biri orada kendi barkodunu taşıyan bir klasörde. "
        "Yenisi için: ./inv backup.tape-add BARKOD"
    )


class StillKept(EngineError):
    code = "TAP-006"
    en = "The cartridge holds points that the plan still keeps: {barcode}: {count}."
    tr = "Kartuşta planın hâlâ sakladığı noktalar var: {barcode}; nokta: {count}."
    en_remedy = "Write them to another one first (they count as missing once it is gone), or say so: --early"
    tr_remedy = "Önce başka kartuşa yazın (kartuş gidince eksik sayılırlar) ya da açıkça belirtin: --early"


class HeldByDocument(EngineError):
    code = "TAP-007"
    en = "A document forbids to lose what the cartridge holds: {barcode}: {evrak}."
    tr = "Kartuştaki kopyalar bir evrakla saklanıyor: {barcode}; evrak: {evrak}."
    en_remedy = "--early does not lift a hold. When the document is lifted, enter `released` under `holds` in inventory/policy/backup.yml."
    tr_remedy = "--early saklama kararını kaldırmaz. Karar kalktığında inventory/policy/backup.yml içinde `holds` altına `released` girin."


class _Tape:
    """The tape place of the plan, its changer and register."""

    def __init__(self, out: Output, configured: Settings) -> None:
        self.ground = Ground(out, configured)
        places = {name: place for name, place in self.ground.rules.places.items() if place.kind == "tape"}
        if not places:
            raise PlaceWithoutAddress(place="tape")
        self.name, self.place = next(iter(places.items()))
        self.tapes = Tapes.of(configured.state_dir)
        self._cache = configured.state_dir / "backup" / "cache"

    @property
    def changer(self) -> Changer:
        return Changer(self.name, self.place, self.ground.store, self._cache)

    def sources(self) -> dict[str, Archive]:
        return self.ground.archives()

    def kept(self) -> frozenset[str]:
        return taping.kept_ids(self.ground.rules, self.ground.systems, self.tapes, self.name, now())

    def missing(self) -> tuple[Wanted, ...]:
        rules, systems = self.ground.rules, self.ground.systems
        return taping.missing(rules, systems, self.sources(), self.tapes, self.name, now())

    def event(self, happening: Happening, barcode: str, **fields: object) -> Cartridge:
        if not re.fullmatch(BARCODE, barcode):
            raise BarcodeUnfit(barcode=barcode)
        made = {
            "time": now().isoformat(timespec="seconds"),
            "barcode": barcode,
            "happening": happening,
            "by": operator(),
        }
        return self.tapes.add(Event.model_validate({**made, **fields}))

    def note(self, job: Job, system: str, problem: str, **fields: object) -> Result:
        made = {"time": now().isoformat(timespec="seconds"), "job": job, "system": system, "ok": not problem}
        result = Result.model_validate(
            {**made, "place": self.name, "problem": problem, "operator": operator(), **fields}
        )
        self.ground.register.append([result])
        return result


def tapes(out: Output, configured: Settings) -> int:
    here = _Tape(out, configured)
    every = list(here.tapes.cartridges().values())
    loaded = here.changer.loaded() if here.place.address and here.place.key else ()
    free = {one.barcode for one in tape.reusable(every, here.kept())}
    waiting = here.missing()
    view.cartridges(out, every, loaded, free, waiting)
    return PENDING if waiting or any(one.damaged for one in every) else DONE


def add(out: Output, configured: Settings, barcode: str, *, location: str, evrak: str) -> int:
    """Raises BarcodeUnfit, EvrakRefused."""
    writing.check_evrak(configured, evrak)
    here = _Tape(out, configured)
    if not re.fullmatch(BARCODE, barcode):
        raise BarcodeUnfit(barcode=barcode)
    changer = here.changer if here.place.address and here.place.key else None
    in_changer = changer is not None and (changer.folder / barcode).is_dir()
    if changer is not None and in_changer:
        changer.label(barcode)
    view.step(
        out,
        here.event("enrolled", barcode, location=location or (here.name if in_changer else "-"), evrak=evrak),
        "enrolled",
    )
    return DONE


def write(out: Output, configured: Settings, barcode: str, *, evrak: str) -> int:
    """Fill one cartridge. Raises EvrakRefused."""
    writing.check_evrak(configured, evrak)
    here = _Tape(out, configured)
    changer, wanted = here.changer, here.missing()
    if not wanted:
        view.nothing_waits(out)
        return DONE
    free = tape.reusable(here.tapes.cartridges().values(), here.kept())
    for one in free:
        if one.state == "blank" and (not barcode or one.barcode == barcode):
            changer.label_new(one.barcode)  # enrolled in the cabinet, loaded since
    loaded = changer.loaded()
    if barcode:
        chosen = here.tapes.get(barcode)
        if chosen.barcode not in {one.barcode for one in free}:
            raise StillKept(barcode=barcode, count=len(chosen.points))
    else:
        found = [one for one in free if one.barcode in loaded]
        if not found:
            raise NoCartridge(folder=changer.folder)
        chosen = found[0]
    try:
        done = taping.write(
            chosen,
            wanted,
            changer=changer,
            archives=here.sources(),
            tapes=here.tapes,
            now=now(),
            by=operator(),
            evrak=evrak,
        )
    except ToolkitError as error:
        here.note("tape", here.name, f"{error.code} {error}", evrak=evrak)
        raise
    for point in done.points:
        here.note(
            "tape",
            point.system,
            "",
            point=point,
            evrak=evrak,
            observed=(f"cartridge {chosen.barcode}", "read back whole"),
        )
    view.written(out, done)
    return PENDING if done.left else DONE


def check(out: Output, configured: Settings, barcode: str) -> int:
    here = _Tape(out, configured)
    cartridge = here.tapes.get(barcode)
    if cartridge.state != "written":
        raise CartridgeNotUsable(
            barcode=barcode, en_detail="nothing is written on it", tr_detail="üzerinde yazılı veri yok"
        )
    here.changer.require(barcode)
    problem = here.changer.wrong(barcode, cartridge.content_sha256)
    checked = here.event("checked", barcode, ok=not problem, problem=problem)
    here.note("check", here.name, problem, observed=(f"cartridge {barcode}",))
    view.checked(out, checked)
    return ERROR if problem else DONE


def move(out: Output, configured: Settings, barcode: str, *, to: str, evrak: str, reason: str) -> int:
    """Raises EvrakRefused: what is written into the register stays there."""
    writing.check_evrak(configured, evrak)
    here = _Tape(out, configured)
    view.step(out, here.event("moved", barcode, location=to, evrak=evrak, reason=reason), "moved")
    return DONE


def destroy(
    out: Output, configured: Settings, barcode: str, *, evrak: str, method: str, reason: str, witness: str, early: bool
) -> int:
    """Raises HeldByDocument, whatever is said; StillKept, EvrakRefused."""
    writing.check_evrak(configured, evrak)
    here = _Tape(out, configured)
    cartridge = here.tapes.get(barcode)
    if holding := taping.documents(here.ground.rules, here.tapes, cartridge, now()):
        raise HeldByDocument(barcode=barcode, evrak=", ".join(holding))
    kept = here.kept()
    held = [point for point in cartridge.points if point.id in kept]
    if held and not early:
        raise StillKept(barcode=barcode, count=len(held))
    made = here.event("destroyed", barcode, evrak=evrak, method=method, reason=reason, witness=witness)
    view.step(out, made, "destroyed")
    return DONE
