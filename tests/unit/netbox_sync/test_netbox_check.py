"""What doctor asks of a NetBox."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate

from netbox_sync.check import Finding, check
from netbox_sync.client import NetBox
from tests.unit.netbox_sync.netbox_front import Front
from tests.unit.netbox_sync.netbox_ground import Ground


def faults(findings: tuple[Finding, ...]) -> list[str]:
    return [each.en for each in findings if each.severity == "error"]


def test_a_good_netbox_has_no_fault_and_names_what_it_can_not_tell(netbox: NetBox, ground: Ground) -> None:
    found = check(netbox)
    assert faults(found) == []
    assert {"netbox", "clock", "permission", "changelog"} == {each.topic for each in found}
    (changelog,) = [each for each in found if each.topic == "changelog"]
    assert "CHANGELOG_RETENTION" in changelog.remedy("tr")


def test_every_missing_permission_is_named(user: Callable[..., NetBox], ground: Ground) -> None:
    with user({"dcim.site": {}, "dcim.device": {}}) as netbox:
        told = " ".join(faults(check(netbox)))
    assert all(
        f"view {kind}" in told for kind in ("dcim.interface", "ipam.prefix", "extras.journalentry", "dcim.cable")
    )
    assert "view dcim.site " not in f"{told} "


def test_a_refused_token_is_one_fault_with_its_remedy(line: Front) -> None:
    line.fails("dcim/", 403, times=None, body={"detail": "Token expired"})
    with NetBox(line.url, "0123456789abcdef0123456789abcdef01234567") as netbox:
        (fault,) = [each for each in check(netbox) if each.severity == "error"]
    assert "NETBOX_TOKEN" in fault.remedy("en")


def test_a_netbox_that_does_not_answer_ends_the_check(line: Front) -> None:
    line.fails("GET", 503, times=None)
    with NetBox(line.url, "x", backoff_s=0.0) as netbox:
        (fault,) = check(netbox)
    assert (fault.topic, fault.severity) == ("netbox", "error")


def test_a_clock_that_is_off_is_a_warning(netbox: NetBox, line: Front) -> None:
    body = b'{"netbox-version": "4.4.10"}'
    headers = {"Content-Type": "application/json", "Date": formatdate(86400, usegmt=True)}
    line.on("/api/status/", answer=(200, headers, body))
    (clock,) = [each for each in check(netbox) if each.topic == "clock"]
    assert clock.severity == "warning"
    assert "NTP" in clock.remedy("en")
