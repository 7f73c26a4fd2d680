"""Remote access from the help desk to the tunnel and back, by the commands alone, on a real gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from altyapi.evidence import chain
from altyapi.evidence.access import CutRecord
from altyapi.vpn import keys
from tests.e2e.vpn_gateway.desk import INTRANET, OTHER, Desk, echoed, help_desk, listening, preapproved
from tests.e2e.vpn_gateway.ground import missing
from tests.support.plans import APPROVER, People

pytestmark = [pytest.mark.e2e, pytest.mark.root]
REASON = missing()
HTTPS = 443


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, who: People) -> Iterator[Desk]:
    """Its gateway has been set up by a plan that a second person approved."""
    if REASON:
        pytest.skip(REASON)
    with help_desk(tmp_path_factory.mktemp("desk"), who) as made:
        first = made.plan("kurulum")
        assert not preapproved(first)
        made.inv("config.approve", str(first), "--key", str(made.who.keys[APPROVER]))
        made.inv("config.apply", str(first))
        yield made


def test_a_person_is_given_access_by_the_desk_alone_and_cut_off_before_netbox_is_asked(desk: Desk) -> None:
    pair = keys.pair()
    desk.person("sicil-9001")
    config = desk.add("sicil-9001", pair.public)
    plan = desk.plan("ekle")
    assert preapproved(plan) == "vpn-peers"
    desk.inv("config.apply", str(plan))  # nobody else has signed it
    home = desk.home(config.read_text("utf-8"), pair.private)
    with listening(desk, INTRANET, HTTPS) as intranet, listening(desk, OTHER, 22):
        with home.connect(INTRANET, HTTPS) as client:
            served, _ = intranet.accept()
            with served:
                assert echoed(client, served, 20)
                assert not home.reaches(OTHER, 22, 0.5)
                desk.line.fails(r"(GET|PATCH|POST) ", 503, times=None)  # NetBox is down as a whole
                told = desk.inv("vpn.revoke", "sicil-9001", "--reason", "Ayrıldı", "--apply", code=2)
                assert "stays so meanwhile" in told
                assert desk.peers() == set()
                assert not echoed(client, served, 0.5)
        assert not home.reaches(INTRANET, HTTPS, 0.5)
    # NetBox still has it, and so has the snapshot: no plan brings it back
    desk.inv("config.plan", "--limit", "fw-merkez", "--reason", "x", "--evrak", "2026/1234", code=0)
    desk.line.rules.clear()
    assert "Finished" in desk.inv("vpn.list", "--profile", "staff")
    assert "taken away" in desk.inv("vpn.show", home.address)


def test_who_could_not_be_cut_off_as_the_gateway_was_off_is_by_what_runs_from_a_timer(desk: Desk) -> None:
    """NetBox has let go of the person meanwhile: by name nobody is found any more."""
    name = "sicil-9002"
    desk.person(name)
    public = keys.pair().public
    desk.add(name, public)
    desk.inv("config.apply", str(desk.plan(name)))
    nowhere = {"ALTYAPI_KNOWN_HOSTS": str(desk.folder / "nobody-is-known")}
    told = desk.inv("vpn.revoke", name, "--reason", "Ayrıldı", "--evrak", "2026/77", "--apply", code=2, **nowhere)
    assert "NOT cut off" in told
    assert "inv vpn.status" in told
    assert desk.peers() == {public}
    assert "OWED since" in desk.inv("vpn.list", code=2)
    desk.inv("vpn.status", code=1, **nowhere)
    desk.inv("netbox.pull")
    desk.inv("vpn.status")
    assert desk.peers() == set()
    assert "OWED" not in desk.inv("vpn.list")
    proof = list(chain.accesses(chain.file_of(desk.project / "var")))[-1]
    assert isinstance(proof, CutRecord)
    assert [(one.public_key, one.was_there) for one in proof.cuts] == [(public, True)]
    assert (proof.reason, proof.evrak) == ("Ayrıldı", "2026/77")


def test_a_lost_key_is_out_at_once_and_comes_back_by_no_plan_while_netbox_refuses_the_new_one(desk: Desk) -> None:
    desk.person("sicil-9008")
    lost, new = keys.pair().public, keys.pair().public
    desk.add("sicil-9008", lost)
    desk.inv("config.apply", str(desk.plan("telefon")))
    others = desk.peers() - {lost}
    desk.line.fails(r"PATCH /api/ipam/ip-addresses", 403, times=None)
    why = ("--reason", "Telefon kayboldu", "--apply")
    assert "NBX-006" in desk.inv("vpn.rotate", "sicil-9008", "--public-key", new, "--cut", *why, code=2)
    assert desk.peers() == others
    desk.plan("yok", code=0)  # NetBox lets the lost key in, by a snapshot of now
    desk.line.rules.clear()
    assert "Finished" in desk.inv("vpn.list", "--profile", "staff")
    desk.inv("config.apply", str(desk.plan("yeni")))
    assert desk.peers() == {*others, new}
    desk.inv("vpn.revoke", "sicil-9008", "--reason", "Ayrıldı", "--apply")
    assert desk.peers() == others


def test_of_a_pair_one_is_cut_off_at_once_and_the_other_is_owed_until_it_answers_or_is_no_gateway(desk: Desk) -> None:
    desk.person("sicil-9003")
    public = keys.pair().public
    desk.add("sicil-9003", public)
    desk.inv("netbox.pull")
    file = desk.project / "inventory" / "policy" / "vpn.yml"
    one = file.read_text("utf-8")
    file.write_text(one.replace("[fw-merkez]", "[fw-merkez, fw-yedek]"), "utf-8")  # NetBox has no such device yet
    told = desk.inv("vpn.revoke", "sicil-9003", "--reason", "Ayrıldı", "--apply", code=2)
    assert "fw-yedek: NOT cut off" in told
    (proof,) = list(chain.accesses(chain.file_of(desk.project / "var")))[-2:-1]
    assert isinstance(proof, CutRecord)
    assert [(one.device, one.public_key) for one in proof.cuts] == [("fw-merkez", public)]
    rows = json.loads(desk.inv("vpn.status", "--format", "json", code=1).partition("\n}")[0] + "\n}")
    assert [(one["device"], one["why"]) for one in rows["owed"]] == [("fw-yedek", "VPN-072")]
    file.write_text(one, "utf-8")
    desk.inv("netbox.pull")
    assert "nothing is owed there" in desk.inv("vpn.status")


MEMUR = """
profiles:
  memur:
    title: Memur
    pool: {description: VPN personel}
    days_max: 366
    reach: [{to: [ebys], services: [https]}]
leavers_exempt: []
"""
STAFF_ELSEWHERE = (
    MEMUR.replace("memur:", "staff:").replace("Memur", "Personel").replace("    reach", "    gateway: yedek\n    reach")
)


def test_no_policy_that_changed_since_and_no_damaged_file_keeps_anybody_connected(desk: Desk) -> None:
    people = {name: keys.pair().public for name in ("sicil-9004", "sicil-9005", "sicil-9006", "sicil-9007")}
    for name, public in people.items():
        desk.person(name)
        desk.add(name, public)
    desk.inv("config.apply", str(desk.plan("degisen")))
    assert desk.peers() == set(people.values())
    away = ("--reason", "Ayrıldı", "--apply")
    file, owed = desk.project / "inventory" / "policy" / "vpn.yml", desk.project / "var" / "vpn" / "owed.json"
    policy = file.read_text("utf-8")

    # the profile has another name than when access was given
    file.write_text(policy.replace("[staff]", "[memur]") + MEMUR, "utf-8")
    assert "out of the live tunnel" in desk.inv("vpn.revoke", "sicil-9004", *away)
    assert desk.peers() == {people[name] for name in ("sicil-9005", "sicil-9006", "sicil-9007")}

    # its people belong to another gateway by now, and no plan has brought that about
    second = (
        "  yedek:\n    devices: [fw-yedek]\n    endpoint: 198.51.100.2:51820\n    public_key: " + keys.pair().public
    )
    file.write_text(policy.replace("gateways:\n", f"gateways:\n{second}\n", 1) + STAFF_ELSEWHERE, "utf-8")
    told = desk.inv("vpn.revoke", "sicil-9007", *away, code=2)
    assert "fw-yedek: NOT cut off" in told
    assert desk.peers() == {people["sicil-9005"], people["sicil-9006"]}
    file.write_text(policy, "utf-8")
    desk.inv("netbox.pull")
    desk.inv("vpn.status")

    # what is damaged is told, and the cut does not wait for it
    held = owed.read_bytes()
    owed.write_bytes(b"[{")
    assert "VPN-030" in desk.inv("vpn.revoke", "sicil-9005", *away, code=1)
    assert desk.peers() == {people["sicil-9006"]}
    owed.write_bytes(held)

    # the policy is not there while a cut is owed
    nowhere = {"ALTYAPI_KNOWN_HOSTS": str(desk.folder / "nobody-is-known")}
    desk.inv("vpn.revoke", "sicil-9006", *away, code=2, **nowhere)
    file.unlink()
    assert "OWED since" in desk.inv("vpn.status", code=2)
    desk.inv("vpn.expire", "--apply", code=2, **nowhere)
    assert desk.peers() == {people["sicil-9006"]}
    desk.inv("vpn.expire", "--apply")
    assert desk.peers() == set()
    file.write_text(policy, "utf-8")
