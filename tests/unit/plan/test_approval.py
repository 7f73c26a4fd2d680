"""Four eyes, with real SSH signatures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from altyapi.plan import approval, model
from altyapi.signers import SignersUnsafe
from tests.support.plans import APPROVER, AUTHOR, NOW, THIRD, People, entry, people, plan


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    model.save(plan(), tmp_path / "change.json")
    return tmp_path / "change.json"


def sign(file: Path, who: People, person: str, role: str = "approver") -> None:
    approval.sign(model.load(file), file, who.keys[person], who.allowed_signers, role, NOW)  # type: ignore[arg-type]


def test_a_plan_signed_by_its_author_and_a_second_person_is_applicable(file: Path, signers: People) -> None:
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    found = approval.require(model.load(file), file, signers.allowed_signers)
    assert {(entry.statement.principal, entry.statement.role) for entry in found} == {
        (AUTHOR, "author"),
        (APPROVER, "approver"),
    }


def test_an_unapproved_plan_is_refused_with_the_command_to_approve_it(file: Path, signers: People) -> None:
    sign(file, signers, AUTHOR, "author")
    with pytest.raises(approval.NotApproved) as refused:
        approval.require(model.load(file), file, signers.allowed_signers)
    assert "0 of 1 approvals" in str(refused.value)
    assert "config.approve" in refused.value.remedy("en")


def test_the_author_may_not_approve(file: Path, signers: People) -> None:
    with pytest.raises(approval.ApprovedByAuthor):
        sign(file, signers, AUTHOR)


def test_an_author_that_claims_another_name_is_found_out(file: Path, signers: People) -> None:
    """Someone writes another's name as the author and approves with an own key: the author's signature is missing."""
    sign(file, signers, APPROVER)
    with pytest.raises(approval.AuthorUnproven, match=AUTHOR):
        approval.require(model.load(file), file, signers.allowed_signers)


def test_an_authors_signature_relabelled_as_approval_does_not_count(file: Path, signers: People) -> None:
    sign(file, signers, AUTHOR, "author")
    folder = approval.folder_of(file)
    for suffix in ("json", "json.sig"):
        shutil.copy(folder / f"{AUTHOR}.{suffix}", folder / f"{APPROVER}.{suffix}")
    with pytest.raises(approval.NotApproved, match="0 of 1"):
        approval.require(model.load(file), file, signers.allowed_signers)


def test_a_plan_that_was_signed_and_then_changed_is_refused_as_changed(
    file: Path, signers: People, tmp_path: Path
) -> None:
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    model.save(plan(entry(commands=("no ntp server 10.9.9.9",))), file)
    with pytest.raises(model.PlanChanged, match="the plan was changed since"):
        approval.require(model.load(file), file, signers.allowed_signers)


def test_a_statement_changed_after_signing_does_not_count(file: Path, signers: People) -> None:
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    statement = approval.folder_of(file) / f"{APPROVER}.json"
    statement.write_text(statement.read_text().replace("2026-04-20", "2026-04-19"))
    with pytest.raises(approval.NotApproved, match="signature not valid"):
        approval.require(model.load(file), file, signers.allowed_signers)


def test_a_key_that_is_nobodys_can_not_sign(file: Path, signers: People, tmp_path: Path) -> None:
    stranger = people(tmp_path / "strangers")
    with pytest.raises(approval.ApprovalRefused, match="nobody's"):
        approval.sign(model.load(file), file, stranger.keys[APPROVER], signers.allowed_signers, "approver", NOW)


def test_a_person_taken_off_the_list_counts_no_more(file: Path, signers: People, tmp_path: Path) -> None:
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    left = [line for line in signers.allowed_signers.read_text().splitlines() if not line.startswith(APPROVER)]
    shorter = tmp_path / "allowed_signers"
    shorter.write_text("\n".join(left) + "\n")
    with pytest.raises(approval.NotApproved):
        approval.require(model.load(file), file, shorter)


def test_two_approvals_need_two_people(signers: People, tmp_path: Path) -> None:
    file = tmp_path / "two.json"
    model.save(plan(approvals_needed=2), file)
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    sign(file, signers, APPROVER)
    with pytest.raises(approval.NotApproved, match="1 of 2"):
        approval.require(model.load(file), file, signers.allowed_signers)
    sign(file, signers, THIRD)
    assert len(approval.require(model.load(file), file, signers.allowed_signers)) == 3


def test_one_key_under_two_names_is_refused_by_line(file: Path, signers: People, tmp_path: Path) -> None:
    words = signers.keys[AUTHOR].with_suffix(".pub").read_text().split()
    listed = tmp_path / "allowed_signers"
    listed.write_text(signers.allowed_signers.read_text() + f"baska@orneksehir.example {words[0]} {words[1]}\n")
    sign(file, signers, AUTHOR, "author")
    sign(file, signers, APPROVER)
    with pytest.raises(SignersUnsafe, match=r"baska@orneksehir\.example"):
        approval.require(model.load(file), file, listed)


def test_a_pattern_in_place_of_a_person_is_refused(file: Path, signers: People, tmp_path: Path) -> None:
    words = signers.keys[APPROVER].with_suffix(".pub").read_text().split()
    listed = tmp_path / "allowed_signers"
    listed.write_text(f"*@orneksehir.example {words[0]} {words[1]}\n")
    with pytest.raises(SignersUnsafe):
        approval.sign(model.load(file), file, signers.keys[APPROVER], listed, "approver", NOW)
