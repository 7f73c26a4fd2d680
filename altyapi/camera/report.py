"""Cameras as a table: for a screen, a spreadsheet, and the wall. What a camera looks at and where it is reached are masked unless
somebody who may asks otherwise; there is no picture in any of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Final

from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Cell, Text
from altyapi.camera.availability import Availability
from altyapi.camera.model import Camera, Kind
from altyapi.camera.standing import Standing
from altyapi.view.texts import TEXTS

KINDS: Final[dict[Kind, Text]] = {
    "camera": Text("camera", "kamera"),
    "thermal": Text("thermal camera", "termal kamera"),
    "recorder": Text("recorder", "kayıt cihazı"),
}
STATES: Final = {
    "up": Text("well", "çalışıyor"),
    "impaired": Text("PROBLEM", "SORUNLU"),
    "down": Text("DOWN", "YANITSIZ"),
    "unsure": Text("failed once", "bir kez yanıtsız"),
    "unchecked": Text("not checked", "bakılmadı"),
    "out": Text("not in service", "hizmette değil"),
}
MASKED: Final = "•••"
NAME: Final = Heading("ad", Text("Name", "Ad"), "text", 20)
STATE: Final = Heading("durum", Text("State", "Durum"), "text", 12)
HEADINGS: Final = (
    NAME,
    Heading("tur", Text("Kind", "Tür"), "text", 12),
    Heading("yerleske", Text("Site", "Yerleşke"), "text", 10),
    Heading("konum", Text("Where it hangs", "Konum"), "text", 12),
    Heading("bakis", Text("Looks at", "Bakış açısı"), "text", 10),
    Heading("model", Text("Model", "Model"), "text", 16),
    Heading("seri", Text("Serial number", "Seri no"), "text", 14),
    Heading("mac", Text("MAC", "MAC"), "text", 17),
    Heading("adres", Text("Address", "Adres"), "text", 12),
    Heading("port", Text("Switch port", "Anahtar portu"), "text", 24),
    Heading("vlan", Text("VLAN", "VLAN"), "number", 5),
    Heading("kayit_cihazi", Text("Recorder", "Kayıt cihazı"), "text", 18),
    Heading("kanal", Text("Channel", "Kanal"), "number", 5),
    Heading("saklama_gun", Text("Days kept", "Saklama (gün)"), "number", 6),
    Heading("yazilim", Text("Firmware", "Yazılım"), "text", 10),
    Heading("kvkk", Text("Data-protection record", "KVKK kaydı"), "text", 12),
    STATE,
    Heading("beri", Text("Since", "Başlangıç"), "date", 23),
    Heading("sorun", Text("Problem", "Sorun"), "text", 24),
    Heading("erisim_yuzde", Text("Answered, per cent", "Erişim, yüzde"), "number", 7),
)
WALL: Final = (NAME, HEADINGS[1], HEADINGS[3], HEADINGS[5], HEADINGS[9], HEADINGS[11], *HEADINGS[16:])
TITLE: Final = Text("Cameras and recorders", "Kameralar ve Kayıt Cihazları")


def table(
    cameras: Sequence[Camera],
    standings: Mapping[str, Standing],
    over: Availability,
    *,
    unmask: bool = False,
    zone: tzinfo | None = None,
) -> Table:
    """A row per camera, those in trouble first within their site. `zone`: by whose clock times are told; else as they were kept."""
    rows = tuple(
        _row(one, standings.get(one.name), over, unmask=unmask, zone=zone) for one in ordered(cameras, standings)
    )
    return Table("kameralar", TITLE, HEADINGS, rows)


def ordered(cameras: Sequence[Camera], standings: Mapping[str, Standing]) -> list[Camera]:
    ranks = {"down": 0, "impaired": 1, "unsure": 2}
    return sorted(cameras, key=lambda one: (one.site, ranks.get(state(one, standings.get(one.name)), 3), one.name))


def on_wall(found: Table) -> tuple[tuple[Heading, ...], tuple[int, ...]]:
    """The columns of the wall, and their places in the whole table."""
    return WALL, tuple(found.headings.index(one) for one in WALL)


def state(camera: Camera, standing: Standing | None) -> str:
    """One of STATES."""
    if not camera.in_service:
        return "out"
    if standing is None:
        return "unchecked"
    return "impaired" if standing.state == "up" and standing.problems else standing.state


def level(name: str) -> str:
    """What colours a row of that state."""
    return {"down": "high", "impaired": "medium", "unsure": "low"}.get(name, "")


def _row(
    camera: Camera, standing: Standing | None, over: Availability, *, unmask: bool, zone: tzinfo | None
) -> tuple[Cell, ...]:
    share = over.of([camera.name])
    own = standing if camera.in_service else None
    return (
        camera.name,
        KINDS[camera.kind],
        camera.site,
        camera.place,
        camera.angle if unmask or not camera.angle else MASKED,
        camera.model,
        camera.serial,
        camera.mac,
        (camera.address or "") if unmask or not camera.address else MASKED,
        f"{camera.switch} {camera.port}" if camera.switch else "",
        camera.vlan,
        camera.recorder or "",
        camera.channel,
        camera.retention_days,
        camera.firmware,
        camera.privacy_record or "",
        STATES[state(camera, standing)],
        _since(own, zone) if own else None,
        problems(own),
        None if share is None else (Decimal(share) * 100).quantize(Decimal("0.1")),
    )


def _since(standing: Standing, zone: tzinfo | None) -> datetime:
    moment = datetime.fromisoformat(standing.since)
    return moment if zone is None else moment.astimezone(zone)


def problems(standing: Standing | None) -> Text:
    """In words, both languages; the cause first."""
    if standing is None:
        return Text("", "")
    found = [Text(f"behind {standing.cause}", f"kesik: {standing.cause}")] if standing.cause else []
    for one in standing.problems:
        english, turkish = TEXTS[f"camera.problem.{one.code}"]
        found.append(Text(*(text.format(detail=one.detail).rstrip(" ,:") for text in (english, turkish))))
    return Text("; ".join(one.en for one in found), "; ".join(one.tr for one in found))
