"""Drills as tables: the summary, then each with what was seen, as BİGR 3.1.13.4 asks for it (time, system, result, lesson)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from altyapi.audit.export.html_file import section
from altyapi.audit.table import Heading, Section, Table
from altyapi.audit.text import Text, shown
from altyapi.backup.drill.holding import Held
from altyapi.errors import Language
from altyapi.evidence.words import told

TITLE = Text("Restore drills", "Geri dönüş denemeleri")
PASSED, FAILED = Text("passed", "geçti"), Text("FAILED", "KALDI")
KINDS = {
    "database": Text("database", "veritabanı"),
    "files": Text("files", "dosya"),
    "image": Text("image", "imaj"),
    "state": Text("state", "durum"),
    "config": Text("config", "yapılandırma"),
}
HEADINGS = (
    Heading("sistem", Text("System", "Sistem"), width=22),
    Heading("sinif", Text("Class", "Sınıf"), width=6),
    Heading("tur", Text("Kind", "Tür"), width=12),
    Heading("nokta", Text("Copy of", "Kopya zamanı"), "date", 16),
    Heading("yer", Text("Place", "Yer"), width=10),
    Heading("hedef", Text("Restored into", "Geri dönülen yer"), width=18),
    Heading("boyut_kib", Text("KiB", "KiB"), "number", 8),
    Heading("sure_s", Text("Seconds", "Süre (sn)"), "number", 8),
    Heading("sonuc", Text("Result", "Sonuç"), width=9),
)
CHECKS = (
    Heading("denetim", Text("Check", "Denetim"), width=24),
    Heading("beklenen", Text("Expected", "Beklenen"), width=24),
    Heading("gozlenen", Text("Observed", "Gözlenen"), width=24),
    Heading("sonuc", Text("Result", "Sonuç"), width=9),
)
FAILURES = (
    Heading("sistem", Text("System", "Sistem"), width=22),
    Heading("sorun", Text("Problem", "Sorun"), width=48),
    Heading("cozum", Text("What to do", "Yapılacak"), width=40),
)
SEEN = (
    Heading("sistem", Text("System", "Sistem"), width=22),
    Heading("zaman", Text("Held", "Zaman"), width=16),
    Heading("kopya", Text("Copy", "Kopya"), width=16),
    Heading("gozlenen", Text("Observed", "Gözlenen"), width=80),
)
SUMMARY = Text("Summary", "Özet")
PASSED_COUNT, FAILED_COUNT = Text("Passed", "Geçen"), Text("Failed", "Kalan")
WORDS = {
    "files": Text("files", "dosya sayısı"),
    "bytes": Text("bytes", "bayt"),
    "missing": Text("missing", "eksik"),
    "checksums": Text("checksums", "sağlama toplamları"),
    "each file as stored": Text("each file as stored", "her dosya saklandığı gibi"),
    "complete": Text("complete", "bütünlük"),
    "accepted": Text("accepted by the device", "cihaz kabul etti"),
    "shows the same": Text("shows the same", "aynısını gösteriyor"),
    "the same config": Text("the same config", "aynı yapılandırma"),
    "the rules in another order": Text("the rules in another order", "kurallar başka sırada"),
    "left behind": Text("left behind on the device", "cihazda kalan"),
    "empty folder": Text("empty folder", "boş klasör"),
    "tables": Text("tables", "tablo"),
    "rows": Text("rows", "satır"),
}


LINES = re.compile(r"(?P<count>\d+) lines(?P<how>| are not there| too many)(?P<rest>: .*)?", re.DOTALL)
LINES_OF = {
    "": Text("{count} lines", "{count} satır"),
    " are not there": Text("{count} lines are not there", "{count} satır eksik"),
    " too many": Text("{count} lines too many", "{count} satır fazla"),
}


def table(held: Sequence[Held]) -> Table:
    rows = tuple(
        (
            one.system,
            one.class_,
            KINDS[one.point.kind] if one.point else None,
            datetime.fromisoformat(one.point.time) if one.point else None,
            one.place,
            WORDS.get(one.target, one.target) or "-",
            None if one.point is None else -(-one.point.bytes // (1 << 10)),
            (Decimal(one.milliseconds) / 1000).quantize(Decimal("0.1")),
            PASSED if one.ok else FAILED,
        )
        for one in held
    )
    return Table("restore-drills", TITLE, HEADINGS, rows)


def sections(held: Sequence[Held], rows: Table, language: Language) -> list[Section]:
    """The summary with its counts, what failed and why, what was seen in each empty place that failed its drill, and in one table what
    was seen in those that passed."""
    levels = tuple("" if one.ok else "high" for one in held)
    first = section(rows, language)
    made = [first._replace(title=SUMMARY.of(language), notes=tuple(_counts(held, language)), levels=levels)]
    failed = [one for one in held if not one.ok]
    if failed:
        why = tuple(
            (one.system, problem(one, language), one.remedy_tr if language == "tr" else one.remedy_en) for one in failed
        )
        made.append(Section(Text("Failed", "Kalanlar").of(language), "high", (), FAILURES, why))
    for one in (one for one in failed if one.checks):
        shown_rows = tuple(
            (
                worded(check.kind, language),
                worded(check.expected, language),
                worded(check.observed, language),
                (PASSED if check.passed else FAILED).of(language),
            )
            for check in one.checks
        )
        made.append(
            Section(
                f"{one.system}: {FAILED.of(language)}",
                "high",
                tuple(_notes(one, language)),
                CHECKS,
                shown_rows,
                tuple("" if check.passed else "high" for check in one.checks),
            )
        )
    if good := tuple(_seen(one, language) for one in held if one.ok):
        made.append(Section(Text("What was seen", "Görülenler").of(language), "", (), SEEN, good))
    return made


def _counts(held: Sequence[Held], language: Language) -> list[tuple[str, str]]:
    """How many passed and failed; what is the same of all drills of a run."""
    passed = sum(one.ok for one in held)
    began = sorted(datetime.fromisoformat(one.time) for one in held)
    notes = [
        (PASSED_COUNT, str(passed)),
        (FAILED_COUNT, str(len(held) - passed)),
        (Text("Held", "Zaman"), " – ".join(dict.fromkeys(shown(one, language) for one in (began[0], began[-1])))),
        (Text("By", "Yapan"), ", ".join(sorted({one.operator for one in held if one.operator}))),
        (Text("Lesson", "Çıkarılan ders"), "; ".join(dict.fromkeys(one.lesson for one in held if one.lesson))),
    ]
    return [(label.of(language), value) for label, value in notes if value]


def _seen(one: Held, language: Language) -> tuple[str, ...]:
    """A row: the copy, and what its checks observed; where a check says no more than its name, that."""
    checks = [(worded(check.kind, language), worded(check.observed, language)) for check in one.checks]
    if one.point is not None and one.point.sha256:
        checks.append(("SHA-256", one.point.sha256))
    return (
        one.system,
        shown(datetime.fromisoformat(one.time), language),
        one.point.id[:16] if one.point else "-",
        "; ".join(kind if kind == observed else f"{kind}: {observed}" for kind, observed in checks if observed != "-"),
    )


def _notes(one: Held, language: Language) -> list[tuple[str, str]]:
    notes = [
        (Text("Held", "Zaman"), shown(datetime.fromisoformat(one.time), language)),
        (Text("By", "Yapan"), one.operator),
        (Text("Document number", "Evrak no"), one.evrak),
        (Text("Copy", "Kopya"), f"{one.place}, {one.point.id[:16]}" if one.point else one.place),
        (Text("SHA-256 of the files", "Dosyaların SHA-256 değeri"), one.point.sha256 if one.point else ""),
        (Text("Lesson", "Çıkarılan ders"), one.lesson),
    ]
    return [(label.of(language), value) for label, value in notes if value]


def problem(one: Held, language: Language) -> str:
    """Why it failed: an error's words in the reader's language, or the checks that did not pass."""
    if one.remedy_en:
        return told(one.problem.partition(" ")[2], language)
    return (
        "; ".join(
            f"{worded(check.kind, language)}: {worded(check.observed, language)} ({worded(check.expected, language)})"
            for check in one.checks
            if not check.passed
        )
        or one.problem
    )


def worded(words: str, language: Language) -> str:
    """A check's words as the reader has them; names of databases and tables stay."""
    name, colon, kind = words.rpartition(": ")
    if colon and kind in WORDS:
        return f"{name}: {WORDS[kind].of(language)}"
    if found := LINES.fullmatch(words):
        return LINES_OF[found["how"]].of(language).format(count=found["count"]) + (found["rest"] or "")
    return WORDS[words].of(language) if words in WORDS else words
