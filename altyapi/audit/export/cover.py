"""What stands at the head of every file: where the rows come from, so that a copy can be judged years later."""

from __future__ import annotations

from datetime import date, datetime
from importlib.metadata import version

from altyapi.audit.estate import Estate
from altyapi.audit.table import Table
from altyapi.audit.text import Cell, Text
from altyapi.errors import Language
from altyapi.evidence.words import moment
from netbox_sync.model import Frozen

LABELS: dict[str, Text] = {
    "evrak": Text("Document number", "Evrak no"),
    "day": Text("Judged for the day", "Değerlendirme günü"),
    "rows": Text("Rows", "Satır"),
    "filter": Text("Filter", "Süzgeç"),
    "masked": Text("Personal data", "Kişisel veri"),
    "controls": Text("Serves", "Dayanak"),
    "snapshot_taken": Text("Snapshot taken", "Anlık görüntü zamanı"),
    "snapshot_digest": Text("Snapshot (SHA-256)", "Anlık görüntü (SHA-256)"),
    "netbox": Text("NetBox", "NetBox"),
    "registers_digest": Text("Registers (SHA-256)", "Kayıt dosyaları (SHA-256)"),
    "policy_digest": Text("Audit policy (SHA-256)", "Denetim politikası (SHA-256)"),
    "content_sha256": Text("Rows (SHA-256)", "Satırlar (SHA-256)"),
    "made": Text("Made", "Oluşturma zamanı"),
    "by": Text("Made by", "Oluşturan"),
    "tool_version": Text("Tool version", "Araç sürümü"),
}
MASKED = Text("masked", "maskeli")
SHOWN = Text("shown (--unmask)", "açık (--unmask)")
NO_FILTER = Text("none", "yok")


class Cover(Frozen):
    """Times are ISO 8601 with offset."""

    title: str
    about: str
    evrak: str
    day: date
    rows: int
    filter: str
    masked: bool
    controls: str
    snapshot_taken: str
    snapshot_digest: str
    netbox: str
    registers_digest: str
    policy_digest: str
    content_sha256: str
    made: str
    by: str
    tool_version: str


def cover(
    table: Table,
    estate: Estate,
    *,
    title: str,
    about: str,
    controls: str,
    filter_: str,
    masked: bool,
    evrak: str,
    by: str,
    now: datetime,
) -> Cover:
    """The head of a file made of that table, now."""
    source = estate.snapshot.source
    return Cover(
        title=title,
        about=about,
        evrak=evrak,
        day=estate.day,
        rows=len(table.rows),
        filter=filter_,
        masked=masked,
        controls=controls,
        snapshot_taken=source.taken,
        snapshot_digest=estate.snapshot.digest,
        netbox=f"{source.url} ({source.version})",
        registers_digest=estate.registers.digest,
        policy_digest=estate.policy.digest,
        content_sha256=table.sha256,
        made=now.isoformat(timespec="seconds"),
        by=by,
        tool_version=version("altyapi"),
    )


def taken(cover_: Cover, language: Language) -> str:
    """When the snapshot was taken, by the clock by which the page was made: a pull writes UTC."""
    return moment(cover_.snapshot_taken, language, datetime.fromisoformat(cover_.made).tzinfo)


def lines(cover_: Cover, language: Language) -> list[tuple[str, Cell]]:
    """Label and value of each, in reading order; what is empty is left out."""
    values: dict[str, Cell] = {
        "evrak": cover_.evrak,
        "day": cover_.day,
        "rows": cover_.rows,
        "filter": cover_.filter or NO_FILTER.of(language),
        "masked": (MASKED if cover_.masked else SHOWN).of(language),
        "controls": cover_.controls,
        "snapshot_taken": taken(cover_, language),
        "snapshot_digest": cover_.snapshot_digest,
        "netbox": cover_.netbox,
        "registers_digest": cover_.registers_digest,
        "policy_digest": cover_.policy_digest,
        "content_sha256": cover_.content_sha256,
        "made": moment(cover_.made, language),
        "by": cover_.by,
        "tool_version": cover_.tool_version,
    }
    return [(LABELS[name].of(language), value) for name, value in values.items() if value != ""]
