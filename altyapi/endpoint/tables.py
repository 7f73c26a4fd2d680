"""The calendar as tables: waves, computers that are behind, departments; for the terminal, files and the printed report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from altyapi.audit.estate import Estate, device, field
from altyapi.audit.table import Section, Table
from altyapi.audit.text import Cell, Text, shown
from altyapi.audit.thing import Thing
from altyapi.audit.views.devices import DEPARTMENT, NAME, SITE
from altyapi.audit.views.view import Column, View, column
from altyapi.endpoint.calendar import Computer, Progress, Standing, told_later
from altyapi.endpoint.migration import State
from altyapi.errors import Language
from altyapi.visible import visible
from netbox_sync.model import Device

PERSON = "cf.kullanici"
"""The custom field with the person who uses a computer, a code and no name; masked all the same unless asked for."""
PROGRESS: dict[Progress, Text] = {
    "planned": Text("planned", "planlandı"),
    "running": Text("running", "sürüyor"),
    "late": Text("late", "gecikti"),
    "done": Text("done", "tamam"),
    "empty": Text("empty", "boş"),
}
STATES: dict[State, Text] = {
    "waiting": Text("waiting", "bekliyor"),
    "running": Text("running", "sürüyor"),
    "failed": Text("failed", "başarısız"),
    "done": Text("done", "tamam"),
    "rolled-back": Text("taken back", "geri alındı"),
    "exempt": Text("exempt", "muaf"),
}
PAST = Text(
    "The data are of {taken}, after the day asked for. Computers done after that day count as waiting; other past states"
    " (failed, taken back, exempt) are not known and stand as they are in the data.",
    "Veriler {taken} tarihli, istenen günden sonraki. O günden sonra bitenler bekliyor sayıldı; geçmişteki öteki durumlar"
    " (başarısız, geri alınan, muaf) bilinmiyor, verilerdeki gibi yazıldı.",
)
LEVELS: dict[Progress, str] = {"late": "high", "planned": "", "running": "", "done": "", "empty": ""}


def _actual(place: int) -> Callable[[Estate, Standing], Cell]:
    return lambda _estate, one: one.actual[place] if one.actual else None


def waves(standings: Sequence[Standing]) -> View:
    """What was planned beside what was done, wave by wave."""
    return View(
        "pardus-takvimi",
        Text("Pardus calendar", "Pardus takvimi"),
        Text(
            "Waves of waves.yml, planned and actual; expected: what should be done by the day, spread over the open days.",
            "waves.yml içindeki dalgalar, planlanan ve gerçekleşen; beklenen: açık günlere yayılınca o güne dek bitmesi gereken.",
        ),
        lambda _estate: standings,
        lambda _estate, one: Thing("wave", one.wave.id),
        (
            column("dalga", "Wave", "Dalga", lambda _e, one: one.wave.id, width=6),
            column("ad", "Name", "Ad", lambda _e, one: one.wave.name, width=26),
            column("durum", "State", "Durum", lambda _e, one: PROGRESS[one.progress], width=9),
            column("baslangic", "From", "Başlangıç", lambda _e, one: one.wave.start, "date", 11),
            column("bitis", "Until", "Bitiş", lambda _e, one: one.wave.end, "date", 11),
            column("fiili_ilk", "Actual from", "Fiili ilk", _actual(0), "date", 11),
            column("fiili_son", "Actual until", "Fiili son", _actual(1), "date", 11),
            column("hedef", "Target", "Hedef", "target", "number", 6),
            column("beklenen", "Expected", "Beklenen", "expected", "number", 8),
            column("biten", "Done", "Biten", "done", "number", 6),
            column("kalan", "Left", "Kalan", "left", "number", 6),
            column("oran", "%", "%", lambda _e, one: Decimal(round(one.percent)) if one.target else None, "number", 5),
            _count("suren", "Running", "Süren", "running"),
            _count("basarisiz", "Failed", "Başarısız", "failed"),
            _count("geri_alinan", "Taken back", "Geri alınan", "rolled-back"),
            column("gecikme_gun", "Days late", "Gecikme (gün)", "late_days", "number", 8),
        ),
        ("baslangic", "dalga"),
        ("dalga", "ad", "bitis", "hedef", "biten", "kalan", "gecikme_gun"),
    )


def _count(key: str, en: str, tr: str, state: State) -> Column:
    return column(key, en, tr, lambda _estate, one: one.counts.get(state, 0), "number", 7)


class Behind(NamedTuple):
    """A computer of a wave that is late."""

    computer: Computer
    standing: Standing

    @property
    def device(self) -> Device:
        return self.computer.device


def behind(standings: Sequence[Standing]) -> View:
    """The computers that late waves left behind."""
    rows = [
        Behind(one, standing)
        for standing in standings
        if standing.late_days is not None
        for one in standing.computers
        if one.left
    ]
    return View(
        "pardus-geciken",
        Text("Computers left behind", "Geride kalan bilgisayarlar"),
        Text("Computers of waves that are over, not yet done.", "Süresi dolmuş dalgaların bitmemiş bilgisayarları."),
        lambda _estate: rows,
        lambda _estate, one: device(one.device),
        (
            *(of_device(one) for one in (NAME, SITE, DEPARTMENT)),
            of_device(column("kisi", "Person", "Kişi", PERSON, width=10, private=True)),
            column("dalga", "Wave", "Dalga", lambda _e, one: one.standing.wave.id, width=6),
            column("durum", "State", "Durum", lambda _e, one: STATES[one.computer.state], width=10),
            column("uygunluk", "Fit", "Uygunluk", lambda _e, one: _fit(one.device), width=10),
            column("gecikme_gun", "Days late", "Gecikme (gün)", lambda _e, one: one.standing.late_days, "number", 8),
        ),
        ("dalga", "site", "ad"),
        ("ad", "site", "dalga", "durum", "gecikme_gun"),
    )


FITNESS = {
    "uygun": Text("fit", "uygun"),
    "kosullu": Text("with conditions", "koşullu"),
    "uygun-degil": Text("not fit", "uygun değil"),
}


def _fit(one: Device) -> Cell:
    return FITNESS.get(str(field(one, "goc_uygunluk") or ""), "")


def of_device(one: Column) -> Column:
    """A column of devices, for a row that has one."""
    value = one.value
    if callable(value):
        told = value
        return Column(
            one.key, one.heading, lambda estate, row: told(estate, row.device), one.kind, one.width, one.private
        )
    if value.startswith("cf."):
        name = value.removeprefix("cf.")
        read: Callable[[Estate, Behind], Cell] = lambda _estate, row: field(row.device, name)  # noqa: E731
    else:
        attribute = value
        read = lambda _estate, row: getattr(row.device, attribute)  # noqa: E731
    return Column(one.key, one.heading, read, one.kind, one.width, one.private)


def past(estate: Estate, language: Language) -> str:
    """What must be said of a day before the snapshot's; empty of any other."""
    taken = told_later(estate)
    return PAST.filled(language, {"taken": taken}) if taken else ""


def section(
    made: Table,
    language: Language,
    *,
    level: str = "",
    notes: Iterable[tuple[str, str]] = (),
    levels: Sequence[str] = (),
) -> Section:
    """A table as a part of the page, with its title."""
    rows = tuple(tuple(visible(shown(cell, language), lines=False) for cell in row) for row in made.rows)
    return Section(made.title.of(language), level, tuple(notes), made.headings, rows, tuple(levels))


def levels(made: Table, standings: Sequence[Standing]) -> tuple[str, ...]:
    """What colours each row of the table of waves."""
    by_id = {one.wave.id: LEVELS[one.progress] for one in standings}
    return tuple(by_id.get(str(row[0]), "") for row in made.rows)
