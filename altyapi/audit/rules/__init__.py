"""Every rule, in the order in which findings are told."""

from __future__ import annotations

from altyapi.audit.rules import backups, cameras, changes, endpoints, firewall, lines, records, registered, upkeep
from altyapi.audit.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    lines.site_without_second_line,
    lines.circuit_contract_ending,
    upkeep.end_of_life_switch,
    upkeep.end_of_life_device,
    upkeep.old_battery,
    upkeep.backup_unit_filling,
    backups.backup_overdue,
    backups.restore_test_overdue,
    backups.backup_class_missing,
    cameras.camera_without_serial,
    cameras.camera_default_password,
    cameras.camera_in_wrong_vlan,
    cameras.device_in_wrong_vlan,
    cameras.recorder_keeps_too_long,
    cameras.biometric_reader,
    cameras.thermal_camera_without_record,
    endpoints.no_antivirus,
    endpoints.signature_too_old,
    endpoints.wave_late,
    endpoints.exemption_review_overdue,
    registered.licence_expired,
    registered.licence_ending,
    registered.licence_overused,
    registered.exception_still_open,
    registered.access_still_open,
    firewall.firewall_rule_without_purpose,
    firewall.firewall_rule_expired,
    changes.change_still_standing,
    changes.config_drift,
    records.missing_required_field,
    records.duplicate_serial,
    records.duplicate_asset_tag,
    records.duplicate_mac,
    records.no_primary_address,
    records.address_outside_prefix,
)
