"""A chain that lost its end, or all of itself, is missed by what else tells of its records."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from altyapi.apply.journal import Journal
from altyapi.apply.lease import lease
from altyapi.evidence import chain, notes
from altyapi.evidence.chain import Entry
from altyapi.evidence.completeness import Compared, Named, compare, named_in
from altyapi.evidence.record import Action, of_register
from netbox_sync.canonical import sha256
from tests.support.evidence import device, record

RUNS = ("20260420T093000000-aaaaaaaa", "20260421T093000000-bbbbbbbb", "20260422T093000000-cccccccc-back")


class Ground:
    """Three ended runs, their chain, and what the journal entries of their devices name."""

    def __init__(self, folder: Path) -> None:
        self.chain, self.runs, self.leases = folder / "chain.jsonl", folder / "runs", folder / "leases"
        for run in RUNS:
            self.journal(run).append("run-started")
            self.journal(run).append("applied", "sw1", after_sha256="c" * 64)
            self.end(run)
        entries = self.entries
        self.named = [
            named for entry in notes.entries(entries) if (named := named_in("outbox.jsonl", entry.text)) is not None
        ]

    @property
    def entries(self) -> list[Entry]:
        return chain.verify(self.chain)

    def journal(self, run: str) -> Journal:
        return Journal(self.runs / run / "journal.jsonl")

    def end(self, run: str) -> None:
        self.journal(run).append("run-ended")
        content = self.journal(run).file.read_bytes()
        covers = {"journal_bytes": len(content), "journal_sha256": sha256(content)}
        chain.append(self.chain, record(device(), run=run, **covers))

    def at_work(self, run: str, device: str = "") -> AbstractContextManager[None]:
        """A process that holds the run's lease, or one of its devices'."""
        since = "2026-04-23T09:30:00+03:00"
        return lease(self.leases, device or f"run-{run}", holder="kul0001", run=run, since=since)

    def compared(self, named: Sequence[Named] | None = None) -> Compared:
        return compare(self.entries, self.runs, self.named if named is None else named, leases=self.leases)

    def keep(self, lines: int) -> None:
        """Cut the chain's end off."""
        self.chain.write_bytes(b"".join(self.chain.read_bytes().splitlines(keepends=True)[:lines]))


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def kinds(compared: Compared) -> list[tuple[str, str, int]]:
    return [(gap.kind, gap.run, gap.number) for gap in compared.gaps]


def test_a_whole_chain_misses_nothing(ground: Ground) -> None:
    compared = ground.compared()
    assert (compared.runs, compared.named, compared.gaps) == (3, 3, ())


def test_a_chain_cut_at_its_end_is_missed_by_the_run_and_by_the_journal_entry(ground: Ground) -> None:
    lost = ground.entries[-1].sha256
    ground.keep(2)
    compared = ground.compared()
    assert kinds(compared) == [("run-without-record", RUNS[2], 0), ("record-missing", RUNS[2], 3)]
    assert (compared.gaps[1].sha256, compared.gaps[1].place) == (lost, "outbox.jsonl")


def test_a_deleted_chain_is_missed_by_every_run_and_entry(ground: Ground) -> None:
    ground.chain.unlink()
    assert [kind for kind, _, _ in kinds(ground.compared())] == ["run-without-record"] * 3 + ["record-missing"] * 3


def test_the_runs_alone_and_the_entries_alone_are_enough(ground: Ground) -> None:
    ground.keep(0)
    assert len(ground.compared(named=()).gaps) == 3
    assert len(compare((), ground.runs / "gone", ground.named, leases=ground.leases).gaps) == 3


def test_a_chain_written_anew_differs_from_what_the_entries_name(ground: Ground) -> None:
    ground.keep(2)
    content = ground.journal(RUNS[2]).file.read_bytes()
    covers = {"journal_bytes": len(content), "journal_sha256": sha256(content)}
    chain.append(ground.chain, record(device(), run=RUNS[2], reason="başka", **covers))
    assert kinds(ground.compared()) == [("record-differs", RUNS[2], 3)]


def test_a_run_that_went_on_needs_a_record_of_its_new_end(ground: Ground) -> None:
    ground.journal(RUNS[0]).append("run-resumed")
    with ground.at_work(RUNS[0]):
        assert ground.compared().gaps == ()  # under way: its record comes at its end
    ground.journal(RUNS[0]).append("run-ended")
    assert kinds(ground.compared()) == [("run-without-record", RUNS[0], 0)]
    ground.end(RUNS[0])
    assert ground.compared().gaps == ()


def test_a_run_whose_process_is_gone_before_its_end_is_told_until_somebody_ends_it(ground: Ground) -> None:
    run = "20260423T093000000-dddddddd"
    with ground.at_work(run):
        ground.journal(run).append("run-started")
        ground.journal(run).append("arming", "sw1", until="2026-04-23T09:35:00+03:00")
        assert ground.compared().gaps == ()
    assert kinds(ground.compared()) == [("run-broken-off", run, 0)]
    with ground.at_work(RUNS[0]):  # another run's lease tells nothing of it
        assert kinds(ground.compared()) == [("run-broken-off", run, 0)]
    with ground.at_work(run, "sw1"):  # a worker that outlived the command
        assert ground.compared().gaps == ()
    ground.end(run)
    assert ground.compared().gaps == ()


def test_what_is_noted_after_the_end_of_a_run_needs_no_record(ground: Ground) -> None:
    ground.journal(RUNS[0]).append("rolled-back", "sw1", run=RUNS[2])
    assert ground.compared().gaps == ()


def test_a_journal_that_was_changed_since_its_record_differs(ground: Ground) -> None:
    file = ground.journal(RUNS[1]).file
    file.write_bytes(file.read_bytes().replace(b"sw1", b"sw2"))
    assert kinds(ground.compared()) == [("journal-differs", RUNS[1], 2)]


@pytest.mark.parametrize(
    "comments",
    [
        "bakım yapıldı",
        f"- evidence record 1 `{'a' * 64}`",
        f"> - evidence record 1 `{'a' * 64}`\n\n`altyapi:run:sw1:applied:x`",
        f"- evidence record 1 `{'a' * 64}`\n\n`altyapi:run:sw1:applied:x`\n- by hand",
    ],
)
def test_an_entry_that_is_none_of_ours_names_nothing(comments: str) -> None:
    assert named_in("NetBox", comments) is None


REGISTER = "inventory/policy/firewall/blocks.jsonl"
HEADS = tuple(sha256(str(number)) for number in range(3))


def register_gaps(ground: Ground, heads: Sequence[str]) -> list[tuple[str, str, int]]:
    return kinds(compare(ground.entries, ground.runs, (), {REGISTER: heads}, leases=ground.leases))


def note(ground: Ground, heads: Sequence[str], action: Action = "block") -> None:
    said = {"at": "2026-04-22T10:00:00+03:00", "by": "kul0001"}
    chain.append(ground.chain, of_register(REGISTER, heads, action=action, **said))


def test_a_register_that_lost_lines_or_holds_others_is_told_with_the_first_record_that_it_does_not_bear_out(
    ground: Ground,
) -> None:
    for count in (1, 2, 3):
        note(ground, HEADS[:count])
    assert register_gaps(ground, HEADS) == []
    assert register_gaps(ground, (*HEADS, sha256("later"))) == []
    assert [(kind, number) for kind, _, number in register_gaps(ground, HEADS[:2])] == [("register-cut", 6)]
    assert [(kind, number) for kind, _, number in register_gaps(ground, ())] == [("register-cut", 4)]
    assert [(kind, number) for kind, _, number in register_gaps(ground, (HEADS[0], *HEADS[:2]))] == [
        ("register-differs", 5)
    ]


def test_a_register_that_was_begun_anew_is_not_held_to_the_earlier_one(ground: Ground) -> None:
    note(ground, HEADS)
    note(ground, (), "begun")
    assert register_gaps(ground, ()) == []
    assert [one.count for one in chain.registers(ground.chain)] == [3, 0]
    note(ground, HEADS[:1])
    assert [kind for kind, *_ in register_gaps(ground, ())] == ["register-cut"]
