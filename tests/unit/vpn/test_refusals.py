"""What remote access needs and does not find: told before anything is given or handed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from altyapi.errors import EngineError
from altyapi.vpn import config, handover, pending, reach, reviews, rows
from altyapi.vpn.faults import FieldsMissing, FolderTaken, GatewayMissing, ReachUnknown
from altyapi.vpn.pending import PendingUnreadable, Wanted
from altyapi.vpn.policy import Reach
from altyapi.vpn.reviews import ReviewsBroken
from lab.netbox import running
from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.ipam import addresses
from netbox_sync.ipam.faults import AnswerLost
from tests.e2e.vpn_gateway.ground import PLACES, POLICY, snapshot
from tests.unit.firewall import town
from tests.unit.vpn.test_gateway_rules import resolved

GRANT = Wanted(
    person=7, person_id="sicil-1001", department="bim", profile="staff", provider="wireguard", public_key="x", until=None,
    evrak="E-99999999-703.01-123456",
)  # fmt: skip


def test_a_profile_whose_gateway_has_no_key_yet_gives_nobody_a_config() -> None:
    with pytest.raises(GatewayMissing, match="merkez"):
        config.gateway(POLICY, "staff")


def test_every_name_that_the_firewall_policy_does_not_hold_is_told() -> None:
    profile = POLICY.profiles["staff"].model_copy(
        update={"reach": (Reach.model_validate({"to": ["yok"], "services": ["hic"]}),)}
    )
    held = resolved(POLICY, snapshot(range(2)), PLACES, town.RULES)
    with pytest.raises(ReachUnknown, match="yok, hic"):
        reach.reached("staff", profile, held)


def test_what_was_handed_over_is_not_written_over(tmp_path: Path) -> None:
    handover.check_free(tmp_path, [GRANT])
    (tmp_path / f"{config.name_of(GRANT)}{handover.SUFFIX}").write_bytes(b"")
    with pytest.raises(FolderTaken, match="vpn-staff-7"):
        handover.check_free(tmp_path, [GRANT])


def test_a_netbox_without_the_fields_of_remote_access_is_told_which(tmp_path: Path) -> None:
    with (
        running(tmp_path / "netbox.sqlite3") as stand_in,
        NetBox(stand_in.url, stand_in.token) as netbox,
        pytest.raises(FieldsMissing, match="vpn_"),
    ):
        rows.need_fields(netbox)


def test_a_netbox_that_went_down_after_it_was_asked_leaves_it_open() -> None:
    lost = faults.NetBoxUnreachable(url="http://127.0.0.1:9/api/ipam/ip-addresses/", reason="connection reset")
    with NetBox("http://127.0.0.1:9", "x", attempts=1) as netbox, pytest.raises(AnswerLost, match="connection reset"):
        addresses._awaited(netbox, "vpn_public_key", ["x"], lost, grace_s=0)


@pytest.mark.parametrize(
    ("name", "read", "error"),
    [
        ("pending.json", pending.read, PendingUnreadable),
        ("vpn/reviews.jsonl", lambda file: reviews.last(file.parents[1]), ReviewsBroken),
    ],
    ids=["what was begun", "the reviews"],
)
def test_a_damaged_file_is_named(
    tmp_path: Path, name: str, read: Callable[[Path], object], error: type[EngineError]
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text('{"half":\n', "utf-8")
    with pytest.raises(error, match=file.name):
        read(file)
