"""The same change through ansible-playbook itself."""

from __future__ import annotations

import re

from tests.e2e.cli.town import Town

DEVICE = 2


def test_check_and_diff_show_the_change_and_make_none_then_applying_is_idempotent(town: Town) -> None:
    device = town.drifted(DEVICE)
    plan = town.approved(device, "ansible.json")
    entry = town.inv("config.show", str(plan), "--format", "json").data["plan"]["devices"][0]
    before, since = town.running(device), len(town.typed(device))

    told = town.ansible("-i", str(plan), "playbooks/switches.yml", "--check", "--diff")
    assert told.code == 0, told
    assert "changed=1" in told.out
    for line in entry["diff"].splitlines():
        assert line.strip() in told.out
    assert town.changes(device, since) == []
    assert town.running(device) == before

    told = town.ansible("-i", str(plan), "playbooks/switches.yml")
    assert told.code == 0, told
    assert "changed=1" in told.out
    applied, since = town.running(device), len(town.typed(device))
    assert applied != before

    told = town.ansible("-i", str(plan), "playbooks/switches.yml")
    assert told.code == 0, told
    assert re.search(r"changed=0 .* failed=0", told.out)
    assert town.typed(device)[since:] == []
    assert town.running(device) == applied
    assert town.inv("config.verify").code == 0
    assert town.inv("config.verify", "--limit", device).code == 0


def test_a_device_that_is_not_as_planned_fails_the_check(town: Town) -> None:
    device = town.drifted(DEVICE + 1)
    first, second = town.approved(device, "one.json", "bir"), town.approved(device, "two.json", "iki")
    assert town.ansible("-i", str(first), "playbooks/switches.yml").code == 0
    told = town.ansible("-i", str(second), "playbooks/switches.yml", "--check")
    assert told.code != 0
    assert "Device changed since the plan" in told.out
