"""An account in the group `denetci`: sees what the views show, nothing else, and changes nothing."""

from __future__ import annotations

import pytest

from netbox_sync.faults import ObjectMissing, PermissionMissing
from netbox_sync.views import KINDS
from netbox_sync.views.declarations import load
from tests.e2e.views.conftest import Audited

VISIBLE = sorted({view.endpoint for view in load().views.views} | {"dcim/interfaces", "dcim/cables", "extras/tags"})
WITHHELD = (
    "users/users", "users/groups", "users/permissions", "extras/config-contexts", "extras/custom-fields",
    "tenancy/contacts", "extras/webhooks",
)  # fmt: skip


@pytest.mark.parametrize("endpoint", VISIBLE)
def test_sees_what_the_views_show(audited: Audited, endpoint: str) -> None:
    assert audited.auditor.page(endpoint, {"limit": 1})[0] == audited.admin.page(endpoint, {"limit": 1})[0]


@pytest.mark.parametrize("endpoint", WITHHELD)
def test_does_not_see_the_rest(audited: Audited, endpoint: str) -> None:
    with pytest.raises(PermissionMissing):
        audited.auditor.page(endpoint, {"limit": 1})


def test_sees_no_token_but_its_own(audited: Audited) -> None:
    """NetBox gives every account its own tokens."""
    _, rows = audited.auditor.page("users/tokens", {"limit": 50})
    assert {row["user"]["username"] for row in rows} == {"denetci01"}


def test_sees_the_auditors_exports_and_not_the_machines(audited: Audited) -> None:
    _, rows = audited.auditor.page(KINDS["templates"], {"limit": 200})
    assert len(rows) == 2 * len(load().views.views)
    assert all(row["name"].startswith("Denetim ") for row in rows)


def test_does_not_see_a_filter_that_somebody_keeps_to_himself(audited: Audited) -> None:
    body = {"object_types": ["dcim.device"], "parameters": {"role": ["camera"]}, "enabled": True, "shared": False}
    made = audited.admin.create(KINDS["filters"], {"name": "Bana özel", "slug": "bana-ozel", **body})
    with pytest.raises(ObjectMissing):
        audited.auditor.get(f"{KINDS['filters']}/{made['id']}")


@pytest.mark.parametrize("endpoint", ["dcim/devices", "circuits/circuits", *KINDS.values()])
def test_changes_nothing(audited: Audited, endpoint: str) -> None:
    row = audited.admin.page(endpoint, {"limit": 1})[1][0]
    with pytest.raises(PermissionMissing):
        audited.auditor.update(endpoint, row["id"], {"description": "x"})
    with pytest.raises(PermissionMissing):
        audited.auditor.create(endpoint, {"name": "x"})
    with pytest.raises(PermissionMissing):
        audited.auditor.delete(endpoint, row["id"])


def test_reads_the_journal_but_does_not_write_in_it(audited: Audited) -> None:
    device = audited.admin.page("dcim/devices", {"limit": 1})[1][0]["id"]
    entry = {"assigned_object_type": "dcim.device", "assigned_object_id": device, "comments": "kanıt"}
    audited.admin.create("extras/journal-entries", entry)
    assert audited.auditor.page("extras/journal-entries", {"assigned_object_id": device})[0] == 1
    with pytest.raises(PermissionMissing):
        audited.auditor.create("extras/journal-entries", entry)
