"""The standing of backups as tables: for a screen, a spreadsheet, and the monthly page that is filed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from zoneinfo import ZoneInfo

from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Cell, Text
from altyapi.backup.capacity import Forecast
from altyapi.backup.drill.report import worded
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Result
from altyapi.backup.standing import Standing, State
from altyapi.evidence.words import told

STATES: dict[State, Text] = {
    "good": Text("in time", "zamanında"),
    "overdue": Text("OVERDUE", "GECİKMİŞ"),
    "never": Text("NEVER", "HİÇ YOK"),
    "unasked": Text("-", "-"),
}
GIB = Decimal(1024**3)
PROBLEM = 120
"""Letters of a failure's reason that a table shows."""
CODE = re.compile(r"[A-Z]{3}-\d{3} ")
RESTORED = "restored into "
SAYING = ("altyapi.backup.configs", "altyapi.backup.own", "altyapi.backup.remote")
"""Modules whose errors the register holds beside those of repositories: `told` finds a sentence again by the classes loaded."""


def systems(found: Sequence[Standing], zone: ZoneInfo) -> Table:
    """A row per system, the overdue first."""
    rows = tuple(
        (
            one.system,
            one.class_,
            one.site,
            _local(one.last, zone),
            one.hours_max,
            state(one),
            _copies(one, zone),
            _day(one.drill, zone),
            STATES[one.drill_state],
            one.owner_role,
            _reason(one.problem),
        )
        for one in sorted(found, key=lambda one: (not one.overdue, one.class_, one.system))
    )
    headings = (
        Heading("sistem", Text("System", "Sistem"), "text", 26),
        Heading("sinif", Text("Class", "Sınıf"), "text", 6),
        Heading("yerleske", Text("Site", "Yerleşke"), "text", 12),
        Heading("son_yedek", Text("Last backup", "Son yedek"), "date", 16),
        Heading("azami_saat", Text("Hours allowed", "İzin verilen saat"), "number", 8),
        Heading("durum", Text("Backup", "Yedek"), "text", 10),
        Heading("kopyalar", Text("Copies", "Kopyalar"), "text", 28),
        Heading("son_tatbikat", Text("Last drill", "Son geri dönüş testi"), "date", 11),
        Heading("tatbikat", Text("Drill", "Test"), "text", 10),
        Heading("sorumlu", Text("Answers", "Sorumlu"), "text", 20),
        Heading("sorun", Text("Last failure", "Son hata"), "text", 30),
    )
    return Table("yedekleme-durumu", Text("Backups", "Yedekleme Durumu"), headings, rows)


def state(one: Standing) -> Text:
    """Of its backup; the job that it is the state of, where that one is late and there are others."""
    plain = STATES[one.state]
    if len(one.jobs) < 2 or one.state not in {"overdue", "never"}:
        return plain
    return Text(f"{plain.en}: {one.job}", f"{plain.tr}: {one.job}")


def levels(found: Sequence[Standing]) -> tuple[str, ...]:
    """What colours each row of `systems`."""
    ordered = sorted(found, key=lambda one: (not one.overdue, one.class_, one.system))
    return tuple("high" if one.overdue else "" for one in ordered)


def classes(found: Sequence[Standing], policy: BackupPolicy) -> Table:
    """The plan, class by class, and how many systems keep to it."""
    rows: list[tuple[Cell, ...]] = []
    for name, plan in policy.classes.items():
        these = [one for one in found if one.class_ == name]
        states = Counter(one.state for one in these)
        late_copies = sum(any(copy.state in {"overdue", "never"} for copy in one.copies) for one in these)
        start = "-" if plan.every == "on-demand" else plan.start
        late_drills = sum(one.drill_state in {"overdue", "never"} for one in these)
        rows.append(
            (
                name, plan.title, EVERY[plan.every], start, Text(plan.type, TYPES[plan.type]), kept(policy, name), len(these),
                states["good"], states["overdue"] + states["never"], late_copies, late_drills, plan.owner_role,
            )
        )  # fmt: skip
    headings = (
        Heading("sinif", Text("Class", "Sınıf"), "text", 6),
        Heading("ad", Text("What", "Ne"), "text", 26),
        Heading("periyot", Text("Period", "Periyot"), "text", 10),
        Heading("baslangic", Text("Start", "Başlangıç"), "text", 7),
        Heading("tip", Text("Type", "Tip"), "text", 9),
        Heading("surum", Text("Versions kept", "Saklanan sürüm"), "text", 28),
        Heading("sistem", Text("Systems", "Sistem"), "number", 7),
        Heading("zamaninda", Text("In time", "Zamanında"), "number", 8),
        Heading("gecikmis", Text("Overdue", "Gecikmiş"), "number", 8),
        Heading("kopya", Text("Copy late", "Kopyası geciken"), "number", 8),
        Heading("test", Text("Drill late", "Testi geciken"), "number", 8),
        Heading("sorumlu", Text("Answers", "Sorumlu"), "text", 20),
    )
    return Table("yedekleme-plani", Text("The plan", "Yedekleme planı"), headings, tuple(rows))


EVERY: dict[str, Text] = {
    "hourly": Text("hourly", "saatlik"),
    "daily": Text("daily", "günlük"),
    "weekly": Text("weekly", "haftalık"),
    "monthly": Text("monthly", "aylık"),
    "quarterly": Text("quarterly", "3 aylık"),
    "half_yearly": Text("half-yearly", "6 aylık"),
    "on-demand": Text("on demand", "gerektiğinde"),
}
TYPES = {"full": "tam", "incremental": "artımlı"}


def kept(policy: BackupPolicy, name: str) -> Text:
    """The versions that a class keeps, in words."""
    keep = policy.classes[name].keep
    counts = {one: count for one in EVERY if one != "on-demand" and (count := getattr(keep, one))}
    english = [f"{count} × {EVERY[one].en}" for one, count in counts.items()]
    turkish = [f"{count} × {EVERY[one].tr}" for one, count in counts.items()]
    if keep.days:
        english.append(f"all of {keep.days} days")
        turkish.append(f"{keep.days} günün tümü")
    return Text(", ".join(english), ", ".join(turkish))


def places(found: Sequence[Forecast]) -> Table:
    """How full each place is, and when it will be. Sizes in GiB."""
    rows = tuple(
        (
            one.place, _gib(one.used), _gib(one.total) if one.total else None, one.percent, one.percent_max,
            None if one.growth_month is None else _gib(one.growth_month), one.notice_on, one.full_on,
        )
        for one in found
    )  # fmt: skip
    headings = (
        Heading("yer", Text("Place", "Yer"), "text", 16),
        Heading("dolu", Text("Used, GiB", "Dolu, GiB"), "number", 10),
        Heading("toplam", Text("In all, GiB", "Toplam, GiB"), "number", 10),
        Heading("yuzde", Text("Per cent", "Yüzde"), "number", 7),
        Heading("esik", Text("Allowed", "İzin verilen"), "number", 7),
        Heading("artis", Text("Growth a month, GiB", "Aylık artış, GiB"), "number", 10),
        Heading("esik_tarihi", Text("Passes what is allowed", "Eşiği aşma tarihi"), "date", 12),
        Heading("dolma_tarihi", Text("Full on", "Dolma tarihi"), "date", 12),
    )
    return Table("yedekleme-kapasitesi", Text("Capacity", "Kapasite"), headings, rows)


def failures(results: Iterable[Result], first: date, last: date, zone: ZoneInfo) -> Table:
    """What failed in those days, by system: how often, when last, and why."""
    found: dict[tuple[str, str], list[Result]] = {}
    for one in results:
        if not one.ok and first <= one.moment.astimezone(zone).date() <= last:
            found.setdefault((one.system, one.job), []).append(one)
    rows = tuple(
        (system, JOBS[job], len(these), _local(these[-1].time, zone), _reason(these[-1].problem))
        for (system, job), these in sorted(found.items())
    )
    headings = (
        Heading("sistem", Text("System", "Sistem"), "text", 26),
        Heading("is", Text("Job", "İş"), "text", 14),
        Heading("adet", Text("Times", "Adet"), "number", 7),
        Heading("son", Text("Last", "Son"), "date", 16),
        Heading("sorun", Text("Why", "Neden"), "text", 40),
    )
    return Table("yedekleme-hatalari", Text("Failures", "Hatalar"), headings, rows)


JOBS: dict[str, Text] = {
    "backup": Text("backup", "yedek"),
    "replicate": Text("copy", "kopya"),
    "check": Text("check", "denetim"),
    "drill": Text("drill", "geri dönüş testi"),
    "tape": Text("tape", "teyp"),
    "prune": Text("pruning", "eski kopyaların silinmesi"),
    "capacity": Text("capacity", "kapasite"),
}


def drills(results: Iterable[Result], first: date, last: date, zone: ZoneInfo) -> Table:
    """The restores that were tried in those days, with what was seen and learnt."""
    rows = tuple(
        (
            _local(one.time, zone), one.system, one.ok, Decimal(one.milliseconds) / 1000, _seen(one.observed),
            one.lesson or _reason(one.problem), one.operator,
        )
        for one in results
        if one.job == "drill" and first <= one.moment.astimezone(zone).date() <= last
    )  # fmt: skip
    headings = (
        Heading("zaman", Text("When", "Zaman"), "date", 16),
        Heading("sistem", Text("System", "Sistem"), "text", 24),
        Heading("basarili", Text("Passed", "Başarılı"), "flag", 8),
        Heading("sure", Text("Seconds", "Süre, sn"), "number", 9),
        Heading("gorulen", Text("Seen", "Görülen"), "text", 40),
        Heading("ders", Text("Lesson", "Çıkarılan ders"), "text", 30),
        Heading("yapan", Text("By", "Yapan"), "text", 12),
    )
    return Table("geri-donus-testleri", Text("Restore drills", "Geri dönüş testleri"), headings, rows)


def counts(results: Iterable[Result], first: date, last: date, zone: ZoneInfo) -> Table:
    """What was done in those days, job by job."""
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for one in results:
        if first <= one.moment.astimezone(zone).date() <= last:
            (good if one.ok else bad)[one.job] += 1
    rows = tuple(
        (text, good[job], bad[job], _rate(good[job], bad[job])) for job, text in JOBS.items() if good[job] or bad[job]
    )
    headings = (
        Heading("is", Text("Job", "İş"), "text", 20),
        Heading("basarili", Text("Done", "Başarılı"), "number", 10),
        Heading("basarisiz", Text("Failed", "Başarısız"), "number", 10),
        Heading("oran", Text("Per cent", "Yüzde"), "number", 10),
    )
    return Table("yedekleme-sayilari", Text("In numbers", "Sayılarla"), headings, rows)


def classless(names: Sequence[str]) -> Table:
    """Systems that the plan does not know."""
    headings = (Heading("sistem", Text("System", "Sistem"), "text", 40),)
    title = Text("Systems without a class", "Yedekleme sınıfı olmayan sistemler")
    return Table("sinifsiz-sistemler", title, headings, tuple((name,) for name in names))


def _reason(problem: str) -> Text:
    """Why something failed, with the code, in both languages: the register holds it in English."""
    code = CODE.match(problem)
    if code is None:
        return Text(problem[:PROBLEM], problem[:PROBLEM])
    for module in SAYING:
        import_module(module)
    return Text(problem[:PROBLEM], f"{code[0]}{told(problem[code.end() :], 'tr')}"[:PROBLEM])


def _seen(observed: Sequence[str]) -> Text:
    """What a drill observed, in both languages: each `what: value`, the first of them the place that was restored into."""

    def turkish(part: str) -> str:
        if part.startswith(RESTORED):
            return f"geri dönülen yer: {worded(part.removeprefix(RESTORED), 'tr')}"
        kind, _, value = part.rpartition(": ")
        return ": ".join(dict.fromkeys((worded(kind, "tr"), worded(value, "tr")))) if kind else part

    return Text("; ".join(observed), "; ".join(turkish(part) for part in observed))


def _rate(good: int, bad: int) -> Decimal:
    return Decimal(1000 * good // (good + bad)) / 10


def _gib(count: int) -> Decimal:
    return (Decimal(count) / GIB).quantize(Decimal("0.01"))


def _local(time: str, zone: ZoneInfo) -> datetime | None:
    return datetime.fromisoformat(time).astimezone(zone) if time else None


def _day(time: str, zone: ZoneInfo) -> date | None:
    local = _local(time, zone)
    return None if local is None else local.date()


def _copies(one: Standing, zone: ZoneInfo) -> Text:
    def told(turkish: bool) -> str:
        parts = []
        for copy in one.copies:
            day = _day(copy.last, zone)
            shown = "-" if day is None else day.strftime("%d.%m.%Y" if turkish else "%Y-%m-%d")
            mark = "" if copy.state == "good" else f" {STATES[copy.state].tr if turkish else STATES[copy.state].en}"
            parts.append(f"{copy.place} {shown}{mark}")
        return "; ".join(parts)

    return Text(told(False), told(True))
