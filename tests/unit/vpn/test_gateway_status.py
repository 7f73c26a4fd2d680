"""Who is connected, what differs from NetBox, and the record of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from altyapi.vpn.gateway import status
from altyapi.vpn.gateway.connections import Connections, ConnectionsBroken
from altyapi.vpn.gateway.status import Connection, Gateway
from altyapi.vpn.peer import Peer, peers
from altyapi.vpn.policy import VpnPolicy
from tests.e2e.gateway.ground import NAME
from tests.e2e.vpn_gateway.ground import POLICY, host, key, snapshot

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
TWIN = "fw-merkez-2"


def pair() -> VpnPolicy:
    content = POLICY.model_dump(mode="json")
    content["gateways"]["merkez"]["devices"] = [NAME, TWIN]
    return VpnPolicy.model_validate(content)


def held(*numbers: int) -> tuple[Peer, ...]:
    return peers(snapshot(numbers))


def connection(number: int, ago: timedelta | None = None, **fields: Any) -> Connection:
    content = {
        "device": NAME,
        "interface": "wg0",
        "public_key": key(number)[1],
        "address": f"{host(number)}/32",
        "handshake": NOW - ago if ago is not None else None,
        **fields,
    }
    return Connection.model_validate(content)


def gateway(*found: Connection, own: str = "kendi", device: str = NAME) -> Gateway:
    return Gateway(
        device=device, keys={"wg0": own}, peers=tuple(one.model_copy(update={"device": device}) for one in found)
    )


def kinds(
    told: Sequence[Gateway], wanted: Sequence[Peer], policy: VpnPolicy = POLICY, **seen: datetime
) -> list[tuple[str, str]]:
    known = {(NAME, key(int(number.removeprefix("n")))[1]): moment for number, moment in seen.items()}
    return [(one.kind, one.device) for one in status.judge(policy, wanted, told, known, NOW).findings]


def test_gateways_that_hold_what_netbox_holds_give_no_finding() -> None:
    assert kinds([gateway(connection(1), connection(2))], held(1, 2)) == []


def test_what_is_on_one_side_alone_is_found_device_by_device() -> None:
    two = [gateway(connection(1), connection(9)), gateway(connection(1), connection(2), device=TWIN)]
    assert kinds(two, held(1, 2), pair()) == [("unknown-peer", NAME), ("missing-peer", NAME)]


def test_another_interface_is_not_asked_for() -> None:
    assert kinds([gateway(connection(1), connection(9, interface="wg-baska"))], held(1)) == []


def test_a_peer_that_may_send_from_more_is_found() -> None:
    wide = connection(1, address=f"{host(1)}/32,10.0.0.0/8")
    assert kinds([gateway(wide)], held(1)) == [("other-addresses", NAME)]


def test_a_gateway_with_another_key_than_users_configs_name_is_found() -> None:
    content = POLICY.model_dump(mode="json")
    content["gateways"]["merkez"]["public_key"] = key(77)[1]
    policy = VpnPolicy.model_validate(content)
    assert kinds([gateway(connection(1), own=key(78)[1])], held(1), policy) == [("other-key", NAME)]
    assert kinds([gateway(connection(1), own=key(77)[1])], held(1), policy) == []


def test_somebody_past_the_last_day_is_not_let_in_and_found_where_they_are() -> None:
    (one,) = held(1)
    over = one.model_copy(update={"until": NOW.date() - timedelta(days=1)})
    assert kinds([gateway(connection(1))], [over]) == [("unknown-peer", NAME)]
    assert kinds([gateway()], [over]) == []


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        (timedelta(minutes=2), "connected"),
        (timedelta(minutes=4), "seen"),
        (timedelta(days=44), "seen"),
        (timedelta(days=46), "dormant"),
        (None, "never"),
    ],
)
def test_a_person_is_connected_seen_dormant_or_was_never_there(ago: timedelta | None, state: str) -> None:
    found = status.judge(POLICY, held(1), [gateway(connection(1, ago))], {}, NOW)
    assert [one.state for one in found.rows] == [state]
    assert [one.kind for one in found.findings] == (["dormant"] if state == "dormant" else [])


def test_a_gateway_that_restarted_makes_nobody_dormant_who_was_seen_since() -> None:
    told = [gateway(connection(1, None, received=0))]
    assert kinds(told, held(1), n1=NOW - timedelta(days=3)) == []
    assert kinds(told, held(1), n1=NOW - timedelta(days=60)) == [("dormant", "")]


def test_what_goes_through_both_gateways_of_a_pair_is_added() -> None:
    told = [
        gateway(connection(1, timedelta(days=1), received=5, sent=7)),
        gateway(connection(1, timedelta(minutes=1), received=10, sent=1), device=TWIN),
    ]
    (row,) = status.judge(pair(), held(1), told, {}, NOW).rows
    assert (row.received, row.sent, row.state) == (15, 8, "connected")


def test_each_handshake_is_recorded_once_with_the_person_and_no_origin(tmp_path: Path) -> None:
    record = Connections(tmp_path)
    found = [connection(1, timedelta(minutes=1), received=5), connection(2), connection(9, timedelta(minutes=1))]
    assert record.append(found, held(1, 2), NOW) == 2
    assert record.append(found, held(1, 2), NOW) == 0
    assert record.append([connection(1, timedelta(seconds=1))], held(1, 2), NOW) == 1
    lines = (tmp_path / "2026-06.jsonl").read_text()
    assert lines.count("\n") == 3
    assert "endpoint" not in lines
    assert record.last_seen()[NAME, key(1)[1]] == NOW - timedelta(seconds=1)


def test_a_changed_line_of_the_record_is_found_and_an_old_month_goes_whole(tmp_path: Path) -> None:
    record = Connections(tmp_path)
    for month in (4, 5, 6):
        moment = datetime(2026, month, 1, 9, tzinfo=UTC)
        record.append([connection(1, NOW - moment)], held(1), moment)
    assert [file.name for file in record.forget(30, NOW)] == ["2026-04.jsonl"]
    assert record.last_seen()[NAME, key(1)[1]] == NOW
    file = tmp_path / "2026-05.jsonl"
    file.write_text(file.read_text().replace('"received":0', '"received":1'))
    with pytest.raises(ConnectionsBroken):
        record.last_seen()
