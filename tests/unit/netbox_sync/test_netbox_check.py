"""What doctor asks of a NetBox."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from typing import Any

from netbox_sync.check import Finding, check
from netbox_sync.client import OBJECT_TYPES, NetBox
from netbox_sync.pull import feed
from netbox_sync.pull.columns import FED, QUERIES
from tests.unit.netbox_sync.netbox_front import Front
from tests.unit.netbox_sync.netbox_ground import Ground, Yard


def faults(findings: tuple[Finding, ...]) -> list[str]:
    return [each.en for each in findings if each.severity == "error"]


def test_a_good_netbox_has_no_fault_and_names_what_it_can_not_tell(netbox: NetBox, ground: Ground) -> None:
    found = check(netbox)
    assert faults(found) == []
    assert {"netbox", "clock", "permission", "changelog", "feed"} == {each.topic for each in found}
    (changelog,) = [each for each in found if each.topic == "changelog"]
    assert "CHANGELOG_RETENTION" in changelog.remedy("tr")


def test_every_missing_permission_is_named(user: Callable[..., NetBox], ground: Ground) -> None:
    with user({"dcim.site": {}, "dcim.device": {}}) as netbox:
        told = " ".join(faults(check(netbox)))
    assert all(
        f"view {kind}" in told for kind in ("dcim.interface", "ipam.prefix", "extras.journalentry", "dcim.cable")
    )
    assert "view dcim.site " not in f"{told} "


def test_a_feed_that_is_not_installed_or_of_another_version_is_a_warning(
    netbox: NetBox, yard: Yard, ground: Ground
) -> None:
    (missing,) = [each for each in check(netbox) if each.topic == "feed"]
    assert missing.severity == "warning"
    assert "not installed" in missing.en
    assert "netbox.views --apply" in missing.remedy("tr")
    made = {each.key["name"]: yard.make(each.endpoint, **each.key, **each.body)["id"] for each in feed.templates()}
    (told,) = [each for each in check(netbox) if each.topic == "feed"]
    assert (told.severity, told.en) == ("ok", f"All {len(FED)} lists come by feed.")
    old = feed.template_of("vlans").code.replace(feed.template_of("vlans").version, "00000000")
    netbox.update("extras/export-templates", made[feed.template_of("vlans").name], {"template_code": old})
    (stale,) = [each for each in check(netbox) if each.topic == "feed"]
    assert (stale.severity, "vlans" in stale.en, "another version" in stale.en) == ("warning", True, True)


def test_a_token_that_may_not_see_the_change_log_or_write_is_warned_of(
    user: Callable[..., NetBox], ground: Ground
) -> None:
    paths = {path for query in QUERIES.values() for path in (query.path, *query.guards)} | {"extras/journal-entries"}
    readable: dict[str, dict[str, Any]] = {OBJECT_TYPES[path]: {} for path in paths}
    with user(readable) as netbox:
        found = [each for each in check(netbox) if each.topic == "permission"]
    told = " ".join(each.en for each in found if each.severity == "warning")
    assert all(words in told for words in ("view core.objectchange", "add dcim.macaddress", "change dcim.interface"))


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
