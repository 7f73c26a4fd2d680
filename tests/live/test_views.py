"""The auditors' views on a real NetBox: installed twice, used by an account of the auditors' group, taken away again.

Objects of the views that are there already stay; those that this test makes are deleted afterwards. Where the NetBox holds the
practice municipality's full profile, what was planted is counted.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import pytest

from altyapi.cli.netbox.viewing import policy
from altyapi.settings import PACKAGE_ROOT
from altyapi.settings import load as settings
from lab.orneksehir import generate, registers
from netbox_sync.client import NetBox
from netbox_sync.desired import Operation, apply
from netbox_sync.faults import PermissionMissing
from netbox_sync.views import Policy, examine, exported, lines, listed, wanted
from netbox_sync.views.declarations import load
from tests.e2e.views.test_planted import PLANTED, SAVED_FILTERS

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
WITHOUT = "no real NetBox: set NETBOX_URL and NETBOX_TOKEN (a superuser's) to run the views there"
pytestmark = [pytest.mark.live, pytest.mark.skipif(not REAL, reason=WITHOUT)]
DAY = date(2026, 4, 20)
WHOLE = 4889  # devices of the full profile


class Installed(NamedTuple):
    admin: NetBox
    auditor: NetBox
    policy: Policy


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("views")
    registers.write(folder / "registers")
    judged = policy(settings({"ALTYAPI_REGISTERS_DIR": str(folder / "registers")}, PACKAGE_ROOT))
    url, token = os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"]
    with NetBox(url, token, timeout_s=300) as admin:
        found = examine(admin, wanted(judged, DAY))
        assert found.foreign == ()
        made: list[tuple[str, int]] = []
        try:
            outcome = apply(admin, found.difference, journal=folder / "journal", message="contract")
            assert outcome.whole, outcome.refusals
            made = _made(admin, found.difference.operations)
            group = admin.page("users/groups", {"name": "denetci"})[1][0]["id"]
            name, key = f"denetci-{secrets.token_hex(4)}", secrets.token_hex(20)
            account = {"username": name, "password": f"Parola-{secrets.token_hex(8)}", "groups": [group]}
            user = admin.create("users/users", account)["id"]
            made.append(("users/users", user))
            admin.create("users/tokens", {"user": user, "key": key})
            with NetBox(url, key, timeout_s=300) as auditor:
                yield Installed(admin, auditor, judged)
        finally:
            for endpoint, object_id in reversed(made):
                admin.delete(endpoint, object_id)


def _made(admin: NetBox, operations: Sequence[Operation]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for one in operations:
        if one.action == "create":
            rows = admin.page(one.endpoint, {name: str(value) for name, value in one.key.items()})[1]
            found += [(one.endpoint, row["id"]) for row in rows]
    return found


def test_a_second_run_changes_nothing(installed: Installed) -> None:
    assert examine(installed.admin, wanted(installed.policy, DAY)).difference.empty


@pytest.mark.parametrize("slug", [view.slug for view in load().views.views])
def test_every_export_renders_for_an_auditor(installed: Installed, slug: str) -> None:
    lines(installed.auditor, slug)
    assert "</html>" in exported(installed.auditor, load().views.view(slug), "html")


@pytest.mark.parametrize("endpoint", ["users/users", "extras/config-contexts", "extras/custom-fields", "users/groups"])
def test_an_auditor_does_not_see_the_rest(installed: Installed, endpoint: str) -> None:
    with pytest.raises(PermissionMissing):
        installed.auditor.page(endpoint, {"limit": 1})


@pytest.mark.parametrize("endpoint", ["dcim/sites", "extras/saved-filters", "extras/export-templates", "users/groups"])
def test_an_auditor_changes_nothing(installed: Installed, endpoint: str) -> None:
    row = installed.admin.page(endpoint, {"limit": 1})[1][0]
    with pytest.raises(PermissionMissing):
        installed.auditor.update(endpoint, row["id"], {"description": "x"})
    with pytest.raises(PermissionMissing):
        installed.auditor.create(endpoint, {"name": "x"})


@pytest.fixture
def municipality(installed: Installed) -> dict[str, tuple[str, ...]]:
    if installed.admin.page("dcim/devices", {"limit": 1})[0] != WHOLE:
        pytest.skip("this NetBox does not hold the practice municipality's full profile")
    return generate("full").findings


def test_every_planted_finding_is_found_and_nothing_else(
    installed: Installed, municipality: dict[str, tuple[str, ...]]
) -> None:
    found: dict[str, set[str]] = {}
    for slug in sorted({slug for slug, _ in PLANTED.values()}):
        for line in lines(installed.auditor, slug):
            for word in line.findings:
                found.setdefault(word.partition(":")[0], set()).add(line.cells.get("Kısa ad", line.name))
    assert found == {words: set(municipality[kind]) for kind, (_, words) in PLANTED.items()}


@pytest.mark.parametrize("kind", sorted(SAVED_FILTERS))
def test_a_saved_filter_shows_exactly_the_planted_ones(
    installed: Installed, municipality: dict[str, tuple[str, ...]], kind: str
) -> None:
    rows = listed(installed.auditor, SAVED_FILTERS[kind], "dcim/devices")
    assert {row["name"] for row in rows} == set(municipality[kind])


def test_the_ip_plan_counts_addresses_as_netbox_does(
    installed: Installed, municipality: dict[str, tuple[str, ...]]
) -> None:
    del municipality  # its presence is the condition
    counted = {
        line.name: line.cells["Kayıtlı adres"] for line in lines(installed.auditor, "prefixes", site="mrk-ahb01")
    }
    leaves = {prefix: count for prefix, count in counted.items() if count and prefix.startswith("10.")}
    assert leaves
    for prefix, count in leaves.items():
        assert installed.admin.page("ipam/ip-addresses", {"parent": prefix, "limit": 1})[0] == int(count), prefix
