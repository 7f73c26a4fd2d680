"""Plans without a second person: peers as NetBox has them, few at a time, and no way to bring anything else along."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from altyapi import connection
from altyapi.apply import runs, source
from altyapi.apply.preapproved import NotPreapproved
from altyapi.apply.withdrawn import AccessWithdrawn, WayBackLetsIn
from altyapi.apply.work import Services
from altyapi.evidence import chain
from altyapi.evidence.access import Cut
from altyapi.plan import approval, model
from altyapi.plan.approval import AuthorUnproven, NotApproved
from altyapi.plan.model import Check, DevicePlan, Flag, Plan, SecretUse
from altyapi.plan.outcome import checks
from altyapi.plan.policy import ChangePolicy
from altyapi.platforms import load
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from altyapi.vpn.gateway import cutting, preapproved
from altyapi.vpn.peer import PROFILE, is_grant
from altyapi.vpn.policy import VpnPolicy
from netbox_sync import snapshot as snapshots
from netbox_sync.model import IPAddress, Snapshot
from tests.e2e.gateway.ground import NAME
from tests.e2e.vpn_gateway.ground import POLICY, grants, host, key, snapshot
from tests.support.plans import APPROVER, AUTHOR, People, entry, people, plan

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
END = "until 2026-12-31T21:00:00Z"


def line(number: int, rest: str = "") -> str:
    return f" peer {key(number)[1]} {rest or f'address {host(number)}/32 {END} name vpn-kul{number:05d}.ornek.bel.tr'}"


def gone(number: int) -> str:
    return f" no peer {key(number)[1]}"


def change(commands: tuple[str, ...], rollback: tuple[str, ...], **fields: Any) -> DevicePlan:
    device = held().device_by_name[NAME]
    return entry(
        NAME,
        **{
            "site": device.site,
            "role": device.role,
            "tags": device.tags,
            "connection": connection.of(device),
            "serial": "ORNEK-0001",
            "platform": "linux_gateway",
            "risk": "high",
            "kinds": ("vpn-peer",),
            "commands": commands,
            "rollback": rollback,
            "revert_method": "armed-restore",
            "checks": checks(commands, load("linux_gateway")),
            **fields,
        },
    )


def around(*commands: str, tunnel: str = "wg0") -> tuple[str, ...]:
    return (f"wireguard {tunnel}", *commands, " exit")


ADDED = around(line(2)), around(gone(2))
"""NetBox holds the grants 1 and 2; 3 was taken back."""


def held() -> Snapshot:
    base = snapshot([1, 2, 3])
    rows = tuple(
        one.model_copy(update={"status": "deprecated"}) if one.id == 10_003 else one for one in base.tables.ip_addresses
    )
    return Snapshot(
        source=base.source, digest=base.digest, tables=base.tables.model_copy(update={"ip_addresses": rows})
    )


def problems(*entries: DevicePlan, policy: VpnPolicy = POLICY, **fields: Any) -> tuple[str, ...]:
    return preapproved.problems(plan(*entries, preapproved="vpn-peers", **fields), policy, held(), NOW)


def test_a_grant_of_netbox_comes_and_one_that_was_taken_back_goes() -> None:
    assert not problems(change(*ADDED))
    assert not problems(change(around(gone(3)), around(line(3)), flags=(Flag(kind="deletion", line="x", reason="y"),)))
    assert not problems(change(around(gone(3), line(2)), around(gone(2), line(3))))


def policy(**changes: Any) -> VpnPolicy:
    content = POLICY.model_dump(mode="json")
    content["preapproved"] |= changes
    content["profiles"]["baska"] = content["profiles"]["staff"]
    return VpnPolicy.model_validate(content)


FLAG = Flag(kind="management", line="table inet altyapi", reason="x")
WIDE = f"address {host(2)}/32,10.0.0.0/8 {END} name vpn-kul00002.ornek.bel.tr"
CHEATS: dict[str, Callable[[], tuple[str, ...]]] = {
    "a tunnel's setting": lambda: problems(change((*around(line(2), " listen-port 53"),), around(gone(2)))),
    "a line behind it": lambda: problems(change((*around(line(2)), "ip route 0.0.0.0/0 198.51.100.66"), around(gone(2)))),
    "the rules": lambda: problems(change((*around(line(2)), "no table inet altyapi"), around(gone(2)))),
    "a peer outside a tunnel": lambda: problems(change((line(2),), around(gone(2)))),
    "a peer twice": lambda: problems(change(around(line(2, WIDE), line(2)), around(gone(2)))),
    "out and in again": lambda: problems(change(around(gone(2), line(2, WIDE)), around(gone(2)))),
    "a whole network": lambda: problems(change(around(line(2, WIDE)), around(gone(2)))),
    "another end": lambda: problems(
        change(around(line(2, f"address {host(2)}/32 until 2036-12-31T21:00:00Z name vpn-kul00002.ornek.bel.tr")), around(gone(2)))
    ),
    "no end": lambda: problems(change(around(line(2, f"address {host(2)}/32")), around(gone(2)))),
    "an endpoint": lambda: problems(
        change(around(line(2, f"address {host(2)}/32 endpoint 198.51.100.66:51820 {END}")), around(gone(2)))
    ),
    "a key that NetBox does not have": lambda: problems(change(around(line(77)), around(gone(77)))),
    "a grant that was taken back": lambda: problems(change(around(line(3)), around(gone(3)))),
    "somebody who has access": lambda: problems(change(around(gone(1)), around(line(1)))),
    "another tunnel": lambda: problems(change(around(line(2), tunnel="wg7"), around(gone(2), tunnel="wg7"))),
    "another device": lambda: problems(change(*ADDED, device="fw-sube")),
    "another platform": lambda: problems(change(*ADDED, platform="cisco_ios", revert_method="configure-revert-timer")),
    "a way back that does more": lambda: problems(change(around(line(2)), (*around(gone(2)), "no table inet altyapi"))),
    "a way back that takes out others": lambda: problems(change(around(line(2)), around(gone(2), gone(1)))),
    "a way back that lets in": lambda: problems(change(around(line(2)), around(gone(2), line(77)))),
    "a way back that widens": lambda: problems(change(around(gone(3)), around(line(3, f"address 10.0.0.0/8 {END}")))),
    "a way back without an end": lambda: problems(change(around(gone(3)), around(line(3, f"address {host(3)}/32")))),
    "another way in": lambda: problems(change(*ADDED, connection={"host": "10.9.9.9", "credential": "cekirdek"})),
    "a jump": lambda: problems(
        change(*ADDED, connection=connection.of(held().device_by_name[NAME]).model_copy(update={"jump": "root@198.51.100.66"}))
    ),
    "another site": lambda: problems(change(*ADDED, site="sube")),
    "another role": lambda: problems(change(*ADDED, role="access-switch")),
    "other tags": lambda: problems(change(*ADDED, tags=("dondurma-disi",))),
    "no serial": lambda: problems(change(*ADDED, serial="")),
    "a flag": lambda: problems(change(*ADDED, flags=(FLAG,))),
    "a secret": lambda: problems(change(*ADDED, secrets=(SecretUse(name="a", digest="b"),))),
    "unmanaged lines": lambda: problems(change(*ADDED), strict=True),
    "another profile": lambda: problems(change(*ADDED), policy=policy(profiles=["baska"])),
    "too many": lambda: problems(change(*ADDED), policy=policy(peers_max=0)),
    "one good device and one that is not": lambda: problems(change(*ADDED), entry("sw-1", wave=1)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHEATS)
def test_nothing_else_comes_along(name: str) -> None:
    assert CHEATS[name]()


def netbox(*rows: IPAddress) -> Snapshot:
    """NetBox with these grants alone."""
    base = held()
    others = tuple(one for one in base.tables.ip_addresses if not is_grant(one.custom_fields))
    return base.model_copy(update={"tables": base.tables.model_copy(update={"ip_addresses": (*others, *rows)})})


def admins() -> VpnPolicy:
    content = POLICY.model_dump(mode="json")
    content["profiles"]["admin"] = content["profiles"]["staff"]
    return VpnPolicy.model_validate(content)


def test_the_grant_that_is_let_in_is_the_one_whose_profile_counts() -> None:
    (row,) = grants([2])
    admin = row.model_copy(update={"custom_fields": {**row.custom_fields, PROFILE: "admin"}})
    later = row.model_copy(update={"id": 20_000, "address": "10.66.200.9/16"})
    made = plan(change(*ADDED), preapproved="vpn-peers")
    assert preapproved.problems(made, admins(), netbox(row, later), NOW) == ()
    (said,) = preapproved.problems(made, admins(), netbox(admin, later), NOW)
    assert "profile admin" in said


def test_a_grant_outside_its_profiles_pool_needs_a_second_person() -> None:
    (row,) = grants([2])
    there = row.model_copy(update={"address": "10.1.1.10/24"})
    words = f"address 10.1.1.10/32 {END} name vpn-kul00002.ornek.bel.tr"
    made = plan(change(around(line(2, words)), around(gone(2))), preapproved="vpn-peers")
    (said,) = preapproved.problems(made, POLICY, netbox(there), NOW)
    assert "outside the pool of staff" in said
    gone_since = netbox(there.model_copy(update={"status": "deprecated"}))
    made = plan(change(around(gone(2)), around(line(2, words))), preapproved="vpn-peers")
    (said,) = preapproved.problems(made, POLICY, gone_since, NOW)
    assert "the way back lets in more than a person" in said


@pytest.fixture(scope="module")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


class Desk:
    """A help desk: its plans, its runs, and NetBox's last snapshot."""

    def __init__(self, folder: Path, who: People, rules: str = "") -> None:
        self.who, self.folder = who, folder
        (folder / "policy").mkdir(parents=True)
        content = VpnPolicy.model_validate(POLICY.model_dump()).model_dump_json()
        (folder / "policy" / "vpn.yml").write_text(rules or content)
        settings = Settings(
            root=folder, state_dir=folder / "var", policy_dir=folder / "policy", snapshot_file=folder / "snapshot.json",
            allowed_signers=who.allowed_signers,
        )  # fmt: skip
        self.services = Services(
            settings=settings, store=SecretStore(), ledger=SecretLedger(folder / "ledger.json"), operator="masa",
            policy=ChangePolicy(), clock=lambda: NOW,
        )  # fmt: skip
        self.pulled(held())

    def pulled(self, taken: Snapshot, snapshot_taken: str = "") -> None:
        digest = hashlib.sha256(snapshots.canonical(taken.tables)).hexdigest()
        source = taken.source.model_copy(update={"taken": snapshot_taken or taken.source.taken})
        whole = Snapshot(source=source, digest=digest, tables=taken.tables)
        snapshots.save(whole, self.services.settings.snapshot)

    def begun(self, made: Plan, *signers: str) -> Plan:
        file = self.folder / "plans" / f"{made.id[:8]}.json"
        model.save(made, file)
        for person in signers:
            role = "author" if person == AUTHOR else "approver"
            approval.sign(made, file, self.who.keys[person], self.who.allowed_signers, role, NOW)  # type: ignore[arg-type]
        return source.open_run(file, self.services).plan


def asked(*entries: DevicePlan, **fields: Any) -> Plan:
    times = {"created": (NOW - timedelta(hours=1)).isoformat(), "expires": (NOW + timedelta(hours=3)).isoformat()}
    return plan(*entries, **{"preapproved": "vpn-peers", **times, **fields})


def test_the_authors_signature_alone_begins_it(tmp_path: Path, who: People) -> None:
    desk = Desk(tmp_path, who)
    assert desk.begun(asked(change(*ADDED)), AUTHOR).preapproved
    with pytest.raises(AuthorUnproven):
        desk.begun(asked(change(*ADDED), reason="imzasız"))


def test_a_plan_that_only_says_so_needs_its_second_person(tmp_path: Path, who: People) -> None:
    desk = Desk(tmp_path, who)
    wrong = asked(change((*around(line(2)), "ip route 10.9.0.0/16 10.0.10.9"), around(gone(2))))
    with pytest.raises(NotPreapproved, match="another line: ip route"):
        desk.begun(wrong, AUTHOR)
    assert desk.begun(wrong, AUTHOR, APPROVER)  # as every change
    with pytest.raises(NotApproved):
        desk.begun(asked(change(*ADDED), preapproved=""), AUTHOR)


def test_a_day_has_a_limit_over_all_such_changes(tmp_path: Path, who: People) -> None:
    rules = policy(per_day=1).model_dump_json()
    desk = Desk(tmp_path, who, rules)
    first = desk.begun(asked(change(*ADDED)), AUTHOR)
    second = asked(change(around(gone(3)), around(line(3))))
    with pytest.raises(NotPreapproved, match="2 peers in 24 hours, allowed 1"):
        desk.begun(second, AUTHOR)
    assert desk.begun(first, AUTHOR) == first  # the same once more is no second one
    tomorrow = NOW + timedelta(hours=25)
    desk.services = desk.services.model_copy(update={"clock": lambda: tomorrow})
    times = {"created": tomorrow.isoformat(), "expires": (tomorrow + timedelta(hours=1)).isoformat()}
    moved = asked(change(around(gone(3)), around(line(3))), **times)
    assert desk.begun(moved, AUTHOR)


def test_a_run_that_cannot_be_read_asks_for_a_second_person_and_keeps_nobody_from_the_way_back(
    tmp_path: Path, who: People
) -> None:
    desk = Desk(tmp_path, who)
    state_dir = desk.services.settings.state_dir
    run = runs.latest(state_dir, desk.begun(asked(change(*ADDED)), AUTHOR).id)
    assert run is not None
    source.start(run, desk.services, 1)
    run.journal.append("applied", NAME, after_sha256="a" * 64)
    lost = runs.latest(state_dir, desk.begun(asked(change(*ADDED), reason="bozulan"), AUTHOR).id)
    assert lost is not None
    lost.plan_file.write_bytes(lost.plan_file.read_bytes()[:-40])
    back = source.open_back(run, desk.services, reason="-", evrak="")
    assert back is not None
    source.start(back, desk.services, 2)
    assert [event.name for event in back.journal.events()] == ["run-started"]
    with pytest.raises(NotPreapproved, match=f"what run {lost.head.run} did can't be read"):
        desk.begun(asked(change(*ADDED), reason="sonraki"), AUTHOR)


def test_without_a_snapshot_nobody_is_waved_through(tmp_path: Path, who: People) -> None:
    desk = Desk(tmp_path, who)
    desk.services.settings.snapshot.unlink()
    with pytest.raises(NotPreapproved):
        desk.begun(asked(change(*ADDED)), AUTHOR)


def test_a_plan_from_before_somebody_was_cut_off_lets_nobody_back_in_whoever_approved_it(
    tmp_path: Path, who: People
) -> None:
    desk = Desk(tmp_path, who)
    services = desk.services
    before, after = ({"snapshot_taken": (NOW + timedelta(minutes=one)).isoformat()} for one in (-60, 1))
    begun = runs.latest(services.settings.state_dir, desk.begun(asked(change(*ADDED), **before), AUTHOR).id)
    assert begun is not None
    out = Cut(
        device=NAME, interface="wg0", public_key=key(2)[1], address="", was_there=False, last_handshake="", sessions=0,
        at=NOW.isoformat(),
    )  # fmt: skip
    file = chain.file_of(services.settings.state_dir)
    cutting.record(file, [out], NOW.isoformat(), by="kul0001", reason="Ayrıldı", evrak="")
    with pytest.raises(AccessWithdrawn):
        source.start(begun, services, 1)
    with pytest.raises(AccessWithdrawn):
        desk.begun(asked(change(*ADDED), reason="onaylı", **before), AUTHOR, APPROVER)
    assert desk.begun(asked(change(around(gone(3)), around(line(3))), **before), AUTHOR)
    desk.pulled(held(), **after)
    with pytest.raises(AccessWithdrawn):
        desk.begun(asked(change(*ADDED), reason="sonraki", **before), AUTHOR, APPROVER)
    with pytest.raises(AccessWithdrawn):  # whose clock is ahead tells nothing
        desk.begun(asked(change(*ADDED), **after), AUTHOR, APPROVER)
    desk.services = services.model_copy(update={"clock": lambda: NOW + timedelta(minutes=2)})
    assert desk.begun(asked(change(*ADDED), **after), AUTHOR)  # NetBox has let the person in anew


def test_a_way_back_lets_in_nobody_whose_access_is_over_by_now(tmp_path: Path, who: People) -> None:
    """The plan took out whom NetBox had let go of; whoever changes their mind says so in NetBox first."""
    desk = Desk(tmp_path, who)
    state_dir = desk.services.settings.state_dir
    begun = runs.latest(state_dir, desk.begun(asked(change(around(gone(3)), around(line(3)))), AUTHOR).id)
    assert begun is not None
    source.start(begun, desk.services, 1)
    begun.journal.append("applied", NAME, after_sha256="a" * 64)
    with pytest.raises(WayBackLetsIn):
        source.open_back(begun, desk.services, reason="-", evrak="")
    assert not list(runs.rollbacks(state_dir, begun))
    desk.pulled(snapshot([1, 2, 3]))
    back = source.open_back(begun, desk.services, reason="-", evrak="")
    assert back is not None
    desk.pulled(held())
    with pytest.raises(WayBackLetsIn):  # one that was begun goes on as little
        source.start(back, desk.services, 2)


def test_a_plan_lets_in_nobody_whom_netbox_lets_in_no_more_whoever_approved_it(tmp_path: Path, who: People) -> None:
    """A config from a backup, or a plan from before a change in NetBox that nobody made by these commands."""
    desk = Desk(tmp_path, who)
    with pytest.raises(AccessWithdrawn):
        desk.begun(asked(change(around(line(3)), around(gone(3))), preapproved=""), AUTHOR, APPROVER)


def test_an_end_that_came_between_is_told() -> None:
    late = datetime(2027, 1, 2, tzinfo=UTC)
    assert preapproved.problems(asked(change(*ADDED)), POLICY, held(), late)
    assert date.fromisoformat(str(grants([2])[0].custom_fields["gecerlilik_sonu"])) < late.date()


def test_checks_are_those_of_every_change() -> None:
    assert Check(kind="login", expected="a new login is accepted") in change(*ADDED).checks
