"""The project's own checks: Debian packages, linters, tests. Each says what it runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from altyapi.settings import PACKAGE_ROOT
from altyapi.view.output import Output

PACKAGES = PACKAGE_ROOT / "debian-packages.txt"
POLICY = Path("/usr/sbin/policy-rc.d")
MOLECULE = "ALTYAPI_MOLECULE"
"""What the scenarios' tests ask for."""
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "--quiet", "."),
    ("mypy",),
    ("ansible-lint", "--offline", "--profile", "production", "-q"),
)


LINT_INVENTORY = "tests/golden/plan/plan.json"
"""ansible-lint has Ansible check the playbooks' syntax, and their inventory is a plan."""


def prepare(out: Output, *, install: bool) -> None:
    """Install the Debian packages that are missing, where that is allowed; else say which tests will be skipped and why."""
    missing = [name for name in packages() if not installed(name)]
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not install or os.geteuid() != 0 or shutil.which("apt-get") is None:
        out.note(out.say("test.missing", packages=" ".join(missing), command="sudo " + " ".join(command)))
        return
    out.note(out.say("test.installing", packages=" ".join(missing)))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _services_kept_down():
        for step in (["apt-get", "update", "-qq"], command):
            done = subprocess.run(step, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            if done.returncode != 0:
                problem = done.stderr.decode(errors="replace").strip()
                out.note(out.say("test.install-failed", command=" ".join(step), problem=problem))
                return


@contextmanager
def _services_kept_down() -> Iterator[None]:
    """What is installed for a test starts no service: Debian asks this program (policy-rc.d) first."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", "utf-8")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def parity(out: Output) -> None:
    """The environment with Ansible's big bundle, for the tests that drive NetBox's own Ansible collection."""
    _run(out, "python", "tests/contract/netbox/parity.py")


def packages() -> list[str]:
    """The names in debian-packages.txt."""
    lines = (line.split("#")[0].strip() for line in PACKAGES.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def installed(package: str) -> bool:
    """Whether dpkg has the package installed; on a system without dpkg nothing is known, so nothing is missing."""
    if shutil.which("dpkg-query") is None:
        return True
    asked = subprocess.run(["dpkg-query", "-W", "-f=${Status}", package], capture_output=True, check=False)
    return asked.stdout == b"install ok installed"


def lint(out: Output) -> int:
    """Every linter, all run; gives the number that complain."""
    return sum(_run(out, *command) != 0 for command in LINTERS)


def pytest(out: Output, only: str, *, fast: bool) -> int:
    """The tests, on as many workers as there are cores, in the order of tests/conftest.py: the longest files first."""
    words = ["pytest", "-q", "-n", _workers(), "--dist", "loadfile", "--no-loadscope-reorder"]
    words += ["-m", "not slow"] if fast else []
    words += [only] if only else []
    return _run(out, *words)


def scenarios(out: Output, only: str) -> int:
    """Each role's scenario on real systemd hosts, as many at once as there are cores; `only` is a role's name. Where there is no
    container engine, they are skipped and the reason is told."""
    from lab.hosts.engine import NoEngine, find
    from lab.hosts.image import OWN

    try:
        engine = find(PACKAGE_ROOT / "var" / "hosts")
        rootless = out.say("test.rootless") if engine.rootless else ""
        image = os.environ.get(OWN) or out.say("test.own-image")
        out.note(out.say("test.hosts", engine=f"{engine.program}{rootless}", image=image))
    except NoEngine as error:
        out.fault(error)
    words = [
        "pytest",
        "-q",
        "-rs",
        "-n",
        _workers(),
        "--dist",
        "load",
        *(["-k", f"[{only}]"] if only else []),  # in brackets: antivirus is no antivirus_mirror
        "tests/e2e/hosts",
    ]
    return _run(out, *words, variables={MOLECULE: "1"})


def _workers() -> str:
    return str(os.cpu_count() or 2)


def _run(out: Output, *words: str, variables: Mapping[str, str] | None = None) -> int:
    out.note(f"$ {' '.join(words)}")
    program = Path(sys.executable).with_name(words[0])
    sys.stdout.flush()
    environment = {**os.environ, **(variables or {})}
    if words[0] == "ansible-lint":
        environment["ANSIBLE_INVENTORY"] = LINT_INVENTORY
    return subprocess.run([str(program), *words[1:]], cwd=PACKAGE_ROOT, env=environment, check=False).returncode
