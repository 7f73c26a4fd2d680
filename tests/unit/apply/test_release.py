"""A change for a time that can't be taken back is left standing by name, document and signature, and by nothing less."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from altyapi.apply import expiry, release, source
from altyapi.apply.fate import SETTLED
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.apply.release import NotReleasable, Release, ReleaseChanged, ReleaseStale
from altyapi.apply.run import RUN_STOPPED, Run
from altyapi.evidence import chain, notes
from altyapi.evidence import record as records
from altyapi.plan import approval
from altyapi.plan.approval import ApprovedByAuthor, AuthorUnproven, NotApproved
from altyapi.plan.policy import Approvals, ChangePolicy, Releases, RiskRule, RiskRules
from tests.support.plans import APPROVER, AUTHOR, NOW, People, entry, people, plan
from tests.unit.apply.test_expiry import applied, services

ENDS = NOW + timedelta(days=12)
LATER = ENDS + timedelta(hours=1)
EVRAK = "2026/1240"
LAX = ChangePolicy(approvals=Approvals(release=Releases(low=0)))
STRICTER = ChangePolicy(
    approvals=Approvals(release=Releases(low=0, high=2)), risk=RiskRules(high=RiskRule(roles=("access-switch",)))
)


@pytest.fixture(scope="module")
def persons(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("persons"))


@pytest.fixture
def overdue(tmp_path: Path) -> Run:
    """Two switches hold the change after its end; the way back of sw1 was refused, sw2 was not reached for that."""
    run = applied(tmp_path, plan(entry("sw1"), entry("sw2", wave=1), until=ENDS.isoformat()), "sw1", "sw2")
    back = source.open_back(run, services(tmp_path, ChangePolicy()), reason="-", evrak="", due=ENDS.isoformat())
    assert back is not None
    back.journal.append("run-started")
    back.journal.append("refused", "sw1", why="Device changed since the plan: sw1", code="APL-030")
    back.journal.append("refused", "sw2", why="-", code=RUN_STOPPED)
    return run


def drafted(run: Run, *devices: str, policy: ChangePolicy = ChangePolicy(), now: datetime = LATER) -> Release:  # noqa: B008  frozen
    return release.draft(
        run, devices, state_dir=run.folder.parent.parent, policy=policy, author=AUTHOR, reason="kalacak", evrak=EVRAK, now=now
    )  # fmt: skip


def signed(run: Run, persons: People, *signers: str, policy: ChangePolicy = ChangePolicy()) -> tuple[Release, Path]:  # noqa: B008
    made, file = drafted(run, policy=policy), run.folder.parent.parent / "release.json"
    release.save(made, file)
    for person in signers:
        role = "author" if person == AUTHOR else "approver"
        approval.sign(made, file, persons.keys[person], persons.allowed_signers, role, LATER)  # type: ignore[arg-type]
    return made, file


def required(made: Release, file: Path, run: Run, persons: People, **changes: object) -> tuple[approval.Approval, ...]:
    given = {"allowed_signers": persons.allowed_signers, "policy": ChangePolicy(), "now": LATER, **changes}
    return release.require(made, file, run, **given)  # type: ignore[arg-type]


def recorded(made: Release, file: Path, run: Run, persons: People) -> tuple[str, ...]:
    approvals = required(made, file, run, persons)
    leases = run.folder.parent.parent / "leases"
    return release.record(made, file, run, approvals, leases=leases, operator="kul0001", now=LATER)


def standing(run: Run) -> Iterator[str]:
    for one in expiry.timed(run.folder.parent.parent):
        yield from getattr(one, "devices", ())


def test_without_names_it_is_about_what_hinders_its_way_back_itself(overdue: Run) -> None:
    made = drafted(overdue)
    assert [(held.device, held.state) for held in made.devices] == [("sw1", "applied")]
    assert made.devices[0].why == "Device changed since the plan: sw1"
    assert made.approvals_needed == 1


@pytest.mark.parametrize("device", ["sw2", "sw3"])
def test_what_nobody_tried_to_take_back_is_not_released(overdue: Run, device: str) -> None:
    with pytest.raises(NotReleasable):
        drafted(overdue, device)


def test_nothing_is_released_before_its_end(overdue: Run) -> None:
    with pytest.raises(NotReleasable, match="not due"):
        drafted(overdue, now=ENDS - timedelta(seconds=1))


def test_a_device_of_unknown_fate_is_looked_at_first(overdue: Run) -> None:
    overdue.journal.append("arming", "sw2", until=LATER.isoformat())
    with pytest.raises(NotReleasable, match="found out first"):
        drafted(overdue, "sw2")


def test_the_second_person_is_another_and_both_have_to_sign(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR)
    with pytest.raises(NotApproved):
        required(made, file, overdue, persons)
    with pytest.raises(ApprovedByAuthor):
        approval.sign(made, file, persons.keys[AUTHOR], persons.allowed_signers, "approver", LATER)
    shutil.rmtree(approval.folder_of(file))
    approval.sign(made, file, persons.keys[APPROVER], persons.allowed_signers, "approver", LATER)
    with pytest.raises(AuthorUnproven):
        required(made, file, overdue, persons)


def test_where_the_policy_asks_for_no_second_person_the_author_alone_does(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, policy=LAX)
    assert made.approvals_needed == 0
    assert required(made, file, overdue, persons, policy=LAX)


def test_binding_is_the_policy_of_when_it_is_recorded(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER, policy=LAX)
    with pytest.raises(NotApproved, match="1 of 2"):
        required(made, file, overdue, persons, policy=STRICTER)


@pytest.mark.parametrize("moved", [timedelta(days=-1), timedelta(days=4)])
def test_a_clock_that_was_moved_makes_it_neither_valid_earlier_nor_longer(
    overdue: Run, persons: People, moved: timedelta
) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    with pytest.raises(ReleaseStale, match="valid from"):
        required(made, file, overdue, persons, now=LATER + moved)


def test_recorded_it_is_due_no_more_and_no_way_back_of_its_run_touches_it(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    assert set(standing(overdue)) == {"sw1", "sw2"}
    assert recorded(made, file, overdue, persons) == ("sw1",)
    assert set(standing(overdue)) == {"sw2"}
    assert overdue.fate("sw1").state == "released"
    assert recorded(made, file, overdue, persons) == ()
    state_dir = overdue.folder.parent.parent
    back = source.open_back(overdue, services(state_dir, ChangePolicy()), reason="-", evrak="")
    assert back is not None
    assert [one.device for one in back.entries] == ["sw2"]
    kept = overdue.folder / release.FOLDER / f"{made.id[:16]}.json"
    assert release.load(kept) == made
    assert len(approval.collect(made, kept, persons.allowed_signers)[0]) == 2


def test_the_evidence_names_who_left_it_standing_and_why(overdue: Run, persons: People, tmp_path: Path) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    recorded(made, file, overdue, persons)
    entry_ = chain.append(tmp_path / "chain.jsonl", records.of(overdue))
    told = entry_.link.record.devices[0].release
    assert told is not None
    assert (told.release, told.evrak, told.hindered) == (made.id, EVRAK, "Device changed since the plan: sw1")
    assert {one.statement.principal for one in told.approvals} == {AUTHOR, APPROVER}
    (note,) = [one for one in notes.entries([entry_]) if ":sw1:released:" in one.key]
    assert f"- released: kalacak; document {EVRAK}, author {AUTHOR}, approved by {APPROVER}" in note.comments


def test_a_release_does_not_outlive_what_it_was_made_for(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    overdue.journal.append("rolled-back", "sw1", run="x")
    with pytest.raises(ReleaseStale, match="rolled-back"):
        recorded(made, file, overdue, persons)
    assert overdue.fate("sw1").state == "rolled-back"


def test_a_device_that_is_being_changed_is_not_released(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    leases = overdue.folder.parent.parent / "leases"
    with lease(leases, "sw1", holder="kul0002", run="other", since="-"), pytest.raises(LeaseHeld):
        recorded(made, file, overdue, persons)
    assert overdue.fate("sw1").state == "applied"


def test_one_that_was_changed_is_refused(overdue: Run, persons: People) -> None:
    made, file = signed(overdue, persons, AUTHOR, APPROVER)
    other = Release.model_validate({**made.model_dump(), "reason": "başka"})
    file.write_bytes(other.content)
    with pytest.raises(approval.PlanChanged):
        required(release.load(file), file, overdue, persons)
    file.write_bytes(made.content + b"\n\n")
    with pytest.raises(ReleaseChanged):
        release.load(file)


def test_a_run_that_was_done_for_good_has_nothing_to_release(tmp_path: Path) -> None:
    run = applied(tmp_path, plan(entry("sw1")), "sw1")
    with pytest.raises(NotReleasable, match="for good"):
        drafted(run)
    assert SETTLED[-1] == "released"
