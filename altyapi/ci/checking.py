"""What a pipeline checks of a municipality's own repository: its policy, its lists, its templates, and that every device renders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateSyntaxError

from altyapi import signers
from altyapi.audit import policy as audit_policy
from altyapi.audit import registers
from altyapi.backup import policy as backup_policy
from altyapi.camera import policy as camera_policy
from altyapi.ci.junit import Case
from altyapi.endpoint import equivalents
from altyapi.endpoint import policy as pardus_policy
from altyapi.errors import Language, ToolkitError
from altyapi.firewall import policy as firewall_policy
from altyapi.firewall.findings import Finding as RuleFinding
from altyapi.plan import names
from altyapi.plan import policy as change_policy
from altyapi.plan.model import Refusal
from altyapi.plan.policy import ChangePolicy
from altyapi.render import Renderer, families
from altyapi.settings import Settings
from altyapi.vpn import policy as vpn_policy
from netbox_sync.check import Finding
from netbox_sync.model import Snapshot


def policies(configured: Settings) -> Iterator[Finding]:
    """Every file of policy and of registers can be read, and says what its schema allows."""
    folder, kept = configured.policy_dir, configured.registers_dir
    loaders: Mapping[str, Callable[[], object]] = {
        change_policy.FILE: lambda: change_policy.load(folder),
        audit_policy.FILE: lambda: audit_policy.load(folder),
        backup_policy.FILE: lambda: backup_policy.load(folder),
        camera_policy.FILE: lambda: camera_policy.load(folder),
        pardus_policy.FILE: lambda: pardus_policy.load(folder),
        equivalents.FILE: lambda: equivalents.load(folder),
        vpn_policy.FILE: lambda: vpn_policy.load(folder),
        firewall_policy.FOLDER: lambda: firewall_policy.load(kept / firewall_policy.FOLDER),
        "registers": lambda: registers.load(kept),
    }
    for name, load in loaders.items():
        try:
            load()
        except ToolkitError as error:
            yield of_error(f"policy {name}", error)
        else:
            yield Finding(topic=f"policy {name}", severity="ok", en="As its schema has it.", tr="Şemasına uygun.")


def people(configured: Settings) -> Iterator[Finding]:
    """The list of who may sign plans."""
    file = configured.allowed_signers
    if not file.is_file():
        return
    listed, faults = signers.examine(file)
    for fault in faults:
        yield _error("approvers", f"{fault.place()}: {fault.en}", f"{fault.place()}: {fault.tr}")
    if not faults:
        count = len({one.principal for one in listed})
        yield Finding(topic="approvers", severity="ok", en=f"{count} in {file.name}", tr=f"{file.name}: {count}")


def templates() -> Iterator[Finding]:
    """Each template is Jinja2, whether a device of today needs it or not."""
    for family in families.FAMILIES:
        bad = 0
        for main in sorted(family.templates.glob("*.j2")):
            try:
                renderer = Renderer(family.templates, main.stem)
            except ToolkitError as error:
                bad += 1
                yield of_error(f"template {main.name}", error)
                continue
            for part in sorted((family.templates / main.stem).rglob("*.j2")):
                try:
                    renderer.compile(part)
                except TemplateSyntaxError as error:
                    bad += 1
                    place = f"{part.relative_to(family.templates)}:{error.lineno}"
                    yield _error(f"template {part.name}", f"{place}: {error.message}", f"{place}: {error.message}")
        if not bad:
            yield Finding(
                topic=f"templates {family.kind}", severity="ok", en="All can be read.", tr="Hepsi okunabiliyor."
            )


def named(configured: Settings, taken: Snapshot) -> Iterator[Finding]:
    """Names in the policy of changes that NetBox does not know."""
    try:
        rules: ChangePolicy = change_policy.load(configured.policy_dir)
    except ToolkitError:
        return  # told with the other policies
    for one in names.unknown(rules, taken):
        yield Finding(
            topic=f"policy {change_policy.FILE}", severity="error" if one.binding else "warning",
            en=f"Not in NetBox: {one.told()}", tr=f"NetBox içinde yok: {one.told()}",
        )  # fmt: skip


def rules(found: Iterable[RuleFinding]) -> Iterator[Finding]:
    """What the firewall's own check found, as findings like all others."""
    for one in found:
        place = f"{one.file}:{one.line}" if one.line else one.file
        yield Finding(
            topic=f"firewall {one.subject}", severity=one.severity,
            en=f"{place}: {one.message('en')}", tr=f"{place}: {one.message('tr')}",
            en_remedy=one.remedy("en"), tr_remedy=one.remedy("tr"),
        )  # fmt: skip


def rendered(count: int, refused: Iterable[Refusal]) -> Iterator[Finding]:
    """Each device that can't be rendered, with every reason."""
    good = True
    for one in refused:
        good = False
        for problem in one.problems:
            told = f"{one.code}  {problem}"
            yield _error(f"device {one.device}", told, told, one.remedy)
    if good:
        yield Finding(topic="devices", severity="ok", en=f"{count} rendered.", tr=f"Üretilen: {count}.")


def golden(folder: Path, devices: Mapping[str, str]) -> Iterator[Finding]:
    """The configs that a repository keeps as it expects them, `<device>.cfg`, and how they are rendered now."""
    again = f"./inv config.render --limit NAME --out {folder}"
    for file in sorted(folder.glob("*.cfg")):
        text = devices.get(file.stem)
        if text is None:
            yield _error(f"golden {file.name}", "No such device is rendered.", "Böyle bir cihaz üretilmiyor.", again)
        elif text != file.read_text("utf-8"):
            line = _first_difference(file.read_text("utf-8"), text)
            yield _error(f"golden {file.name}", f"Differs from line {line} on.", f"Farklı, ilk satır: {line}.", again)
        else:
            yield Finding(topic=f"golden {file.name}", severity="ok", en="As kept.", tr="Kayıttaki gibi.")


def cases(found: Iterable[Finding], language: Language) -> Iterator[Case]:
    """As a pipeline's page lists them; a warning is told and does not fail."""
    for one in found:
        bad = one.severity == "error"
        told = "\n".join(filter(None, (one.message(language), one.remedy(language))))
        yield Case("ci.check", one.topic, told if bad else "", "" if bad else told)


def of_error(topic: str, error: ToolkitError) -> Finding:
    """An error that is one finding among others."""
    return Finding(
        topic=topic, severity="error", en=f"{error.code}  {error.message('en')}", tr=f"{error.code}  {error.message('tr')}",
        en_remedy=error.remedy("en"), tr_remedy=error.remedy("tr"),
    )  # fmt: skip


def _error(topic: str, en: str, tr: str, remedy: str = "") -> Finding:
    return Finding(topic=topic, severity="error", en=en, tr=tr, en_remedy=remedy, tr_remedy=remedy)


def _first_difference(old: str, new: str) -> int:
    one, other = old.split("\n"), new.split("\n")
    same = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    return 1 + (min(len(one), len(other)) if same is None else same)
