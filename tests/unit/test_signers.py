"""A list of signers in which one person could sign under two names is refused, with file and line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from altyapi import settings, signers
from altyapi.cli import examination
from altyapi.signers import SignersUnsafe


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    """Three public keys, type and base64."""
    folder = tmp_path_factory.mktemp("keys")
    made = []
    for name, kind in (("a", "ed25519"), ("b", "ed25519"), ("c", "ecdsa")):
        subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", folder / name], check=True)
        made.append(" ".join((folder / f"{name}.pub").read_text().split()[:2]))
    return made[0], made[1], made[2]


FAULTY = {
    "pattern": ("ali@x {a}\n*@x {b}\n", 2, "a pattern instead of a name: *@x"),
    "one letter's pattern": ("al?@x {a}\n", 1, "a pattern"),
    "negated": ("!ali@x {a}\n", 1, "a pattern"),
    "several": ('# kim\n\nali@x,veli@x namespaces="altyapi-plan" {a}\n', 3, "several names on one line: ali@x,veli@x"),
    "case": ("ali@x {a}\nALI@x {b}\n", 2, "ALI@x differs from ali@x (line 1) in case alone"),
    "one key": (
        'ali@x {a}\nveli@x {b} baska\nayse@x namespaces="altyapi-plan" {a} c\n',
        3,
        "is also that of ali@x (line 1)",
    ),
    "authority": ("ali@x cert-authority {a}\n", 1, "a certificate authority"),
    "authority among options": ('ali@x namespaces="a b",CERT-AUTHORITY {a}\n', 1, "a certificate authority"),
    "quoted": ('"ali@x" {a}\n', 1, "not a plain name"),
    "look-alike": ("аli@x {a}\n", 1, "not a plain name"),
    "no key": ("ali@x\n", 1, "no key on the line"),
    "cut key": ("ali@x ssh-ed25519 AAAA\n", 1, "not a key of type ssh-ed25519"),
    "other type": ("ali@x ssh-rsa {b64}\n", 1, "not a key of type ssh-rsa"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_line_that_is_not_one_persons_is_told_with_its_place(
    tmp_path: Path, keys: tuple[str, str, str], case: str
) -> None:
    text, line, problem = FAULTY[case]
    file = tmp_path / "approvers"
    file.write_text(text.format(a=keys[0], b=keys[1], b64=keys[0].split()[1]), "utf-8")
    _, faults = signers.examine(file)
    assert [(fault.line, problem in fault.en) for fault in faults] == [(line, True)]
    with pytest.raises(SignersUnsafe, match=f"approvers:{line}: "):
        signers.require(file)
    configured = settings.load({"ALTYAPI_ALLOWED_SIGNERS": str(file)}, tmp_path)
    found = [one for one in examination.examine(configured) if one.topic == "signing" and f"{file}:{line}: " in one.en]
    assert [(one.severity, problem in one.en, f"{file}:{line}: " in one.tr) for one in found] == [("error", True, True)]


def test_a_person_may_have_two_keys_and_options(tmp_path: Path, keys: tuple[str, str, str]) -> None:
    file = tmp_path / "approvers"
    lines = (
        "# kim imzalar",
        f"ali@x {keys[0]} eski",
        f'ali@x namespaces="altyapi-plan",valid-before="20300101" {keys[2]}',
        f'\tveli@x namespaces="altyapi-plan" {keys[1]}\r',
    )
    file.write_text("\n".join(lines), "utf-8")
    listed = signers.require(file)
    assert [(signer.line, signer.principal) for signer in listed] == [(2, "ali@x"), (3, "ali@x"), (4, "veli@x")]
