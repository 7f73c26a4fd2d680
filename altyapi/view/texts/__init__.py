"""Every sentence that a person reads, English and Turkish side by side, in one module per subject. Fields are never
inflected."""

from __future__ import annotations

from altyapi.view.texts import (
    antivirus,
    audit,
    backup,
    backup_archive,
    camera_care,
    camera_check,
    changing,
    ci,
    differences,
    drift,
    facts,
    firewall,
    general,
    helping,
    importing,
    laboratory,
    migration,
    pardus,
    snapshots,
    viewing,
    vpn,
    vpn_links,
    vpn_status,
)

TEXTS: dict[str, tuple[str, str]] = {
    **general.TEXTS,
    **helping.TEXTS,
    **antivirus.TEXTS,
    **facts.TEXTS,
    **firewall.TEXTS,
    **audit.TEXTS,
    **backup.TEXTS,
    **backup_archive.TEXTS,
    **camera_care.TEXTS,
    **camera_check.TEXTS,
    **changing.TEXTS,
    **ci.TEXTS,
    **differences.TEXTS,
    **drift.TEXTS,
    **importing.TEXTS,
    **laboratory.TEXTS,
    **migration.TEXTS,
    **pardus.TEXTS,
    **snapshots.TEXTS,
    **viewing.TEXTS,
    **vpn.TEXTS,
    **vpn_links.TEXTS,
    **vpn_status.TEXTS,
}
"""Key to (English, Turkish). A key stands in one module only."""
