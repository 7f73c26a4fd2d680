"""Four eyes: signatures of persons over a plan's id, made and checked with OpenSSH's own `ssh-keygen -Y`.

Beside `FILE` lies `FILE.signatures/`, one statement per person: `<principal>.json`, canonical JSON that names the plan's id,
the person, the role (author or approver) and the time, and `<principal>.json.sig`, its SSH signature in the namespace
`altyapi-plan`. Who a key belongs to is decided by the allowed_signers file alone, never by what a statement claims.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import ValidationError

from altyapi import signers
from altyapi.errors import EngineError
from altyapi.plan.admission import approvals_needed
from altyapi.plan.model import Plan, PlanChanged
from altyapi.plan.policy import ChangePolicy
from netbox_sync.canonical import canonical
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

NAMESPACE = "altyapi-plan"
STRICT = ChangePolicy()
"""The bar where no policy is at hand: the defaults."""


class ApprovalRefused(EngineError):
    code = "APR-001"
    en = "Not signed: {problem}."
    tr = "İmzalanmadı: {problem}."
    en_remedy = "{remedy}"
    tr_remedy = "{remedy}"


class ApprovedByAuthor(EngineError):
    code = "APR-002"
    en = "The author may not approve: {principal} made this plan."
    tr = "Hazırlayan onaylayamaz: planı hazırlayan: {principal}."
    en_remedy = "A second person approves it: ./inv config.approve {file} --key THEIR_KEY"
    tr_remedy = "İkinci bir kişi onaylamalı: ./inv config.approve {file} --key KENDİ_ANAHTARI"


class NotApproved(EngineError):
    code = "APR-003"
    en = "Plan not approved: {file}: {have} of {needed} approvals{problems}."
    tr = "Plan onaylı değil: {file}: {needed} onaydan {have} tanesi var{problems}."
    en_remedy = "A person other than {author} runs: ./inv config.approve {file} --key THEIR_KEY"
    tr_remedy = "{author} dışında bir kişi çalıştırır: ./inv config.approve {file} --key KENDİ_ANAHTARI"


class AuthorUnproven(EngineError):
    code = "APR-004"
    en = "The author's signature is missing or not valid: {file}: {problem}."
    tr = "Hazırlayanın imzası yok ya da geçersiz: {file}: {problem}."
    en_remedy = "Make the plan again with your own key: set ALTYAPI_SIGNING_KEY, then ./inv config.plan; the key stands in {signers}."
    tr_remedy = "Planı kendi anahtarınızla yeniden yapın: ALTYAPI_SIGNING_KEY verin, sonra ./inv config.plan; anahtarın yeri: {signers}."


class Document(Protocol):
    """What is signed: a plan, a release. `id` is the SHA-256 of its content."""

    @property
    def id(self) -> str: ...
    @property
    def author(self) -> str: ...


class Statement(Frozen):
    """What a person signs; `plan_id` is the id of what it is about."""

    plan_id: str
    principal: str
    role: Literal["author", "approver"]
    signed: str  # ISO 8601 with offset, by the signer's clock


class Approval(Frozen):
    """A statement whose signature holds, by the person that the allowed_signers file names."""

    statement: Statement
    fingerprint: str  # SHA256:… of the signing key


class Rejected(Frozen):
    """A signature that does not count, and why."""

    file: str
    problem: str
    of_other_plan: bool = False  # it names another plan's id: this file is not the one that was signed


def folder_of(plan_file: Path) -> Path:
    return plan_file.with_name(plan_file.name + ".signatures")


def principal_of(key: Path, allowed_signers: Path) -> str:
    """Whose key it is, by the allowed_signers file. Raises ApprovalRefused when it is nobody's."""
    with tempfile.TemporaryDirectory() as scratch:
        probe = Path(scratch) / "probe"
        probe.write_bytes(b"altyapi\n")
        signature = _sign(key, probe)
        return _principal(signature, allowed_signers, key)


def sign(
    plan: Document,
    plan_file: Path,
    key: Path,
    allowed_signers: Path,
    role: Literal["author", "approver"],
    now: datetime,
) -> Statement:
    """Sign the plan's id with an SSH key (a private key, or a public one whose private half an agent holds).

    Raises ApprovalRefused (no such key, not in allowed_signers) and ApprovedByAuthor.
    """
    principal = principal_of(key, allowed_signers)
    if role == "approver" and principal == plan.author:
        raise ApprovedByAuthor(principal=principal, file=plan_file)
    statement = Statement(plan_id=plan.id, principal=principal, role=role, signed=now.isoformat(timespec="seconds"))
    content = canonical(statement.model_dump(mode="json"))
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch) / "statement.json"
        draft.write_bytes(content)
        signature = _sign(key, draft).read_bytes()
    target = folder_of(plan_file) / f"{_file_name(principal)}.json"
    write_atomically(target, content)
    write_atomically(target.with_name(target.name + ".sig"), signature)
    return statement


def collect(
    plan: Document, plan_file: Path, allowed_signers: Path
) -> tuple[tuple[Approval, ...], tuple[Rejected, ...]]:
    """Every signature beside the plan, checked: those that hold for this plan, and those that don't with the reason."""
    if allowed_signers.is_file():
        signers.require(allowed_signers)
    good: list[Approval] = []
    bad: list[Rejected] = []
    for file in sorted(folder_of(plan_file).glob("*.json")):
        try:
            good.append(_check(plan, file, allowed_signers))
        except _Invalid as problem:
            bad.append(Rejected(file=file.name, problem=str(problem), of_other_plan=isinstance(problem, _OtherPlan)))
    return tuple(good), tuple(bad)


def require(
    plan: Plan, plan_file: Path, allowed_signers: Path, policy: ChangePolicy = STRICT, *, waived: bool = False
) -> tuple[Approval, ...]:
    """The approvals that make this plan applicable under the policy as it is now; the stricter of plan and policy counts.
    `waived`: it was found to be of a class that needs no second person; its author signs all the same.

    Raises PlanChanged, NotApproved or AuthorUnproven.
    """
    author_signs = waived or plan.author_signature_needed or policy.approvals.author_signature
    needed = 0 if waived else approvals_needed(plan, policy)
    return demand(plan, plan_file, allowed_signers, needed, author_signs=author_signs)


def require_again(
    plan: Plan,
    plan_file: Path,
    allowed_signers: Path,
    policy: ChangePolicy | None = None,
    *,
    then: Path | None = None,
    waived: bool = False,
) -> tuple[Approval, ...]:
    """The approvals of a plan that was applied, before it is taken back: as many as it needed then, by the list of signers as it
    was `then`, so that nobody's leaving bars the way back; else by that of now. There, for an author who has left since stands
    one more approver. `policy`: what counts too where nothing proves that the plan was let through once.

    Raises PlanChanged or NotApproved.
    """
    needed, author_signs = plan.approvals_needed, waived or plan.author_signature_needed
    if policy is not None:
        needed, author_signs = approvals_needed(plan, policy), author_signs or policy.approvals.author_signature
    needed = 0 if waived else needed
    if then is not None:
        with suppress(NotApproved, AuthorUnproven):
            return demand(plan, plan_file, then, needed, author_signs=author_signs)
    try:
        return demand(plan, plan_file, allowed_signers, needed, author_signs=author_signs)
    except AuthorUnproven:
        return demand(plan, plan_file, allowed_signers, needed + 1, author_signs=False)


def demand(
    plan: Document, plan_file: Path, allowed_signers: Path, needed: int, *, author_signs: bool
) -> tuple[Approval, ...]:
    """The signatures under a document, `needed` of persons beside its author. Raises PlanChanged, NotApproved or
    AuthorUnproven."""
    good, bad = collect(plan, plan_file, allowed_signers)
    others = [rejected.problem for rejected in bad if rejected.of_other_plan]
    if others and not good:
        raise PlanChanged(file=plan_file, problem=others[0])
    if author_signs and not any(_by_author(approval, plan) for approval in good):
        problem = (
            "; ".join(f"{rejected.file}: {rejected.problem}" for rejected in bad) or f"no signature of {plan.author}"
        )
        raise AuthorUnproven(file=plan_file, problem=problem, signers=allowed_signers)
    approvers = {approval.statement.principal for approval in good if approval.statement.role == "approver"} - {
        plan.author
    }
    author_keys = {approval.fingerprint for approval in good if approval.statement.principal == plan.author}
    keys = {approval.fingerprint for approval in good if approval.statement.principal in approvers} - author_keys
    have = min(len(approvers), len(keys))
    if have < needed:
        problems = "".join(f"; {rejected.file}: {rejected.problem}" for rejected in bad)
        raise NotApproved(file=plan_file, have=have, needed=needed, problems=problems, author=plan.author)
    return good


class _Invalid(Exception):
    """Why one signature does not count."""


class _OtherPlan(_Invalid):
    """It was made for a plan with another id."""


def _by_author(approval: Approval, plan: Document) -> bool:
    return approval.statement.principal == plan.author and approval.statement.role == "author"


def _check(plan: Document, file: Path, allowed_signers: Path) -> Approval:
    try:
        raw = file.read_bytes()
        statement = Statement.model_validate_json(raw)
    except (OSError, ValidationError, ValueError) as error:
        raise _Invalid("not a statement of this toolkit") from error
    if canonical(json.loads(raw)) != raw:
        raise _Invalid("the statement was changed")
    if statement.plan_id != plan.id:
        raise _OtherPlan(
            f"signed for plan {statement.plan_id[:12]}, this file is {plan.id[:12]}: the plan was changed since"
        )
    if statement.role == "approver" and statement.principal == plan.author:
        raise _Invalid("approved by its author")
    signature = file.with_name(file.name + ".sig")
    if not signature.is_file():
        raise _Invalid("its .sig file is missing")
    if not allowed_signers.is_file():
        raise _Invalid(f"no allowed_signers file at {allowed_signers}")
    result = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", str(allowed_signers), "-I", statement.principal, "-n", NAMESPACE, "-s", str(signature)],
        input=raw, capture_output=True, check=False,
    )  # fmt: skip
    output = (result.stdout + result.stderr).decode(errors="replace")
    if result.returncode != 0:
        raise _Invalid(f"signature not valid for {statement.principal} ({_last_line(output)})")
    fingerprint = re.search(r"SHA256:\S+", output)
    return Approval(statement=statement, fingerprint=fingerprint.group(0) if fingerprint else "")


def _sign(key: Path, file: Path) -> Path:
    if not key.is_file():
        raise ApprovalRefused(
            problem=f"no key at {key}", remedy="--key FILE, an SSH private key or a public key held by ssh-agent"
        )
    result = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(file)],
        stderr=subprocess.PIPE,
        check=False,
    )
    signature = file.with_name(file.name + ".sig")
    if result.returncode != 0 or not signature.is_file():
        problem = f"ssh-keygen could not sign with {key} ({_last_line(result.stderr.decode(errors='replace'))})"
        raise ApprovalRefused(problem=problem, remedy="Check the key, its passphrase, or ssh-add -l")
    return signature


def _principal(signature: Path, allowed_signers: Path, key: Path) -> str:
    if not allowed_signers.is_file():
        raise ApprovalRefused(
            problem=f"no allowed_signers file at {allowed_signers}",
            remedy="Make it: one line per person, ssh-keygen(1)",
        )
    signers.require(allowed_signers)
    result = subprocess.run(
        ["ssh-keygen", "-Y", "find-principals", "-s", str(signature), "-f", str(allowed_signers)],
        capture_output=True,
        check=False,
    )
    principals = result.stdout.decode(errors="replace").split()
    if result.returncode != 0 or not principals:
        raise ApprovalRefused(
            problem=f"the key {key} is nobody's in {allowed_signers}",
            remedy=f"Add the person's public key to {allowed_signers}",
        )
    return principals[0]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def _file_name(principal: str) -> str:
    return re.sub(r"[^A-Za-z0-9@._+-]", "_", principal)
