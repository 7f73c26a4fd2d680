"""Assessments laid over the calendar: who of a wave can go, with the reasons; for the terminal, NetBox and the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from altyapi.audit.estate import Estate, device, field
from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Text
from altyapi.audit.views.view import View, column
from altyapi.endpoint import fitness, overlay
from altyapi.endpoint.assessment import Assessment
from altyapi.endpoint.equivalents import Equivalents, Verdict
from altyapi.endpoint.fitness import Judged, Outcome
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import Collected
from altyapi.endpoint.tables import PERSON
from altyapi.errors import Language
from netbox_sync.model import Device
from netbox_sync.text import sort_key

BLOCKERS_LENGTH = 180
"""Characters of the codes in NetBox's custom field."""
OUTCOMES: dict[Outcome | None, Text] = {
    "go": Text("go", "uygun"),
    "conditional": Text("with conditions", "koşullu"),
    "no-go": Text("no", "uygun değil"),
    None: Text("not assessed", "bakılmadı"),
}
LEVELS: dict[Outcome | None, str] = {"go": "", "conditional": "medium", "no-go": "high", None: "high"}
VERDICTS: dict[Verdict | None, Text] = {
    "same": Text("the same", "aynısı var"),
    "replaced": Text("replaced", "karşılığı var"),
    "limited": Text("with losses", "kısıtlı"),
    "web": Text("in the browser", "tarayıcıda"),
    "none": Text("none", "karşılığı yok"),
    "dropped": Text("not needed", "gerekmez"),
    None: Text("to be decided", "karar bekliyor"),
}


@dataclass(frozen=True)
class Row:
    """One person at one computer; without a verdict where the computer was not assessed."""

    device: Device
    judged: Judged | None

    @property
    def person(self) -> str:
        """The login, else whom NetBox names."""
        named = str(field(self.device, PERSON.removeprefix("cf.")) or "")
        return self.judged.login or named if self.judged else named

    @property
    def outcome(self) -> Outcome | None:
        return self.judged.outcome if self.judged else None


def rows(
    estate: Estate, devices: Iterable[Device], collected: Collected[Assessment], rules: PardusPolicy, table: Equivalents
) -> tuple[Row, ...]:
    """Every person at every one of these computers."""
    found: list[Row] = []
    for one in sorted(devices, key=lambda each: sort_key(each.name)):
        report = collected.of(one.name)
        if report is None:
            found.append(Row(one, None))
        else:
            found += [Row(one, judged) for judged in fitness.judge(report, rules, table, estate.day)]
    return tuple(found)


def view(found: Sequence[Row]) -> View:
    return View(
        "pardus-uygunluk",
        Text("Fit for Pardus", "Pardus uygunluğu"),
        Text(
            "Per person at a computer: can they go over, and why not or under which conditions.",
            "Bilgisayar başındaki her kişi için: geçebilir mi, neden geçemez ya da hangi koşulla geçer.",
        ),
        lambda _estate: found,
        lambda _estate, one: device(one.device),
        (
            column("ad", "Name", "Ad", lambda _e, one: one.device.name, width=16),
            column("kisi", "Person", "Kişi", "person", width=9, private=True),
            column("birim", "Department", "Birim", lambda e, one: e.name("tenants", one.device.tenant), width=22),
            column("dalga", "Wave", "Dalga", lambda _e, one: str(field(one.device, "goc_dalga") or ""), width=5),
            column("sonuc", "Verdict", "Sonuç", lambda _e, one: OUTCOMES[one.outcome], width=12),
            column("gerekce", "Reasons", "Gerekçe", lambda _e, one: _told(one), width=60),
            column("kodlar", "Codes", "Kodlar", lambda _e, one: one.judged.codes if one.judged else "", width=24),
            column("tarih", "Assessed", "Tarih", lambda _e, one: one.judged.day if one.judged else None, "date", 11),
        ),
        ("ad", "kisi"),
        ("ad", "kisi", "sonuc", "gerekce"),
    )


def _told(one: Row) -> Text:
    reasons = sorted(one.judged.reasons, key=lambda each: not each.blocks) if one.judged else []
    return Text("; ".join(each.told.en for each in reasons), "; ".join(each.told.tr for each in reasons))


def levels(made: Table) -> tuple[str, ...]:
    """What colours each row of the view's table."""
    place = [heading.key for heading in made.headings].index("sonuc")
    return tuple(next((LEVELS[one] for one, told in OUTCOMES.items() if told == row[place]), "") for row in made.rows)


def counted(found: Iterable[Row]) -> Mapping[Outcome | None, int]:
    """Persons by verdict."""
    return Counter(one.outcome for one in found)


def fields(found: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """What NetBox is told: of each assessed computer the worst verdict of its persons, the day, the codes; no person."""
    by_device: dict[str, list[Judged]] = {}
    for one in found:
        if one.judged is not None:
            by_device.setdefault(one.device.name, []).append(one.judged)
    said: dict[str, dict[str, Any]] = {}
    for name, judged in by_device.items():
        outcome, reasons = fitness.of_host(judged)
        codes = " ".join(dict.fromkeys(each.code for each in sorted(reasons, key=lambda each: not each.blocks)))
        said[name] = {
            "goc_uygunluk": fitness.NETBOX[outcome],
            "goc_uygunluk_tarihi": max(each.day for each in judged).isoformat(),
            "goc_engel": codes if len(codes) <= BLOCKERS_LENGTH else f"{codes[: BLOCKERS_LENGTH - 1]}…",
        }
    return said


def laid_over(estate: Estate, collected: Collected[Assessment], rules: PardusPolicy, table: Equivalents) -> Estate:
    """The estate with these verdicts, where NetBox holds none that is newer."""
    devices = [one for one in estate.snapshot.tables.devices if collected.of(one.name) is not None]
    said = fields(rows(estate, devices, collected, rules, table))
    held = {one.name: str(field(one, "goc_uygunluk_tarihi") or "") for one in devices}
    newer = {name: own for name, own in said.items() if own["goc_uygunluk_tarihi"] >= held[name]}
    return overlay.laid_over(estate, newer)


def reasons(found: Sequence[Row]) -> Table:
    """How many persons each reason holds up, the most frequent first."""
    blocks = {each.code: each.blocks for one in found if one.judged for each in one.judged.reasons}
    often = Counter(each.code for one in found if one.judged for each in one.judged.reasons)
    headings = (
        Heading("kod", Text("Code", "Kod"), "text", 24),
        Heading("kesin", Text("Blocks", "Engeller"), "flag", 8),
        Heading("kisi", Text("Persons", "Kişi"), "number", 8),
    )
    told = sorted(often.items(), key=lambda one: (not blocks[one[0]], -one[1], one[0]))
    return Table(
        "pardus-gerekce",
        Text("Reasons", "Gerekçeler"),
        headings,
        tuple((code, blocks[code], count) for code, count in told),
    )


def programs(collected: Collected[Assessment], names: Iterable[str], table: Equivalents) -> Table:
    """Every program on these computers with what stands in for it; those without a decision first. What goes with Windows is
    left out."""
    often: Counter[str] = Counter()
    for name in names:
        report = collected.of(name)
        if report is not None:
            often.update({one.name for one in report.software})
    rank: tuple[Verdict | None, ...] = (None, "none", "limited", "web", "replaced", "same")
    found = [(name, count, table.of(name)) for name, count in often.items()]
    kept = [(name, count, line) for name, count, line in found if line is None or line.verdict != "dropped"]
    kept.sort(key=lambda one: (rank.index(one[2].verdict if one[2] else None), -one[1], sort_key(one[0])))
    headings = (
        Heading("program", Text("Program", "Program"), "text", 40),
        Heading("adet", Text("Computers", "Bilgisayar"), "number", 9),
        Heading("karar", Text("Stands in", "Karşılık durumu"), "text", 16),
        Heading("karsilik", Text("By", "Karşılığı"), "text", 26),
        Heading("not", Text("Note", "Not"), "text", 30),
    )
    rows_ = tuple(
        (name, count, VERDICTS[line.verdict if line else None], line.by if line else "", line.note if line else "")
        for name, count, line in kept
    )
    return Table("pardus-yazilim", Text("Programs", "Programlar"), headings, rows_)


def summary(found: Sequence[Row], language: Language) -> list[tuple[str, str]]:
    """Label and number, for the head of a page."""
    numbers = counted(found)
    return [(OUTCOMES[one].of(language), str(numbers.get(one, 0))) for one in OUTCOMES]
