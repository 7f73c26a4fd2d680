"""Whether a computer and the person at it can go over to Pardus: yes, with conditions, or no; always with the reasons.

What is not known is a condition where it matters, never a yes and never a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from altyapi.audit.text import Text
from altyapi.endpoint.assessment import Assessment, Profile
from altyapi.endpoint.equivalents import Equivalents
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import AHEAD
from netbox_sync.text import tr_lower

Outcome = Literal["go", "conditional", "no-go"]
NETBOX: dict[Outcome, str] = {"go": "uygun", "conditional": "kosullu", "no-go": "uygun-degil"}
"""The value of the custom field `goc_uygunluk`."""
KNOWN_READERS = frozenset(
    {
        "04e6",  # SCM, Identiv
        "072f",  # ACS
        "076b",  # HID OMNIKEY
        "08e6",  # Gemalto
        "0529",  # SafeNet eToken
        "096e",  # Feitian
        "0bda",  # Realtek
        "058f",  # Alcor
        "0dc3",  # Athena
        "23a0",  # BIFIT
        "2ccf",  # Hypersecu
    }
)
"""USB vendors whose readers speak CCID (libccid's list of supported readers); another one needs its maker's driver."""
BASES = {"21": ("debian 11",), "23": ("debian 12", "pardus 21"), "25": ("debian 13", "pardus 23")}
"""Systems that can be changed in place to a release of Pardus: the Debian that it is built upon, and the Pardus before it; as
`pardus_migration_releases` of the role has them."""
NAMES_TOLD = 4


@dataclass(frozen=True)
class Reason:
    """`blocks`: no migration while it holds; otherwise it is a condition."""

    code: str
    blocks: bool
    told: Text


@dataclass(frozen=True)
class Judged:
    """One person at one computer; `login` is empty where nobody has a profile there."""

    host: str
    login: str
    outcome: Outcome
    reasons: tuple[Reason, ...]
    day: date

    @property
    def codes(self) -> str:
        """The reasons' codes, those that block first."""
        return " ".join(one.code for one in sorted(self.reasons, key=lambda one: not one.blocks))


def judge(report: Assessment, rules: PardusPolicy, table: Equivalents, day: date) -> tuple[Judged, ...]:
    """One verdict per person; one without a login where the computer has no profiles."""
    own = tuple(_of_computer(report, rules, table, day))
    people = report.profiles or (Profile(login=""),)
    made = _made(report, rules)
    return tuple(_judged(report, one, made, (*own, *_of_person(one, rules))) for one in people)


def outcome(reasons: Iterable[Reason]) -> Outcome:
    blocks = [one.blocks for one in reasons]
    return "no-go" if any(blocks) else "conditional" if blocks else "go"


def of_host(judged: Iterable[Judged]) -> tuple[Outcome, tuple[Reason, ...]]:
    """The computer as a whole: as fit as the least fit person at it."""
    reasons = tuple(dict.fromkeys(reason for one in judged for reason in one.reasons))
    return outcome(reasons), reasons


def _made(report: Assessment, rules: PardusPolicy) -> date:
    """The day of it where the calendar is."""
    return report.made.astimezone(rules.calendar.zone).date()


def _judged(report: Assessment, person: Profile, made: date, reasons: tuple[Reason, ...]) -> Judged:
    return Judged(report.host, person.login, outcome(reasons), reasons, made)


def _of_computer(report: Assessment, rules: PardusPolicy, table: Equivalents, day: date) -> Iterator[Reason]:
    for check in (_hardware, _firmware, _system, _devices):
        yield from check(report, rules)
    yield from _software(report, table)
    oldest = day - timedelta(days=rules.gates.assessment_days_max)
    made = _made(report, rules)
    if made < oldest:
        age = (day - made).days
        yield _condition("stale", f"assessed {age} days ago", f"değerlendirme {age} gün önce")
    elif made > day + AHEAD:
        yield _condition(
            "clock", f"assessed on {made:%Y-%m-%d}: clock?", f"değerlendirme {made:%d.%m.%Y}: saat yanlış mı?"
        )


def _hardware(report: Assessment, rules: PardusPolicy) -> Iterator[Reason]:
    fit = rules.fitness
    if report.architecture and tr_lower(report.architecture) not in fit.architectures:
        yield _block("architecture", f"processor {report.architecture}", f"işlemci {report.architecture}")
    elif not report.architecture:
        yield _condition("architecture-unknown", "processor not known", "işlemci bilinmiyor")
    memory = report.memory_mb
    if memory is None:
        yield _condition("memory-unknown", "memory not known", "bellek bilinmiyor")
    elif memory < fit.memory_mb_min:
        yield _block(
            "memory", f"memory {memory} MB of {fit.memory_mb_min}", f"bellek {memory} MB, gereken {fit.memory_mb_min}"
        )
    elif memory < fit.memory_mb_good:
        yield _condition("memory-small", f"memory {memory} MB", f"bellek {memory} MB")
    largest = max((one.size_gb for one in report.disks), default=None)
    if largest is None:
        yield _condition("disk-unknown", "disk not known", "disk bilinmiyor")
    elif largest < fit.disk_gb_min:
        yield _block(
            "disk", f"disk {largest:g} GB of {fit.disk_gb_min}", f"disk {largest:g} GB, gereken {fit.disk_gb_min}"
        )
    if any(one.healthy is False for one in report.disks):
        yield _block("disk-failing", "a disk is failing: replace it first", "bozulmakta olan disk: önce değiştirilmeli")
    if report.free_gb is None:
        yield _condition("space-unknown", "free space not known", "boş alan bilinmiyor")
    elif report.free_gb < fit.free_gb_min:
        told = f"{report.free_gb:g} GB"
        yield _block("space", f"free space {told} of {fit.free_gb_min}", f"boş alan {told}, gereken {fit.free_gb_min}")
    if report.battery_percent is not None and not report.on_mains and report.battery_percent < fit.battery_percent_min:
        yield _condition("battery", f"battery {report.battery_percent} %", f"pil %{report.battery_percent}")


def _firmware(report: Assessment, _rules: PardusPolicy) -> Iterator[Reason]:
    if not report.firmware:
        yield _condition("firmware-unknown", "firmware not known", "üretici yazılımı (BIOS/UEFI) bilinmiyor")
    if report.secure_boot:
        yield _condition(
            "secure-boot",
            "Secure Boot is on: try a start with Pardus' loader",
            "Secure Boot açık: Pardus ile açılış denenmeli",
        )
    if report.firmware == "uefi" and report.boot_free_mb is not None and report.boot_free_mb < 10:
        told = f"{report.boot_free_mb} MB"
        yield _block("efi-space", f"EFI partition has {told} free", f"EFI bölümünde boş alan {told}")
    if report.encrypted and report.system.startswith("windows"):
        yield _condition(
            "encrypted", "BitLocker is on: keep its key, decrypt first", "BitLocker açık: anahtarı saklanıp çözülmeli"
        )


def _system(report: Assessment, rules: PardusPolicy) -> Iterator[Reason]:
    system = tr_lower(report.system).partition(".")[0]  # Pardus tells its minor release, too
    if system == f"pardus {rules.release}":
        yield _condition("migrated", f"is {report.system} already", f"zaten {report.system}")
    elif system not in BASES[rules.release] and not system.startswith("windows"):
        told = f"{report.system} → Pardus {rules.release}"
        yield _block("system", f"no way: {told}", f"geçiş yolu yok: {told}")
    if report.held:
        yield _condition(
            "held", f"packages held back: {_some(report.held)}", f"sabitlenmiş paketler: {_some(report.held)}"
        )
    if report.broken_packages:
        count = report.broken_packages
        yield _block("broken-packages", f"broken packages: {count}", f"bozuk paket: {count}")
    if report.foreign_sources:
        names = _some(report.foreign_sources)
        yield _condition("foreign-sources", f"other package sources: {names}", f"yabancı paket kaynağı: {names}")


def _devices(report: Assessment, _rules: PardusPolicy) -> Iterator[Reason]:
    drivers = [one.model or one.name for one in report.printers if one.driverless is False]
    if drivers:
        yield _condition(
            "printer-driver", f"printer needs a driver: {_some(drivers)}", f"sürücü isteyen yazıcı: {_some(drivers)}"
        )
    unknown = [one.model or one.name for one in report.printers if one.driverless is None]
    if unknown:
        yield _condition(
            "printer-untried", f"printer to be tried: {_some(unknown)}", f"denenecek yazıcı: {_some(unknown)}"
        )
    strange = [f"{one.vendor}:{one.product}" for one in report.readers if tr_lower(one.vendor) not in KNOWN_READERS]
    if strange:
        yield _condition(
            "reader-driver", f"reader needs a driver: {_some(strange)}", f"sürücü isteyen okuyucu: {_some(strange)}"
        )
    if report.readers or report.pkcs11:
        yield _condition(
            "e-signature", "signs electronically: try card and reader", "e-imza kullanıyor: kart ve okuyucu denenmeli"
        )
    servers = [f"{one.kind} {one.server}" for one in report.shares if one.kind not in ("smb", "nfs")]
    if servers:
        yield _condition("share", f"share to be tried: {_some(servers)}", f"denenecek paylaşım: {_some(servers)}")


def _software(report: Assessment, table: Equivalents) -> Iterator[Reason]:
    if not report.software and report.system.startswith("windows"):
        yield _condition(
            "software-not-listed",
            "nothing known of its programs: give their table too",
            "programları bilinmiyor: tablosu da verilmeli",
        )
    found: dict[str, list[str]] = {}
    for one in report.software:
        line = table.of(one.name)
        found.setdefault(line.verdict if line else "unknown", []).append(one.name)
    for verdict, make, en, tr in (
        ("none", _block, "no equivalent", "karşılığı yok"),
        ("limited", _condition, "equivalent with losses", "kısıtlı karşılık"),
        ("unknown", _condition, "nobody decided on", "karar verilmemiş"),
    ):
        if names := found.get(verdict):
            yield make(f"software-{verdict}", f"{en}: {_some(names)}", f"{tr}: {_some(names)}")


def _of_person(person: Profile, rules: PardusPolicy) -> Iterator[Reason]:
    fit = rules.fitness
    if person.macro_files > fit.macro_files_good:
        count = person.macro_files
        yield _condition("macros", f"office files with macros: {count}", f"makrolu ofis dosyası: {count}")
    if person.mail_stores_mb:
        size = f"{person.mail_stores_mb} MB"
        yield _condition("mail-store", f"mail kept on the computer: {size}", f"bilgisayarda tutulan e-posta: {size}")
    if person.certificates:
        count = person.certificates
        yield _condition("certificates", f"certificates with keys: {count}", f"anahtarlı sertifika: {count}")
    if person.size_mb > fit.profile_gb_good * 1000:
        size = f"{person.size_mb / 1000:.0f} GB"
        yield _condition("profile-large", f"home of {size}", f"profil {size}")
    if person.unread:
        yield _condition("unread", f"folders not looked into: {person.unread}", f"bakılamayan klasör: {person.unread}")


def _block(code: str, en: str, tr: str) -> Reason:
    return Reason(code, blocks=True, told=Text(en, tr))


def _condition(code: str, en: str, tr: str) -> Reason:
    return Reason(code, blocks=False, told=Text(en, tr))


def _some(names: Iterable[str]) -> str:
    all_ = sorted(set(names))
    more = len(all_) - NAMES_TOLD
    return ", ".join(all_[:NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "")
