"""Access that is given: checked first, one object in NetBox, nothing half done."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from pyrage import decrypt, x25519

from altyapi import settings
from altyapi.cli import evidencing
from altyapi.cli.frame import now
from altyapi.evidence import chain
from altyapi.evidence.access import AccessRecord
from altyapi.vpn import granting, handover, keys, peer, rows
from altyapi.vpn.checking import Order
from altyapi.vpn.faults import LostRace
from altyapi.vpn.granting import Ground
from altyapi.vpn.peer import Peer
from altyapi.vpn.people import Department, Person
from altyapi.vpn.policy import load
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from tests.e2e.vpn.ground import EVRAK, Desk

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
AVAILABLE = r"POST /api/ipam/prefixes/\d+/available-ips/"


def records(desk: Desk) -> list[AccessRecord]:
    found = [entry.link.record for entry in chain.verify(desk.state / "evidence" / "chain.jsonl")]
    return [one for one in found if isinstance(one, AccessRecord)]


def pending(desk: Desk) -> list[Path]:
    return sorted((desk.state / "vpn" / "pending").glob("*.json"))


def opened(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(decrypt(file.read_bytes(), [IDENTITY]))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_gives_one_address_that_holds_all_of_it(desk: Desk) -> None:
    contact = desk.person("sicil-1001")
    key = keys.pair().public
    told = desk.add("sicil-1001", public_key=key)
    (one,) = desk.of("sicil-1001")
    expected = Peer(
        netbox_id=one.netbox_id, address=one.address, dns_name=f"vpn-staff-{contact['id']}.vpn.ornek.example",
        status="active", person=contact["id"], person_id="sicil-1001", department="mali-hizmetler", profile="staff",
        provider="wireguard", public_key=key, until=date(2026, 12, 31), evrak=EVRAK,
    )  # fmt: skip
    assert one == expected
    assert one.address.endswith("/32")
    assert "obb-mrk-ahb01-vpn01,obb-mrk-ahb01-vpn02" in told
    assert pending(desk) == []
    desk.pull()
    assert one in peer.peers(snapshot.load(desk.state / "snapshot.json"))


def test_leaves_evidence_that_the_journal_of_the_address_names(desk: Desk) -> None:
    desk.person("sicil-1002")
    desk.add("sicil-1002")
    (one,) = desk.of("sicil-1002")
    (record,) = records(desk)
    assert (record.action, record.evrak, record.grants[0].address) == ("grant", EVRAK, one.address)
    (entry,) = desk.netbox.page("extras/journal-entries", {"assigned_object_id": one.netbox_id, "limit": 5})[1]
    head = chain.verify(desk.state / "evidence" / "chain.jsonl")[-1].sha256
    assert f"- evidence record 1 `{head}`" in entry["comments"]


def test_without_apply_it_only_says_what_it_would_do(desk: Desk) -> None:
    desk.person("sicil-1003")
    assert "--apply" in desk.add("sicil-1003", code=2, apply=False)
    assert desk.of("sicil-1003") == ()
    assert records(desk) == []


@pytest.mark.parametrize("language", ["en", "tr"])
def test_tells_every_fault_at_once(desk: Desk, language: str) -> None:
    told = desk.add(
        "kimse", code=1, language=language, profile="stafff", until="31.02.2026", evrak="x", public_key="AAA="
    )
    assert all(code in told for code in ("VPN-001", "VPN-005", "VPN-006", "VPN-010"))
    assert max(map(len, told.splitlines())) <= 80
    assert ("böyle bir kişi yok" in told) is (language == "tr")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"until": "01.01.2020"}, "VPN-007"),
        ({"evrak": ""}, "VPN-009"),
        ({"profile": "contractor"}, "VPN-008"),
        ({"public_key": keys.pair().public[:-1]}, "VPN-011"),
        ({"public_key": "A" * 43 + "="}, "VPN-011"),
        ({"department": "fen-isleri"}, "VPN-017"),
    ],
)
def test_refuses_what_the_profile_or_the_form_forbids(desk: Desk, values: dict[str, str], code: str) -> None:
    who = f"sicil-{code}"
    if not desk.netbox.page("tenancy/contacts", {"name": who})[0]:
        desk.person(who)
    assert code in desk.add(who, code=1, **values)
    assert desk.of(who) == ()


def test_a_contractor_gets_thirty_days_and_no_more(desk: Desk) -> None:
    desk.on(date(2026, 3, 1))
    desk.person("yuklenici-1")
    assert "2026-03-31" in desk.add("yuklenici-1", code=1, profile="contractor", until="2026-04-01")
    desk.add("yuklenici-1", profile="contractor", until="2026-03-31")


def test_a_person_without_a_department_gets_nothing(desk: Desk) -> None:
    desk.netbox.create("tenancy/contacts", {"name": "birimsiz"})
    assert "VPN-003" in desk.add("birimsiz", code=1)


def test_a_person_of_two_departments_must_be_told_for_which(desk: Desk) -> None:
    desk.person("sicil-1004", desk.finance, desk.works)
    told = " ".join(desk.add("sicil-1004", code=1).split())
    assert "VPN-004" in told
    assert "fen-isleri, mali-hizmetler" in told
    desk.add("sicil-1004", department="fen-isleri")
    assert desk.of("sicil-1004")[0].department == "fen-isleri"


def test_one_of_two_persons_of_a_name_is_meant_by_its_number(desk: Desk) -> None:
    desk.person("sicil-1040")
    meant = desk.person("sicil-1040", desk.works)
    told = desk.add("sicil-1040", code=1)
    assert "VPN-002" in told
    assert f"id:{meant['id']} (fen-isleri)" in " ".join(told.split())
    desk.add(f"id:{meant['id']}")


def test_one_grant_for_each_person_and_profile_and_no_key_twice(desk: Desk) -> None:
    desk.person("sicil-1005")
    key = keys.pair().public
    desk.add("sicil-1005", public_key=key)
    assert "VPN-014" in desk.add("sicil-1005", code=1)
    assert "VPN-012" in desk.add("sicil-1005", code=1, profile="admin", until="2026-12-01", public_key=key)


def test_a_key_made_here_is_handed_over_once_and_kept_nowhere(desk: Desk) -> None:
    desk.person("sicil-1006")
    desk.add("sicil-1006", new_key=True, for_age=str(IDENTITY.to_public()))
    (one,) = desk.of("sicil-1006")
    (file,) = desk.project.rglob("*.zip.age")
    content = opened(file)
    config = content[f"vpn-staff-{one.person}.conf"].decode()
    private = next(line.partition(" = ")[2] for line in config.splitlines() if line.startswith("PrivateKey"))
    assert keys.public_of(private) == one.public_key
    assert content[f"vpn-staff-{one.person}.png"].startswith(b"\x89PNG")
    assert f"Address = {one.address}" in config
    assert "AllowedIPs = 10.64.10.5/32, 10.64.10.20/31, 10.64.10.22/32, 10.64.10.25/32, 10.65.10.5/32" in config
    everywhere = [path.read_bytes() for path in desk.project.rglob("*") if path.is_file()]
    assert not any(private.encode() in held for held in everywhere)
    assert not any(private in said for said in desk.said)
    every = json.dumps([desk.netbox.page(path, {"limit": 1000})[1] for path in NETBOX_LISTS])
    assert private not in every
    assert one.public_key in every


def test_a_key_made_here_shows_in_no_process_and_no_pipe(desk: Desk) -> None:
    """The command as a process of its own, with `--qr` into a pipe, while every process of the machine is looked at."""
    desk.person("sicil-1015")
    recipient = str(IDENTITY.to_public())
    words = ["vpn.add", "sicil-1015", "--profile", "staff", "--until", "31.12.2030", "--evrak", EVRAK, "--reason", "x"]
    policy = desk.project / "inventory" / "policy" / "vpn.yml"
    policy.write_text(policy.read_text("utf-8") + LONG, "utf-8")
    command = [sys.executable, "-m", "altyapi.cli", *words, "--new-key", "--for-age", recipient, "--qr", "--apply"]
    seen: set[bytes] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while process.poll() is None:
            for place in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    with suppress(OSError):
                        seen.add((place / name).read_bytes())
            process_ended.wait(0.4)
        assert process.stdout is not None
        said = process.stdout.read()
    assert process.returncode == 0, said.decode()
    (file,) = desk.project.rglob("*.zip.age")
    (one,) = desk.of("sicil-1015")
    config = opened(file)[f"vpn-staff-{one.person}.conf"].decode()
    private = next(line.partition(" = ")[2] for line in config.splitlines() if line.startswith("PrivateKey")).encode()
    assert any(b"vpn.add" in held for held in seen)
    assert not any(private in held for held in seen)
    assert private not in said
    assert "█" not in said.decode()
    assert not any(private in path.read_bytes() for path in desk.project.rglob("*") if path.is_file())


LONG = """
profiles:
  staff: {title: Personel, pool: {description: VPN personel}, days_max: 3660, reach: [{to: [dns]}]}
"""
process_ended = threading.Event()


def test_the_chain_is_held_against_the_journals_of_addresses(desk: Desk) -> None:
    desk.person("sicil-1016")
    desk.add("sicil-1016")
    chain_file = desk.state / "evidence" / "chain.jsonl"
    configured = settings.load()
    held = {one.number: one.sha256 for one in evidencing.names_in_netbox(configured)}
    assert held[1] == chain.verify(chain_file)[0].sha256


def test_a_token_that_may_not_make_addresses_is_told_so(desk: Desk) -> None:
    desk.person("sicil-1017")
    refused = {"detail": "You do not have permission to perform this action."}
    desk.line.fails(AVAILABLE, 403, body=refused)
    assert "add ipam.ipaddress" in desk.add("sicil-1017", code=1)
    assert pending(desk) == []


NETBOX_LISTS = ("ipam/ip-addresses", "extras/journal-entries", "core/object-changes", "tenancy/contacts")


def test_an_unusable_recipient_stops_it_before_anything_is_taken(desk: Desk) -> None:
    desk.person("sicil-1007")
    assert "VPN-036" in desk.add("sicil-1007", code=1, new_key=True, for_age="age1yanlis")
    assert "VPN-037" in desk.add("sicil-1007", code=1, new_key=True, public_key=keys.pair().public)
    assert desk.of("sicil-1007") == ()


def test_a_key_that_can_not_be_handed_over_leaves_no_grant(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device", "x")

    desk.person("sicil-1008")
    monkeypatch.setattr(handover, "write", full)
    assert "CLI-005" in desk.add("sicil-1008", code=1, new_key=True, for_age=str(IDENTITY.to_public()))
    assert desk.of("sicil-1008") == ()
    assert pending(desk) == []
    assert [one.action for one in records(desk)] == ["withdraw"]


def test_an_answer_that_is_lost_is_looked_up_before_anything_is_asked_again(desk: Desk) -> None:
    desk.person("sicil-1009")
    desk.line.on(AVAILABLE, drop="late")
    desk.add("sicil-1009")
    assert len(desk.of("sicil-1009")) == 1
    assert len(records(desk)) == 1


def test_a_netbox_that_fails_once_is_asked_again_and_gives_one_address(desk: Desk) -> None:
    desk.person("sicil-1010")
    desk.line.fails(AVAILABLE, 503)
    desk.add("sicil-1010")
    assert len(desk.of("sicil-1010")) == 1


def test_a_netbox_that_fails_after_it_stored_the_grant_leaves_it_to_the_next_run(desk: Desk) -> None:
    """The evidence is there, the journal entry is not: the next command brings it."""
    desk.person("sicil-1011")
    desk.line.fails(r"POST /api/extras/journal-entries/", 500)
    desk.add("sicil-1011", code=2)
    (one,) = desk.of("sicil-1011")
    assert len(pending(desk)) == 1
    desk("show", person="sicil-1011")
    assert pending(desk) == []
    assert desk.netbox.page("extras/journal-entries", {"assigned_object_id": one.netbox_id})[0] == 1
    assert len(records(desk)) == 1


def killed(desk: Desk, who: str, *, handed: bool) -> str:
    """A run that died right after NetBox had stored the grant."""
    contact = desk.person(who)
    key = keys.pair().public
    with NetBox(desk.line.url, desk.token) as netbox:
        ground = base(desk, netbox)
        order = ordered(desk, contact["id"], who, key)
        step = granting._step(ground, "grant", [granting._asked(ground, order)], "x", EVRAK, handed=handed)
        with ground.pending.begin(step):
            prefix = rows.prefix_of(netbox, ground.policy.profiles["staff"].pool)
            netbox.create(f"ipam/prefixes/{prefix['id']}/available-ips", granting._body(ground, order, step))
    return key


def test_a_run_that_was_killed_is_finished_by_the_next_one(desk: Desk) -> None:
    key = killed(desk, "sicil-1012", handed=True)
    desk("list_", profile="staff")
    assert [one.public_key for one in desk.of("sicil-1012")] == [key]
    assert pending(desk) == []
    assert [one.action for one in records(desk)] == ["grant"]


def test_a_grant_whose_key_reached_nobody_is_taken_back_by_the_next_run(desk: Desk) -> None:
    killed(desk, "sicil-1013", handed=False)
    desk("list_", profile="staff")
    assert desk.of("sicil-1013") == ()
    assert pending(desk) == []
    assert [one.action for one in records(desk)] == ["withdraw"]


def base(desk: Desk, netbox: NetBox) -> Ground:
    return Ground(
        netbox,
        load(desk.project / "inventory" / "policy"),
        desk.state,
        desk.state / "evidence" / "chain.jsonl",
        "op",
        now,
        desk.state / "snapshot.json",
    )


def ordered(desk: Desk, contact: int, who: str, key: str) -> Order:
    department = Department(id=desk.finance, slug="mali-hizmetler", name="Mali Hizmetler Dairesi")
    person = Person(id=contact, name=who, departments=(department,))
    return Order(
        person=person, department=department, profile="staff", until=date(2026, 12, 31), evrak=EVRAK, reason="x", public_key=key
    )  # fmt: skip


def test_many_at_once_get_different_addresses(desk: Desk) -> None:
    people = [desk.person(f"kalabalik-{number}") for number in range(20)]
    with NetBox(desk.line.url, desk.token, threads=20) as netbox, ThreadPoolExecutor(20) as pool:
        ground = base(desk, netbox)

        def give(row: dict[str, object]) -> str:
            order = ordered(desk, int(str(row["id"])), str(row["name"]), keys.pair().public)
            (done,) = granting.grant(ground, [order], reason="x", evrak=EVRAK)
            return done.grants[0].address

        given = list(pool.map(give, people))
    assert len(set(given)) == 20
    assert len(records(desk)) == 20


def test_two_who_give_the_same_person_access_at_once_leave_one_grant(desk: Desk) -> None:
    row = desk.person("sicil-1014")
    with NetBox(desk.line.url, desk.token, threads=4) as netbox, ThreadPoolExecutor(4) as pool:
        ground = base(desk, netbox)

        def give(_: int) -> int:
            order = ordered(desk, row["id"], "sicil-1014", keys.pair().public)
            (done,) = granting.grant(ground, [order], reason="x", evrak=EVRAK)
            assert bool(done.lost) is not bool(done.grants)
            assert all(isinstance(one, LostRace) for one in done.lost)
            return len(done.grants)

        assert sum(pool.map(give, range(4))) == 1
    assert len(desk.of("sicil-1014")) == 1


def test_a_full_pool_says_so_and_takes_nothing(desk: Desk) -> None:
    policy = desk.project / "inventory" / "policy" / "vpn.yml"
    desk.netbox.create("ipam/prefixes", {"prefix": "10.66.9.0/30", "description": "Küçük havuz"})
    policy.write_text(policy.read_text("utf-8") + SMALL, "utf-8")
    for number in range(2):
        desk.person(f"dar-{number}")
        desk.add(f"dar-{number}")
    desk.person("dar-2")
    assert "NBX-100" in desk.add("dar-2", code=1)
    assert pending(desk) == []


SMALL = """
profiles:
  staff: {title: Personel, pool: {description: Küçük havuz}, days_max: 366, reach: [{to: [dns]}]}
"""
