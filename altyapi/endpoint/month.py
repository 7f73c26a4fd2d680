"""The monthly report of the migration: what a technical service lead hands to the management and files."""

from __future__ import annotations

import calendar as months
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from altyapi.audit.estate import Estate
from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Text
from altyapi.endpoint.calendar import Computer, Standing, freezes, review_due
from altyapi.endpoint.policy import PardusPolicy
from altyapi.errors import EngineError
from netbox_sync.text import sort_key

REVIEW_NOTICE_DAYS = 31
NAMES = (
    Text("January", "Ocak"), Text("February", "Şubat"), Text("March", "Mart"), Text("April", "Nisan"), Text("May", "Mayıs"),
    Text("June", "Haziran"), Text("July", "Temmuz"), Text("August", "Ağustos"), Text("September", "Eylül"),
    Text("October", "Ekim"), Text("November", "Kasım"), Text("December", "Aralık"),
)  # fmt: skip


class MonthUnreadable(EngineError):
    code = "END-012"
    en = "Not a month: {month}"
    tr = "Ay değil: {month}"
    en_remedy = "--month 2026-04 or --month 04.2026"
    tr_remedy = "--month 2026-04 ya da --month 04.2026"


@dataclass(frozen=True)
class Month:
    first: date

    @property
    def last(self) -> date:
        return self.first.replace(day=months.monthrange(self.first.year, self.first.month)[1])

    @property
    def title(self) -> Text:
        name = NAMES[self.first.month - 1]
        return Text(f"{name.en} {self.first.year}", f"{name.tr} {self.first.year}")

    def day(self, today: date) -> date:
        """The day that the month is told for: its last one, or today while it lasts."""
        return min(self.last, today) if today >= self.first else self.last

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def month(text: str) -> Month:
    """2026-04 or 04.2026. Raises MonthUnreadable."""
    parts = text.strip().split("-") if "-" in text else [*reversed(text.strip().split("."))]
    try:
        year, number = (int(part) for part in parts)
        if not 1990 <= year < 2200:
            raise ValueError(text)
        return Month(date(year, number, 1))
    except ValueError as error:
        raise MonthUnreadable(month=text) from error


def done_in(standings: Sequence[Standing], wanted: Month) -> list[Computer]:
    return [one for wave in standings for one in wave.computers if one.state == "done" and wanted.holds(one.migrated)]


def planned_in(standings: Sequence[Standing], wanted: Month) -> int:
    """How many computers the calendar has in that month: each wave spread evenly over its open days."""
    total = Decimal(0)
    for one in standings:
        if one.open_days:
            inside = sum(wanted.holds(day) for day in one.open_days)
            total += Decimal(one.target * inside) / len(one.open_days)
    return round(total)


def summary(standings: Sequence[Standing], wanted: Month) -> Table:
    """The month in numbers, and all of it so far."""
    target = sum(one.target for one in standings)
    done = sum(one.done for one in standings)
    late = [one for one in standings if one.progress == "late"]
    rows: list[tuple[Text, int | Decimal | Text]] = [
        (Text("Planned in the month", "Ay içinde planlanan"), planned_in(standings, wanted)),
        (Text("Done in the month", "Ay içinde biten"), len(done_in(standings, wanted))),
        (Text("Expected in all by the day", "Güne dek beklenen toplam"), sum(one.expected for one in standings)),
        (Text("Done in all", "Toplam biten"), done),
        (Text("Target in all", "Toplam hedef"), target),
        (Text("Done, per cent", "Biten, yüzde"), Decimal(1000 * done // target) / 10 if target else Decimal(0)),
        (Text("Taken back", "Geri alınan"), sum(one.counts.get("rolled-back", 0) for one in standings)),
        (Text("Failed", "Başarısız"), sum(one.counts.get("failed", 0) for one in standings)),
        (Text("Waves late", "Geciken dalga"), len(late)),
        (Text("Computers late", "Geciken bilgisayar"), sum(one.left for one in late)),
    ]
    headings = (
        Heading("olcu", Text("Measure", "Ölçü"), "text", 40),
        Heading("deger", Text("Number", "Sayı"), "number", 12),
    )
    return Table("pardus-ozet", Text("In numbers", "Sayılarla"), headings, tuple(rows))


def by_department(standings: Sequence[Standing], estate: Estate, wanted: Month) -> Table:
    """Computers done in the month, and what is left, department by department."""
    done = Counter(one.device.tenant for one in done_in(standings, wanted))
    all_ = [one for wave in standings for one in wave.computers if one.state != "exempt"]
    whole, left = Counter(one.device.tenant for one in all_), Counter(one.device.tenant for one in all_ if one.left)
    named = sorted(whole, key=lambda tenant: sort_key(estate.name("tenants", tenant)))
    rows = tuple((estate.name("tenants", one) or "-", done[one], whole[one] - left[one], left[one]) for one in named)
    headings = (
        Heading("birim", Text("Department", "Birim"), "text", 40),
        Heading("ay", Text("Done in the month", "Ay içinde biten"), "number", 10),
        Heading("biten", Text("Done in all", "Toplam biten"), "number", 10),
        Heading("kalan", Text("Left", "Kalan"), "number", 10),
    )
    return Table("pardus-birim", Text("By department", "Birimlere göre"), headings, rows)


def exemptions(estate: Estate, day: date) -> Table:
    """Why some computers stay as they are, and which of these reasons is due for a review."""
    due = {one.id for one in review_due(estate.registers.exemptions, day + timedelta(days=REVIEW_NOTICE_DAYS))}
    rows = tuple(
        (one.id, one.reason, one.computers, one.review, one.reviewed, one.evrak, one.id in due)
        for one in estate.registers.exemptions
    )
    headings = (
        Heading("id", Text("Record", "Kayıt"), "text", 14),
        Heading("gerekce", Text("Reason", "Gerekçe"), "text", 34),
        Heading("adet", Text("Computers", "Bilgisayar"), "number", 9),
        Heading("gozden_gecirme", Text("Review due", "Gözden geçirme"), "date", 11),
        Heading("son", Text("Last review", "Son inceleme"), "date", 11),
        Heading("evrak", Text("Document", "Evrak"), "text", 22),
        Heading("yakin", Text("Due now", "Sırası geldi"), "flag", 7),
    )
    return Table("pardus-muafiyet", Text("Exemptions", "Muafiyetler"), headings, rows)


def exempt_levels(estate: Estate, day: date) -> tuple[str, ...]:
    """What colours each row of the exemptions: a review that is overdue."""
    late = {one.id for one in review_due(estate.registers.exemptions, day - timedelta(days=1))}
    return tuple("high" if one.id in late else "" for one in estate.registers.exemptions)


def coming(standings: Sequence[Standing], rules: PardusPolicy, wanted: Month) -> Table:
    """What the next two months bring: waves and freezes."""
    first, last = wanted.last + timedelta(days=1), wanted.last + timedelta(days=62)
    wave, freeze = Text("wave", "dalga"), Text("freeze", "değişiklik yasağı")
    found = [(one.wave.start, one.wave.end, wave, f"{one.wave.id}: {one.wave.name}", one.left) for one in standings]
    rows: list[tuple[date, date, Text, str, int | None]] = [one for one in found if one[0] <= last and one[1] >= first]
    rows += [(start, end, freeze, name, None) for name, start, end in freezes(rules.calendar, first, last)]
    headings = (
        Heading("ilk", Text("From", "Başlangıç"), "date", 11),
        Heading("son", Text("Until", "Bitiş"), "date", 11),
        Heading("tur", Text("Kind", "Tür"), "text", 18),
        Heading("ad", Text("Name", "Ad"), "text", 40),
        Heading("adet", Text("Computers left", "Kalan bilgisayar"), "number", 10),
    )
    return Table(
        "pardus-gelecek", Text("Coming", "Önümüzdeki dönem"), headings, tuple(sorted(rows, key=lambda one: one[:2]))
    )


def exempt_mismatch(estate: Estate, exempt: int) -> tuple[int, int] | None:
    """How many computers the register exempts and how many NetBox does, where the two differ."""
    registered = sum(one.computers for one in estate.registers.exemptions)
    return None if registered == exempt else (registered, exempt)
