"""Against a real NetBox: what the lab's one can't show. Needs NETBOX_URL and NETBOX_TOKEN (a superuser's)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest

from netbox_sync import snapshot
from netbox_sync.check import check
from netbox_sync.client import NetBox

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
pytestmark = [pytest.mark.live, pytest.mark.skipif(not REAL, reason="set NETBOX_URL and NETBOX_TOKEN")]


@pytest.fixture
def netbox() -> Iterator[NetBox]:
    with NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"]) as one:
        yield one


def test_a_pull_reads_all_of_it(netbox: NetBox) -> None:
    taken = snapshot.pull(netbox)
    assert taken.digest == snapshot.digest(taken.tables)


def test_options_tell_what_a_token_may_write(netbox: NetBox) -> None:
    name = f"nbx{secrets.token_hex(4)}"
    account = netbox.create("users/users", {"username": name, "password": f"Aa1-{secrets.token_hex(12)}"})
    may = {"name": name, "object_types": ["dcim.site"], "actions": ["view", "add", "change"], "users": [account["id"]]}
    permission = netbox.create("users/permissions", may)
    try:
        for write_enabled, expected in ((True, {"add", "change"}), (False, set())):
            key = secrets.token_hex(20)
            netbox.create("users/tokens", {"user": account["id"], "key": key, "write_enabled": write_enabled})
            with NetBox(netbox.url, key) as limited:
                assert limited.write_actions("dcim/sites") == expected
                assert limited.write_actions("dcim/devices") == frozenset()
    finally:
        netbox.delete("users/permissions", permission["id"])
        netbox.delete("users/users", account["id"])


def test_the_check_finds_no_fault_with_a_good_token(netbox: NetBox) -> None:
    assert [each.en for each in check(netbox) if each.severity not in {"ok", "note"}] == []
