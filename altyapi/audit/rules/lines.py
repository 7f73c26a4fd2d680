"""Lines: what keeps a site on the network when one of them is cut."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate, contract_end
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.thing import Thing


@rule(
    "site-without-second-line",
    "medium",
    title=("Site without a second line", "İkinci hattı olmayan yerleşke"),
    why=(
        "When its only line is cut, the site has no network until the provider has mended it.",
        "Tek hat kesildiğinde, sağlayıcı onarana kadar yerleşkede ağ yoktur.",
    ),
    remedy=(
        "Order a backup line by another way (GSM, xDSL, another provider), or register an exception with an end.",
        "Başka yoldan bir yedek hat istenmeli (GSM, xDSL, başka sağlayıcı) ya da süreli istisna kaydedilmeli.",
    ),
    observed=("active lines: {lines} ({ids})", "etkin hat: {lines} ({ids})"),
    reads="active circuits and their ends, at active sites with devices in service; `limits.lines_per_site_min`",
)
def site_without_second_line(estate: Estate) -> Iterator[Hit]:
    """A site without any device in service needs no line."""
    in_use = {one.site for one in estate.judged}
    for site in estate.snapshot.tables.sites:
        lines = estate.lines_at.get(site.slug, ())
        judged = site.status == "active" and site.slug in in_use
        if judged and len(lines) < estate.policy.limits.lines_per_site_min:
            thing = Thing("dcim.site", site.slug, site.id, site.slug, site.tenant)
            yield Hit(thing, {"lines": len(lines), "ids": ", ".join(line.cid for line in lines)})


@rule(
    "circuit-contract-ending",
    "medium",
    title=("Line whose contract has ended or ends soon", "Sözleşmesi biten ya da bitmek üzere olan hat"),
    why=(
        "A line without a contract can be cut without notice, and its fault is nobody's duty.",
        "Sözleşmesiz hat habersiz kapatılabilir; arızası kimsenin yükümlülüğünde değildir.",
    ),
    remedy=(
        "Renew the contract, or cancel the line and mark it so in NetBox.",
        "Sözleşme yenilenmeli ya da hat iptal edilip NetBox üzerinde öyle işaretlenmeli.",
    ),
    observed=("contract ends {end}, in {days} {days:day|days}", "sözleşme sonu: {end}, kalan gün: {days}"),
    reads="`sozlesme_sonu` of active circuits, else the day on which they terminate; `limits.contract_notice_days`",
)
def circuit_contract_ending(estate: Estate) -> Iterator[Hit]:
    for circuit in estate.snapshot.tables.circuits:
        end = contract_end(circuit)
        if circuit.status != "active" or end is None:
            continue
        days = (end - estate.day).days
        if days <= estate.policy.limits.contract_notice_days:
            sites = estate.sites_of_circuit.get(circuit.id, ())
            site = sites[0] if sites else None
            yield Hit(
                Thing("circuits.circuit", circuit.cid, circuit.id, site, circuit.tenant), {"end": end, "days": days}
            )
