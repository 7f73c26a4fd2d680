"""Cuts that are owed are kept until each device has proven its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from altyapi.vpn.gateway import withheld
from altyapi.vpn.owed import Owed, OwedCut
from altyapi.vpn.pending import PendingUnreadable

KEY = "x" * 43 + "="
NOW = datetime.now(UTC)


def cut(device: str, *, after: timedelta = timedelta(), reason: str = "Ayrıldı") -> OwedCut:
    return OwedCut(
        what="cut",
        device=device,
        gateway="merkez",
        interface="wg0",
        provider="wireguard",
        public_key=KEY,
        address="10.66.0.7/32",
        since=NOW.isoformat(),
        due=(NOW + after).isoformat(),
        by="kul0001",
        reason=reason,
    )


def test_of_a_pair_the_one_that_was_cut_is_struck_and_the_other_stays_owed(tmp_path: Path) -> None:
    owed = Owed(tmp_path)
    owed.owe([cut("vpn01"), cut("vpn02")])
    owed.strike([cut("vpn01").place])
    owed.met({"vpn02": "DEV-001"})
    assert [(one.device, one.why) for one in Owed(tmp_path).read()] == [("vpn02", "DEV-001")]
    owed.strike([cut("vpn02").place])
    assert owed.read() == ()


def test_what_is_owed_already_keeps_its_document_unless_it_is_due_sooner(tmp_path: Path) -> None:
    owed = Owed(tmp_path)
    owed.owe([cut("vpn01", after=timedelta(days=3), reason="Yeni anahtar")])
    owed.owe([cut("vpn01", after=timedelta(days=5), reason="Başka")])
    assert [one.reason for one in owed.read()] == ["Yeni anahtar"]
    owed.owe([cut("vpn01", reason="Kayıp")])
    assert [(one.reason, one.at) for one in owed.read()] == [("Kayıp", NOW)]


def test_what_is_taken_back_leaves_what_was_owed_before_and_what_was_proven_meanwhile(tmp_path: Path) -> None:
    owed = Owed(tmp_path)
    owed.owe([cut("vpn01", after=timedelta(days=3), reason="Yeni anahtar"), cut("vpn02", after=timedelta(days=3))])
    before = owed.owe([cut("vpn01", reason="Kayıp"), cut("vpn02"), cut("vpn03")])
    owed.strike([cut("vpn02").place])
    owed.undo(before)
    assert owed.read() == (cut("vpn01", after=timedelta(days=3), reason="Yeni anahtar"),)
    owed.undo(owed.owe([cut("vpn01", after=timedelta(days=5))]))  # nothing new
    assert len(owed.read()) == 1


def test_no_plan_lets_in_whose_cut_is_due_and_still_owed(tmp_path: Path) -> None:
    owed, chain = Owed(tmp_path), tmp_path / "chain.jsonl"
    owed.owe([cut("vpn01", after=timedelta(days=3))])
    assert withheld.since(tmp_path, chain, NOW, NOW) == set()  # the old key of a new one is good for a while
    owed.owe([cut("vpn01")])
    assert withheld.since(tmp_path, chain, NOW + timedelta(days=1), NOW) == {KEY}


def test_a_file_that_is_damaged_is_told_and_not_taken_for_nothing_owed(tmp_path: Path) -> None:
    owed = Owed(tmp_path)
    owed.owe([cut("vpn01")])
    owed.file.write_bytes(owed.file.read_bytes()[:40])
    with pytest.raises(PendingUnreadable):
        owed.read()


def test_a_clock_that_is_set_back_makes_no_cut_due_later(tmp_path: Path) -> None:
    """What was to be done at once is due on any clock; only the old key of a new one waits for its day."""
    assert cut("vpn01").is_due(NOW - timedelta(hours=3))
    assert not cut("vpn01", after=timedelta(days=3)).is_due(NOW)
    ahead = (NOW + timedelta(hours=3)).isoformat()
    Owed(tmp_path).owe([cut("vpn01").model_copy(update={"since": ahead, "due": ahead})])
    assert withheld.since(tmp_path, tmp_path / "chain.jsonl", NOW, NOW) == {KEY}
