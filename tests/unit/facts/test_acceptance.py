"""What a person accepts of a proposal is what is written, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.facts import acceptance, proposal
from altyapi.facts.compare import compare
from altyapi.facts.errors import AcceptanceUnknown, ProposalChanged, ProposalUnreadable, TargetTaken
from altyapi.facts.proposal import Proposal
from netbox_sync.canonical import sha256
from netbox_sync.writeback.fieldchange import MESSAGE_LENGTH, mac, native
from tests.unit.facts import facts_ground as ground
from tests.unit.facts.facts_ground import GI, MAC, VERSION, says, snapshot

SERIAL = native("serial")


@pytest.fixture
def made() -> Proposal:
    """sw1: a serial that differs, our old version, two MAC addresses to fill, one that differs; sw2, which calls itself
    sw9: a serial to fill and our old version; core: a serial to fill."""
    taken = snapshot(
        sw1={"custom_fields": {VERSION: "17.6.1"}},
        sw2={"serial": "", "custom_fields": {VERSION: "17.6.1"}},
        core={"serial": ""},
    )
    told = {
        "sw1": says(serial="NEW", macs={f"{GI}1": f"{MAC}9", f"{GI}24": f"{MAC}A"}),
        "sw2": says("sw9", "FOC2"),
        "core": says("core", "FOC9"),
    }
    written = {("sw1", VERSION): "17.6.1", ("sw2", VERSION): "17.6.1"}
    found, _ = compare(taken, told, written, VERSION)
    return ground.proposal(*found)


def names(chosen: tuple[acceptance.Chosen, ...]) -> dict[str, list[str]]:
    return {one.device.device: [field.name for field in one.fields] for one in chosen}


def test_unasked_only_our_own_values_are_renewed(made: Proposal) -> None:
    assert names(acceptance.choose(made)) == {"sw1": [VERSION]}


def test_all_fills_leaves_entries_of_persons_and_devices_of_another_name(made: Proposal) -> None:
    assert names(acceptance.choose(made, all_fills=True)) == {"core": [SERIAL], "sw1": [VERSION, mac(f"{GI}24")]}


def test_what_differs_is_accepted_by_name_alone(made: Proposal) -> None:
    chosen = acceptance.choose(made, f"sw1:serial, sw2:device.serial,sw1:mac@{GI}1")
    assert names(chosen) == {"sw1": [SERIAL, VERSION, mac(f"{GI}1")], "sw2": [SERIAL]}


def test_all_mac_addresses_of_a_device_have_one_name(made: Proposal) -> None:
    assert names(acceptance.choose(made, "sw1:mac")) == {"sw1": [VERSION, mac(f"{GI}1"), mac(f"{GI}24")]}


def test_every_unknown_name_is_told_at_once(made: Proposal) -> None:
    with pytest.raises(AcceptanceUnknown) as caught:
        acceptance.choose(made, "sw1:serial,sw1:model,sw7:serial,core:mac,serial")
    assert caught.value.fields["terms"] == "sw1:model, sw7:serial, core:mac, serial"


def test_a_change_carries_what_was_reviewed_and_keeps_mac_addresses_apart(made: Proposal) -> None:
    chosen = acceptance.choose(made, "sw1:serial", all_fills=True)
    core, own, macs = acceptance.changes(made, chosen, "sayım", "E-1")
    assert (core.before, core.after) == ({SERIAL: ""}, {SERIAL: "FOC9"})
    assert own.before == {SERIAL: "FOC1", VERSION: "17.6.1"}
    assert own.after == {SERIAL: "NEW", VERSION: "17.9.5"}
    assert macs.after == {mac(f"{GI}24"): f"{MAC}A"}
    assert own.message == f"sayım (E-1) [altyapi {made.id[:12]}]"


def test_the_same_choice_has_the_same_keys_and_another_has_others(made: Proposal) -> None:
    def keys(reason: str, *, all_fills: bool) -> set[str]:
        chosen = acceptance.choose(made, "sw1:serial", all_fills=all_fills)
        return {change.key for change in acceptance.changes(made, chosen, reason)}

    assert keys("x", all_fills=True) == keys("x", all_fills=True)
    assert not keys("x", all_fills=False) & keys("y", all_fills=False)


@pytest.mark.parametrize("reason", ["ş" * 500, "x" * 140, "kısa"])
def test_a_long_reason_is_cut_and_never_the_document_and_the_proposal(made: Proposal, reason: str) -> None:
    for evrak in ("E-99999999-703.01-123456", "", "E" * 300):
        for change in acceptance.changes(made, acceptance.choose(made), reason, evrak):
            assert len(change.message) <= MESSAGE_LENGTH
            assert change.message.endswith(f"[altyapi {made.id[:12]}]")
            assert evrak[-20:] in change.message


def test_a_saved_proposal_is_the_one_that_is_loaded_and_its_id_is_the_files_hash(
    made: Proposal, tmp_path: Path
) -> None:
    file = tmp_path / "facts.json"
    proposal.save(made, file)
    assert proposal.load(file) == made
    assert sha256(file.read_bytes()) == made.id


def test_a_proposal_that_was_edited_is_refused(made: Proposal, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    for edit in (
        made.content.replace(b'"fill"', b'"ful"'),
        made.content + b"\n",
        made.content.replace(b"NEW", b"N\xc3W"),
    ):
        file.write_bytes(edit)
        with pytest.raises((ProposalChanged, ProposalUnreadable)):
            proposal.load(file)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"schema_version": 1, "kind": "config"}', b"\xff", b"[" * 99999]
)
def test_another_file_is_told_apart_and_never_overwritten(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(content)
    with pytest.raises(ProposalUnreadable):
        proposal.load(file)
    with pytest.raises(TargetTaken):
        proposal.check_target(file)


def test_a_proposal_may_be_replaced_also_where_it_was_edited(made: Proposal, tmp_path: Path) -> None:
    file = tmp_path / "facts.json"
    proposal.check_target(file)
    for content in (made.content, made.content + b"\n"):
        file.write_bytes(content)
        proposal.check_target(file)
