"""The rules applied to an estate: what was found, where, with the observed values."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from altyapi.audit import controls
from altyapi.audit.estate import Estate
from altyapi.audit.rules import RULES
from altyapi.audit.rules.rule import Hit, Rule
from altyapi.audit.table import Heading, Section, Table
from altyapi.audit.text import Text, plain
from altyapi.audit.thing import Scope, Thing
from altyapi.errors import EngineError, Language
from altyapi.visible import visible
from netbox_sync.text import sort_key

SEVERITY = {"high": Text("high", "yüksek"), "medium": Text("medium", "orta"), "low": Text("low", "düşük")}
OBJECTS = {
    "dcim.device": Text("device", "cihaz"),
    "dcim.site": Text("site", "yerleşke"),
    "circuits.circuit": Text("line", "hat"),
    "ipam.ipaddress": Text("address", "adres"),
    "virtualization.virtualmachine": Text("virtual machine", "sanal makine"),
    "licence": Text("licence", "lisans"),
    "exception": Text("exception", "istisna"),
    "exemption": Text("exemption", "muafiyet"),
    "firewall-rule": Text("firewall rule", "güvenlik duvarı kuralı"),
}
WORDS = {
    "why": Text("Why", "Neden"),
    "remedy": Text("To do", "Yapılacak"),
    "controls": Text("Serves", "Dayanak"),
}
EVERYTHING = Scope()


class KindUnknown(EngineError):
    code = "AUD-001"
    en = "No such rule: {kind}. Near: {near}"
    tr = "Böyle bir kural yok: {kind}. Yakın: {near}"
    en_remedy = "Rules, told in docs/audit.md, several joined by commas: {known}"
    tr_remedy = "Kurallar (docs/audit.md; birden çoğu virgülle ayrılır): {known}"


class BeforeUnreadable(EngineError):
    code = "AUD-006"
    en = "Not a file of findings: {file}"
    tr = "Bulgu dosyası değil: {file}"
    en_remedy = "--since takes what `./inv audit.findings --out FILE.json` made."
    tr_remedy = "--since, `./inv audit.findings --out DOSYA.json` çıktısını alır."


class Found(NamedTuple):
    """One rule and what breaks it, by name in Turkish order."""

    rule: Rule
    hits: tuple[Hit, ...]


def find(estate: Estate, *, kinds: Sequence[str] = (), scope: Scope = EVERYTHING) -> tuple[Found, ...]:
    """The rules that found something, in their own order; only `kinds` where any are named. Raises KindUnknown."""
    check_kinds(kinds)
    found: list[Found] = []
    for one in RULES:
        if not kinds or one.id in kinds:
            hits = [hit for hit in one.check(estate) if scope.holds(hit.thing)]
            if hits:
                found.append(Found(one, tuple(sorted(hits, key=lambda hit: sort_key(hit.thing.name)))))
    return tuple(found)


def check_kinds(kinds: Sequence[str]) -> None:
    """Raises KindUnknown with the nearest rules' ids, and all of them."""
    known = sorted(one.id for one in RULES)
    for kind in kinds:
        if kind not in known:
            near = ", ".join(difflib.get_close_matches(kind, known, 3))
            raise KindUnknown(kind=kind, near=near, known=", ".join(known))


def unknown_roles(estate: Estate) -> tuple[str, ...]:
    """Roles that the policy names and NetBox doesn't have: the rules that go by them find nothing, and nobody would know."""
    known = {one.slug for one in estate.snapshot.tables.roles}
    return tuple(sorted(estate.policy.named_roles() - known))


def observed(found: Rule, hit: Hit, language: Language) -> str:
    return found.observed.filled(language, hit.values)


def report(found: Sequence[Found], estate: Estate) -> list[dict[str, Any]]:
    """For programs: rules with their findings; texts in both languages, values as they are."""
    return [
        {
            "rule": one.rule.id,
            "severity": one.rule.severity,
            "title": one.rule.title._asdict(),
            "why": one.rule.why._asdict(),
            "remedy": one.rule.remedy._asdict(),
            "controls": [control.model_dump() for control in controls.of("rules", one.rule.id)],
            "count": len(one.hits),
            "findings": [_hit(one.rule, hit, estate) for hit in one.hits],
        }
        for one in found
    ]


def table(found: Sequence[Found], estate: Estate, language: Language) -> Table:
    """One row per finding, for files."""
    headings = (
        Heading("rule", Text("Rule", "Kural"), width=24),
        Heading("severity", Text("Severity", "Önem"), width=8),
        Heading("title", Text("Finding", "Bulgu"), width=30),
        Heading("kind", Text("Kind", "Tür"), width=10),
        Heading("object", Text("Object", "Nesne"), width=22),
        Heading("site", Text("Site", "Yerleşke"), width=22),
        Heading("department", Text("Department", "Birim"), width=26),
        Heading("observed", Text("Observed", "Gözlenen"), width=38),
        Heading("controls", Text("Controls", "Maddeler"), width=26),
        Heading("remedy", Text("What to do", "Yapılacak"), width=40),
    )
    rows = tuple(
        (
            rule.id,
            SEVERITY[rule.severity].of(language),
            rule.title.of(language),
            OBJECTS[thing.kind].of(language),
            thing.name,
            estate.name("sites", thing.site),
            estate.name("tenants", thing.tenant),
            observed(rule, hit, language),
            controls.shown(controls.of("rules", rule.id)),
            rule.remedy.of(language),
        )
        for rule, hit, thing in _each(found)
    )
    return Table("bulgular", Text("Audit findings", "Denetim bulguları"), headings, rows)


def _each(found: Sequence[Found]) -> Iterator[tuple[Rule, Hit, Thing]]:
    for one in found:
        for hit in one.hits:
            yield one.rule, hit, hit.thing


def _hit(rule: Rule, hit: Hit, estate: Estate) -> dict[str, Any]:
    thing = hit.thing
    return {
        "kind": thing.kind,
        "object": thing.name,
        "id": thing.id,
        "site": thing.site,
        "department": estate.name("tenants", thing.tenant),
        "observed": {"en": observed(rule, hit, "en"), "tr": observed(rule, hit, "tr")},
        "values": {name.rstrip("_"): plain(value) for name, value in hit.values.items()},
    }


def sections(found: Sequence[Found], estate: Estate, language: Language) -> list[Section]:
    """The pages of a printed report: an overview, then each rule with its why, its remedy and its objects."""
    overview = Section(
        title="",
        level="",
        notes=(),
        headings=(
            Heading("title", Text("Finding", "Bulgu"), width=50),
            Heading("severity", Text("Severity", "Önem"), width=10),
            Heading("count", Text("Count", "Adet"), "number", 8),
            Heading("rule", Text("Rule", "Kural"), width=24),
        ),
        rows=tuple(
            (one.rule.title.of(language), SEVERITY[one.rule.severity].of(language), str(len(one.hits)), one.rule.id)
            for one in found
        ),
    )
    return [overview, *(_section(one, estate, language) for one in found)]


def _section(one: Found, estate: Estate, language: Language) -> Section:
    rule = one.rule
    return Section(
        title=rule.title.of(language),
        level=rule.severity,
        notes=(
            (WORDS["why"].of(language), rule.why.of(language)),
            (WORDS["remedy"].of(language), rule.remedy.of(language)),
            (WORDS["controls"].of(language), controls.shown(controls.of("rules", rule.id))),
        ),
        headings=(
            Heading("object", Text("Object", "Nesne"), width=20),
            Heading("site", Text("Site", "Yerleşke"), width=22),
            Heading("department", Text("Department", "Birim"), width=24),
            Heading("observed", Text("Observed", "Gözlenen"), width=34),
        ),
        rows=tuple(
            (
                visible(hit.thing.name, lines=False),
                visible(estate.name("sites", hit.thing.site), lines=False),
                visible(estate.name("tenants", hit.thing.tenant), lines=False),
                visible(observed(rule, hit, language), lines=False),
            )
            for hit in one.hits
        ),
    )


def known_before(file: Path) -> frozenset[tuple[str, str]]:
    """Rule and object of each finding in a file that `--out FILE.json` made. Raises BeforeUnreadable and OSError."""
    try:
        rows = json.loads(file.read_text("utf-8"))["rows"]
        return frozenset((str(row["rule"]), str(row["object"])) for row in rows)
    except (ValueError, KeyError, TypeError) as error:
        raise BeforeUnreadable(file=file) from error


def without(found: Sequence[Found], before: frozenset[tuple[str, str]]) -> tuple[tuple[Found, ...], int, int]:
    """What is new since then; how many that is, and how many of then are gone."""
    now = {(one.rule.id, hit.thing.name) for one in found for hit in one.hits}
    fresh = (
        Found(one.rule, tuple(hit for hit in one.hits if (one.rule.id, hit.thing.name) not in before)) for one in found
    )
    return tuple(one for one in fresh if one.hits), len(now - before), len(before - now)
