"""Windows computers from tables that an inventory program exported: CSV or workbook, every fault at once, with its cell.

One file is a table of computers or one of programs: its headers tell which. Columns: `windows_table.yml` beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal

from altyapi.endpoint.assessment import FORMAT, Assessment, Disk, Printer, Profile, Reader, Share, Software
from altyapi.endpoint.reports import AHEAD, Collected, key
from netbox_sync import yamltext
from netbox_sync.importer import kinds
from netbox_sync.importer.faults import CellFault, FaultKind, Findings, Place
from netbox_sync.importer.layout import Layout, fold
from netbox_sync.importer.nearest import nearest
from netbox_sync.importer.raw import Limits, RawSheet, Unusable
from netbox_sync.importer.records import HEADER_WITHIN, SLIP, Record, SheetReader
from netbox_sync.importer.source import open_file
from netbox_sync.system_words import in_turkish

Sheet = Literal["pardus_computers", "pardus_software"]
ARCHITECTURES: Final = {
    **dict.fromkeys(("x64", "x8664", "amd64", "64bit", "64", "x64tabanli", "x64based"), "x86_64"),
    **dict.fromkeys(("x86", "i386", "i686", "32bit", "32"), "x86"),
    **dict.fromkeys(("arm64", "aarch64"), "arm64"),
}
DISKS: Final = frozenset({"ssd", "hdd", "nvme", "emmc"})
FIRMWARES: Final = {"uefi": "uefi", "efi": "uefi", "bios": "bios", "legacy": "bios"}
_READER: Final = re.compile(r"(?:VID_)?([0-9a-f]{4})(?:[:/ ]|&?PID_)([0-9a-f]{4})", re.IGNORECASE)
_SERVER: Final = re.compile(r"^(?:(?P<kind>[a-z]+)://|\\\\)?(?P<server>[^\\/]+)", re.IGNORECASE)
_UNC: Final = re.compile(r"^[A-Z]:\s*", re.IGNORECASE)

WORD_UNKNOWN: Final = FaultKind(
    code="END-020",
    en="Not one of the words that may stand here: {value}",
    tr="Burada olabilecek sözcüklerden değil: {value}",
    en_remedy="Write one of: {known}",
    tr_remedy="Şunlardan biri yazılmalı: {known}",
)
READER_UNREADABLE: Final = FaultKind(
    code="END-021",
    en="Not a reader's USB ids: {value}",
    tr="Okuyucunun USB kimliği değil: {value}",
    en_remedy="Write vendor and product as hexadecimal digits, 076b:3031, as the device manager shows them (VID, PID).",
    tr_remedy="Üretici ve ürün onaltılık yazılmalı: 076b:3031; aygıt yöneticisindeki VID ve PID.",
)
PERSON_TWICE: Final = FaultKind(
    code="END-022",
    en="The same computer and person stand in row {first} too: {value}",
    tr="Aynı bilgisayar ve kişi {first}. satırda da var: {value}",
    en_remedy="Leave one of the two rows, the newer one.",
    tr_remedy="İki satırdan biri, yenisi kalmalı.",
)
NOT_OUR_TABLE: Final = FaultKind(
    code="END-023",
    en="Neither a table of computers nor one of programs: {value}",
    tr="Bilgisayar ya da program tablosu değil: {value}",
    en_remedy="Its first row must hold the headers that docs/pardus.md lists.",
    tr_remedy="İlk satırında docs/pardus.md sayfasındaki başlıklar olmalı.",
)
STRANGE_HOST: Final = FaultKind(
    code="END-024",
    en="Programs of a computer that no table of computers has: {value}",
    tr="Bilgisayar tablosunda olmayan bir bilgisayarın programı: {value}",
    en_remedy="Give the table of computers too, or correct the name.",
    tr_remedy="Bilgisayar tablosu da verilmeli ya da ad düzeltilmeli.",
)
SEEN_LATER: Final = FaultKind(
    code="END-025",
    en="A day that has not come yet: {value}",
    tr="Henüz gelmemiş bir gün: {value}",
    en_remedy="Correct it, and the clock of the computer that it came from: a later day would outweigh every true one.",
    tr_remedy="Gün ve geldiği bilgisayarın saati düzeltilmeli: ileri bir gün sonraki bütün doğru kayıtları geçersiz kılar.",
)


@dataclass(frozen=True)
class LeftOut:
    """Columns of a file that no layout knows and no known word is near to: an inventory program exports many more than are asked for."""

    file: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What the tables say; to be used only where there are no `faults`."""

    collected: Collected[Assessment]
    faults: tuple[CellFault, ...]
    notices: tuple[CellFault, ...]
    left_out: tuple[LeftOut, ...] = ()


@cache
def layouts() -> tuple[Layout, ...]:
    text = (resources.files(__package__) / "windows_table.yml").read_text("utf-8")
    return tuple(Layout.model_validate(one) for one in yamltext.read(text))


def read(files: Sequence[Path]) -> Reading:
    """All of the files as one. Nothing is raised: what can't be read is a fault."""
    findings = Findings()
    rows: dict[str, list[Record]] = {one.sheet: [] for one in layouts()}
    left_out = [left for file in files for left in _file(file, rows, findings)]
    reports = _computers(rows["pardus_computers"], rows["pardus_software"], findings)
    told = list(findings)
    return Reading(
        Collected({key(one.host): one for one in reports}),
        tuple(one for one in told if one.level == "error"),
        tuple(one for one in told if one.level != "error" and one.code != kinds.LEFT_OUT.code),
        tuple(left_out),
    )


def _file(file: Path, rows: dict[str, list[Record]], findings: Findings) -> list[LeftOut]:
    left_out: list[LeftOut] = []
    try:
        source = open_file(file, Limits())
        for given in source.sheets():
            head, raw = _peeked(given)
            if not head:
                continue
            layout, headers = _layout(head)
            if layout is None:
                findings.add(NOT_OUR_TABLE, Place(str(file), given.title), " | ".join(map(str, head[0][1]))[:120])
                continue
            foreign = _foreign(layout, headers)
            if foreign:
                left_out.append(LeftOut(file.name, foreign))
            reader = SheetReader(str(file), raw, layout, (), frozenset(map(fold, foreign)), findings)
            rows[layout.sheet].extend(reader.records())
    except Unusable as error:
        findings.add(error.kind, Place(str(file)), **error.fields)
    except OSError as error:
        problem = error.strerror or type(error).__name__
        findings.add(kinds.UNREADABLE, Place(str(file)), en_problem=problem, tr_problem=in_turkish(problem))
    return left_out


def _peeked(raw: RawSheet) -> tuple[list[tuple[int, tuple[Any, ...]]], RawSheet]:
    """The first rows, and the sheet with them again."""
    rows = iter(raw.rows)
    head = [row for _, row in zip(range(HEADER_WITHIN), rows, strict=False)]

    def again() -> Iterable[tuple[int, tuple[Any, ...]]]:
        yield from head
        yield from rows

    return head, RawSheet(raw.title, iter(again()), raw.header, raw.from_file_name, raw.hidden, raw.seen)


def _layout(head: Sequence[tuple[int, tuple[Any, ...]]]) -> tuple[Layout | None, tuple[str, ...]]:
    """The table whose headers come most often in one of the first rows, and that row; none where fewer than two do."""
    best: tuple[int, Layout | None, tuple[str, ...]] = (1, None, ())
    for layout in layouts():
        words = _words(layout)
        for _, cells in head:
            texts = tuple(str(cell).strip() for cell in cells if cell is not None)
            hits = sum(fold(text) in words for text in texts)
            if hits > best[0]:
                best = (hits, layout, texts)
    return best[1], best[2]


def _words(layout: Layout) -> dict[str, str]:
    return {fold(word): word for one in layout.columns for word in (*one.also, one.field, one.tr, one.en)}


def _foreign(layout: Layout, headers: Iterable[str]) -> tuple[str, ...]:
    """Headers that are neither a known word nor near to one: what is near is a slip, and a fault."""
    words = _words(layout)
    return tuple(one for one in headers if fold(one) not in words and not nearest(one, words.values(), likeness=SLIP))


def _computers(computers: Sequence[Record], programs: Sequence[Record], findings: Findings) -> list[Assessment]:
    by_host: dict[str, list[Record]] = {}
    seen: dict[tuple[str, str], int] = {}
    for row in computers:
        name = row.get("name")
        if name is None:
            continue
        who = (key(name), str(row.get("login") or "").casefold())
        if who in seen:
            findings.add(PERSON_TWICE, row.place("login"), name, first=seen[who])
            continue
        seen[who] = row.row
        by_host.setdefault(who[0], []).append(row)
    software: dict[str, list[Software]] = {}
    for row in programs:
        name, product = row.get("name"), row.get("product")
        if name is None or product is None:
            continue
        if key(name) not in by_host:
            findings.add(STRANGE_HOST, row.place("name"), name)
            continue
        one = Software(name=product, version=row.get("version") or "", publisher=row.get("publisher") or "")
        software.setdefault(key(name), []).append(one)
    made = [_computer(rows, tuple(software.get(host, ())), findings) for host, rows in by_host.items()]
    return [one for one in made if one is not None]


def _computer(rows: Sequence[Record], software: tuple[Software, ...], findings: Findings) -> Assessment | None:
    """One computer of all its rows: what it is stands in the first that says so."""

    def value(name: str) -> Any:
        return next((found for row in rows if (found := row.get(name)) is not None), None)

    first = rows[0]
    seen, system = value("seen"), value("system")
    if seen is None or system is None:
        return None  # told already: both are needed
    if date.fromisoformat(seen) > datetime.now(UTC).date() + AHEAD:
        at = next(row for row in rows if row.get("seen") is not None)
        findings.add(SEEN_LATER, at.place("seen"), seen)
        return None
    memory, disk = value("memory_gb"), value("disk_gb")
    kind = _word(rows, "disk_kind", {one: one for one in DISKS}, findings)
    return Assessment.model_validate(
        {
            "format": FORMAT,
            "host": first.get("name"),
            "made": datetime.combine(date.fromisoformat(seen), time(12), UTC),
            "source": "table",
            "system": _system(str(system), str(value("version") or "")),
            "architecture": _word(rows, "architecture", ARCHITECTURES, findings),
            "maker": value("maker") or "",
            "model": value("model") or "",
            "memory_mb": None if memory is None else round(float(memory) * 1000),
            "disks": ()
            if disk is None
            else (Disk(name="", size_gb=float(disk), kind=kind, healthy=value("disk_healthy")),),
            "free_gb": None if value("free_gb") is None else float(value("free_gb")),
            "firmware": _word(rows, "firmware", FIRMWARES, findings),
            "secure_boot": value("secure_boot"),
            "encrypted": value("encrypted"),
            "printers": tuple(Printer(name=one) for one in _all(rows, "printers")),
            "readers": _readers(rows, findings),
            "domain": value("domain") or "",
            "software": software,
            "shares": _shares(rows),
            "profiles": tuple(_profile(row) for row in rows if row.get("login")),
        }
    )


def _system(name: str, version: str) -> str:
    """`windows 10.0.19045`, `windows 7 professional`."""
    words = fold(name)
    if "windows" in words and version:
        return f"windows {version}"
    return re.sub(r"\s+", " ", f"{name} {version}".strip()).casefold().removeprefix("microsoft ")


def _word(rows: Iterable[Record], name: str, words: dict[str, str], findings: Findings) -> str:
    """What the first row says that says anything."""
    row = next((one for one in rows if one.get(name) is not None), None)
    if row is None:
        return ""
    said = row.get(name)
    found = words.get(fold(str(said)))
    if found is None:
        findings.add(WORD_UNKNOWN, row.place(name), said, known=", ".join(sorted(set(words.values()))))
    return found or ""


def _all(rows: Iterable[Record], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for row in rows for one in row.get(name) or ()))


def _readers(rows: Iterable[Record], findings: Findings) -> tuple[Reader, ...]:
    found: dict[Reader, None] = {}
    for row in rows:
        for said in row.get("readers") or ():
            ids = _READER.search(said)
            if ids is None:
                findings.add(READER_UNREADABLE, row.place("readers"), said)
            else:
                found[Reader(vendor=ids[1].lower(), product=ids[2].lower())] = None
    return tuple(found)


def _shares(rows: Iterable[Record]) -> tuple[Share, ...]:
    """Servers only: a path may hold a person's name."""
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        servers = {
            ((match["kind"] or "smb").lower(), match["server"].lower())
            for said in row.get("shares") or ()
            if (match := _SERVER.match(_UNC.sub("", said)))
        }
        for one in servers:
            found[one] = found.get(one, 0) + 1
    return tuple(Share(kind=kind, server=server, users=users) for (kind, server), users in sorted(found.items()))


def _profile(row: Record) -> Profile:
    def megabytes(name: str) -> int:
        return round(float(row.get(name) or 0) * 1000)

    return Profile(
        login=str(row.get("login")),
        size_mb=megabytes("profile_gb"),
        office_files=row.get("office_files") or 0,
        macro_files=row.get("macro_files") or 0,
        mail_stores_mb=megabytes("mail_gb"),
        certificates=row.get("certificates") or 0,
    )
