"""The firewall's rules as an auditor reads them; what a check of the policy finds besides is `inv firewall.check`."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.text import Cell
from altyapi.audit.thing import Thing
from altyapi.firewall.policy import DestinationNat, Rule, SourceNat


def entries(estate: Estate) -> Iterator[Rule | SourceNat | DestinationNat]:
    """Rules and translations, in the policy's order."""
    yield from estate.registers.firewall.rules
    yield from estate.registers.firewall.source_nat
    yield from estate.registers.firewall.destination_nat


@rule(
    "firewall-rule-without-purpose",
    "medium",
    title=("Firewall rule without a purpose", "Amacı yazılmamış güvenlik duvarı kuralı"),
    why=(
        "Nobody can tell whether it is still needed, so nobody dares to take it out.",
        "Gerekip gerekmediği bilinemez, bu yüzden kimse kaldıramaz.",
    ),
    remedy=(
        "Ask its owner, write the purpose, or take the rule out.",
        "Sorumlusuna sorulup amacı yazılmalı ya da kural kaldırılmalı.",
    ),
    observed=(
        "{source} → {target}; owner {owner}, document {evrak}",
        "{source} → {target}; sorumlu: {owner}, evrak: {evrak}",
    ),
    reads="`purpose` of enabled rules and translations in `firewall/*.yml`",
)
def firewall_rule_without_purpose(estate: Estate) -> Iterator[Hit]:
    for one in entries(estate):
        if one.enabled and not one.purpose.strip():
            yield Hit(Thing("firewall-rule", one.id), {**_ends(one), "owner": one.owner, "evrak": one.evrak})


@rule(
    "firewall-rule-expired",
    "medium",
    title=("Firewall rule that has expired", "Süresi dolmuş güvenlik duvarı kuralı"),
    why=(
        "It was allowed for a time; what still needs it is no longer allowed, what doesn't was never taken back.",
        "Süreli izindi; hâlâ gerekiyorsa izinsiz, gerekmiyorsa geri alınmamış.",
    ),
    remedy=(
        "Take it out, or have it approved anew and enter the new end.",
        "Kaldırılmalı ya da yeniden onaylatılıp yeni bitiş girilmeli.",
    ),
    observed=(
        "{source} → {target}: ended {end}, {days} {days:day|days} ago; document {evrak}",
        "{source} → {target}: bitiş {end}, geçen gün: {days}; evrak: {evrak}",
    ),
    reads="`expires` of enabled rules and translations in `firewall/*.yml`",
)
def firewall_rule_expired(estate: Estate) -> Iterator[Hit]:
    for one in entries(estate):
        if one.enabled and one.expires is not None and one.expires < estate.day:
            values: dict[str, Cell] = {"end": one.expires, "days": (estate.day - one.expires).days, "evrak": one.evrak}
            yield Hit(Thing("firewall-rule", one.id), {**_ends(one), **values})


def _ends(one: Rule | SourceNat | DestinationNat) -> dict[str, str]:
    target = one.address if isinstance(one, DestinationNat) else ", ".join(one.to)
    return {"source": ", ".join(one.from_), "target": target}
